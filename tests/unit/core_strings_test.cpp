// SPDX-License-Identifier: BSD-2-Clause
// Tests of string items whose memory is there: what arrives, buffers, overflows, places that cannot
// be copied to or from.
#include <random>

#include "string_world.h"

namespace pinyon::test {
namespace {

struct CoreStrings : StringWorld {
    void SetUp() override
    {
        StringWorld::SetUp();
        give_memory();
    }
};

TEST_F(CoreStrings, a_string_goes_to_the_buffer_and_its_words_arrive_as_they_were_sent)
{
    Words const item = simple(from_at + 5, 1000);
    transfer(item, simple(to_at + 9, 3000));
    expect_delivered();
    EXPECT_EQ(words(*b, 2), item);
    EXPECT_EQ(get(*b, to_at + 9, 1000), get(*a, from_at + 5, 1000));
    EXPECT_EQ(get(*b, to_at, 9), Bytes(9));
    EXPECT_EQ(get(*b, to_at + 1009, 200), Bytes(200)) << "not a byte more";
}

TEST_F(CoreStrings, a_queued_sender_delivers_its_string_when_the_receiver_comes)
{
    send_items(simple(from_at, 77));
    set_buffers(*b, simple(to_at, 77));
    receive(*b, anythread);
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 77), get(*a, from_at, 77));
}

TEST_F(CoreStrings, a_string_crosses_pages_and_the_border_of_two_megabytes)
{
    constexpr Word border = 0x4020'0000;
    give(*b, border - 2 * page_size, 40, 4);
    transfer(simple(from_at + 100, 3 * page_size), simple(border - page_size - 50, 3 * page_size));
    expect_delivered();
    EXPECT_EQ(get(*b, border - page_size - 50, 3 * page_size),
              get(*a, from_at + 100, 3 * page_size));
}

TEST_F(CoreStrings, a_string_without_acceptance_overflows_with_its_header_there)
{
    fill(*b, 0x4000);
    Words const item = simple(from_at, 10);
    transfer(item, simple(to_at, 10), 0x10);
    expect_overflow(0);
    EXPECT_EQ(mr(*b, 1), item[0]);
    EXPECT_TRUE(filled_behind(*b, 0x4000, 2));
}

TEST_F(CoreStrings, strings_go_to_the_buffers_in_order_and_one_too_many_overflows)
{
    Words const items =
        simple(from_at, 10, true) + simple(from_at + 100, 20, true) + simple(from_at + 200, 30);
    Words const buffers =
        simple(to_at, 64, true) + simple(to_at + 64, 64, true) + simple(to_at + 128, 64);
    transfer(items, buffers);
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 10), get(*a, from_at, 10));
    EXPECT_EQ(get(*b, to_at + 64, 20), get(*a, from_at + 100, 20));
    EXPECT_EQ(get(*b, to_at + 128, 30), get(*a, from_at + 200, 30));
    transfer(items, simple(to_at, 64, true) + simple(to_at + 64, 64));
    expect_overflow(30);
}

TEST_F(CoreStrings, a_buffer_that_is_too_short_is_filled_and_then_overflows)
{
    transfer(simple(from_at, 100, true) + simple(from_at, 5000),
             simple(to_at, 100, true) + simple(to_at + page_size, 4500));
    expect_overflow(4600);
    EXPECT_EQ(get(*b, to_at + page_size, 4500), get(*a, from_at, 4500));
    EXPECT_EQ(get(*b, to_at + page_size + 4500, 8), Bytes(8));
}

TEST_F(CoreStrings, a_string_of_no_bytes_takes_a_buffer_and_touches_no_address)
{
    Word const nowhere = ~Word{0} - 5;
    transfer(string_words({{0, {nowhere}}, {0, {nowhere, 8}}}, true) + simple(from_at, 4),
             simple(nowhere, 7, true) + string_words({{0, {nowhere}}, {4, {to_at}}}));
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 4), get(*a, from_at, 4));
    transfer(simple(nowhere, 0, true) + simple(from_at, 4), simple(to_at, 4));
    expect_overflow(0);
}

TEST_F(CoreStrings, the_rest_of_a_compound_buffer_is_skipped_for_the_next_string)
{
    for (Word const length : {3, 10, 15, 25, 40}) {
        transfer(simple(from_at, length, true) + simple(from_at + 512, 8),
                 string_words({{10, {to_at, to_at + 10}}, {20, {to_at + 20, to_at + 40}}}, true) +
                     simple(to_at + 256, 8));
        expect_delivered();
        EXPECT_EQ(get(*b, to_at, length), get(*a, from_at, length));
        EXPECT_EQ(get(*b, to_at + 256, 8), get(*a, from_at + 512, 8));
    }
}

TEST_F(CoreStrings, other_items_between_strings_take_no_buffer)
{
    constexpr Word window = 0x6000'0000;
    Words const page = pages_item(from_at, 12, window);
    transfer(simple(from_at, 8, true) + page + simple(from_at + 8, 8),
             simple(to_at, 8, true) + simple(to_at + 8, 8), 0x11);
    expect_delivered();
    EXPECT_TRUE(maps(*b, window));
    EXPECT_EQ(get(*b, to_at, 16), get(*a, from_at, 16));
}

TEST_F(CoreStrings, every_string_that_is_cut_off_by_the_end_of_the_message_overflows)
{
    Words big{40 << 10 | 0x200 | 29 << 4};
    big.insert(big.end(), 30, from_at);
    big.push_back(8 << 10 | 30 << 4);
    big.insert(big.end(), 31, from_at);
    ASSERT_EQ(big.size(), 63u);
    for (unsigned typed = 1; typed < big.size(); ++typed) {
        Words cut = big;
        cut.resize(typed);
        transfer(cut, simple(to_at, 4096));
        expect_overflow(typed < 31 ? 0 : 30 * 40);
        EXPECT_EQ(words(*b, 1), Words{big[0]});
    }
    transfer(big, simple(to_at, 4096));
    expect_delivered();
    EXPECT_EQ(words(*b, 63), big);
}

TEST_F(CoreStrings, a_buffer_list_that_runs_out_of_buffer_registers_overflows)
{
    for (unsigned pad = 0; pad < 34; ++pad) {
        Words buffers{0};
        for (Word i = 0; i < 32; ++i)
            buffers.push_back(to_at);
        // A first buffer of `pad` further pointers, so that the second begins at BR(pad + 3).
        buffers.resize(32);
        unsigned const pointers = pad < 30 ? pad + 1 : 30;
        buffers[0] = Word{pointers - 1} << 4 | 1;
        unsigned const second = 1 + pointers;
        unsigned const more = pad < 30 ? 1 : pad - 28;
        if (second < 32)
            buffers[second] = 16 << 10 | Word{more - 1} << 4;
        transfer(simple(from_at, 0, true) + simple(from_at, 16), buffers);
        if (second + 1 + more <= 32)
            expect_delivered();
        else
            expect_overflow(0);
    }
}

TEST_F(CoreStrings, a_buffer_that_is_not_a_string_overflows)
{
    transfer(simple(from_at, 8), Words{PINYON_ITEM_MAP, to_at});
    expect_overflow(0);
    Words broken = string_words({{4, {to_at}}, {4, {to_at + 4}}});
    broken[2] |= PINYON_ITEM_MAP;
    transfer(simple(from_at, 8), broken);
    expect_overflow(4);
}

// ---- Against a model ---------------------------------------------------------------------------

struct Scattered {
    Words item;
    Words at;  // address of every byte, in order
};

// Up to `registers` words of substrings of random lengths at random places of an area.
template <class Random>
Scattered scatter(Random& random, Word area, unsigned registers, bool followed)
{
    std::vector<Group> groups;
    Words at;
    unsigned used = 0;
    while (used + 2 <= registers && (groups.empty() || random() % 3 != 0)) {
        unsigned const pointers = 1 + unsigned(random() % (registers - used - 1)) % 9;
        Word const lengths[] = {0, 1, random() % 64, random() % 5000};
        Group g{lengths[random() % 4], {}};
        for (unsigned i = 0; i < pointers; ++i) {
            Word const place = area + random() % (string_pages * page_size - g.length);
            g.at.push_back(place);
            for (Word n = 0; n < g.length; ++n)
                at.push_back(place + n);
        }
        used += 1 + pointers;
        groups.push_back(g);
    }
    return {string_words(groups, followed), at};
}

TEST_F(CoreStrings, bytes_flow_from_any_substrings_to_any_others_as_in_the_model)
{
    std::mt19937 random{7};
    for (unsigned round = 0; round < 200; ++round) {
        bool const two = random() % 2;
        std::vector<Scattered> from, to;
        Words items, buffers;
        for (unsigned i = 0; i < 1u + two; ++i) {
            from.push_back(scatter(random, from_at, two ? 31 : 63, i == 0 && two));
            to.push_back(scatter(random, to_at, two ? 16 : 32, i == 0 && two));
            items = items + from[i].item;
            buffers = buffers + to[i].item;
        }
        std::map<Word, std::uint8_t> model;
        Word moved = 0;
        bool overflow = false;
        for (unsigned i = 0; i < from.size() && !overflow; ++i) {
            overflow = from[i].at.size() > to[i].at.size();
            std::size_t const count = std::min(from[i].at.size(), to[i].at.size());
            for (std::size_t n = 0; n < count; ++n)
                model[to[i].at[n]] = *byte(*a, from[i].at[n]);
            moved += count;
        }
        transfer(items, buffers);
        if (overflow)
            expect_overflow(moved);
        else
            expect_delivered();
        for (auto const& [at, value] : model)
            ASSERT_EQ(*byte(*b, at), value) << "round " << round;
        ASSERT_FALSE(HasFailure()) << "round " << round;
    }
}

// ---- Places ------------------------------------------------------------------------------------

TEST_F(CoreStrings, kernel_pages_and_the_end_of_user_memory_take_no_string)
{
    give(*b, kip_at - page_size, 50, 1);
    give(*b, utcbs_at - page_size, 51, 1);
    give(*b, Arch::user_end - page_size, 52, 1);
    for (Word const border : {kip_at, utcbs_at, Arch::user_end}) {
        Word const before = *byte(*b, border - 1);
        transfer(simple(from_at, 300), simple(border - 100, 300));
        expect_overflow(100);
        EXPECT_NE(*byte(*b, border - 1), before);
    }
    for (Word const place : {utcbs_at + (1 << utcbs_log2) - page_size, ~Word{0} - 10}) {
        transfer(simple(from_at, 8), simple(place, 300));
        expect_overflow(0);
    }
}

TEST_F(CoreStrings, a_page_of_the_kernel_outside_the_areas_takes_no_string_either)
{
    constexpr Word stubs = 0x6000'0000;
    Frame const frame = kernel().kip_frame;
    ASSERT_EQ(kernel().mapping.map_special(*b->space, UserAddr{stubs}, frame, rights_rw),
              MapOutcome::done);
    transfer(simple(from_at, 8), simple(stubs, 8));
    expect_overflow(0);
}

TEST_F(CoreStrings, what_the_sender_can_read_of_the_kernels_pages_can_be_sent)
{
    transfer(simple(kip_at, 64), simple(to_at, 64));
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 64), get(*a, kip_at, 64));
    transfer(simple(Arch::user_end, 64), simple(to_at, 64));
    expect_overflow(0);
    transfer(simple(utcbs_at + (1 << utcbs_log2) - page_size, 64), simple(to_at, 64));
    // No page can ever be mapped there.
    expect_overflow(0);
}

TEST_F(CoreStrings, device_memory_is_neither_read_nor_written)
{
    constexpr Word device = 0x10'0000;  // below RAM
    constexpr Word place = 0x6000'0000;
    for (Tcb* const t : {a, b}) {
        accept_all(*t);
        receive(*t, sigma0().id);
        if (sigma0().operation().phase() == Phase::recv_wait)
            send(root(), sigma0().id);
        Words const item = pages_item(device, 12, place);
        ipc(sigma0(), {.to = t->id, .from = anythread, .tag = tag_of(0, 2), .words = item});
        ASSERT_TRUE(maps(*t, place));
    }
    transfer(string_words({{8, {from_at, place}}}), simple(to_at, 64));
    expect_overflow(8);
    transfer(simple(from_at, 64), string_words({{8, {to_at, place}}}));
    expect_overflow(8);
}

TEST_F(CoreStrings, overlapping_strings_in_one_space_do_no_harm)
{
    Tcb& neighbour = spawn_with(*a);
    for (Word const shift : {Word{0}, Word{1}, Word{1000}, page_size}) {
        set_buffers(neighbour, simple(from_at + shift, 3 * page_size));
        receive(neighbour, anythread);
        ipc(*a, {.to = neighbour.id, .tag = tag_of(0, 2), .words = simple(from_at, 3 * page_size)});
        EXPECT_EQ(outcome(neighbour).error, 0u);
        set_buffers(neighbour, simple(from_at, 3 * page_size));
        receive(neighbour, anythread);
        ipc(*a, {.to = neighbour.id,
                 .tag = tag_of(0, 2),
                 .words = simple(from_at + shift, 3 * page_size)});
        EXPECT_EQ(outcome(neighbour).error, 0u);
    }
}

TEST_F(CoreStrings, a_copy_is_seen_as_a_read_at_its_source_and_a_write_at_its_destination)
{
    Words const of_a{Fpage::make(from_at, 12).raw()}, of_b{Fpage::make(to_at, 12).raw()};
    (void)unmap(*a, of_a, true);
    (void)unmap(*b, of_b, true);
    transfer(simple(from_at, 8), simple(to_at, 8));
    Rights const source{unmap(*a, of_a, true)[0]}, destination{unmap(*b, of_b, true)[0]};
    EXPECT_TRUE(source.readable());
    EXPECT_FALSE(source.writable());
    EXPECT_TRUE(destination.writable());
}

}  // namespace
}  // namespace pinyon::test
