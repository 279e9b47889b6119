// SPDX-License-Identifier: BSD-2-Clause
// What is special on riscv64: where the UTCB is, requests to the debugger, memory attributes.
#ifndef PINYON_L4_RISCV64_SPECIALS_H
#define PINYON_L4_RISCV64_SPECIALS_H

#include <l4/types.h>

// tp is the thread's only way to its UTCB: programs must not use compiler thread-local storage.
L4_INLINE L4_Word_t* __L4_Utcb(void)
{
    L4_Word_t* utcb;
    __asm__("mv %0, tp" : "=r"(utcb));
    return utcb;
}

#define __L4_KDB_REQUEST(operation, argument)                                                      \
    __extension__({                                                                                \
        register L4_Word_t kdb_value __asm__("a0") = (L4_Word_t)(argument);                        \
        register L4_Word_t kdb_number __asm__("a7") =                                              \
            (L4_Word_t)(PINYON_ECALL_BASE + PINYON_SYS_DEBUGGER + (operation));                    \
        __asm__ volatile("ecall" : "+r"(kdb_value), "+r"(kdb_number) : : "memory");                \
        kdb_value;                                                                                 \
    })

// Attributes for L4_MemoryControl; other than the default they need the Svpbmt extension.
#define L4_DefaultMemory ((L4_Word_t)PINYON_MEMORY_DEFAULT)
#define L4_UncacheableMemory ((L4_Word_t)PINYON_MEMORY_UNCACHEABLE)
#define L4_WriteCombiningMemory ((L4_Word_t)PINYON_MEMORY_WRITE_COMBINING)
#define L4_WriteBackMemory ((L4_Word_t)PINYON_MEMORY_WRITE_BACK)

#endif
