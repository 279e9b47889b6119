// SPDX-License-Identifier: BSD-2-Clause
// Offsets and bits that assembly needs: compiled to text, never linked.
#include <cstddef>

#include "arch/riscv64/riscv64_format.h"
#include "arch/riscv64/riscv64_frame.h"
#include "arch/riscv64/riscv64_layout.h"
#include "arch/riscv64/riscv64_processor.h"
#include "arch/riscv64/riscv64_registers.h"
#include "arch/riscv64/riscv64_sbi.h"

#define EMIT(name, value) asm volatile(".ascii \"@@ " #name " %0\"" ::"i"(value))

namespace pinyon::riscv64 {

static_assert(std::is_standard_layout_v<TrapFrame> && std::is_standard_layout_v<Processor>);
static_assert(offsetof(Processor, kernel_frame) == 0);
static_assert(offsetof(TrapFrame, word) == 0);  // and so the instruction pointer is at FRAME_IP

void emit_offsets()
{
    constexpr Word early = Format::valid | Format::read | Format::write | Format::accessed_flag
                         | Format::dirty_flag;
    EMIT(FRAME_IP, offsetof(TrapFrame, word));
    EMIT(ECALL_IPC, PINYON_ECALL_BASE + PINYON_SYS_IPC);
    EMIT(CAUSE_ECALL, Word(Cause::ecall_user));
    EMIT(FRAME_CAUSE, offsetof(TrapFrame, cause));
    EMIT(FRAME_VALUE, offsetof(TrapFrame, value));
    EMIT(FRAME_PROCESSOR, offsetof(TrapFrame, home));
    EMIT(MAX_CPUS, config::max_cpus);
    EMIT(PROCESSOR_RUNNING, offsetof(Processor, running_frame));
    EMIT(PROCESSOR_KERNEL_STACK, offsetof(Processor, kernel_stack));
    EMIT(PROCESSOR_PANIC_STACK, offsetof(Processor, panic_stack));
    EMIT(PROCESSOR_SATP, offsetof(Processor, satp));
    EMIT(FPU_FCSR, offsetof(FpuState, fcsr));
    EMIT(KERNEL_STACK_TOP, sizeof(KernelStack));
    EMIT(PANIC_STACK_TOP, sizeof(PanicStack));
    EMIT(SSTATUS_SPP, Sstatus::Spp::mask);
    EMIT(STIMECMP, Stimecmp::number);
    EMIT(SATP_MODE_SHIFT, __builtin_ctzl(Satp::Mode::mask));
    EMIT(SATP_MODE, Satp::Mode::get(Satp::sv39));
    EMIT(SBI_PUTCHAR, Word(sbi::Extension::legacy_putchar));
    EMIT(SBI_RESET, Word(sbi::Extension::reset));
    EMIT(PTE_TABLE, Format::valid);
    EMIT(PTE_EARLY_DATA, early);
    EMIT(PTE_EARLY_IMAGE, early | Format::execute);
    EMIT(PTE_SHIFT, page_bits - Format::frame_shift);
    EMIT(DIRECT_SLOT, Format::index(direct_base, 2) * sizeof(Word));
    EMIT(DIRECT_GIGABYTES, direct_gigabytes);
    EMIT(IMAGE_SLOT, Format::index(kernel_base, 2) * sizeof(Word));
}

}  // namespace pinyon::riscv64
