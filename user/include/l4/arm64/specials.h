// SPDX-License-Identifier: BSD-2-Clause
// What is special on arm64: where the UTCB is, requests to the debugger, memory attributes.
#ifndef PINYON_L4_ARM64_SPECIALS_H
#define PINYON_L4_ARM64_SPECIALS_H

#include <l4/types.h>

L4_INLINE L4_Word_t* __L4_Utcb(void)
{
    L4_Word_t* utcb;
    __asm__("mrs %0, tpidrro_el0" : "=r"(utcb));
    return utcb;
}

// The operation must be a constant expression since it is part of the instruction.
#define __L4_KDB_REQUEST(operation, argument)                                                      \
    __extension__({                                                                                \
        register L4_Word_t kdb_value __asm__("x0") = (L4_Word_t)(argument);                        \
        __asm__ volatile("svc %1"                                                                  \
                         : "+r"(kdb_value)                                                         \
                         : "i"(PINYON_SVC_BASE + PINYON_SYS_DEBUGGER + (operation))                \
                         : "memory");                                                              \
        kdb_value;                                                                                 \
    })

// Attributes for L4_MemoryControl.
#define L4_DefaultMemory 0UL
#define L4_UncacheableMemory 1UL
#define L4_WriteCombiningMemory 2UL
#define L4_StronglyOrderedMemory 3UL
#define L4_WriteThroughMemory 5UL
#define L4_WriteBackMemory 7UL

#endif
