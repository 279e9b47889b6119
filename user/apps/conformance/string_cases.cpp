// SPDX-License-Identifier: BSD-2-Clause
// Sections 1.6, 1.7 and 4.9: string items and receive buffers.
#include "string_work.h"

#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>

namespace conformance {
namespace {

constexpr Word overflow = PINYON_IPC_OVERFLOW;
constexpr Word seed = 3;       // of what is sent
constexpr Word old_seed = 77;  // of what is in the buffer before
constexpr Word area = scratch_pages / 2 * page_bytes;

Word source()
{
    return scratch();
}
Word destination()
{
    return scratch(scratch_pages / 2);
}

Plan& fresh_plan(L4_ThreadId_t sender, L4_ThreadId_t receiver)
{
    fill_bytes(source(), area, seed);
    fill_bytes(destination(), area, old_seed);
    return new_plan(sender, receiver);
}

Plan& fresh_plan()
{
    L4_ThreadId_t const sender = start_worker();
    return fresh_plan(sender, start_worker());
}

// `count` bytes at the destination are those from `first` of the source; none behind them changed.
bool arrived(Word count, Word first = 0, Word at = 0)
{
    constexpr Word beyond = 64;
    return has_bytes(destination() + at, count, seed, first) &&
           has_bytes(destination() + at + count, beyond, old_seed, at + count);
}

void check_simple(Word from, Word bytes, Word to, Word room)
{
    accept({string_header(room), destination() + to});
    EXPECT_ENDS(transfer_from(source() + from, bytes), delivered);
    EXPECT(arrived(bytes, from, to));
}

constexpr Word megabytes4_log2 = 22;
constexpr Word megabytes4 = Word{1} << megabytes4_log2;

Word any_4_megabytes()
{
    L4_Fpage_t const got = L4_Sigma0_GetAny(L4_nilthread, megabytes4_log2, L4_CompleteAddressSpace);
    return L4_IsNilFpage(got) ? 0 : L4_Address(got);
}

constexpr Case cases[] = {
    {"a string within a space arrives, and not a byte more",
     [] {
         fresh_plan();
         check_simple(5, 300, 9, 1000);
     }},

    {"a string between spaces arrives, whichever of them has another pager",
     [] {
         L4_ThreadId_t const here = start_worker();
         L4_ThreadId_t const there = start_foreign_worker();
         fresh_plan(here, there);
         check_simple(1, 3 * page_bytes, page_bytes - 1, 4 * page_bytes);
         fresh_plan(there, here);
         check_simple(1, 3 * page_bytes, page_bytes - 1, 4 * page_bytes);
         fresh_plan(start_foreign_worker(), there);
         check_simple(8, 2 * page_bytes, 16, 4 * page_bytes);
     }},

    {"the words of a string item arrive as they were sent, with the tag",
     [] {
         Plan const& plan = fresh_plan();
         accept({string_header(64), destination()});
         EXPECT_ENDS(transfer_from(source(), 10), delivered);
         EXPECT_EQ(plan.tag, 2 << 6);
         EXPECT_EQ(plan.received[1], string_header(10));
         EXPECT_EQ(plan.received[2], source());
     }},

    {"a queued sender delivers its string when the receiver comes",
     [] {
         Plan const& plan = fresh_plan();
         accept({string_header(64), destination()});
         say({string_header(50), source()});
         L4_ThreadId_t const receiver = plan.receiver;
         L4_ThreadId_t const sender = plan.sender;
         constexpr Task send_it = [](Word item) -> Word {
             Plan const& shared = *reinterpret_cast<Plan const*>(item);
             L4_LoadMR(1, shared.items[0]);
             L4_LoadMR(2, shared.items[1]);
             L4_Set_MsgTag(L4_MsgTag_t{2 << 6});
             return ipc_error(shared.receiver, L4_nilthread, patience(), L4_Never);
         };
         constexpr Task take_it = [](Word item) -> Word {
             Plan const& shared = *reinterpret_cast<Plan const*>(item);
             for (int i = 0; i < 3; ++i)
                 L4_LoadBR(i, shared.buffer[i]);
             return ipc_error(L4_nilthread, L4_anythread, L4_Never, patience());
         };
         REQUIRE(post(sender, send_it, reinterpret_cast<Word>(&plan)));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         EXPECT_EQ(run(receiver, take_it, reinterpret_cast<Word>(&plan)), no_error);
         Word error = ~Word{0};
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, no_error);
         EXPECT(arrived(50));
     }},

    {"without s in the acceptor a string is an overflow, whatever the buffers",
     [] {
         Plan& plan = fresh_plan();
         plan.buffer[0] = 0;
         accept({string_header(64), destination()});
         EXPECT_ENDS(transfer_from(source(), 10), ends(overflow, overflow, 0));
         EXPECT_EQ(plan.tag, PINYON_TAG_ERROR | 2 << 6);
         EXPECT(arrived(0));
     }},

    {"the n-th string goes to the n-th buffer",
     [] {
         fresh_plan();
         say({string_header(10, item_follows), source(), string_header(20, item_follows),
              source() + 100, string_header(30), source() + 200});
         accept({string_header(64, item_follows), destination(), string_header(64, item_follows),
                 destination() + 128, string_header(64), destination() + 256});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(10));
         EXPECT(arrived(20, 100, 128));
         EXPECT(arrived(30, 200, 256));
     }},

    {"a string without a buffer left is an overflow; the offset counts the strings before it",
     [] {
         fresh_plan();
         say({string_header(10, item_follows), source(), string_header(20), source()});
         accept({string_header(64), destination()});
         EXPECT_ENDS(transfer(), ends(overflow, overflow, 10));
         EXPECT(arrived(10));
     }},

    {"a buffer that is too short is filled, then both see the overflow and its offset",
     [] {
         fresh_plan();
         accept({string_header(4500), destination()});
         EXPECT_ENDS(transfer_from(source(), 6000), ends(overflow, overflow, 4500));
         EXPECT(arrived(4500));
     }},

    {"a string of no bytes takes a buffer and needs no memory on either side",
     [] {
         fresh_plan();
         say({string_header(0, item_follows), window, string_header(5), source()});
         accept({string_header(9, item_follows), ~Word{0}, string_header(9), destination()});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(5));
     }},

    {"the substrings of a compound string are gathered in one buffer",
     [] {
         fresh_plan();
         say({string_header(100, group_follows, 2), source(), source() + 100,
              string_header(50, 0, 3), source() + 200, source() + 250, source() + 300});
         accept({string_header(1000), destination()});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(350));
     }},

    {"a simple string is scattered over the substrings of a compound buffer",
     [] {
         fresh_plan();
         accept({string_header(10, group_follows, 2), destination(), destination() + 1000,
                 string_header(4000), destination() + 2000});
         EXPECT_ENDS(transfer_from(source(), 3000), delivered);
         EXPECT(arrived(10));
         EXPECT(arrived(10, 10, 1000));
         EXPECT(arrived(2980, 20, 2000));
     }},

    {"the rest of a compound buffer is skipped for the next string",
     [] {
         fresh_plan();
         say({string_header(15, item_follows), source(), string_header(8), source() + 500});
         accept({string_header(10, group_follows | item_follows, 2), destination(),
                 destination() + 10, string_header(99, 0, 2), window, window, string_header(8),
                 destination() + 3000});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(15));
         EXPECT(arrived(8, 500, 3000));
     }},

    {"compound strings and buffers of the programming interface are understood",
     [] {
         Plan& plan = fresh_plan();
         union {
             L4_StringItem_t item;
             Word raw[8];
         } string = {L4_StringItem(40, reinterpret_cast<void*>(source()))};
         L4_AddSubstringAddressTo(&string.item, reinterpret_cast<void*>(source() + 40));
         L4_StringItem_t const tail = L4_StringItem(7, reinterpret_cast<void*>(source() + 80));
         L4_AddSubstringTo(&string.item, &tail);
         say({string.raw[0], string.raw[1], string.raw[2], string.raw[3], string.raw[4]});
         L4_MsgBuffer_t buffers;
         L4_MsgBufferClear(&buffers);
         L4_MsgBufferAppendSimpleRcvString(
             &buffers, L4_StringItem(200, reinterpret_cast<void*>(destination())));
         accept({buffers.raw[0], buffers.raw[1]});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(87));
         EXPECT_EQ(plan.received[5], source() + 80);
     }},

    {"a string item that is cut off by the end of the message is an overflow",
     [] {
         fresh_plan();
         say({string_header(10, 0, 3), source(), source()});
         accept({string_header(64), destination()});
         EXPECT_ENDS(transfer(), ends(overflow, overflow, 0));
     }},

    {"map items and strings of one message are all done",
     [] {
         L4_ThreadId_t const sender = start_worker();
         L4_ThreadId_t const receiver = start_foreign_worker();
         Plan& plan = fresh_plan(sender, receiver);
         plan.buffer[0] =
             L4_AddAcceptor(L4_StringItemsAcceptor, L4_MapGrantItems(fpage(window))).raw;
         L4_MapItem_t const item = L4_MapItem(fpage(source()) + L4_ReadWriteOnly, 0);
         say({string_header(8, item_follows), source(), item.raw[0] | item_follows, item.raw[1],
              string_header(8), source() + 8});
         accept(
             {string_header(8, item_follows), destination(), string_header(8), destination() + 8});
         EXPECT_ENDS(transfer(), delivered);
         EXPECT(arrived(16));
         EXPECT_EQ(run(receiver, peek, window), word_at(source()));
     }},

    {"no string gets into the kernel interface page, a UTCB, or beyond user memory",
     [] {
         for (Word const place : {reinterpret_cast<Word>(L4_GetKernelInterface()),
                                  L4_MyLocalId().raw, ~Word{0} << 12}) {
             fresh_plan();
             accept({string_header(8, group_follows), destination(), string_header(8), place});
             EXPECT_ENDS(transfer_from(source(), 16), ends(overflow, overflow, 8));
             clean_up();
         }
     }},

    {"the kernel interface page can be sent like any memory that can be read",
     [] {
         fresh_plan();
         Word const kip = reinterpret_cast<Word>(L4_GetKernelInterface());
         accept({string_header(64), destination()});
         EXPECT_ENDS(transfer_from(kip, 64), delivered);
         for (Word i = 0; i < 64; i += sizeof(Word))
             EXPECT_EQ(word_at(destination() + i), word_at(kip + i));
     }},

    {"overlapping places in one space are no error",
     [] {
         fresh_plan();
         accept({string_header(page_bytes), source() + 100});
         EXPECT_ENDS(transfer_from(source(), page_bytes), delivered);
     }},

    {"memory that a string was written to counts as written, and only that",
     [] {
         L4_ThreadId_t const sender = start_worker();
         L4_ThreadId_t const receiver = start_foreign_worker();
         fresh_plan(sender, receiver);
         REQUIRE(give(receiver, destination(), L4_ReadWriteOnly, window));
         L4_GetStatus(fpage(destination()));
         accept({string_header(64), window});
         EXPECT_ENDS(transfer_from(source(), 64), delivered);
         EXPECT(L4_WasWritten(L4_GetStatus(fpage(destination()))));
         new_plan(receiver, sender);
         accept({string_header(64), source()});
         EXPECT_ENDS(transfer_from(window, 64), delivered);
         L4_Fpage_t const status = L4_GetStatus(fpage(destination()));
         EXPECT(L4_WasReferenced(status));
         EXPECT(!L4_WasWritten(status));
     }},

    {"a string of four megabytes less a byte arrives",
     [] {
         Word const from = any_4_megabytes();
         Word const to = any_4_megabytes();
         REQUIRE(from != 0 && to != 0);
         constexpr Word bytes = megabytes4 - 1;
         for (Word at = 0; at < megabytes4; at += sizeof(Word))
             word_at(from + at) = at * seed;
         word_at(to + megabytes4 - sizeof(Word)) = 0;
         new_plan();
         accept({string_header(bytes), to});
         EXPECT_ENDS(transfer_from(from, bytes), delivered);
         Word wrong = 0;
         for (Word at = 0; at + sizeof(Word) < megabytes4; at += sizeof(Word))
             wrong += word_at(to + at) != at * seed ? 1 : 0;
         EXPECT_EQ(wrong, 0);
         constexpr Word but_the_last_byte = ~Word{0} >> 8;
         EXPECT_EQ(word_at(to + megabytes4 - sizeof(Word)),
                   (megabytes4 - sizeof(Word)) * seed & but_the_last_byte);
     }},
};

}  // namespace

constexpr Suite string_suite = suite_of("strings", "1.6, 1.7, 4.9", cases);

}  // namespace conformance
