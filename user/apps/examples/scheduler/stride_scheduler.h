// SPDX-License-Identifier: BSD-2-Clause
// A stride scheduler in user mode, made of X.2's means alone: threads share the processor in
// proportion to the tickets that they hold.
//
// The processor is handed out in quanta of one length. Each client has a pass, a point on a line
// that all clients walk along; a quantum goes to whoever is farthest behind, and takes it forward
// by its stride, which is the shorter the more tickets it has. Between its quanta a client has no
// total quantum left, so that the kernel keeps it off the processor, and the kernel's message that
// a quantum is used up brings the scheduler back.
#ifndef PINYON_STRIDE_SCHEDULER_H
#define PINYON_STRIDE_SCHEDULER_H

#include <l4/schedule.h>
#include <l4/types.h>

namespace stride {

using Word = L4_Word_t;

class Scheduler {
public:
    static constexpr unsigned max_clients = 8;

    // `quantum_us`: 1 microsecond to an hour.
    explicit constexpr Scheduler(Word quantum_us) : quantum_us_{quantum_us} {}

    // From now on the client runs only when it is handed a quantum. The invoker is its scheduler
    // and above it in priority; `tickets` is 1 to most_tickets. A client that joins late starts
    // where the others are. False: there is no room, or the kernel refuses.
    bool add(L4_ThreadId_t client, Word tickets);

    // Clients are counted from 0 as they were added.
    void set_tickets(unsigned client, Word tickets);

    // One quantum for whoever is farthest behind; returns when it is used up. False: the client
    // does not use it, or the kernel refuses.
    bool hand_out();

    static constexpr Word most_tickets = Word{1} << 20;

private:
    struct Client {
        L4_ThreadId_t id;
        Word stride;
        Word pass;
    };
    Client& farthest_behind();

    Word quantum_us_;
    unsigned count_ = 0;
    Client clients_[max_clients] = {};
};

}  // namespace stride

#endif  // PINYON_STRIDE_SCHEDULER_H
