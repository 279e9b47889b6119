// SPDX-License-Identifier: BSD-2-Clause
// Messages of untyped words, between spaces and within one, and the cheapest system calls. One way
// is half a round trip from loop to loop: both programs' instructions and the stubs are in it.
#include "results.h"
#include "rows.h"
#include "stage.h"

#include <l4/entry.h>
#include <l4/schedule.h>

namespace bench {
namespace {

constexpr Word rounds = 1000;
constexpr Word words_of_libl4 = 7;
constexpr L4_Word64_t long_time_us = 4'000'000;

// The longest message with all words different; word n is in MR n.
Word word_of(int n)
{
    return Word{0xA5A5'0000} + static_cast<Word>(n);
}

void answer(Word exchange)
{
    answer_ipc(reinterpret_cast<Exchange const*>(exchange));
}

struct Trip {
    Space partner = other_space;
    Word words = 0;
    Word timeouts = 0;         // of both
    bool caller_open = false;  // the caller waits for anybody
    bool answerer_open = true;
    bool local = false;  // Lipc, with local ids
};

void fill_message(Exchange& exchange)
{
    for (int n = 1; n < PINYON_MESSAGE_REGISTERS; ++n) {
        L4_LoadMR(n, word_of(n));
        if (n <= register_words)
            exchange.words[n - 1] = word_of(n);
    }
}

// The words went there and back in every round; a message that failed has another tag.
void check_message(Exchange const& exchange, Word words)
{
    require(exchange.tag == words, "an IPC failed");
    for (int n = 1; n <= static_cast<int>(words); ++n) {
        Word word;
        L4_StoreMR(n, &word);
        if (n <= register_words)
            word = exchange.words[n - 1];
        require(word == word_of(n), "a word of a message is lost");
    }
}

// Instructions of a round trip, times `rounds`.
Word count_trips(Trip const& trip)
{
    static constinit Exchange there = {}, back = {};
    Word const entry = trip.local ? __L4_Entry.lipc : __L4_Entry.ipc;
    L4_ThreadId_t const me = trip.local ? L4_MyLocalId() : director();
    Word const any = trip.local ? L4_anylocalthread.raw : L4_anythread.raw;
    back = {0, trip.answerer_open ? any : me.raw, trip.timeouts, trip.words, entry, 0, {}};
    L4_ThreadId_t partner = start(trip.partner, answer, reinterpret_cast<Word>(&back));
    if (trip.local)
        partner = L4_LocalIdOf(partner);
    there = {
        partner.raw, trip.caller_open ? any : partner.raw, trip.timeouts, trip.words, entry, rounds,
        {}};
    fill_message(there);
    (void)count_ipc(&there);
    there.tag = trip.words;
    Word const count = count_ipc(&there);
    check_message(there, trip.words);
    clear_stage();
    return count;
}

void record_trip(char const* name, Trip const& trip)
{
    record(name, count_trips(trip), 2 * rounds);
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
    record("ipc.crossed.0", closed + open, 4 * rounds);
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

void switch_back(Word thread)
{
    L4_ThreadSwitch({thread});
    keep_calling(__L4_Entry.thread_switch, thread);
}

void measure_switches()
{
    L4_ThreadId_t const partner = start(other_space, switch_back, director().raw);
    (void)count_entry_calls(__L4_Entry.thread_switch, partner.raw, rounds);
    record("switch.inter", count_entry_calls(__L4_Entry.thread_switch, partner.raw, rounds),
           2 * rounds);
    clear_stage();
}

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
    measure_switches();
    measure_calls();
}

}  // namespace bench
