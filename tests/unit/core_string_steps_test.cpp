// SPDX-License-Identifier: BSD-2-Clause
// Tests of long strings: pieces between two looks at interrupts, and registers that others rewrite
// in the middle.
#include "string_world.h"

namespace pinyon::test {
namespace {

struct CoreStringSteps : StringWorld {
    void SetUp() override
    {
        StringWorld::SetUp();
        give_memory();
    }
    void TearDown() override
    {
        host::machine().preempt_at = nullptr;
        StringWorld::TearDown();
    }
    // Four megabytes of physical memory at `at` of the thread.
    void give_much(Tcb& t, Word at, unsigned nth)
    {
        accept_all(t);
        receive(t, sigma0().id);
        if (sigma0().operation().phase() == Phase::recv_wait)
            send(root(), sigma0().id);
        Word const source = user_ram.raw() + (Word{nth} << 22);
        ipc(sigma0(), {.to = t.id,
                       .from = anythread,
                       .tag = tag_of(0, 2),
                       .words = pages_item(source, 22, at)});
    }
};

constexpr Word much_at = 0x4000'0000;
constexpr Word much = (Word{1} << 22) - 1;

TEST_F(CoreStringSteps, between_two_looks_at_interrupts_lie_at_most_four_kilobytes)
{
    give_much(*a, much_at, 1);
    give_much(*b, much_at, 2);
    for (Word at = 0; at < much; at += page_size)
        put(*a, much_at + at, {7});
    put(*a, much_at + much - 3, {1, 2, 3});
    Word looks = 0;
    host::machine().preempt_at = [&](unsigned) {
        ++looks;
        Word const next = looks * page_size;
        EXPECT_TRUE(next >= much || get(*b, much_at + next, 1) == Bytes{0}) << looks;
        return looks % 100 == 0;
    };
    transfer(simple(much_at, much), simple(much_at, much));
    host::machine().preempt_at = nullptr;
    expect_delivered();
    EXPECT_GE(looks, much / page_size);
    EXPECT_EQ(get(*b, much_at + much - 3, 3), (Bytes{1, 2, 3}));
}

TEST_F(CoreStringSteps, a_waking_thread_runs_in_the_middle_and_the_string_completes_after_it)
{
    Tcb& urgent = spawn(200);
    set_buffers(*b, simple(to_at, 8 * page_size));
    receive(*b, a->id);
    receive(urgent, urgent.id, IpcTime::period(100));
    park();
    run(*a);
    host::Machine& machine = host::machine();
    machine.preemption_points = 0;
    machine.preempt_at = [&](unsigned point) {
        if (point == 2)
            advance(100);
        return machine.cpus[0].deadline <= machine.now;
    };
    send_items(simple(from_at, 8 * page_size));
    ASSERT_EQ(current(), &urgent);
    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
    EXPECT_EQ(get(*b, to_at, 100), get(*a, from_at, 100)) << "the beginning is there";
    receive(urgent, urgent.id, IpcTime::period(1));
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 8 * page_size), get(*a, from_at, 8 * page_size));
}

TEST_F(CoreStringSteps, what_was_read_of_a_utcb_counts_whatever_is_written_there_later)
{
    Words untyped(8, 1);  // so that all words of the item lie in the UTCB
    Words const item = simple(from_at, 6 * page_size);
    set_buffers(*b, simple(to_at, 6 * page_size));
    receive(*b, a->id);
    host::machine().preempt_at = [&](unsigned) {
        for (unsigned i = 8; i < PINYON_MESSAGE_REGISTERS; ++i)
            a->utcb.write(int(i), ~Word{0});
        for (int i = 0; i < 33; ++i)
            b->utcb.write(PINYON_TCR_BR0 - i, ~Word{0});
        return true;
    };
    sent = tag_of(8, 2, label);
    ipc(*a, {.to = b->id, .tag = sent, .words = untyped + item});
    expect_delivered();
    EXPECT_EQ(get(*b, to_at, 6 * page_size), get(*a, from_at, 6 * page_size));
    EXPECT_EQ(mr(*b, 9), item[0]);
    EXPECT_EQ(mr(*b, 10), item[1]);
}

TEST_F(CoreStringSteps, words_that_change_before_they_are_read_arrive_as_they_were_used)
{
    Words item = string_words({{16, Words(20, from_at)}, {16, Words(20, from_at)}});
    set_buffers(*b, string_words({{8, Words(31, to_at)}}));
    Word seed = 99;
    host::machine().preempt_at = [&](unsigned) {
        for (unsigned i = 8; i < PINYON_MESSAGE_REGISTERS; ++i)
            a->utcb.write(int(i), seed = seed * 6364136223846793005 + 1442695040888963407);
        for (int i = 2; i < 33; ++i)
            b->utcb.write(PINYON_TCR_BR0 - i, to_at + (seed >> (i % 32) & 0xFFF));
        return true;
    };
    for (unsigned round = 0; round < 50; ++round) {
        receive(*b, a->id);
        send_items(item);
        EXPECT_EQ(a->user.phase(), Phase::none);
        EXPECT_EQ(b->user.phase(), Phase::none);
        Word const error = outcome(*b).error;
        EXPECT_TRUE(error == 0 || (error & 0xF) == 0x9 || (error & 0xF) == 0xF) << error;
        EXPECT_LE(error >> 4, 31 * 8u);
        EXPECT_EQ(mr(*b, 1), item[0]);
    }
}

TEST_F(CoreStringSteps, memory_that_goes_away_in_the_middle_is_missed_from_there_on)
{
    b->utcb.write(PINYON_TCR_XFER_TIMEOUTS, time_zero.raw());
    set_buffers(*b, simple(to_at, 4 * page_size));
    receive(*b, a->id);
    Tcb& remover = spawn_with(*b, 200);
    receive(remover, remover.id, IpcTime::period(100));
    park();
    run(*a);
    host::Machine& machine = host::machine();
    machine.preemption_points = 0;
    machine.preempt_at = [&](unsigned point) {
        if (point == 1)
            advance(100);
        return machine.cpus[0].deadline <= machine.now;
    };
    send_items(simple(from_at, 4 * page_size));
    ASSERT_EQ(current(), &remover);
    (void)unmap(remover, {Fpage::make(to_at + 3 * page_size, 12, rights_all).raw()}, true);
    receive(remover, remover.id);
    expect_broken(IpcFault::transfer_timeout_partner, IpcFault::transfer_timeout_self,
                  3 * page_size);
}

}  // namespace
}  // namespace pinyon::test
