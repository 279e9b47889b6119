// SPDX-License-Identifier: BSD-2-Clause
// Mapping by map items, flushing, and page faults.
#include "pages.h"
#include "results.h"
#include "rows.h"

namespace bench {
namespace {

constexpr Word pages = 64;
constexpr Word window = 0x20'0000'0000;  // of the receivers; as large as the arena

// Pages that nobody has mapped, one call each; all of them are flushed afterwards.
Word count_maps(L4_ThreadId_t holder)
{
    Word count = 0;
    for (Word i = 0; i < pages; ++i) {
        Word const offset = i * page_bytes;
        count += count_map(holder, L4_FpageLog2(arena + offset, page_log2) + L4_FullyAccessible,
                           window + offset);
    }
    return count;
}

// The answer to the item is an empty message, which is no part of mapping.
Word less_answers(Word count, Word answers)
{
    return count - answers * recorded("ipc.inter.0");
}

}  // namespace

void measure_memory()
{
    L4_ThreadId_t const holder = start_holder(other_space);
    (void)count_maps(holder);
    (void)count_flushes(holder, window, pages);
    record("ipc.map.1", less_answers(count_maps(holder), pages), pages);
    record("unmap.1", count_flushes(holder, window, pages), pages);

    L4_Fpage_t const whole = L4_FpageLog2(arena, arena_log2) + L4_FullyAccessible;
    (void)count_map(holder, whole, window);
    (void)count_flush(holder, window, arena_log2);
    record("ipc.map.512", less_answers(count_map(holder, whole, window), 1), arena_pages);
    (void)count_flush(holder, window, arena_log2);
    clear_stage();
}

void measure_faults()
{
    (void)count_faults(window, pages);
    L4_ThreadId_t const holder = start_holder(other_space);
    (void)count_flush(holder, window, arena_log2);
    record("fault.pager", count_faults(window, pages), pages);
    (void)count_flush(holder, window, arena_log2);
    clear_stage();
}

}  // namespace bench
