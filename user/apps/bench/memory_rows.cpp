// SPDX-License-Identifier: BSD-2-Clause
// Mapping by map items, flushing, and page faults.
#include "pages.h"
#include "results.h"
#include "rows.h"

namespace bench {
namespace {

constexpr Word pages = 64;

// The answer to the item is an empty message, which is no part of mapping.
Word less_answers(Word count, Word answers)
{
    return count - answers * recorded("ipc.inter.0");
}

}  // namespace

void measure_memory()
{
    L4_ThreadId_t const holder = start_holder(other_space);
    (void)count_maps(holder, pages);
    (void)count_flushes(holder, pages);
    record("ipc.map.1", less_answers(count_maps(holder, pages), pages), pages);
    require(same_pages(holder, pages), "mapped pages are others");
    record("unmap.1", count_flushes(holder, pages), pages);

    L4_Fpage_t const whole = L4_FpageLog2(arena, arena_log2) + L4_FullyAccessible;
    (void)count_map(holder, whole, window);
    flush(holder, window, arena_log2);
    record("ipc.map.512", less_answers(count_map(holder, whole, window), 1), arena_pages);
    require(same_pages(holder, arena_pages), "mapped pages are others");
    flush(holder, window, arena_log2);
    clear_stage();
}

void measure_faults()
{
    (void)count_faults(pages);
    L4_ThreadId_t const holder = start_holder(other_space);
    flush(holder, window, arena_log2);
    record("fault.pager", count_faults(pages), pages);
    flush(holder, window, arena_log2);
    clear_stage();
}

}  // namespace bench
