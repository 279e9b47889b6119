// SPDX-License-Identifier: BSD-2-Clause
// The kernel's entry points as libl4 found them in the kernel interface page.
#ifndef PINYON_L4_ENTRY_H
#define PINYON_L4_ENTRY_H

#include <l4/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// Addresses to call; the register convention of each is in <l4/ARCH/syscalls.h>.
typedef struct {
    L4_Word_t space_control;
    L4_Word_t thread_control;
    L4_Word_t processor_control;
    L4_Word_t memory_control;
    L4_Word_t ipc;
    L4_Word_t lipc;
    L4_Word_t unmap;
    L4_Word_t exchange_registers;
    L4_Word_t system_clock;
    L4_Word_t thread_switch;
    L4_Word_t schedule;
} __L4_EntryPoints_t;

// Hidden: the code that calls through it must reach it without a register to spare.
__attribute__((visibility("hidden"))) extern __L4_EntryPoints_t __L4_Entry;

// Fills __L4_Entry. crt0 calls it; a program without our crt0 calls it before its first
// system call.
void __L4_Init(void);

#ifdef __cplusplus
}
#endif

#endif
