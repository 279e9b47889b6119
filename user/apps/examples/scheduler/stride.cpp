// SPDX-License-Identifier: BSD-2-Clause
// Example: a scheduler in user mode. Clients that compute without end get shares of the processor
// in proportion to their tickets. What they have done is measured, and the shares must be right
// within 2 %. Results are in TAP.
#include "../common/example_threads.h"
#include "stride_scheduler.h"

#include <l4io.h>

namespace stride {
namespace {

constexpr Word quantum_us = 500;
// Of each measurement: a share may be wrong by the quantum that a client has just had, or is about
// to get, which has to be far less than the tolerance also for the smallest share.
constexpr unsigned quanta = 2'000;
constexpr unsigned first_quanta = 40;
constexpr Word tolerance_percent = 2;
constexpr unsigned most_clients = 5;
constexpr Word stack_bytes = 4096;

alignas(16) constinit unsigned char stacks[most_clients][stack_bytes] = {};
constinit Word volatile work[most_clients] = {};  // what each client has done, in steps

// ---- Clients

template <unsigned index>
[[noreturn]] void compute()
{
    for (;;)
        work[index] = work[index] + 1;
}

using Body = void (*)();
constexpr Body bodies[most_clients] = {compute<0>, compute<1>, compute<2>, compute<3>, compute<4>};

// A client in our own space, whose scheduler we are. It begins when it gets its first quantum.
bool start(Scheduler& scheduler, unsigned index, Word tickets)
{
    L4_ThreadId_t const id = L4_GlobalId(examples::thread_number(index), 1);
    L4_ThreadId_t const self = L4_Myself();
    void* const utcb = reinterpret_cast<void*>(examples::utcb_place(index));
    bool const made = L4_ThreadControl(id, self, self, self, utcb) != 0;
    if (!made || !scheduler.add(id, tickets))
        return false;
    Word const stack_end = reinterpret_cast<Word>(stacks[index]) + stack_bytes;
    L4_Start_SpIp(id, examples::initial_stack_pointer(stack_end),
                  reinterpret_cast<Word>(bodies[index]));
    return true;
}

// ---- Measurements

constinit unsigned results = 0;
constinit unsigned failed = 0;

void report(bool good, char const* what)
{
    ++results;
    failed += good ? 0 : 1;
    printf("%s %u - %s\n", good ? "ok" : "not ok", results, what);
}

bool hand_out(Scheduler& scheduler, unsigned quanta_to_give)
{
    for (unsigned i = 0; i < quanta_to_give; ++i)
        if (!scheduler.hand_out())
            return false;
    return true;
}

// Shares as they were and as they should have been, in hundredths of a percent.
bool share_is_right(unsigned client, Word done, Word all_done, Word tickets, Word all_tickets)
{
    constexpr Word whole = 10'000;
    constexpr Word percent = 100;
    Word const share = done * whole / all_done;
    Word const wanted = tickets * whole / all_tickets;
    printf("# client %u: %lu of %lu tickets, %lu.%02lu %% of the work\n", client, tickets,
           all_tickets, share / percent, share % percent);
    Word const error = share > wanted ? share - wanted : wanted - share;
    return error * percent <= tolerance_percent * wanted;
}

// Hands out quanta and looks at what the clients have done meanwhile.
template <unsigned count>
void measure(Scheduler& scheduler, Word const (&tickets)[count], char const* what)
{
    Word before[count], all_tickets = 0, all_done = 0;
    for (unsigned i = 0; i < count; ++i) {
        before[i] = work[i];
        all_tickets += tickets[i];
    }
    bool good = hand_out(scheduler, quanta);
    for (unsigned i = 0; i < count; ++i)
        all_done += work[i] - before[i];
    good = good && all_done > 0;
    for (unsigned i = 0; good && i < count; ++i)
        good = share_is_right(i, work[i] - before[i], all_done, tickets[i], all_tickets);
    report(good, what);
}

// Each client gets some quanta before it is measured: how it begins is no part of its share.
template <unsigned count>
bool warm_up(Scheduler& scheduler, Word const (&tickets)[count])
{
    for (unsigned i = 0; i < count; ++i)
        if (!start(scheduler, i, tickets[i]))
            return false;
    return hand_out(scheduler, first_quanta);
}

void demonstrate(Scheduler& scheduler)
{
    constexpr Word at_first[] = {1, 2, 3, 4};
    constexpr Word exchanged[] = {4, 1, 2, 3};
    constexpr Word with_newcomer[] = {4, 1, 2, 3, 10};
    report(warm_up(scheduler, at_first), "clients start when they get their first quantum");
    measure(scheduler, at_first, "shares are as the tickets");
    for (unsigned i = 0; i < 4; ++i)
        scheduler.set_tickets(i, exchanged[i]);
    measure(scheduler, exchanged, "shares follow when tickets change hands");
    report(start(scheduler, 4, with_newcomer[4]), "a client joins");
    measure(scheduler, with_newcomer, "a newcomer gets its share and takes it from all alike");
}

}  // namespace
}  // namespace stride

int main()
{
    printf("1..5\n");
    examples::begin();
    stride::Scheduler scheduler{stride::quantum_us};
    stride::demonstrate(scheduler);
    printf("%u passed, %u failed, 0 skipped\n", stride::results - stride::failed, stride::failed);
    return stride::failed == 0 ? 0 : 1;
}
