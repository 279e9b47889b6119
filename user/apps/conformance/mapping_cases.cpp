// SPDX-License-Identifier: BSD-2-Clause
// Section 7.1 to 7.3: map and grant items, where they land and with which rights.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word at_page(Word page)
{
    return window + page * page_bytes;
}

// The worker faults when it does `access` at `address`, with the right given.
bool faults(L4_ThreadId_t worker, Task access, Word address, Word right)
{
    Fault fault;
    return post(worker, access, address) && caught(worker, fault) && fault.address == address &&
           fault.access == right;
}

void number_pages()
{
    for (unsigned page = 0; page < scratch_pages; ++page)
        word_at(scratch(page)) = 100 + page;
}

constexpr Case cases[] = {
    {"a mapped page is the same memory in both spaces",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         word_at(scratch()) = 42;
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         EXPECT_EQ(run(worker, peek, window), 42);
         run(worker, poke, window);
         EXPECT_EQ(word_at(scratch()), 1);
     }},

    {"a mapping without the right to write faults when written",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_ReadeXecOnly, window));
         EXPECT_EQ(run(worker, peek, window), 0);
         EXPECT(faults(worker, poke, window, L4_Writable));
     }},

    {"a mapping without the right to execute faults when executed",
     [] {
         if ((L4_PageRights(L4_GetKernelInterface()) & L4_eXecutable) == 0)
             return skip("the machine cannot withhold execution");
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_ReadWriteOnly, window));
         EXPECT(faults(worker, jump, window, L4_eXecutable));
     }},

    {"rights do not grow when a mapping is passed on",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(give(first, scratch(), L4_Readable, window));
         REQUIRE(pass(
             {first, second, Kind::map, fpage(window) + L4_FullyAccessible, 0, fpage(window)}));
         EXPECT_EQ(run(second, peek, window), 0);
         EXPECT(faults(second, poke, window, L4_Writable));
     }},

    {"mapping the same page again extends the rights",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_Readable, window));
         REQUIRE(give(worker, scratch(), L4_ReadWriteOnly, window));
         EXPECT_EQ(run(worker, poke, window), 0);
     }},

    {"another page at the same place replaces the mapping",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(give(worker, scratch(1), L4_Readable, window));
         REQUIRE(give(worker, scratch(2), L4_Readable, window));
         EXPECT_EQ(run(worker, peek, window), 102);
     }},

    {"an fpage maps every page inside it, in order",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(), 14) + L4_Readable, 0,
                       fpage(window, 14)}));
         for (Word page = 0; page < 4; ++page)
             EXPECT_EQ(run(worker, peek, at_page(page)), 100 + page);
     }},

    {"the send base places a small fpage in a large window",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(3)) + L4_Readable,
                       at_page(5) + 0x400, fpage(window, 16)}));
         EXPECT_EQ(run(worker, peek, at_page(5)), 103);
     }},

    {"the send base chooses the part of a large fpage for a small window",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(), 16) + L4_Readable,
                       9 * page_bytes, fpage(window)}));
         EXPECT_EQ(run(worker, peek, window), 109);
         EXPECT(faults(worker, peek, at_page(1), L4_Readable));
     }},

    {"with the whole space as window the send base is the address",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(pass({tester(), worker, Kind::map, fpage(scratch(6)) + L4_Readable, at_page(7),
                       L4_CompleteAddressSpace}));
         EXPECT_EQ(run(worker, peek, at_page(7)), 106);
     }},

    {"an fpage smaller than a page maps nothing",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(pass(
             {tester(), worker, Kind::map, fpage(scratch(), 11) + L4_Readable, 0, fpage(window)}));
         EXPECT(faults(worker, peek, window, L4_Readable));
     }},

    {"an fpage without rights maps nothing",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_NoAccess, window));
         EXPECT(faults(worker, peek, window, L4_Readable));
     }},

    {"a page that the sender does not have leaves the receiver's as it was",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         number_pages();
         REQUIRE(give(worker, scratch(4), L4_Readable, window));
         REQUIRE(give(worker, window, L4_Readable, window));
         EXPECT_EQ(run(worker, peek, window), 104);
     }},

    {"a thread may map memory within its own space",
     [] {
         L4_ThreadId_t const worker = start_worker();
         number_pages();
         REQUIRE(give(worker, scratch(2), L4_ReadWriteOnly, window));
         EXPECT_EQ(word_at(window), 102);
     }},

    {"a grant moves the mapping: the receiver has it, the sender does not",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         word_at(scratch()) = 31;
         REQUIRE(give(first, scratch(), L4_ReadWriteOnly, window));
         REQUIRE(pass(
             {first, second, Kind::grant, fpage(window) + L4_ReadWriteOnly, 0, fpage(window)}));
         EXPECT_EQ(run(second, peek, window), 31);
         EXPECT(faults(first, peek, window, L4_Readable));
     }},

    {"a granted page stays derived from where it came from",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(give(first, scratch(), L4_ReadWriteOnly, window));
         REQUIRE(pass(
             {first, second, Kind::grant, fpage(window) + L4_ReadWriteOnly, 0, fpage(window)}));
         L4_UnmapFpage(fpage(scratch()) + L4_FullyAccessible);
         EXPECT(faults(second, peek, window, L4_Readable));
     }},
};

}  // namespace

constexpr Suite mapping_suite = suite_of("map and grant", "7.1-7.3", cases);

}  // namespace conformance
