// SPDX-License-Identifier: BSD-2-Clause
// Messages of untyped words, between spaces and within one, and the cheapest system calls. One way
// is half a round trip from loop to loop: both programs' instructions and the stubs are in it.
#include "results.h"
#include "rows.h"
#include "trips.h"

#include <l4/entry.h>
#include <l4/schedule.h>

namespace bench {
namespace {

constexpr Word rounds = 1000;
constexpr Word words_of_libl4 = 7;
constexpr L4_Word64_t long_time_us = 4'000'000;

void record_trip(char const* name, Trip const& trip)
{
    record(name, count_trips(trip), 2 * trip_rounds);
}

void measure_words()
{
    struct {
        char const* name;
        Word words;
    } const sizes[] = {{"ipc.inter.0", 0},  {"ipc.inter.4", 4},   {"ipc.inter.7", 7},
                       {"ipc.inter.8", 8},  {"ipc.inter.16", 16}, {"ipc.inter.32", 32},
                       {"ipc.inter.63", 63}};
    for (auto const& size : sizes)
        record_trip(size.name, {.words = size.words});
}

// Both wait for the other alone, then both for anybody: the mean of what servers seldom do.
void measure_crossed()
{
    Word const closed = count_trips({.answerer_open = false});
    Word const open = count_trips({.caller_open = true});
    record("ipc.crossed.0", closed + open, 4 * trip_rounds);
}

// ---- Two threads with floating-point state of their own; the director must not get any

constinit Exchange fpu_there = {}, fpu_back = {};
constinit Word volatile fpu_count = 0;

void answer_with_floating_point(Word)
{
    use_floating_point();
    answer_ipc(&fpu_back);
}

void call_with_floating_point(Word)
{
    use_floating_point();
    (void)count_ipc(&fpu_there);
    fpu_count = count_ipc(&fpu_there);
}

void measure_floating_point()
{
    fpu_count = 0;
    fpu_back = {0, L4_anythread.raw, 0, 0, __L4_Entry.ipc, 0, {}};
    Word const partner = start(other_space, answer_with_floating_point).raw;
    fpu_there = {partner, partner, 0, 0, __L4_Entry.ipc, rounds, {}};
    start(own_space, call_with_floating_point);
    require(fpu_count != 0 && fpu_there.tag == 0, "an IPC failed");
    record("ipc.fpu.0", fpu_count, 2 * rounds);
    clear_stage();
}

// ---- libl4's own calls, whose message registers are in memory

void answer_by_libl4(Word)
{
    L4_ThreadId_t client;
    (void)L4_Wait(&client);
    for (;;)
        (void)L4_ReplyWait(client, &client);
}

Word count_libl4_calls(L4_ThreadId_t partner)
{
    L4_MsgTag_t tag = L4_Niltag;
    tag.X.u = words_of_libl4;
    Word const begin = read_counter();
    for (Word round = 0; round < rounds; ++round) {
        L4_Set_MsgTag(tag);
        require(L4_IpcSucceeded(L4_Call(partner)), "an IPC failed");
    }
    return read_counter() - begin;
}

void measure_libl4()
{
    L4_ThreadId_t const partner = start(other_space, answer_by_libl4);
    (void)count_libl4_calls(partner);
    record("ipc.call.7", count_libl4_calls(partner), 2 * rounds);
    clear_stage();
}

// ---- Calls without a message

void measure_calls()
{
    Exchange nothing = {0, 0, 0, 0, __L4_Entry.ipc, rounds, {}};
    (void)count_ipc(&nothing);
    record("syscall.null", count_ipc(&nothing), rounds);
    (void)count_entry_calls(__L4_Entry.system_clock, 0, rounds);
    record("clock", count_entry_calls(__L4_Entry.system_clock, 0, rounds), rounds);
}

}  // namespace

void measure_calibration()
{
    constexpr Word iterations = 1000;
    (void)count_loop(iterations);
    record("loop.empty", count_nothing());
    record("loop.1000", count_loop(iterations));
}

void measure_ipc()
{
    measure_words();
    record_trip("ipc.intra.0", {.partner = own_space});
    record_trip("lipc.0", {.partner = own_space, .local = true});
    measure_libl4();
    measure_crossed();
    L4_Time_t const time = L4_TimePeriod(long_time_us);
    record_trip("ipc.slow.0", {.timeouts = L4_Timeouts(time, time)});
    record_trip("ipc.slow.63", {.words = 63, .timeouts = L4_Timeouts(time, time)});
    measure_floating_point();
    record("switch.inter", count_switches(), 2 * trip_rounds);
    measure_calls();
}

}  // namespace bench
