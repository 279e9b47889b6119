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
#define L4_DefaultMemory ((L4_Word_t)PINYON_MEMORY_DEFAULT)
#define L4_UncacheableMemory ((L4_Word_t)PINYON_MEMORY_UNCACHEABLE)
#define L4_WriteCombiningMemory ((L4_Word_t)PINYON_MEMORY_WRITE_COMBINING)
#define L4_StronglyOrderedMemory ((L4_Word_t)PINYON_MEMORY_STRONGLY_ORDERED)
#define L4_WriteThroughMemory ((L4_Word_t)PINYON_MEMORY_WRITE_THROUGH)
#define L4_WriteBackMemory ((L4_Word_t)PINYON_MEMORY_WRITE_BACK)

#endif
