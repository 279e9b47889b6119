// SPDX-License-Identifier: BSD-2-Clause
// Page fault messages as a pager sees them: what comes in, and the map item that answers it.
#ifndef PINYON_L4_PAGEFAULT_H
#define PINYON_L4_PAGEFAULT_H

#include <l4/message.h>
#include <l4/types.h>

typedef union {
    L4_Word_t raw[3];
    struct {
        L4_MsgTag_t tag;  // label: protocol number * 16 + the rights that were missing
        L4_Word_t fault_address;
        L4_Word_t ip;
    } X;
} L4_PfRequest_t;

typedef union {
    L4_Word_t raw[3];
    struct {
        L4_MsgTag_t tag;  // no untyped words, two typed words
        L4_MapItem_t item;
    } X;
} L4_PfReply_t;

__L4_STATIC_ASSERT(sizeof(L4_PfRequest_t) == 24, "a page fault is three message registers");
__L4_STATIC_ASSERT(sizeof(L4_PfReply_t) == 24, "its answer is three message registers");

#endif
