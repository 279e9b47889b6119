// SPDX-License-Identifier: BSD-2-Clause
// Sections 2.4, 4.7 and 7 for pages larger than the smallest: what is mapped as one page can be
// taken back, restricted and handed on in parts, and each part is exact.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/kip.h>
#include <l4/sigma0.h>

namespace conformance {
namespace {

constexpr Word large_log2 = 21;
constexpr Word large_bytes = Word{1} << large_log2;
constexpr Word large_window = 0x30'0000'0000;

// 2 MB of the tester's, as sigma0 gave them, used by nobody; page `i` begins with 100 + i.
Word large_piece()
{
    static constinit Word piece = 0;
    if (piece == 0)
        piece = L4_Address(L4_Sigma0_GetAny(L4_nilthread, large_log2, L4_CompleteAddressSpace));
    if (!EXPECT(piece != 0))
        return scratch();
    L4_UnmapFpage(fpage(piece, large_log2) + L4_FullyAccessible);
    for (Word page = 0; page < large_bytes / page_bytes; ++page)
        word_at(piece + page * page_bytes) = 100 + page;
    return piece;
}

constexpr Word part(Word page)
{
    return page * page_bytes;
}

// The giver's 2 MB at `from` become the taker's at the window.
bool give_large(L4_ThreadId_t giver, L4_ThreadId_t taker, Word from,
                Word rights = L4_FullyAccessible, Kind kind = Kind::map)
{
    return pass(
        {giver, taker, kind, fpage(from, large_log2) + rights, 0, fpage(large_window, large_log2)});
}

bool faults(L4_ThreadId_t worker, Task access, Word address)
{
    Fault fault;
    return post(worker, access, address) && caught(worker, fault) && fault.address == address;
}

bool has(L4_ThreadId_t worker, Word page)
{
    return run(worker, peek, large_window + part(page)) == 100 + page;
}

Word flush_part(Word address)
{
    L4_Flush(fpage(address) + L4_FullyAccessible);
    return 0;
}

Word unmap_part(Word address)
{
    L4_UnmapFpage(fpage(address) + L4_FullyAccessible);
    return 0;
}

// The tester's piece, in the window of the first worker, and from there in that of the second.
struct LargeChain {
    Word piece = large_piece();
    L4_ThreadId_t first = start_foreign_worker();
    L4_ThreadId_t second = start_foreign_worker();
    bool made = give_large(tester(), first, piece) && give_large(first, second, large_window);
};

constexpr Case cases[] = {
    {"the page sizes announced are 4 KB, 2 MB and, where the processor has it, 1 GB",
     [] {
         Word const mask = L4_PageSizeMask(L4_GetKernelInterface());
         Word const surely = page_bytes | large_bytes;
         EXPECT(mask == surely || mask == (surely | Word{1} << 30));
     }},

    {"sigma0 gives 2 MB at once, mapped at the physical address",
     [] {
         Word const piece = large_piece();
         EXPECT_EQ(piece % large_bytes, 0);
         EXPECT_EQ(word_at(piece + part(511)), 611);
         L4_Fpage_t const again = L4_Sigma0_GetPage(L4_nilthread, fpage(piece, large_log2));
         EXPECT_EQ(L4_Address(again), piece);
         EXPECT_EQ(L4_SizeLog2(again), large_log2);
     }},

    {"2 MB mapped at once are the same memory in both spaces",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         for (Word const page : {0, 1, 255, 511})
             EXPECT(has(chain.first, page) && has(chain.second, page));
         run(chain.second, poke, large_window + part(300));
         EXPECT_EQ(word_at(chain.piece + part(300)), 1);
     }},

    {"2 MB mapped at once are one page: the use of it is seen in each of its parts",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         L4_GetStatus(fpage(chain.piece, large_log2));
         EXPECT(has(chain.second, 100));
         EXPECT(L4_WasReferenced(L4_GetStatus(fpage(chain.piece))));
     }},

    {"a part that is unmapped goes in all spaces, and nothing else goes",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         L4_UnmapFpage(fpage(chain.piece + part(5)) + L4_FullyAccessible);
         for (Word const page : {0, 4, 6, 511})
             EXPECT(has(chain.first, page) && has(chain.second, page));
         EXPECT(faults(chain.first, peek, large_window + part(5)));
         EXPECT(faults(chain.second, peek, large_window + part(5)));
         EXPECT_EQ(word_at(chain.piece + part(5)), 105);
     }},

    {"a part of several pages that is unmapped goes as a whole",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         L4_UnmapFpage(fpage(chain.piece + part(16), 16) + L4_FullyAccessible);
         EXPECT(has(chain.first, 15) && has(chain.first, 32));
         EXPECT(faults(chain.first, peek, large_window + part(16)));
         EXPECT(faults(chain.second, peek, large_window + part(31)));
     }},

    {"a part that its holder flushes is gone for him and those behind him",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         run(chain.first, flush_part, large_window + part(7));
         EXPECT(has(chain.first, 8) && has(chain.second, 8));
         EXPECT(faults(chain.first, peek, large_window + part(7)));
         EXPECT(faults(chain.second, peek, large_window + part(7)));
     }},

    {"a part that is unmapped stays with its holder",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         run(chain.first, unmap_part, large_window + part(7));
         EXPECT(has(chain.first, 7));
         EXPECT(faults(chain.second, peek, large_window + part(7)));
     }},

    {"a right can be taken from a part alone",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         L4_UnmapFpage(fpage(chain.piece + part(9)) + L4_Writable);
         EXPECT(has(chain.first, 9) && has(chain.second, 9));
         EXPECT_EQ(run(chain.second, poke, large_window + part(10)), 0);
         EXPECT(faults(chain.first, poke, large_window + part(9)));
         EXPECT(faults(chain.second, poke, large_window + part(9)));
     }},

    {"a right can be given again for a part alone",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give_large(tester(), worker, piece, L4_Readable));
         REQUIRE(give(worker, piece + part(3), L4_ReadWriteOnly, large_window + part(3)));
         EXPECT_EQ(run(worker, poke, large_window + part(3)), 0);
         EXPECT(has(worker, 4));
         EXPECT(faults(worker, poke, large_window + part(4)));
     }},

    {"what was unmapped in parts can be unmapped as a whole",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         L4_UnmapFpage(fpage(chain.piece + part(5)) + L4_FullyAccessible);
         L4_UnmapFpage(fpage(chain.piece, large_log2) + L4_FullyAccessible);
         EXPECT(faults(chain.first, peek, large_window + part(4)));
         EXPECT(faults(chain.second, peek, large_window + part(511)));
     }},

    {"a small page out of a large one is taken back with its part",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(give(first, piece + part(20), L4_FullyAccessible, window));
         REQUIRE(give(second, piece + part(21), L4_FullyAccessible, window));
         L4_UnmapFpage(fpage(piece + part(20)) + L4_FullyAccessible);
         EXPECT_EQ(run(second, peek, window), 121);
         EXPECT(faults(first, peek, window));
     }},

    {"the use of a small page out of a large one is seen there and in the whole, once",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, piece + part(20), L4_ReadWriteOnly, window));
         L4_GetStatus(fpage(piece, large_log2));
         EXPECT_EQ(run(worker, poke, window), 0);
         EXPECT(L4_WasWritten(L4_GetStatus(fpage(piece + part(20)))));
         EXPECT_EQ(run(worker, poke, window), 0);
         EXPECT(L4_WasWritten(L4_GetStatus(fpage(piece, large_log2))));
         EXPECT_EQ(L4_Rights(L4_GetStatus(fpage(piece, large_log2))), 0);
     }},

    {"a small page can be granted out of a large one",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         REQUIRE(pass({chain.first, chain.second, Kind::grant,
                       fpage(large_window + part(40)) + L4_FullyAccessible, 0, fpage(window)}));
         EXPECT_EQ(run(chain.second, peek, window), 140);
         EXPECT(has(chain.first, 41) && has(chain.second, 41));
         EXPECT(faults(chain.first, peek, large_window + part(40)));
         L4_UnmapFpage(fpage(chain.piece + part(40)) + L4_FullyAccessible);
         EXPECT(faults(chain.second, peek, window));
     }},

    {"what was derived from a small page stays when that is granted out of a large one",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         L4_ThreadId_t const heir = start_foreign_worker();
         REQUIRE(give_large(tester(), first, piece));
         auto const hand_on = [&](L4_ThreadId_t taker, Kind kind) {
             return pass({first, taker, kind, fpage(large_window + part(40)) + L4_FullyAccessible,
                          0, fpage(window)});
         };
         REQUIRE(hand_on(second, Kind::map) && hand_on(heir, Kind::grant));
         EXPECT_EQ(run(second, peek, window), 140);
         EXPECT(has(first, 41));
         EXPECT(faults(first, peek, large_window + part(40)));
         run(heir, unmap_part, window);
         EXPECT(faults(second, peek, window));
         EXPECT_EQ(run(heir, peek, window), 140);
     }},

    {"a large page can be granted as a whole",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(give_large(tester(), first, piece));
         REQUIRE(give_large(first, second, large_window, L4_FullyAccessible, Kind::grant));
         EXPECT(has(second, 0) && has(second, 511));
         EXPECT(faults(first, peek, large_window + part(1)));
         L4_UnmapFpage(fpage(piece, large_log2) + L4_FullyAccessible);
         EXPECT(faults(second, peek, large_window + part(511)));
     }},

    {"a small page mapped into a large one replaces that part",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         REQUIRE(give(chain.first, chain.piece + part(60), L4_Readable, large_window + part(50)));
         EXPECT_EQ(run(chain.first, peek, large_window + part(50)), 160);
         EXPECT(has(chain.first, 51) && has(chain.second, 51));
         EXPECT(faults(chain.second, peek, large_window + part(50)));
     }},

    {"a large page mapped onto small ones replaces them all",
     [] {
         Word const piece = large_piece();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(), L4_Readable, large_window + part(2)));
         REQUIRE(give_large(tester(), worker, piece));
         EXPECT(has(worker, 1) && has(worker, 2) && has(worker, 511));
     }},

    {"the end of a space takes what was derived from its large page",
     [] {
         LargeChain const chain;
         REQUIRE(chain.made);
         REQUIRE(delete_thread(chain.first) == 0);
         EXPECT(faults(chain.second, peek, large_window + part(77)));
     }},
};

}  // namespace

constexpr Suite page_size_suite = suite_of("page sizes", "2.4, 4.7, 7.2, 7.3", cases);

}  // namespace conformance
