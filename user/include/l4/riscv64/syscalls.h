// SPDX-License-Identifier: BSD-2-Clause
// The system calls of riscv64: which register carries which parameter at each entry point.
#ifndef PINYON_L4_RISCV64_SYSCALLS_H
#define PINYON_L4_RISCV64_SYSCALLS_H

#include <l4/types.h>

#define __L4_CALL_ENTRY "jalr %[entry]"
#define __L4_REG_ENTRY "t6"
#define __L4_REG_0 "a0"
#define __L4_REG_1 "a1"
#define __L4_REG_2 "a2"
#define __L4_REG_3 "a3"
#define __L4_REG_4 "a4"
#define __L4_REG_5 "a5"
#define __L4_REG_6 "a6"
#define __L4_REG_MR0 "a3"
#define __L4_REG_MR1 "a4"
#define __L4_REG_MR2 "a5"
#define __L4_REG_MR3 "a6"
#define __L4_REG_MR4 "t0"
#define __L4_REG_MR5 "t1"
#define __L4_REG_MR6 "t2"
#define __L4_REG_MR7 "t3"
#define __L4_REG_ATTRIBUTE2 "t4"
#define __L4_REG_ATTRIBUTE3 "t5"
#define __L4_SCRATCH_BUT_ATTRIBUTES "a7", "ra"
#define __L4_SCRATCH __L4_REG_ATTRIBUTE2, __L4_REG_ATTRIBUTE3, __L4_SCRATCH_BUT_ATTRIBUTES

#include <l4/common/register_calls.h>

L4_INLINE void* L4_KernelInterface(L4_Word_t* api_version, L4_Word_t* api_flags,
                                   L4_Word_t* kernel_id)
{
    register L4_Word_t a0 __asm__("a0");
    register L4_Word_t a1 __asm__("a1");
    register L4_Word_t a2 __asm__("a2");
    register L4_Word_t a3 __asm__("a3");
    register L4_Word_t a7 __asm__("a7") =
        (L4_Word_t)(PINYON_ECALL_BASE + PINYON_SYS_KERNEL_INTERFACE);
    __asm__ volatile("ecall" : "=r"(a0), "=r"(a1), "=r"(a2), "=r"(a3), "+r"(a7));
    *api_version = a1;
    *api_flags = a2;
    *kernel_id = a3;
    return (void*)a0;
}

#endif
