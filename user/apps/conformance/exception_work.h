// SPDX-License-Identifier: BSD-2-Clause
// What cases about exceptions share: the tester as handler, and code that traps at a known place.
#ifndef PINYON_EXCEPTION_WORK_H
#define PINYON_EXCEPTION_WORK_H

#include "workers.h"

#include <l4/message.h>

namespace conformance {

// An exception that the tester got as its thread's handler; answered with the same message.
struct Exception {
    long protocol = 0;
    L4_Msg_t message;

    Word word(int mr) const { return L4_MsgWord(&message, static_cast<Word>(mr) - 1); }
    void set(int mr, Word value) { L4_MsgPutWord(&message, static_cast<Word>(mr) - 1, value); }
};

void handle_by_tester();  // for the calling thread
bool catch_exception(L4_ThreadId_t worker, Exception& exception);
bool answer_exception(L4_ThreadId_t worker, Exception& exception);

inline constexpr int ip_register = 1;

// A function of the architecture, where its message says that it trapped, and where it goes on.
struct TrapCode {
    Word entry;
    Word ip;
    Word next;
};

// Task that makes the tester the handler and calls a function.
Word take_trap(Word entry);
inline constexpr Word answer_of_trap = 4711;

// Whether the machine raises the exception at all: some emulators do not raise all of them. If not,
// the case is marked.
bool is_raised(TrapCode const& code);

// Runs the code in a worker and checks the message. Of the register that has details of the number,
// only the bits of the mask count.
void check_trap(long protocol, TrapCode const& code, Word number, Word detail = 0,
                Word mask = ~Word{0});

}  // namespace conformance

#endif  // PINYON_EXCEPTION_WORK_H
