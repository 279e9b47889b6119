// SPDX-License-Identifier: BSD-2-Clause
// Page-fault messages as the tester gets them, who is the pager of workers in its own space
// (reference 6.1).
#ifndef PINYON_FAULT_MESSAGES_H
#define PINYON_FAULT_MESSAGES_H

#include "words.h"

namespace conformance {

struct FaultMessage {
    Word error;
    Word tag;
    Word address;
    Word ip;
};

inline FaultMessage receive_fault(L4_ThreadId_t worker)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    return {error_of(tag), plain(tag), mr(1), mr(2)};
}

// The tag of a page-fault message for that kind of access: two words, the protocol's label.
constexpr Word fault_tag(Word access)
{
    constexpr Word label = static_cast<Word>(PINYON_PROTO_PAGE_FAULT * 16L);
    return (label | access) << 16 | 2;
}

}  // namespace conformance

#endif  // PINYON_FAULT_MESSAGES_H
