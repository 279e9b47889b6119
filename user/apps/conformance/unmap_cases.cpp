// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.7 and 7.4: what was given can be taken back, and its use can be seen.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/kip.h>

namespace conformance {
namespace {

bool faults(L4_ThreadId_t worker, Task access)
{
    Fault fault;
    return post(worker, access, window) && caught(worker, fault) && fault.address == window;
}

// Two workers: the first has the tester's page, the second has it from the first.
struct Chain {
    L4_ThreadId_t first;
    L4_ThreadId_t second;
};

Chain make_chain()
{
    Chain const chain = {start_foreign_worker(), start_foreign_worker()};
    EXPECT(give(chain.first, scratch(), L4_FullyAccessible, window));
    EXPECT(pass({chain.first, chain.second, Kind::map, fpage(window) + L4_FullyAccessible, 0,
                 fpage(window)}));
    EXPECT_EQ(run(chain.second, peek, window), 0);
    return chain;
}

Word unmap_window(Word rights)
{
    L4_UnmapFpage(fpage(window) + rights);
    return 0;
}

Word flush_window(Word rights)
{
    L4_Flush(fpage(window) + rights);
    return 0;
}

L4_Fpage_t status_of_scratch()
{
    return L4_GetStatus(fpage(scratch()));
}

constexpr Case cases[] = {
    {"unmap takes a page from all who have it from the caller, directly or not",
     [] {
         Chain const chain = make_chain();
         L4_UnmapFpage(fpage(scratch()) + L4_FullyAccessible);
         EXPECT(faults(chain.first, peek));
         EXPECT(faults(chain.second, peek));
     }},

    {"unmap leaves the caller's own mapping alone",
     [] {
         Chain const chain = make_chain();
         run(chain.first, unmap_window, L4_FullyAccessible);
         EXPECT_EQ(run(chain.first, peek, window), 0);
         EXPECT(faults(chain.second, peek));
     }},

    {"flush takes the caller's own mapping as well",
     [] {
         Chain const chain = make_chain();
         run(chain.first, flush_window, L4_FullyAccessible);
         EXPECT(faults(chain.first, peek));
         EXPECT(faults(chain.second, peek));
     }},

    {"only the rights named are taken",
     [] {
         Chain const chain = make_chain();
         L4_UnmapFpage(fpage(scratch()) + L4_Writable);
         EXPECT_EQ(run(chain.first, peek, window), 0);
         EXPECT_EQ(run(chain.second, peek, window), 0);
         EXPECT(faults(chain.first, poke));
         EXPECT(faults(chain.second, poke));
     }},

    {"no rights named: nothing is taken",
     [] {
         Chain const chain = make_chain();
         L4_UnmapFpage(fpage(scratch()));
         EXPECT_EQ(run(chain.first, poke, window), 0);
         EXPECT_EQ(run(chain.second, poke, window), 0);
     }},

    {"only the pages named are taken",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(), 13) + L4_Readable, 0,
                       fpage(window, 13)}));
         L4_UnmapFpage(fpage(scratch(0)) + L4_FullyAccessible);
         EXPECT_EQ(run(worker, peek, window + page_bytes), 0);
         EXPECT(faults(worker, peek));
     }},

    {"several fpages can be unmapped at once",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(give(first, scratch(2), L4_Readable, window));
         REQUIRE(give(second, scratch(9), L4_Readable, window));
         L4_Fpage_t pages[] = {fpage(scratch(2)) + L4_FullyAccessible,
                               fpage(scratch(9)) + L4_FullyAccessible};
         L4_UnmapFpages(2, pages);
         EXPECT(faults(first, peek));
         EXPECT(faults(second, peek));
     }},

    {"the end of a space takes away what it had passed on",
     [] {
         Chain const chain = make_chain();
         REQUIRE(delete_thread(chain.first) == 0);
         EXPECT(faults(chain.second, peek));
         EXPECT_EQ(word_at(scratch()), 0);
     }},

    {"unmapping what is not mapped does nothing",
     [] {
         L4_Fpage_t const status = L4_Flush(fpage(window, 16) + L4_FullyAccessible);
         EXPECT_EQ(L4_Rights(status), 0);
     }},

    {"the KIP and the UTCB cannot be unmapped",
     [] {
         Word const kip = reinterpret_cast<Word>(L4_GetKernelInterface());
         Word const utcb = L4_MyLocalId().raw & ~(page_bytes - 1);
         L4_Flush(fpage(kip) + L4_FullyAccessible);
         L4_Flush(fpage(utcb) + L4_FullyAccessible);
         EXPECT_EQ(*reinterpret_cast<Word const*>(kip), PINYON_KIP_MAGIC_VALUE);
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
     }},

    {"the status tells that a page was read and written by those who have it, once",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_ReadWriteOnly, window));
         status_of_scratch();
         EXPECT_EQ(run(worker, poke, window), 0);
         L4_Fpage_t const status = status_of_scratch();
         EXPECT(L4_WasReferenced(status));
         EXPECT(L4_WasWritten(status));
         EXPECT_EQ(L4_Rights(status_of_scratch()), 0);
     }},

    {"a page that was only read has not been written",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_ReadWriteOnly, window));
         status_of_scratch();
         EXPECT_EQ(run(worker, peek, window), 0);
         L4_Fpage_t const status = status_of_scratch();
         EXPECT(L4_WasReferenced(status));
         EXPECT(!L4_WasWritten(status));
     }},

    {"a page that nobody used has an empty status",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_ReadWriteOnly, window));
         EXPECT_EQ(L4_Rights(status_of_scratch()), 0);
     }},

    {"the use of a page that is taken away is not forgotten",
     [] {
         Chain const chain = make_chain();
         EXPECT_EQ(run(chain.second, poke, window), 0);
         run(chain.second, flush_window, L4_FullyAccessible);
         EXPECT(L4_WasWritten(status_of_scratch()));
     }},
};

}  // namespace

constexpr Suite unmap_suite = suite_of("unmap", "4.7, 7.4", cases);

}  // namespace conformance
