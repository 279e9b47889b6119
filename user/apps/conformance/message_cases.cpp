// SPDX-License-Identifier: BSD-2-Clause
// Sections 1.5, 1.6 and 4.9: what a message carries, and what it must not carry.
#include "suite.h"
#include "test_memory.h"
#include "words.h"

namespace conformance {
namespace {

constexpr Word max_words = 63;
constexpr Word registers = PINYON_MESSAGE_REGISTERS;

// What a worker saw of the message that it received last; shared by all spaces.
struct Seen {
    Word tag;
    Word error;
    Word words[registers];
};
constinit Seen seen;

// Receives from the tester with the acceptor given.
Word observe(Word acceptor)
{
    L4_Accept(L4_Acceptor_t{acceptor});
    L4_MsgTag_t const tag = L4_Receive_Timeout(tester(), patience());
    seen.tag = plain(tag);
    seen.error = error_of(tag);
    L4_StoreMRs(1, max_words, &seen.words[1]);
    return seen.error;
}

constexpr Word sender_pattern = 0xAAAA'0000;
constexpr Word receiver_pattern = 0xBBBB'0000;

void fill_registers(Word pattern)
{
    for (int i = 1; i <= static_cast<int>(max_words); ++i)
        L4_LoadMR(i, pattern + static_cast<Word>(i));
}

// Sends `count` words; all other message registers hold the sender's pattern.
Word send_few(Word count)
{
    fill_registers(sender_pattern);
    L4_Set_MsgTag(L4_MsgTag_t{count});
    return ipc_error(tester(), L4_nilthread, patience(), L4_Never);
}

// How many registers above `count` hold neither what the receiver had there nor zero.
Word foreign_registers(Word count)
{
    Word foreign = 0;
    for (Word i = count + 1; i <= max_words; ++i) {
        Word const value = mr(static_cast<int>(i));
        foreign += value != 0 && value != receiver_pattern + i ? 1 : 0;
    }
    return foreign;
}

// Exchanges a message of every length with a worker that inverts the words.
void try_all_lengths(L4_ThreadId_t worker)
{
    REQUIRE(post(worker, echo_messages, max_words + 1));
    for (Word length = 0; length <= max_words; ++length) {
        L4_Msg_t message;
        L4_MsgClear(&message);
        for (Word i = 0; i < length; ++i)
            L4_MsgAppendWord(&message, length << 8 | i);
        L4_MsgLoad(&message);
        L4_MsgTag_t const tag = L4_Call_Timeouts(worker, patience(), patience());
        REQUIRE(L4_IpcSucceeded(tag));
        EXPECT_EQ(L4_UntypedWords(tag), length);
        L4_MsgStore(tag, &message);
        for (Word i = 0; i < length; ++i)
            EXPECT_EQ(L4_MsgWord(&message, i), ~(length << 8 | i));
    }
}

// The tag of the message that the worker sees when the tester sends `raw`.
Word tag_seen(Word raw)
{
    L4_ThreadId_t const worker = start_worker();
    Word error = ~Word{0};
    EXPECT(post(worker, observe, L4_UntypedWordsAcceptor.raw));
    L4_Set_MsgTag(L4_MsgTag_t{raw});
    EXPECT_EQ(ipc_error(worker, L4_nilthread, patience(), L4_Never), no_error);
    EXPECT(finish(worker, error));
    return seen.tag;
}

constexpr Word label_shift = 16;
constexpr Word words_and_item = 2 << 6 | 2;  // t = 2, u = 2

// Sends two words and `item` to a worker that accepts none of that kind.
template <class Item>
void try_overflow(Item item)
{
    L4_ThreadId_t const worker = start_worker();
    REQUIRE(post(worker, observe, L4_UntypedWordsAcceptor.raw));
    load_item(item, {11, 22});
    L4_MsgTag_t const tag = L4_Send_Timeout(worker, patience());
    EXPECT_EQ(error_of(tag), send_overflow);
    EXPECT_EQ(plain(tag), PINYON_TAG_ERROR | words_and_item);
    Word error = no_error;
    REQUIRE(finish(worker, error));
    EXPECT_EQ(error, receive_overflow);
    EXPECT_EQ(seen.tag, PINYON_TAG_ERROR | words_and_item);
    EXPECT_EQ(seen.words[1], 11);
    EXPECT_EQ(seen.words[2], 22);
}

constexpr Case cases[] = {
    {"messages of 0 to 63 words arrive unchanged within a space",
     [] { try_all_lengths(start_worker()); }},

    {"messages of 0 to 63 words arrive unchanged between spaces",
     [] { try_all_lengths(start_foreign_worker()); }},

    {"a label of 48 bits arrives unchanged",
     [] {
         constexpr Word label = 0x8765'4321'ABCD;
         EXPECT_EQ(tag_seen(label << label_shift), label << label_shift);
     }},

    {"the flags E, X and r of a sender do not reach the receiver",
     [] {
         EXPECT_EQ(tag_seen(PINYON_TAG_ERROR | PINYON_TAG_CROSS_CPU | PINYON_TAG_REDIRECTED), 0);
     }},

    {"more than 63 words in all are an overflow, and the receiver sees nothing of it",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         L4_Set_MsgTag(L4_MsgTag_t{2 << 6 | max_words});
         EXPECT_EQ(ipc_error(worker, L4_nilthread, patience(), L4_Never), send_overflow);
         EXPECT_EQ(state_of(worker), PINYON_SCHED_WAITING);
     }},

    {"a map item without a receive window is an overflow on both sides, after the words",
     [] { try_overflow(L4_MapItem(fpage(scratch()) + L4_FullyAccessible, 0)); }},

    {"a grant item without a receive window is an overflow, and nothing is granted",
     [] {
         word_at(scratch()) = 7;
         try_overflow(L4_GrantItem(fpage(scratch()) + L4_FullyAccessible, 0));
         EXPECT_EQ(word_at(scratch()), 7);
     }},

    {"a string item that the receiver does not accept is an overflow on both sides",
     [] { try_overflow(L4_StringItem(16, reinterpret_cast<void*>(scratch()))); }},

    {"registers above the message come back as they were, or zero",
     [] {
         for (L4_ThreadId_t const worker : {start_worker(), start_foreign_worker()})
             for (Word count = 0; count <= 8; ++count) {
                 REQUIRE(post(worker, send_few, count));
                 fill_registers(receiver_pattern);
                 L4_Set_MsgTag(L4_Niltag);
                 REQUIRE(L4_IpcSucceeded(L4_Receive_Timeout(worker, patience())));
                 EXPECT_EQ(foreign_registers(count), 0);
                 Word error;
                 REQUIRE(finish(worker, error));
             }
     }},

    {"after an error no register holds anything foreign",
     [] {
         fill_registers(receiver_pattern);
         EXPECT_EQ(error_of(L4_Receive_Timeout(nobody(), patience())), receive_no_partner);
         EXPECT_EQ(foreign_registers(0), 0);
         fill_registers(receiver_pattern);
         EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), L4_ZeroTime)), receive_timeout);
         EXPECT_EQ(foreign_registers(0), 0);
     }},
};

}  // namespace

constexpr Suite message_suite = suite_of("messages", "1.5, 1.6, 4.9", cases);

}  // namespace conformance
