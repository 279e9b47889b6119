// SPDX-License-Identifier: BSD-2-Clause
// Tests of map and grant items: windows, overflows, and transfers that are interrupted, cut or lose
// a partner half way.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word pages_at = 0x1000'0000;
constexpr Word window_at = 0x3000'0000;

struct CoreItems : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        a = &spawn();
        b = &spawn();
    }
    static Word window(unsigned size_log2) { return window_at | Word{size_log2} << 4; }
    PhysAddr frame(unsigned n) { return user_ram + n * page_size; }
    void send_items(unsigned typed, Words words, unsigned untyped = 0)
    {
        ipc(*a, {.to = b->id, .tag = tag_of(untyped, typed, 0x55), .words = std::move(words)});
    }
    void expect_overflow(MsgTag tag)
    {
        EXPECT_EQ(outcome(*a).tag, tag.raw() | PINYON_TAG_ERROR);
        EXPECT_EQ(outcome(*a).error, 0x8u);
        EXPECT_EQ(outcome(*b), (Outcome{0, tag.raw() | PINYON_TAG_ERROR, 0x9}));
    }

    Tcb *a = nullptr, *b = nullptr;
};

TEST_F(CoreItems, a_map_item_maps_the_page_and_arrives_as_it_was_sent)
{
    give(*a, pages_at, 3);
    set_acceptor(*b, window(12));
    receive(*b, a->id);
    Words const item = pages_item(pages_at, 12, 0x7000, rights_r);
    send_items(2, {0xAB, item[0], item[1]}, 1);
    EXPECT_EQ(outcome(*b), (Outcome{a->id.raw(), tag_of(1, 2, 0x55).raw(), 0}));
    EXPECT_EQ(words(*b, 3), (Words{0xAB, item[0], item[1]}));
    EXPECT_EQ(translation(*b, window_at).address, frame(3));
    EXPECT_EQ(translation(*b, window_at).rights, rights_r);
    EXPECT_TRUE(maps(*a, pages_at));
}

TEST_F(CoreItems, a_grant_item_takes_the_page_from_its_sender)
{
    give(*a, pages_at, 3);
    accept_all(*b);
    receive(*b, a->id);
    send_items(2, item_words({.send_base = window_at,
                              .fpage = Fpage::make(pages_at, 12, rights_all).raw(),
                              .grant = true}));
    EXPECT_EQ(translation(*b, window_at).address, frame(3));
    EXPECT_FALSE(maps(*a, pages_at));
}

TEST_F(CoreItems, an_item_of_several_pages_goes_to_the_hot_spot_of_the_window)
{
    give(*a, pages_at, 0, 8);
    set_acceptor(*b, window(16));
    receive(*b, a->id);
    send_items(2, pages_item(pages_at, 15, 0x8000));
    for (unsigned i = 0; i < 8; ++i) {
        EXPECT_FALSE(maps(*b, window_at + i * page_size));
        EXPECT_EQ(translation(*b, window_at + 0x8000 + i * page_size).address, frame(i));
    }
}

TEST_F(CoreItems, an_item_without_a_window_overflows_on_both_sides_with_all_untyped_words_there)
{
    give(*a, pages_at, 3);
    set_acceptor(*b, 0);
    fill(*b, 0x4000);
    receive(*b, a->id);
    Words const item = pages_item(pages_at, 12, window_at);
    send_items(2, {1, 2, 3, item[0], item[1]}, 3);
    expect_overflow(tag_of(3, 2, 0x55));
    EXPECT_EQ(words(*b, 3), (Words{1, 2, 3}));
    EXPECT_TRUE(filled_behind(*b, 0x4000, 4)) << "the item has not arrived";
    EXPECT_EQ(b->utcb.buffer_register(0), 0u);
}

TEST_F(CoreItems, items_that_are_cut_off_or_of_unknown_type_overflow_on_both_sides)
{
    give(*a, pages_at, 3);
    accept_all(*b);
    Word const fpage = Fpage::make(pages_at, 12, rights_all).raw();
    std::vector<std::pair<unsigned, Words>> const bad{
        {1, {window_at | PINYON_ITEM_MAP}},
        {2, {window_at | 0x0, fpage}},
        {2, {window_at | 0x6, fpage}},
        {2, {window_at | 0xC, fpage}},
        {2, {window_at | 0xE, fpage}},
        {3, {window_at | PINYON_ITEM_MAP, fpage, window_at | PINYON_ITEM_MAP}},
    };
    for (auto const& [typed, words] : bad) {
        receive(*b, a->id);
        send_items(typed, words);
        expect_overflow(tag_of(0, typed, 0x55));
    }
}

TEST_F(CoreItems, an_overflow_does_not_undo_the_items_before_it)
{
    give(*a, pages_at, 0, 2);
    accept_all(*b);
    receive(*b, a->id);
    Words words = pages_item(pages_at, 12, window_at);
    words.push_back(window_at | 0xE);
    words.push_back(0);
    send_items(4, words);
    expect_overflow(tag_of(0, 4, 0x55));
    EXPECT_TRUE(maps(*b, window_at));
}

TEST_F(CoreItems, several_items_are_done_one_after_the_other)
{
    give(*a, pages_at, 0, 31);
    accept_all(*b);
    receive(*b, a->id);
    Words words;
    for (unsigned i = 0; i < 31; ++i)
        for (Word const w : pages_item(pages_at + i * page_size, 12, window_at + i * page_size))
            words.push_back(w);
    send_items(62, words);
    for (unsigned i = 0; i < 31; ++i)
        EXPECT_EQ(translation(*b, window_at + i * page_size).address, frame(i)) << i;
}

TEST_F(CoreItems, a_queued_sender_delivers_its_items_when_the_receiver_comes)
{
    give(*a, pages_at, 3);
    send_items(2, pages_item(pages_at, 12, window_at));
    accept_all(*b);
    receive(*b, anythread);
    EXPECT_EQ(outcome(*b).error, 0u);
    EXPECT_TRUE(maps(*b, window_at));
}

TEST_F(CoreItems, holes_of_the_source_and_fpages_below_a_page_map_nothing_and_are_no_error)
{
    give(*a, pages_at + page_size, 3);
    accept_all(*b);
    receive(*b, a->id);
    send_items(2, pages_item(pages_at, 14, window_at));
    EXPECT_EQ(outcome(*b).error, 0u);
    EXPECT_FALSE(maps(*b, window_at));
    EXPECT_TRUE(maps(*b, window_at + page_size));
    receive(*b, a->id);
    send_items(2, pages_item(pages_at + page_size, 11, window_at));
    EXPECT_EQ(outcome(*b).error, 0u);
    EXPECT_FALSE(maps(*b, window_at));
}

TEST_F(CoreItems, kernel_pages_are_neither_sent_nor_overwritten)
{
    give(*a, pages_at, 3);
    accept_all(*b);
    receive(*b, a->id);
    send_items(2, pages_item(kip_at, 12, window_at, rights_r));
    EXPECT_FALSE(maps(*b, window_at));
    for (Word const target : {kip_at, utcbs_at, utcbs_at + page_size}) {
        Mapping::Translation const before = translation(*b, target);
        receive(*b, a->id);
        send_items(2, pages_item(pages_at, 12, target));
        EXPECT_EQ(outcome(*b).error, 0u);
        EXPECT_EQ(translation(*b, target).address, before.address);
    }
}

TEST_F(CoreItems, an_item_that_finds_no_memory_overflows_and_works_once_there_is_some)
{
    give(*a, pages_at, 3);
    accept_all(*b);
    b->space->account.limit = b->space->account.used;
    receive(*b, a->id);
    send_items(2, pages_item(pages_at, 12, window_at));
    expect_overflow(tag_of(0, 2, 0x55));
    EXPECT_FALSE(maps(*b, window_at));
    b->space->account.limit = ~Word{0};
    receive(*b, a->id);
    send_items(2, pages_item(pages_at, 12, window_at));
    EXPECT_TRUE(maps(*b, window_at));
}

TEST_F(CoreItems, pages_of_sigma0_are_mapped_although_it_has_never_touched_them)
{
    accept_all(*b);
    receive(*b, sigma0().id);
    send(root(), sigma0().id);
    Words const item = pages_item(user_ram.raw() + 0x40000, 14, window_at);
    ipc(sigma0(), {.to = b->id, .tag = tag_of(0, 2), .words = item});
    for (unsigned i = 0; i < 4; ++i)
        EXPECT_EQ(translation(*b, window_at + i * page_size).address, frame(64 + i));
}

// ---- Interrupted transfers ---------------------------------------------------------------------

constexpr unsigned long_log2 = 19;
constexpr unsigned long_pages = 1u << (long_log2 - page_bits);

// A transfer of 128 pages from `a` to `b`, during which a thread of higher priority wakes up.
struct CoreLongItems : CoreItems {
    void SetUp() override
    {
        CoreItems::SetUp();
        give(*a, pages_at, 0, long_pages);
        accept_all(*b);
        urgent = &spawn_with(*a, 200);
        b_urgent = &spawn_with(*b, 90);
    }
    // Begins the transfer; at preemption point `n` the time of the urgent thread has come.
    // False: there are not so many points.
    bool transfer(unsigned n)
    {
        receive(*b, a->id);
        receive(*urgent, urgent->id, IpcTime::period(100));
        park();
        run(*a);
        host::Machine& machine = host::machine();
        machine.preemption_points = 0;
        machine.preempt_at = [&, n](unsigned point) {
            if (point == n)
                advance(100);
            return machine.cpus[0].deadline <= machine.now;
        };
        send_items(2, pages_item(pages_at, long_log2, window_at));
        machine.preempt_at = nullptr;
        return machine.preemption_points > n;
    }
    unsigned mapped()
    {
        unsigned count = 0;
        for (unsigned i = 0; i < long_pages; ++i)
            count += maps(*b, window_at + i * page_size);
        return count;
    }
    // A transfer that stands half way while the urgent thread runs.
    bool pause() { return transfer(0) && schedule_state(*a) == PINYON_SCHED_SENDING; }
    Tcb *urgent = nullptr, *b_urgent = nullptr;
};

TEST_F(CoreLongItems, an_interrupt_at_any_preemption_point_is_taken_and_the_transfer_completes)
{
    unsigned paused = 0, n = 0;
    for (; transfer(n); ++n) {
        ASSERT_EQ(current(), urgent) << "the interrupt is taken before the transfer goes on";
        paused += schedule_state(*a) == PINYON_SCHED_SENDING;
        // The only other threads are asleep: the sender goes on as soon as it is let.
        receive(*urgent, urgent->id, IpcTime::period(1));
        ASSERT_EQ(outcome(*b).error, 0u);
        ASSERT_EQ(mapped(), long_pages) << "interrupted at " << n;
        elapse(1);
        unpark(*urgent);
        ASSERT_EQ(unmap(*a, {Fpage::make(pages_at, long_log2, rights_all).raw()}, false).size(),
                  1u);
        ASSERT_EQ(mapped(), 0u);
    }
    EXPECT_GE(n, 3u);
    EXPECT_GE(paused, 2u);
}

TEST_F(CoreLongItems, schedule_shows_both_sides_of_a_transfer_that_goes_on)
{
    ASSERT_TRUE(pause());
    unpark(*urgent);
    EXPECT_EQ(schedule(root(), a->id).state, Word{PINYON_SCHED_SENDING});
    EXPECT_EQ(schedule(root(), b->id).state, Word{PINYON_SCHED_RECEIVING});
    EXPECT_EQ(exchange(*urgent, {.dest = a->id}).control, Word{PINYON_EXREGS_SEND});
}

TEST_F(CoreLongItems, a_cut_in_the_middle_of_a_transfer_aborts_both_sides)
{
    ASSERT_TRUE(pause());
    (void)exchange(*urgent, {.dest = a->id, .control = PINYON_EXREGS_RECEIVE});
    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING}) << "R alone is not for a sender";
    (void)exchange(*urgent, {.dest = a->id, .control = PINYON_EXREGS_SEND});
    EXPECT_EQ(outcome(*a), failure(IpcFault::aborted, IpcPhase::send));
    EXPECT_EQ(outcome(*b), failure(IpcFault::aborted, IpcPhase::receive));
    unsigned const half = mapped();
    EXPECT_GT(half, 0u);
    EXPECT_LT(half, long_pages);
}

TEST_F(CoreLongItems, the_receiver_of_a_transfer_can_be_cut_too)
{
    ASSERT_TRUE(pause());
    unpark(*urgent);
    (void)exchange(*b_urgent, {.dest = b->id, .control = PINYON_EXREGS_SEND});
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING}) << "S alone is not for a receiver";
    (void)exchange(*b_urgent, {.dest = b->id, .control = PINYON_EXREGS_RECEIVE});
    EXPECT_EQ(outcome(*a), failure(IpcFault::aborted, IpcPhase::send));
    EXPECT_EQ(outcome(*b), failure(IpcFault::aborted, IpcPhase::receive));
}

TEST_F(CoreLongItems, a_partner_deleted_in_the_middle_aborts_the_other_side)
{
    for (bool const sender_dies : {true, false}) {
        SetUp();
        ASSERT_TRUE(pause());
        unpark(*urgent);
        remove(sender_dies ? *a : *b);
        IpcPhase const phase = sender_dies ? IpcPhase::receive : IpcPhase::send;
        EXPECT_EQ(outcome(sender_dies ? *b : *a), failure(IpcFault::aborted, phase));
    }
}

TEST_F(CoreLongItems, a_halted_sender_finishes_its_transfer_first)
{
    ASSERT_TRUE(pause());
    (void)exchange(*urgent,
                   {.dest = a->id, .control = PINYON_EXREGS_HALT | PINYON_EXREGS_SET_HALT});
    receive(*urgent, urgent->id, IpcTime::period(1));
    EXPECT_EQ(mapped(), long_pages);
    EXPECT_EQ(outcome(*b).error, 0u);
    elapse(1);
    EXPECT_THROW(run(*a), std::logic_error);
}

}  // namespace
}  // namespace pinyon::test
