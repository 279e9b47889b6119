// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.7 and 7.4: accessed and dirty bits, collected through the tree of mappings.
//
// The tester maps a page to `first`, which maps it on to `second`; both have it in the window.
#include "suite.h"
#include "test_memory.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word pages_at_once = PINYON_MESSAGE_REGISTERS;

struct Chain {
    L4_ThreadId_t first;
    L4_ThreadId_t second;
};

Chain make_chain(Kind second_link = Kind::map)
{
    Chain const chain = {start_foreign_worker(), start_foreign_worker()};
    EXPECT(give(chain.first, scratch(), L4_FullyAccessible, window));
    EXPECT(pass({chain.first, chain.second, second_link, fpage(window) + L4_FullyAccessible, 0,
                 fpage(window)}));
    L4_GetStatus(fpage(scratch()));
    return chain;
}

Word status(Word page = scratch(), Word log2 = page_log2)
{
    return L4_Rights(L4_GetStatus(fpage(page, log2)));
}

// ---- Tasks: the status as a worker has it

Word status_of_window(Word)
{
    return status(window);
}

// With the worker's own accesses.
Word own_status_of_window(Word rights)
{
    return L4_Rights(L4_Flush(fpage(window) + rights));
}

Word unmap_window(Word rights)
{
    return L4_Rights(L4_UnmapFpage(fpage(window) + rights));
}

constexpr Word was_read = L4_Readable;
constexpr Word was_written = L4_Writable;

constexpr Case cases[] = {
    {"what the last of a chain does is seen by each above it",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         EXPECT((run(chain.first, status_of_window) & was_written) != 0);
     }},

    {"a status that one has read is still to be seen by those above, once",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         EXPECT((run(chain.first, status_of_window) & was_written) != 0);
         EXPECT_EQ(run(chain.first, status_of_window), 0);
         EXPECT((status() & was_written) != 0);
         EXPECT_EQ(status(), 0);
     }},

    {"a status that one above has read is not seen by those below",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         EXPECT((status() & was_written) != 0);
         EXPECT_EQ(run(chain.first, status_of_window), 0);
     }},

    {"one's own accesses count with flush only",
     [] {
         Chain const chain = make_chain();
         run(chain.first, poke, window);
         EXPECT_EQ(run(chain.first, status_of_window), 0);
         EXPECT((run(chain.first, own_status_of_window) & was_written) != 0);
         EXPECT_EQ(run(chain.first, own_status_of_window), 0);
         EXPECT((status() & was_written) != 0);
     }},

    {"a page is seen to be used again after its status was read",
     [] {
         Chain const chain = make_chain();
         for (int i = 0; i < 3; ++i) {
             run(chain.second, poke, window);
             EXPECT((status() & was_written) != 0);
             run(chain.second, peek, window);
             EXPECT_EQ(status() & (was_read | was_written), was_read);
             EXPECT_EQ(status(), 0);
         }
     }},

    {"an execution counts as an access and as no write",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const code = reinterpret_cast<Word>(peek);
         run(worker, peek, scratch());
         L4_GetStatus(fpage(code));
         EXPECT_EQ(run(worker, peek, code), word_at(code));
         Word const seen = status(code & ~(page_bytes - 1));
         EXPECT((seen & L4_eXecutable) != 0);
         EXPECT((seen & was_written) == 0);
     }},

    {"taking rights away tells the status, too, of mappings that vanish and that stay",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         EXPECT((run(chain.first, unmap_window, L4_Writable) & was_written) != 0);
         EXPECT_EQ(run(chain.second, peek, window), 1);
         Word const seen = run(chain.first, unmap_window, L4_FullyAccessible);
         EXPECT_EQ(seen & (was_read | was_written), was_read);
         EXPECT((status() & was_written) != 0);
     }},

    {"the references of a mapping that is flushed are remembered above it",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         run(chain.first, own_status_of_window, L4_FullyAccessible);
         EXPECT((status() & was_written) != 0);
         EXPECT_EQ(status(), 0);
     }},

    {"the references of a thread's mappings are remembered when its space goes",
     [] {
         Chain const chain = make_chain();
         run(chain.second, poke, window);
         REQUIRE(delete_thread(chain.second) == 0);
         EXPECT((run(chain.first, status_of_window) & was_written) != 0);
         REQUIRE(delete_thread(chain.first) == 0);
         EXPECT((status() & was_written) != 0);
     }},

    {"a granted page keeps its place in the tree, and its references",
     [] {
         Chain const chain = make_chain(Kind::grant);
         run(chain.second, poke, window);
         EXPECT_EQ(run(chain.first, status_of_window), 0);
         EXPECT((status() & was_written) != 0);
     }},

    {"the status of an fpage is that of all pages in it",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         constexpr Word four_pages = page_log2 + 2;
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(), four_pages) + L4_ReadWriteOnly,
                       0, fpage(window, four_pages)}));
         status(scratch(), four_pages);
         run(worker, poke, window + 3 * page_bytes);
         EXPECT_EQ(status(scratch(), page_log2 + 1), 0);
         EXPECT((status(scratch(), four_pages) & was_written) != 0);
         EXPECT_EQ(status(scratch(), four_pages), 0);
     }},

    {"as many fpages as there are message registers go in one call, each with its own status",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(
             pass({tester(), worker, Kind::map, fpage(scratch(), page_log2 + 4) + L4_ReadWriteOnly,
                   0, fpage(window, page_log2 + 4)}));
         status(scratch(), page_log2 + 4);
         run(worker, poke, window + 3 * page_bytes);
         run(worker, peek, window + 15 * page_bytes);
         L4_Fpage_t pages[pages_at_once];
         for (Word i = 0; i < pages_at_once; ++i)
             pages[i] = fpage(scratch(i % scratch_pages));
         L4_UnmapFpages(pages_at_once, pages);
         for (Word i = 0; i < pages_at_once; ++i) {
             EXPECT_EQ(L4_WasWritten(pages[i]), i == 3);
             EXPECT_EQ(L4_WasReferenced(pages[i]), i == 3 || i == 15);
             EXPECT_EQ(L4_Address(pages[i]), scratch(i % scratch_pages));
         }
     }},

    {"fpages that name no memory of the caller come back without rights",
     [] {
         L4_Fpage_t pages[] = {L4_Nilpage + L4_FullyAccessible,
                               fpage(scratch(), 10) + L4_FullyAccessible,
                               fpage(window, 20) + L4_FullyAccessible,
                               fpage(0xFFFF'FFFF'FFFF'0000, 16) + L4_FullyAccessible,
                               fpage(reinterpret_cast<Word>(L4_GetKernelInterface()))};
         L4_FlushFpages(5, pages);
         for (L4_Fpage_t const page : pages)
             EXPECT_EQ(L4_Rights(page), 0);
         EXPECT_EQ(word_at(scratch()), 0);
     }},

    {"a flush of the complete space leaves the kernel's own pages, and the caller goes on",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         EXPECT_EQ(run(worker, poke, window), 0);
         auto const flush_all = [](Word) -> Word {
             L4_Fpage_t everything = L4_CompleteAddressSpace;
             L4_Set_Rights(&everything, L4_FullyAccessible);
             Word const seen = L4_Rights(L4_Flush(everything));
             bool const there =
                 *static_cast<Word const*>(L4_GetKernelInterface()) == PINYON_KIP_MAGIC_VALUE;
             return there ? seen : 0;
         };
         EXPECT((run(worker, flush_all) & was_written) != 0);
         EXPECT_EQ(run(worker, same_word, 6), 6);
     }},
};

}  // namespace

constexpr Suite status_suite = suite_of("access status", "4.7, 7.4", cases);

}  // namespace conformance
