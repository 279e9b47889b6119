// SPDX-License-Identifier: BSD-2-Clause
// The system calls of arm64: which register carries which parameter at each entry point.
#ifndef PINYON_L4_ARM64_SYSCALLS_H
#define PINYON_L4_ARM64_SYSCALLS_H

#include <l4/types.h>

#define __L4_CALL_ENTRY "blr %[entry]"
#define __L4_REG_ENTRY "x16"
#define __L4_REG_0 "x0"
#define __L4_REG_1 "x1"
#define __L4_REG_2 "x2"
#define __L4_REG_3 "x3"
#define __L4_REG_4 "x4"
#define __L4_REG_5 "x5"
#define __L4_REG_6 "x6"
#define __L4_REG_MR0 "x3"
#define __L4_REG_MR1 "x4"
#define __L4_REG_MR2 "x5"
#define __L4_REG_MR3 "x6"
#define __L4_REG_MR4 "x7"
#define __L4_REG_MR5 "x8"
#define __L4_REG_MR6 "x9"
#define __L4_REG_MR7 "x10"
#define __L4_REG_ATTRIBUTE2 "x11"
#define __L4_REG_ATTRIBUTE3 "x12"
#define __L4_SCRATCH_BUT_ATTRIBUTES "x13", "x14", "x15", "x17", "x30"
#define __L4_SCRATCH __L4_REG_ATTRIBUTE2, __L4_REG_ATTRIBUTE3, __L4_SCRATCH_BUT_ATTRIBUTES

#include <l4/common/register_calls.h>

L4_INLINE void* L4_KernelInterface(L4_Word_t* api_version, L4_Word_t* api_flags,
                                   L4_Word_t* kernel_id)
{
    register L4_Word_t a0 __asm__("x0");
    register L4_Word_t a1 __asm__("x1");
    register L4_Word_t a2 __asm__("x2");
    register L4_Word_t a3 __asm__("x3");
    __asm__ volatile("svc %4"
                     : "=r"(a0), "=r"(a1), "=r"(a2), "=r"(a3)
                     : "i"(PINYON_SVC_BASE + PINYON_SYS_KERNEL_INTERFACE));
    *api_version = a1;
    *api_flags = a2;
    *kernel_id = a3;
    return (void*)a0;
}

#endif
