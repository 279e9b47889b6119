// SPDX-License-Identifier: BSD-2-Clause
// ExchangeRegisters as one value in and one out, and threads to try it on.
#ifndef PINYON_EXCHANGE_H
#define PINYON_EXCHANGE_H

#include "words.h"

#include <l4/schedule.h>

namespace conformance {

struct Registers {
    L4_ThreadId_t result;  // the other form of the id; nil on error
    Word control;
    Word sp;
    Word ip;
    Word flags;
    Word handle;
    L4_ThreadId_t pager;
};

inline Registers exchange(L4_ThreadId_t dest, Word control, Word sp = 0, Word ip = 0,
                          Word handle = 0, L4_ThreadId_t pager = L4_nilthread, Word flags = 0)
{
    Registers old = {};
    old.result = L4_ExchangeRegisters(dest, control, sp, ip, flags, handle, pager, &old.control,
                                      &old.sp, &old.ip, &old.flags, &old.handle, &old.pager);
    return old;
}

inline constexpr Word halt = PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT;
inline constexpr Word resume = PINYON_EXREGS_SET_HALT;

// The phase bits of an output control word.
inline Word phase_of(Registers const& old)
{
    return old.control & (PINYON_EXREGS_RECEIVE | PINYON_EXREGS_SEND);
}

// A worker whose task has brought it into that state with a partner that does not answer.
inline L4_ThreadId_t start_stuck(Task how, Word state)
{
    L4_ThreadId_t const partner = start_worker();
    L4_ThreadId_t const victim = start_worker();
    EXPECT(post(victim, how, partner.raw));
    EXPECT(reaches(victim, state));
    return victim;
}

// An activated thread that waits for its start message from the tester.
inline L4_ThreadId_t start_unborn()
{
    L4_ThreadId_t const id = fresh_id();
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    EXPECT_EQ(thread_control(id, tester(), tester(), tester(), utcb), 0);
    place(id);
    return id;
}

// Receives the page fault of a thread whose pager is the tester. False: something else came.
inline bool fault_of(L4_ThreadId_t thread, Word& address, Word& ip)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(thread, patience());
    address = mr(1);
    ip = mr(2);
    return L4_IpcSucceeded(tag) && static_cast<long>(tag.raw) >> 20 == PINYON_PROTO_PAGE_FAULT;
}

inline Word fault_address(L4_ThreadId_t thread)
{
    Word address = 0, ip = 0;
    return fault_of(thread, address, ip) ? address : ~Word{0};
}

}  // namespace conformance

#endif  // PINYON_EXCHANGE_H
