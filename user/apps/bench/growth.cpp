// SPDX-License-Identifier: BSD-2-Clause
// Whether operations take longer when there is much that has nothing to do with them.
#include "crowd.h"
#include "pages.h"
#include "results.h"
#include "rows.h"
#include "thread_counts.h"
#include "trips.h"

namespace bench {
namespace {

constexpr Word pages = 64;
constexpr Word threads = 64;

// In the middle of the crowd's timeouts: half an hour.
constexpr L4_Word64_t long_time_us = 1'800'000'000;

constexpr char const* operations[] = {"ipc.inter.0",   "ipc.slow.0",   "switch.inter",
                                      "fault.pager",   "ipc.map.1",    "unmap.1",
                                      "thread.create", "thread.delete"};
constexpr unsigned operation_count = sizeof operations / sizeof operations[0];

// What each takes now, in the order of `operations`.
struct Counts {
    Word of[operation_count];
};

Counts count_all()
{
    L4_Time_t const time = L4_TimePeriod(long_time_us);
    Counts counts = {};
    Word* at = counts.of;
    *at++ = count_trips({});
    *at++ = count_trips({.timeouts = L4_Timeouts(time, time)});
    *at++ = count_switches();
    *at++ = count_faults(pages);
    L4_ThreadId_t const holder = start_holder(other_space);
    (void)count_flushes(holder, pages);
    *at++ = count_maps(holder, pages);
    *at++ = count_flushes(holder, pages);
    clear_stage();
    *at++ = count_creations(threads);
    *at++ = count_deletions(threads);
    return counts;
}

// One series: what there is more of, and how it becomes so much.
template <unsigned count>
void grow(char const* what, void (*make)(Word), Word const (&levels)[count])
{
    Counts base = {};
    for (Word const level : levels) {
        make(level);
        (void)count_all();
        Counts const counts = count_all();
        if (level == levels[0])
            base = counts;
        for (unsigned i = 0; i < operation_count; ++i)
            print_growth(operations[i], what, level, counts.of[i], base.of[i]);
    }
}

}  // namespace

void measure_growth()
{
    grow("threads", block_threads, {10, 1'000, 10'000});
    grow("timeouts", set_timeouts, {10, 100, 1'000, 10'000});
    delete_threads();
    grow("mappings", map_others, {100, 10'000, most_mappings});
    flush_others();
    grow("priorities", occupy_priorities, {1, 16, 64, 255});
    delete_threads();
}

}  // namespace bench
