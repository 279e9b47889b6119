// SPDX-License-Identifier: BSD-2-Clause
// What assembly may know of C++ structures. Compiled to text, never linked.
#include <cstddef>

#include "arch/arm64/arm64_frame.h"
#include "arch/arm64/arm64_layout.h"
#include "arch/arm64/arm64_fast_path.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_secondary.h"

#define EMIT(name, value) asm volatile(".ascii \"@@ " #name " %c0\"" : : "i"(value))

namespace pinyon::arm64 {

void emit_offsets()
{
    EMIT(FRAME_SIZE, sizeof(TrapFrame));
    EMIT(FRAME_X, offsetof(TrapFrame, x));
    EMIT(FRAME_SP, offsetof(TrapFrame, sp));
    EMIT(FRAME_PC, offsetof(TrapFrame, pc));
    EMIT(FRAME_PSTATE, offsetof(TrapFrame, pstate));
    EMIT(ESR_OF_IPC, esr_of_ipc);
    EMIT(FPU_V, offsetof(FpuState, v));
    EMIT(FPU_FPCR, offsetof(FpuState, fpcr));
    EMIT(CPU_STACK_TOP, offsetof(Cpu, stack_top));
    EMIT(CPU_FRAME, offsetof(Cpu, frame));
    EMIT(CPU_AFFINITY, offsetof(Cpu, affinity));
    EMIT(CPU_SIZE, sizeof(Cpu));
    EMIT(MAX_CPUS, config::max_cpus);
    EMIT(START_MAIR, offsetof(StartValues, mair));
    EMIT(START_TTBR0, offsetof(StartValues, ttbr0));
    EMIT(START_SCTLR, offsetof(StartValues, sctlr));
    EMIT(PAGE_SIZE, page_size);
    EMIT(KERNEL_STACK_SIZE, kernel_stack_size);
    EMIT(PANIC_STACK_SIZE, panic_stack_size);
}

static_assert(offsetof(TrapFrame, sp) == offsetof(TrapFrame, x) + 31 * 8, "stored as a pair");
static_assert(offsetof(TrapFrame, pstate) == offsetof(TrapFrame, pc) + 8, "stored as a pair");
static_assert(offsetof(StartValues, tcr) == offsetof(StartValues, mair) + 8, "read as a pair");
static_assert(offsetof(StartValues, ttbr1) == offsetof(StartValues, ttbr0) + 8, "read as a pair");
static_assert(offsetof(FpuState, fpsr) == offsetof(FpuState, fpcr) + 8, "stored as a pair");

}  // namespace pinyon::arm64
