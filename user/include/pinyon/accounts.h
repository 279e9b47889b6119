// SPDX-License-Identifier: BSD-2-Clause
// Limits on what a space may take from kernel memory: an extension that the kernel announces by
// the feature "kmem-accounts". For threads of privileged spaces.
//
// Threads, page tables, UTCBs, mappings and I/O ports are charged to the space that has them. A
// space without a limit takes what there is. One that is at its limit gets out-of-memory errors
// (ErrorCode 8, message overflow for map items) and nobody else does.
#ifndef PINYON_ACCOUNTS_H
#define PINYON_ACCOUNTS_H

#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/thread.h>

#define PINYON_FEATURE_KMEM_ACCOUNTS "kmem-accounts"
#define PINYON_KERNEL_MEMORY_UNLIMITED ((L4_Word_t)PINYON_SPACE_PAGES)

typedef struct {
    L4_Word_t pages;    // in use, in units of 4 KB, rounded up
    L4_Bool_t limited;  // whether there was a limit
} pinyon_kernel_memory_t;

// SpaceControl on the space of an active thread, which leaves its areas alone.
L4_INLINE L4_Bool_t __pinyon_account(L4_ThreadId_t member, L4_Word_t control,
                                     pinyon_kernel_memory_t* account)
{
    L4_Word_t old_control;
    L4_Word_t const done =
        L4_SpaceControl(member, control, L4_Nilpage, L4_Nilpage, L4_nilthread, &old_control);
    account->pages = old_control & PINYON_SPACE_PAGES;
    account->limited = (old_control & PINYON_SPACE_LIMIT) != 0;
    return done != 0;
}

// Reads the account of the space of `member`, by its global id; the space has an active thread.
// Returns 0 on failure; then ErrorCode tells why, as for SpaceControl.
L4_INLINE L4_Bool_t pinyon_kernel_memory(L4_ThreadId_t member, pinyon_kernel_memory_t* account)
{
    return __pinyon_account(member, 0, account);
}

// Sets its limit: `pages` of 4 KB, below 2^31 - 1, or PINYON_KERNEL_MEMORY_UNLIMITED. A limit may
// lie below what is in use: the space keeps that and gets nothing more. `account` is as it was
// before.
L4_INLINE L4_Bool_t pinyon_limit_kernel_memory(L4_ThreadId_t member, L4_Word_t pages,
                                               pinyon_kernel_memory_t* account)
{
    return __pinyon_account(member, PINYON_SPACE_LIMIT | (pages & PINYON_SPACE_PAGES), account);
}

#endif
