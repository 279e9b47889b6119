// SPDX-License-Identifier: BSD-2-Clause
// What is special on amd64: where the UTCB is, requests to the debugger, memory attributes.
#ifndef PINYON_L4_AMD64_SPECIALS_H
#define PINYON_L4_AMD64_SPECIALS_H

#include <l4/types.h>

L4_INLINE L4_Word_t* __L4_Utcb(void)
{
    L4_Word_t* utcb;
    __asm__("movq %%gs:0, %0" : "=r"(utcb));
    return utcb;
}

// The kernel recognises the request by the comparison that follows the breakpoint; the
// operation must be a constant expression since it is part of the instruction.
#define __L4_KDB_REQUEST(operation, argument)                                                      \
    __extension__({                                                                                \
        L4_Word_t kdb_value = (L4_Word_t)(argument);                                               \
        __asm__ volatile("int3; cmpb %1, %%al"                                                     \
                         : "+a"(kdb_value)                                                         \
                         : "i"(operation)                                                          \
                         : "cc", "memory");                                                        \
        kdb_value;                                                                                 \
    })

// Attributes for L4_MemoryControl.
#define L4_DefaultMemory ((L4_Word_t)PINYON_MEMORY_DEFAULT)
#define L4_UncacheableMemory ((L4_Word_t)PINYON_MEMORY_UNCACHEABLE)
#define L4_WriteCombiningMemory ((L4_Word_t)PINYON_MEMORY_WRITE_COMBINING)
#define L4_WriteThroughMemory ((L4_Word_t)PINYON_MEMORY_WRITE_THROUGH)
#define L4_WriteProtectedMemory ((L4_Word_t)PINYON_MEMORY_WRITE_PROTECTED)
#define L4_WriteBackMemory ((L4_Word_t)PINYON_MEMORY_WRITE_BACK)

#endif
