// SPDX-License-Identifier: BSD-2-Clause
// Tests of the words of the API that the core decodes: times, ids, tags, acceptors, fpages.
#include <gtest/gtest.h>

#include <set>

#include "generic/ipc/ipc_time.h"
#include "generic/ipc/message.h"
#include "generic/threads/thread_id.h"

namespace pinyon {
namespace {

using Wide = unsigned __int128;

// Reference 1.3, sentence by sentence, in arithmetic that cannot overflow. clock_never = never.
Wide deadline_by_the_book(Word raw, Wide now)
{
    Wide const m = raw & 0x3FF;
    if ((raw & 0x8000) == 0) {
        unsigned const e = unsigned(raw >> 10 & 0x1F);
        if (m == 0)
            return e == 0 ? Wide{clock_never.raw()} : now;
        return now + m * (Wide{1} << e);
    }
    unsigned const e = unsigned(raw >> 11 & 0xF);
    bool const c = raw >> 10 & 1;
    bool const clock_bit = now >> (e + 10) & 1;
    Wide const moment = (Wide{1} << e) * (m + (Wide{1} << 10) * (now >> (e + 10)));
    return clock_bit == c ? moment : moment + (Wide{1} << (e + 10));
}

TEST(CoreTimes, all_times_mean_what_wide_arithmetic_says_at_any_clock)
{
    Word const clocks[] = {0, 1, 1023, 1024, 0x7FF'FFFF, 0x1234'5678'9ABC, Word{1} << 50};
    for (Word raw = 0; raw < 0x1'0000; ++raw)
        for (Word const now : clocks)
            ASSERT_EQ(Wide{IpcTime{raw}.deadline(Clock{now}).raw()}, deadline_by_the_book(raw, now))
                << "time " << raw << " at " << now;
}

TEST(CoreTimes, zero_is_every_period_without_length_and_nothing_else)
{
    for (Word raw = 0; raw < 0x1'0000; ++raw) {
        bool const zero = raw < 0x8000 && (raw & 0x3FF) == 0 && raw != 0;
        ASSERT_EQ(IpcTime{raw}.is_zero(), zero) << raw;
        ASSERT_EQ(IpcTime{raw}.is_never(), raw == 0) << raw;
        ASSERT_EQ(IpcTime{raw}.is_point(), raw >= 0x8000) << raw;
    }
}

TEST(CoreTimes, a_period_is_coded_to_the_nearest_below_and_never_to_never_when_it_is_zero)
{
    for (Word us = 0; us < 5'000'000; us += us < 5000 ? 1 : us / 777) {
        Word const coded = IpcTime::period(us).microseconds();
        ASSERT_LE(coded, us);
        ASSERT_LE(us - coded, us / 512);
    }
    EXPECT_TRUE(IpcTime::period(0).is_zero());
    EXPECT_EQ(IpcTime::period(Word{1023} << 31).microseconds(), Word{1023} << 31);
    EXPECT_TRUE(IpcTime::period(Word{1024} << 31).is_never());
}

TEST(CoreTimes, the_timeouts_word_has_the_send_half_above_the_receive_half)
{
    Timeouts const t{Word{0x1234'5678}};
    EXPECT_EQ(t.send.raw(), 0x1234);
    EXPECT_EQ(t.receive.raw(), 0x5678);
    EXPECT_EQ(Timeouts{Word{0xFFFF'FFFF'0000'0400}}.receive.raw(), 0x0400);
    EXPECT_TRUE(Timeouts{Word{0xFFFF'FFFF'0000'0400}}.send.is_never());
}

TEST(CoreIds, the_low_six_bits_tell_local_from_global_ids)
{
    for (Word low = 0; low < 128; ++low)
        EXPECT_EQ(ThreadId{0x123'4567'0000'0000 | low}.is_local(), low % 64 == 0) << low;
    EXPECT_TRUE(nilthread.is_nil());
    EXPECT_FALSE(anylocalthread.is_nil());
    EXPECT_EQ(anythread.raw(), ~Word{0});
    EXPECT_EQ(anylocalthread.raw(), ~Word{63});
}

TEST(CoreIds, number_and_version_are_the_halves_of_a_global_id)
{
    ThreadId const id = ThreadId::global(0xABCD'EF01, 0x1'2345'6789);
    EXPECT_EQ(id.number(), 0xABCD'EF01u);
    EXPECT_EQ(id.version(), 0x2345'6789u);
    EXPECT_EQ(ThreadId{id.raw()}, id);
    EXPECT_NE(id, ThreadId::global(0xABCD'EF01, 0x2345'678A));
}

TEST(CoreTags, the_fields_of_a_tag_lie_where_the_reference_puts_them)
{
    MsgTag const tag{0xFEDC'BA98'7654'F000 | 11 << 6 | 52};
    EXPECT_EQ(tag.untyped(), 52u);
    EXPECT_EQ(tag.typed(), 11u);
    EXPECT_TRUE(tag.fits());
    EXPECT_TRUE(tag.failed());
    EXPECT_EQ(tag.without_flags().raw(), 0xFEDC'BA98'7654'0000 | 11 << 6 | 52);
    EXPECT_EQ(MsgTag::make(0xFEDC'BA98'7654, 52, 11).raw(), tag.without_flags().raw());
    EXPECT_EQ(tag.without_flags().with_flag(PINYON_TAG_CROSS_CPU).raw() & 0xF000, 0x4000u);
}

TEST(CoreTags, a_message_fits_up_to_sixty_three_words)
{
    for (unsigned u = 0; u < 64; ++u)
        for (unsigned t = 0; t < 64; ++t)
            ASSERT_EQ(MsgTag::make(0, u, t).fits(), u + t <= 63) << u << " " << t;
}

TEST(CoreTags, ipc_errors_are_coded_as_the_table_of_the_reference_says)
{
    EXPECT_EQ(ipc_error(IpcFault::timeout, IpcPhase::send), 0x2u);
    EXPECT_EQ(ipc_error(IpcFault::no_partner, IpcPhase::receive), 0x5u);
    EXPECT_EQ(ipc_error(IpcFault::cancelled, IpcPhase::send), 0x6u);
    EXPECT_EQ(ipc_error(IpcFault::overflow, IpcPhase::receive, 0x1234), 0x1'2349u);
    EXPECT_EQ(ipc_error(IpcFault::aborted, IpcPhase::send), 0xEu);
    EXPECT_EQ(protocol_label(PINYON_PROTO_INTERRUPT), 0xFFFF'FFFF'FFF0u);
    EXPECT_EQ(protocol_label(PINYON_PROTO_PAGE_FAULT, 2), 0xFFFF'FFFF'FFE2u);
    EXPECT_EQ(protocol_label(PINYON_PROTO_ARCH_EXCEPTION), 0xFFFF'FFFF'FFB0u);
}

TEST(CoreItemWords, only_map_and_grant_items_are_recognised_whatever_the_c_bit)
{
    std::set<Word> const known{0x8, 0x9, 0xA, 0xB};
    for (Word low = 0; low < 16; ++low)
        EXPECT_EQ(MapItem::is_one(0x1234'5400 | low), known.contains(low)) << low;
    EXPECT_FALSE(MapItem(0x40'0008, 0).grants());
    EXPECT_TRUE(MapItem(0x40'000B, 0).grants());
    EXPECT_EQ(MapItem(0x40'07F8, 0).send_base(), 0x40'0400u);
}

TEST(CoreItemWords, an_acceptor_is_a_window_without_its_low_nibble)
{
    EXPECT_TRUE(Acceptor{0}.window().is_nil());
    EXPECT_TRUE(Acceptor{3}.window().is_nil());
    EXPECT_TRUE(Acceptor{0x13}.window().is_complete());
    Fpage const window = Acceptor{0x7000'0000 | 20 << 4 | 1}.window();
    EXPECT_EQ(window.base(), 0x7000'0000u);
    EXPECT_EQ(window.size_log2(), 20u);
}

TEST(CoreFpages, junk_below_the_size_of_an_fpage_is_ignored)
{
    Fpage const page{0x1234'5678'9C00 | 16 << 4 | 8 | 5};
    EXPECT_EQ(page.base(), 0x1234'5678'0000u);
    EXPECT_EQ(page.last(), 0x1234'5678'FFFFu);
    EXPECT_EQ(page.rights(), rights_rx);
    EXPECT_EQ(Fpage{0x10}.last(), ~Word{0});
    EXPECT_FALSE((Fpage{2 << 4}.is_memory())) << "an I/O fpage";
    EXPECT_FALSE((Fpage{9 << 4}.is_memory()));
}

// ---- The part of a send fpage that is mapped ---------------------------------------------------

// Reference 7.2 by counting: the first 1 KB unit of the destination window (or of the send fpage)
// from which an aligned piece of the smaller size contains the hot spot.
struct NaiveRange {
    Word source, destination;
};

NaiveRange range_by_counting(Word base, unsigned s, Word window, unsigned r, Word hot_spot)
{
    Word const send_size = Word{1} << s, window_size = Word{1} << r;
    if (s <= r) {
        Word const offset = hot_spot % window_size;
        Word piece = 0;
        while (piece + send_size <= offset)
            piece += send_size;
        return {base, window + piece};
    }
    Word const offset = hot_spot % send_size;
    Word piece = 0;
    while (piece + window_size <= offset)
        piece += window_size;
    return {base + piece, window};
}

TEST(CoreMapRange, all_pairs_of_sizes_and_many_hot_spots_agree_with_counting)
{
    Word const base = 0x7000'0000, window = 0x3'2000'0000;
    Word const hot_spots[] = {0, 0x400, 0x1000, 0x1FFC00, 0xABCD'EC00, 0xFFFF'FC00, 0x12'3456'7800};
    for (unsigned s = 10; s <= 24; ++s)
        for (unsigned r = 10; r <= 24; ++r)
            for (Word const hot : hot_spots) {
                Fpage const send = Fpage::make(base, s), receive = Fpage::make(window, r);
                MapRange const got = map_range(send, hot, receive);
                NaiveRange const expected = range_by_counting(base, s, window, r, hot);
                unsigned const smaller = s < r ? s : r;
                ASSERT_EQ(got.empty, smaller < page_bits) << s << " " << r;
                ASSERT_EQ(got.size_log2, smaller);
                ASSERT_EQ(got.source, expected.source) << s << " " << r << " " << hot;
                ASSERT_EQ(got.destination, expected.destination) << s << " " << r << " " << hot;
            }
}

TEST(CoreMapRange, with_the_complete_space_as_window_the_hot_spot_is_the_destination)
{
    Fpage const complete{0x10};
    MapRange const range = map_range(Fpage::make(0x40'0000, 14), 0x77'7777'7C00, complete);
    EXPECT_EQ(range.source, 0x40'0000u);
    EXPECT_EQ(range.destination, 0x77'7777'4000u);
    EXPECT_EQ(range.size_log2, 14u);
}

TEST(CoreMapRange, a_complete_send_fpage_gives_the_part_around_the_hot_spot)
{
    Fpage const complete{0x10};
    MapRange const range = map_range(complete, 0x77'7777'7C00, Fpage::make(0x40'0000, 16));
    EXPECT_EQ(range.source, 0x77'7777'0000u);
    EXPECT_EQ(range.destination, 0x40'0000u);
    MapRange const all = map_range(complete, 0x12'3400, complete);
    EXPECT_EQ(all.source, 0u);
    EXPECT_EQ(all.destination, 0u);
    EXPECT_EQ(all.size_log2, 64u);
    EXPECT_FALSE(all.empty);
}

TEST(CoreMapRange, nothing_is_mapped_from_or_to_what_is_no_memory_fpage)
{
    Fpage const page = Fpage::make(0x40'0000, 12);
    EXPECT_TRUE(map_range(Fpage{}, 0, page).empty);
    EXPECT_TRUE(map_range(page, 0, Fpage{}).empty);
    EXPECT_TRUE(map_range(Fpage{2 << 4}, 0, page).empty);
    EXPECT_TRUE(map_range(page, 0, Fpage{5 << 4}).empty);
}

}  // namespace
}  // namespace pinyon
