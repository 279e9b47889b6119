// SPDX-License-Identifier: BSD-2-Clause
// Who gets the next quantum, and how the kernel is told.
#include "stride_scheduler.h"

#include <l4/ipc.h>
#include <l4/message.h>

namespace stride {
namespace {

constexpr L4_Word64_t patience_us = 1'000'000;

constexpr Word stride_of(Word tickets)
{
    constexpr Word stride_of_one_ticket = Word{1} << 40;
    return stride_of_one_ticket / tickets;
}

// The time slice has nothing to do: among clients only one has time at all.
bool allow(L4_ThreadId_t client, L4_Time_t quantum)
{
    return L4_Set_Timeslice(client, L4_Never, quantum) != L4_SCHEDRESULT_ERROR;
}

// Waits for the message that the client's quantum is used up.
bool await_end(L4_ThreadId_t client)
{
    constexpr int label_shift = 20;
    L4_MsgTag_t const tag = L4_Receive_Timeout(client, L4_TimePeriod(patience_us));
    return L4_IpcSucceeded(tag) &&
           static_cast<long>(tag.raw) >> label_shift == PINYON_PROTO_PREEMPTION;
}

}  // namespace

bool Scheduler::add(L4_ThreadId_t client, Word tickets)
{
    if (count_ == max_clients || !allow(client, L4_ZeroTime))
        return false;
    Word const pass = count_ > 0 ? farthest_behind().pass : 0;
    clients_[count_++] = {client, stride_of(tickets), pass};
    return true;
}

void Scheduler::set_tickets(unsigned client, Word tickets)
{
    clients_[client].stride = stride_of(tickets);
}

bool Scheduler::hand_out()
{
    Client& next = farthest_behind();
    next.pass += next.stride;
    return allow(next.id, L4_TimePeriod(quantum_us_)) && await_end(next.id);
}

// Passes may wrap around: what counts is who is behind whom.
Scheduler::Client& Scheduler::farthest_behind()
{
    Client* behind = &clients_[0];
    for (unsigned i = 1; i < count_; ++i)
        if (static_cast<long>(clients_[i].pass - behind->pass) < 0)
            behind = &clients_[i];
    return *behind;
}

}  // namespace stride
