// SPDX-License-Identifier: BSD-2-Clause
// Sections 1.4, 1.6, 1.7 and 7.2: the forms of typed items, fpages and receive windows, the right
// ones and the wrong ones.
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word map = PINYON_ITEM_MAP;
constexpr Word more = 1;  // C: another item follows
constexpr Word fpage_junk = 8;
constexpr Word whole_window = page_log2 + 5;

// What a worker in another space saw of a message; the image is shared.
struct Seen {
    Word tag;
    Word words[PINYON_MESSAGE_REGISTERS];
};
constinit Seen seen;

Word observe(Word acceptor)
{
    L4_Accept(L4_Acceptor_t{acceptor});
    L4_MsgTag_t const tag = L4_Receive_Timeout(tester(), patience());
    L4_Accept(L4_UntypedWordsAcceptor);
    seen.tag = plain(tag);
    L4_StoreMRs(1, PINYON_MESSAGE_REGISTERS - 1, &seen.words[1]);
    return error_of(tag);
}

struct Ends {
    Word sender;
    Word receiver;
};

// Sends a message of these typed words, behind one untyped word, to the worker.
Ends deliver(L4_ThreadId_t worker, Word acceptor, std::initializer_list<Word> typed)
{
    Ends ends = {~Word{0}, ~Word{0}};
    if (!EXPECT(post(worker, observe, acceptor)))
        return ends;
    load(0, {77});
    int i = 2;
    for (Word const word : typed)
        L4_LoadMR(i++, word);
    L4_Set_MsgTag(L4_MsgTag_t{typed.size() << 6 | 1});
    ends.sender = ipc_error(worker, L4_nilthread, patience(), L4_Never);
    EXPECT(finish(worker, ends.receiver));
    EXPECT_EQ(seen.words[1], 77);
    return ends;
}

Word accepted(L4_Fpage_t receive_window)
{
    return L4_MapGrantItems(receive_window).raw;
}

Word readable(Word address, Word log2 = page_log2)
{
    return fpage(address, log2).raw | L4_Readable;
}

void expect_delivered(Ends ends)
{
    EXPECT_EQ(ends.sender, no_error);
    EXPECT_EQ(ends.receiver, no_error);
}

void expect_overflow(Ends ends)
{
    EXPECT_EQ(ends.sender, send_overflow);
    EXPECT_EQ(ends.receiver, receive_overflow);
}

// How many of the first pages of the window the worker has.
Word count_present(Word)
{
    Word count = 0;
    for (Word page = 0; page < 2 * scratch_pages; ++page)
        count += word_at(window + page * page_bytes) == 100 + page % scratch_pages ? 1 : 0;
    return count;
}

// The same of as many pages from the first; a page that is missing is the pager's.
Word count_first(Word pages)
{
    Word count = 0;
    while (count < pages && word_at(window + count * page_bytes) == 100 + count % scratch_pages)
        ++count;
    return count;
}

void number_pages()
{
    for (unsigned page = 0; page < scratch_pages; ++page)
        word_at(scratch(page)) = 100 + page;
}

// The worker has nothing in its window: its pager gets the fault.
bool has_nothing(L4_ThreadId_t worker, Word address = window)
{
    return post(worker, peek, address) && reaches(worker, PINYON_SCHED_WAITING) && silent(worker);
}

constexpr Case cases[] = {
    // ---- Items

    {"an item of a type that there is not is an overflow, after the words",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         constexpr Word reserved = 0xE;
         constexpr Word ctrlxfer = 0xC;
         expect_overflow(deliver(worker, accepted(fpage(window)), {reserved, readable(scratch())}));
         EXPECT_EQ(seen.tag, PINYON_TAG_ERROR | 2 << 6 | 1);
         if (!L4_HasFeature("ctrlxfer"))
             expect_overflow(
                 deliver(worker, accepted(fpage(window)), {ctrlxfer, readable(scratch())}));
     }},

    {"an item that is cut off by the end of the message is an overflow",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         expect_overflow(deliver(worker, accepted(fpage(window)), {map}));
         expect_overflow(
             deliver(worker, accepted(fpage(window)), {map, readable(scratch()), map | more}));
         EXPECT_EQ(run(worker, peek, window), 0);
     }},

    {"the number of words ends the list of items, whatever their C bits say",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         expect_delivered(
             deliver(worker, accepted(fpage(window, whole_window)),
                     {map, readable(scratch(0)), page_bytes | map | more, readable(scratch(1))}));
         EXPECT_EQ(run(worker, peek, window), 100);
         EXPECT_EQ(run(worker, peek, window + page_bytes), 101);
     }},

    {"what items before an overflow have mapped stays mapped",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         constexpr Word string = 16 << 10;
         expect_overflow(deliver(worker, accepted(fpage(window)),
                                 {map | more, readable(scratch(3)), string, scratch()}));
         EXPECT_EQ(run(worker, peek, window), 103);
     }},

    {"the words of map items arrive as they were sent",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const item = page_bytes | map;
         expect_delivered(deliver(worker, accepted(fpage(window)), {item, readable(scratch())}));
         EXPECT_EQ(seen.words[2], item);
         EXPECT_EQ(seen.words[3], readable(scratch()));
     }},

    {"a message can be full of items",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(post(worker, observe, accepted(fpage(window, whole_window))));
         constexpr Word items = 31;
         for (Word i = 0; i < items; ++i) {
             L4_LoadMR(static_cast<int>(2 * i + 1), i * page_bytes | map | more);
             L4_LoadMR(static_cast<int>(2 * i + 2), readable(scratch(i % scratch_pages)));
         }
         L4_Set_MsgTag(L4_MsgTag_t{2 * items << 6});
         EXPECT_EQ(ipc_error(worker, L4_nilthread, patience(), L4_Never), no_error);
         Word error = ~Word{0};
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, no_error);
         expect_delivered(deliver(worker, accepted(fpage(window, whole_window)),
                                  {items * page_bytes | map, readable(scratch(15))}));
         EXPECT_EQ(run(worker, count_present), 2 * scratch_pages);
     }},

    {"every number of typed words that ends inside an item is an overflow behind those before it",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         for (Word typed = 1; typed < PINYON_MESSAGE_REGISTERS; typed += 2) {
             REQUIRE(post(worker, observe, accepted(fpage(window, whole_window))));
             for (Word i = 0; i <= typed / 2; ++i) {
                 L4_LoadMR(static_cast<int>(2 * i + 1), i * page_bytes | map | more);
                 if (2 * i + 2 < PINYON_MESSAGE_REGISTERS)
                     L4_LoadMR(static_cast<int>(2 * i + 2), readable(scratch(i % scratch_pages)));
             }
             L4_Set_MsgTag(L4_MsgTag_t{typed << 6});
             EXPECT_EQ(ipc_error(worker, L4_nilthread, patience(), L4_Never), send_overflow);
             Word error = ~Word{0};
             REQUIRE(finish(worker, error));
             EXPECT_EQ(error, receive_overflow);
             EXPECT_EQ(run(worker, count_first, typed / 2), typed / 2);
         }
     }},

    // ---- Fpages

    {"a send fpage that is nil, or smaller than a page, maps nothing and is delivered",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         for (Word const page :
              {Word{0}, Word{L4_FullyAccessible}, readable(scratch(), 11), readable(scratch(), 10),
               scratch() | 9 << 4 | 7, scratch() | 3 << 4 | 7})
             expect_delivered(deliver(worker, accepted(fpage(window)), {map, page}));
         EXPECT(has_nothing(worker));
     }},

    {"junk below the size of an fpage, or in its bit 3, does not matter",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const junk = Word{0xC00} | fpage_junk;
         expect_delivered(deliver(worker, accepted(fpage(window)) | 0xC00,
                                  {map | 0x3F0, readable(scratch(2)) | junk}));
         EXPECT_EQ(run(worker, peek, window), 102);
     }},

    {"the send base chooses the part of the complete space that a window takes",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const all = L4_CompleteAddressSpace.raw | L4_Readable;
         expect_delivered(deliver(worker, accepted(fpage(window)), {scratch(5) | map, all}));
         EXPECT_EQ(run(worker, peek, window), 105);
     }},

    {"an fpage beyond user memory maps nothing, on either side",
     [] {
         constexpr Word beyond = 0xFFFF'FFFF'0000'0000;
         L4_ThreadId_t const worker = start_foreign_worker();
         expect_delivered(deliver(worker, accepted(fpage(window)), {map, readable(beyond)}));
         expect_delivered(deliver(worker, accepted(fpage(beyond)), {map, readable(scratch())}));
         expect_delivered(deliver(worker, accepted(L4_CompleteAddressSpace),
                                  {beyond | map, readable(scratch())}));
         EXPECT(has_nothing(worker));
     }},

    // ---- Windows

    {"a window that is smaller than a page takes items and maps nothing",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         for (Word const log2 : {Word{10}, Word{11}})
             expect_delivered(
                 deliver(worker, accepted(fpage(window, log2)), {map, readable(scratch())}));
         EXPECT(has_nothing(worker));
     }},

    {"a window takes no more than fits in it",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         expect_delivered(deliver(worker, accepted(fpage(window, page_log2 + 1)),
                                  {map, readable(scratch(), page_log2 + 4)}));
         EXPECT_EQ(run(worker, peek, window + page_bytes), 101);
         EXPECT(has_nothing(worker, window + 2 * page_bytes));
     }},

    {"of all sizes of fpages and windows: the smaller one, at the send base modulo the larger",
     [] {
         number_pages();
         L4_ThreadId_t const worker = start_foreign_worker();
         auto const flush_all = [](Word) -> Word {
             L4_Flush(fpage(window, whole_window) + L4_FullyAccessible);
             return 0;
         };
         for (Word sent = page_log2; sent <= page_log2 + 4; ++sent)
             for (Word taken = page_log2; taken <= whole_window; ++taken) {
                 Word const larger = sent > taken ? sent : taken;
                 Word const smaller = sent > taken ? taken : sent;
                 Word const base = 0x2B * page_bytes + 0xC00;  // odd in every size
                 Word const offset = (base & ((Word{1} << larger) - 1)) >> smaller << smaller;
                 Word const source = scratch() + (sent > taken ? offset : 0);
                 Word const place = window + (sent > taken ? 0 : offset);
                 expect_delivered(deliver(worker, accepted(fpage(window, taken)),
                                          {base | map, readable(scratch(), sent)}));
                 Word const last = (Word{1} << smaller) - page_bytes;
                 EXPECT_EQ(run(worker, peek, place), word_at(source));
                 EXPECT_EQ(run(worker, peek, place + last), word_at(source + last));
                 EXPECT_EQ(run(worker, flush_all), 0);
             }
     }},

    {"the buffer registers stay as they are",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         auto const receive = [](Word acceptor) -> Word {
             L4_Accept(L4_Acceptor_t{acceptor});
             (void)L4_Receive_Timeout(tester(), patience());
             return L4_Accepted().raw;
         };
         REQUIRE(post(worker, receive, accepted(fpage(window))));
         load_item(L4_MapItem(fpage(scratch()) + L4_Readable, 0));
         EXPECT_EQ(error_of(L4_Send_Timeout(worker, patience())), no_error);
         Word acceptor = 0;
         REQUIRE(finish(worker, acceptor));
         EXPECT_EQ(acceptor, accepted(fpage(window)));
     }},
};

}  // namespace

constexpr Suite item_suite = suite_of("typed items", "1.4, 1.6, 1.7, 7.2", cases);

}  // namespace conformance
