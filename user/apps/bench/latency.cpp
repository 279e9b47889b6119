// SPDX-License-Identifier: BSD-2-Clause
// The longest stretch with interrupts off, as a program sees it: the most instructions from the
// moment that a timeout was due to the first instruction of the thread that waited for it, while a
// thread of lower priority does what takes the kernel longest. All that the kernel does for the
// timeout is in it: `irqoff.idle` says how much that is.
//
// Under -icount shift=0 an instruction takes one nanosecond, so that a microsecond of the clock is
// a thousand instructions.
#include "crowd.h"
#include "pages.h"
#include "results.h"
#include "rows.h"
#include "strings.h"

#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>

#include <initializer_list>

namespace bench {
namespace {

constexpr Word worker_priority = 100;
constexpr Word instructions_per_us = 1000;
constexpr Word crowd = 1000;
constexpr int string_log2 = 22;
constexpr Word string_bytes = Word{1} << string_log2;
constexpr Word string_source = 0x23'0000'0000;  // of the director's space
constexpr Word string_target = 0x23'4000'0000;  // first of the director's, then also the listener's

// ---- The thread with the timeouts

constinit bool volatile worker_is_busy = false;
constinit long volatile longest = 0;

// The clock, the moment it changed, and the counter then (or a few instructions later).
struct Edge {
    L4_Clock_t clock;
    Word counter;
};

Edge next_edge()
{
    L4_Clock_t const before = L4_SystemClock();
    L4_Clock_t now;
    do
        now = L4_SystemClock();
    while (now == before);
    return {now, read_counter()};
}

// Distances to the next timeout in microseconds, without a pattern: a linear congruence.
Word next_distance()
{
    constexpr Word shortest = 3, spread = 32;
    static constinit Word state = 1;
    state = state * 6364136223846793005 + 1442695040888963407;
    return shortest + (state >> 33) % spread;
}

void wait_for_timeouts(Word)
{
    while (worker_is_busy) {
        Edge const edge = next_edge();
        Word const distance = next_distance();
        Word const due = edge.counter + distance * instructions_per_us;
        L4_Sleep(__L4_TimePointFrom(L4_SystemClock(), edge.clock + L4_Word64_t{distance}));
        long const late = static_cast<long>(read_counter() - due);
        if (late > longest)
            longest = late;
    }
    L4_Set_MsgTag(L4_Niltag);
    L4_Send(director());
}

// ---- The thread whose work is interrupted; it is in the director's space, and so privileged

using Task = void (*)();

void work(Word task)
{
    reinterpret_cast<Task>(task)();
    worker_is_busy = false;
}

// Prints the row of that task, and returns its value.
Word measure(char const* name, Task task)
{
    longest = 0;
    worker_is_busy = true;
    L4_ThreadId_t const waiter = start(own_space, wait_for_timeouts);
    start(own_space, work, reinterpret_cast<Word>(task), worker_priority);
    require(L4_IpcSucceeded(L4_Receive(waiter)), "the timeouts are not waited for");
    require(longest > 0, "no timeout is waited for");
    Word const result = static_cast<Word>(longest);
    print_count(name, result);
    clear_stage();
    return result;
}

void do_nothing()
{
    constexpr Word iterations = 5'000'000;
    (void)count_loop(iterations);
}

void revoke_mappings()
{
    (void)L4_UnmapFpage(L4_FpageLog2(arena, arena_log2) + L4_FullyAccessible);
}

void delete_crowd()
{
    delete_threads();
    require(thread_control(anchor_of(crowd_space), L4_nilthread, L4_nilthread),
            "the crowd's space cannot be deleted");
}

// ---- Strings

constinit L4_ThreadId_t listener = {0};

void send_string()
{
    (void)count_string_call(listener, string_source, string_bytes);
}

// Both buffers are mapped before.
void prepare_string()
{
    for (Word const at : {string_source, string_target})
        require(!L4_IsNilFpage(
                    L4_Sigma0_GetAny(L4_nilthread, string_log2, L4_FpageLog2(at, string_log2))),
                "sigma0 has no memory for strings");
    L4_ThreadId_t const holder = start_holder(other_space);
    (void)count_map(holder, L4_FpageLog2(string_target, string_log2) + L4_FullyAccessible,
                    string_target);
    clear_stage();
    listener = start_listener(other_space, string_target, string_bytes);
}

Word larger(Word a, Word b)
{
    return a > b ? a : b;
}

}  // namespace

void measure_latency()
{
    (void)measure("irqoff.idle", do_nothing);
    prepare_string();
    Word most = measure("irqoff.string", send_string);
    map_others(most_mappings);
    most = larger(most, measure("irqoff.revoke", revoke_mappings));
    block_threads(crowd);
    most = larger(most, measure("irqoff.delete", delete_crowd));
    print_count("irqoff.max", most);
}

}  // namespace bench
