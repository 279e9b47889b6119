// SPDX-License-Identifier: BSD-2-Clause
// What assembly may know of C++ structures and constants. Compiled to text, never linked.
#include "arch/x86_64/x86_64_per_cpu.h"

#define EMIT(name, value) asm volatile(".ascii \"@@ " #name " %c0\"" : : "i"(value))
#define EMIT_REGISTER(name, member) EMIT(FRAME_##name, offsetof(TrapFrame, member))

namespace pinyon::x86_64 {

void emit_offsets()
{
    EMIT(FRAME_SIZE, sizeof(TrapFrame));
    EMIT_REGISTER(RAX, rax); EMIT_REGISTER(RBX, rbx); EMIT_REGISTER(RCX, rcx);
    EMIT_REGISTER(RDX, rdx); EMIT_REGISTER(RSI, rsi); EMIT_REGISTER(RDI, rdi);
    EMIT_REGISTER(RBP, rbp); EMIT_REGISTER(RSP, rsp); EMIT_REGISTER(R8, r8); EMIT_REGISTER(R9, r9);
    EMIT_REGISTER(R10, r10); EMIT_REGISTER(R11, r11); EMIT_REGISTER(R12, r12);
    EMIT_REGISTER(R13, r13); EMIT_REGISTER(R14, r14); EMIT_REGISTER(R15, r15);
    EMIT_REGISTER(RIP, rip); EMIT_REGISTER(RFLAGS, rflags); EMIT_REGISTER(VECTOR, vector);
    EMIT_REGISTER(ERROR, error);
    EMIT(CPU_FRAME, offsetof(PerCpu, frame));
    EMIT(CPU_KERNEL_STACK, offsetof(PerCpu, kernel_stack));
    EMIT(CPU_SCRATCH, offsetof(PerCpu, scratch));
    EMIT(CPU_PENDING_VECTOR, offsetof(PerCpu, pending_vector));
    EMIT(KERNEL_CODE, kernel_code);
    EMIT(USER_CODE, user_code);
    EMIT(USER_DATA, user_data);
    EMIT(VECTOR_DEBUG, vector_debug);
    EMIT(VECTOR_PIC, vector_pic);
    EMIT(VECTOR_COUNT, vector_count);
    EMIT(VECTORS_WITH_ERROR, vectors_with_error);
    EMIT(RFLAGS_INTERRUPTS, Rflags::interrupts);
    EMIT(RFLAGS_NOT_BY_SYSRET, Rflags::not_by_sysret);
    EMIT(MSR_GS_BASE, Msr::gs_base);
    EMIT(SEVERAL, several);
}

}  // namespace pinyon::x86_64
