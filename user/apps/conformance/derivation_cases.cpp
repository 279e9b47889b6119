// SPDX-License-Identifier: BSD-2-Clause
// Sections 7.1, 7.3 and 7.4: how mappings hang together: what replaces what, what a grant takes
// along, and what those further down keep and lose.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word second_page = window + page_bytes;

bool faults(L4_ThreadId_t worker, Task access, Word address = window)
{
    Fault fault;
    return post(worker, access, address) && caught(worker, fault) && fault.address == address;
}

bool hand_on(L4_ThreadId_t giver, L4_ThreadId_t taker, Word rights, Kind kind = Kind::map,
             Word to = window)
{
    return pass({giver, taker, kind, fpage(window) + rights, 0, fpage(to)});
}

// A chain of three spaces: first has the tester's page, second from first, third from second.
struct Chain {
    L4_ThreadId_t first, second, third;
};

Chain make_chain()
{
    Chain const chain = {start_foreign_worker(), start_foreign_worker(), start_foreign_worker()};
    EXPECT(give(chain.first, scratch(), L4_FullyAccessible, window));
    EXPECT(hand_on(chain.first, chain.second, L4_FullyAccessible));
    EXPECT(hand_on(chain.second, chain.third, L4_FullyAccessible));
    EXPECT_EQ(run(chain.third, poke, window), 0);
    return chain;
}

Word flush_window(Word rights)
{
    L4_Flush(fpage(window) + rights);
    return 0;
}

Word unmap_window(Word rights)
{
    L4_UnmapFpage(fpage(window) + rights);
    return 0;
}

constexpr Case cases[] = {
    // ---- Replacing

    {"a page that is mapped again from the same source keeps what was derived from it",
     [] {
         Chain const chain = make_chain();
         REQUIRE(hand_on(chain.first, chain.second, L4_FullyAccessible));
         REQUIRE(hand_on(chain.first, chain.second, L4_Readable));
         EXPECT_EQ(run(chain.second, poke, window), 0);
         EXPECT_EQ(run(chain.third, poke, window), 0);
     }},

    {"the same page from another source replaces the mapping, and what was derived from it goes",
     [] {
         Chain const chain = make_chain();
         REQUIRE(give(chain.second, scratch(), L4_Readable, window));
         EXPECT_EQ(run(chain.second, peek, window), 1);
         EXPECT(faults(chain.second, poke));
         EXPECT(faults(chain.third, peek));
     }},

    {"another page replaces the mapping, and what was derived from it goes",
     [] {
         Chain const chain = make_chain();
         word_at(scratch(1)) = 17;
         REQUIRE(give(chain.second, scratch(1), L4_Readable, window));
         EXPECT_EQ(run(chain.second, peek, window), 17);
         EXPECT(faults(chain.third, peek));
         EXPECT_EQ(run(chain.first, peek, window), 1);
     }},

    {"a page may be mapped to several places of one space, each of its own",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         REQUIRE(give(worker, scratch(), L4_Readable, second_page));
         run(worker, poke, window);
         EXPECT_EQ(run(worker, peek, second_page), 1);
         run(worker, flush_window, L4_FullyAccessible);
         EXPECT_EQ(run(worker, peek, second_page), 1);
         EXPECT(faults(worker, peek));
     }},

    {"what a space maps to itself is derived from its own mapping",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_beside(first);
         REQUIRE(give(first, scratch(), L4_FullyAccessible, window));
         REQUIRE(hand_on(first, neighbour, L4_Readable, Kind::map, second_page));
         EXPECT_EQ(run(first, peek, second_page), 0);
         run(first, unmap_window, L4_FullyAccessible);
         EXPECT_EQ(run(first, peek, window), 0);
         EXPECT(faults(first, peek, second_page));
     }},

    {"a page that is mapped onto the mapping it derives from flushes both, and nothing is there",
     [] {
         Chain const chain = make_chain();
         REQUIRE(hand_on(chain.third, chain.first, L4_FullyAccessible));
         EXPECT(faults(chain.first, peek));
         EXPECT(faults(chain.second, peek));
         EXPECT(faults(chain.third, peek));
         EXPECT_EQ(word_at(scratch()), 1);
     }},

    {"a page that is mapped onto itself stays, and so does what was derived from it",
     [] {
         Chain const chain = make_chain();
         L4_ThreadId_t const neighbour = start_beside(chain.second);
         REQUIRE(hand_on(chain.second, neighbour, L4_Readable));
         EXPECT_EQ(run(chain.second, poke, window), 0);
         EXPECT_EQ(run(chain.third, poke, window), 0);
     }},

    // ---- Rights

    {"rights that are taken in the middle are lost below, and stay above",
     [] {
         Chain const chain = make_chain();
         run(chain.second, flush_window, L4_Writable);
         EXPECT_EQ(run(chain.first, poke, window), 0);
         EXPECT_EQ(run(chain.third, peek, window), 1);
         EXPECT(faults(chain.second, poke));
         EXPECT(faults(chain.third, poke));
     }},

    {"a right that was lost does not come back further down when it comes back above",
     [] {
         Chain const chain = make_chain();
         run(chain.first, unmap_window, L4_Writable);
         REQUIRE(hand_on(chain.first, chain.second, L4_FullyAccessible));
         EXPECT_EQ(run(chain.second, poke, window), 0);
         EXPECT(faults(chain.third, poke));
     }},

    {"nobody can take from those who do not have it from him",
     [] {
         Chain const chain = make_chain();
         run(chain.third, flush_window, L4_FullyAccessible);
         EXPECT_EQ(run(chain.first, poke, window), 0);
         EXPECT_EQ(run(chain.second, poke, window), 0);
         EXPECT(faults(chain.third, peek));
     }},

    // ---- Grant

    {"what was derived from a granted page is the receiver's to take",
     [] {
         Chain const chain = make_chain();
         L4_ThreadId_t const heir = start_foreign_worker();
         REQUIRE(hand_on(chain.second, heir, L4_FullyAccessible, Kind::grant));
         EXPECT(faults(chain.second, peek));
         EXPECT_EQ(run(chain.third, peek, window), 1);
         run(heir, unmap_window, L4_FullyAccessible);
         EXPECT(faults(chain.third, peek));
         EXPECT_EQ(run(heir, peek, window), 1);
     }},

    {"a grant of fewer rights narrows what is granted, and what was derived from it",
     [] {
         Chain const chain = make_chain();
         L4_ThreadId_t const heir = start_foreign_worker();
         REQUIRE(hand_on(chain.second, heir, L4_Readable, Kind::grant));
         EXPECT_EQ(run(heir, peek, window), 1);
         EXPECT_EQ(run(chain.third, peek, window), 1);
         EXPECT(faults(heir, poke));
         EXPECT(faults(chain.third, poke));
     }},

    {"a grant within a space moves the page",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_beside(first);
         word_at(scratch()) = 5;
         REQUIRE(give(first, scratch(), L4_FullyAccessible, window));
         REQUIRE(hand_on(first, neighbour, L4_FullyAccessible, Kind::grant, second_page));
         EXPECT_EQ(run(first, peek, second_page), 5);
         EXPECT(faults(first, peek));
     }},

    {"what was granted can still be taken by those above the one who granted it",
     [] {
         Chain const chain = make_chain();
         L4_ThreadId_t const heir = start_foreign_worker();
         REQUIRE(hand_on(chain.second, heir, L4_FullyAccessible, Kind::grant));
         run(chain.first, unmap_window, L4_FullyAccessible);
         EXPECT(faults(heir, peek));
         EXPECT(faults(chain.third, peek));
     }},

    // ---- The kernel's own pages

    {"neither the kernel interface page nor a UTCB can be mapped or granted to another",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const kip = reinterpret_cast<Word>(L4_GetKernelInterface());
         Word const utcb = L4_MyLocalId().raw & ~(page_bytes - 1);
         for (Word const page : {kip, utcb})
             for (Kind const kind : {Kind::map, Kind::grant})
                 REQUIRE(pass(
                     {tester(), worker, kind, fpage(page) + L4_FullyAccessible, 0, fpage(window)}));
         EXPECT(faults(worker, peek));
         EXPECT_EQ(word_at(kip), PINYON_KIP_MAGIC_VALUE);
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
     }},

    {"all rights of a chain go with its head, also where it branches",
     [] {
         Chain const chain = make_chain();
         L4_ThreadId_t const branch = start_foreign_worker();
         REQUIRE(hand_on(chain.first, branch, L4_Readable));
         EXPECT_EQ(run(branch, peek, window), 1);
         run(chain.first, flush_window, L4_FullyAccessible);
         EXPECT(faults(chain.first, peek));
         EXPECT(faults(chain.second, peek));
         EXPECT(faults(chain.third, peek));
         EXPECT(faults(branch, peek));
         EXPECT_EQ(word_at(scratch()), 1);
     }},
};

}  // namespace

constexpr Suite derivation_suite = suite_of("derivation", "7.1, 7.3, 7.4", cases);

}  // namespace conformance
