// SPDX-License-Identifier: BSD-2-Clause
// Tests of page faults in the middle of a string, and of the transfer timeouts.
#include "string_fault_world.h"

namespace pinyon::test {
namespace {

using CoreStringFaults = StringFaultWorld;

TEST_F(CoreStringFaults, the_senders_pager_is_told_address_read_access_and_instruction)
{
    begin(Side::sender);
    a->frame.ip = 0x40'4242;
    serve();
    send_string();
    EXPECT_EQ(outcome(*pager), (Outcome{a->id.raw(), fault_tag(PINYON_RIGHT_R).raw(), 0}));
    EXPECT_EQ(words(*pager, 2), (Words{from_at + missing, 0x40'4242}));
}

TEST_F(CoreStringFaults, the_receivers_pager_is_told_write_access_and_no_instruction)
{
    begin(Side::receiver);
    serve();
    send_string();
    EXPECT_EQ(outcome(*pager), (Outcome{b->id.raw(), fault_tag(PINYON_RIGHT_W).raw(), 0}));
    EXPECT_EQ(words(*pager, 2), (Words{to_at + missing, ~Word{0}}));
}

TEST_F(CoreStringFaults, both_stay_in_the_transfer_until_the_pagers_have_answered_every_fault)
{
    for (Side const side : {Side::sender, Side::receiver}) {
        SetUp();
        begin(side);
        for (bool first = true; a->user.phase() != Phase::none || first; first = false) {
            serve();
            if (first)
                send_string();
            EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
            EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
            ASSERT_TRUE(answer()) << "a page of the stock for each fault";
        }
        expect_delivered();
        EXPECT_EQ(get(*b, to_at, length), get(*a, from_at, length));
        EXPECT_EQ(answers, 2u);
    }
}

TEST_F(CoreStringFaults, a_fault_goes_to_the_pager_that_is_busy_when_it_has_time)
{
    for (Side const side : {Side::sender, Side::receiver}) {
        SetUp();
        begin(side);
        send_string();
        EXPECT_EQ(victim().kernel.phase(), Phase::send_wait);
        serve();
        EXPECT_TRUE(answer());
        serve();
        EXPECT_TRUE(answer());
        expect_delivered();
    }
}

TEST_F(CoreStringFaults, a_page_that_may_only_be_read_is_a_fault_of_the_receiver)
{
    begin(Side::receiver);
    (void)unmap(*b, {Fpage::make(to_at, 12, rights_w).raw()}, true);
    serve();
    send_string();
    EXPECT_EQ(words(*pager, 1), Words{to_at});
}

TEST_F(CoreStringFaults, an_answer_that_maps_nothing_leads_to_the_same_fault_again)
{
    begin(Side::sender);
    serve();
    send_string();
    reply_wait(*pager, a->id);
    EXPECT_EQ(outcome(*pager).from, a->id.raw());
    EXPECT_EQ(words(*pager, 1), Words{from_at + missing});
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
}

TEST_F(CoreStringFaults, faults_change_no_message_or_buffer_register_and_no_error_code)
{
    for (Side const side : {Side::sender, Side::receiver}) {
        SetUp();
        begin(side);
        for (Tcb* const t : {a, b})
            for (unsigned i = 3; i < PINYON_MESSAGE_REGISTERS; ++i)
                set_mr(*t, i, 0x1000 + i);
        for (int i = 3; i < 33; ++i)
            victim().utcb.write(PINYON_TCR_BR0 - i, 0x2000 + Word(i));
        serve();
        send_string();
        a->utcb.write(PINYON_TCR_ERROR_CODE, 0x77);
        b->utcb.write(PINYON_TCR_ERROR_CODE, 0x78);
        EXPECT_TRUE(answer(3));
        serve();
        EXPECT_TRUE(answer(5));
        expect_delivered();
        EXPECT_TRUE(filled(*a, 0x1000, 3));
        EXPECT_TRUE(filled_behind(*b, 0x1000, 3));
        for (int i = 3; i < 33; ++i)
            EXPECT_EQ(victim().utcb.buffer_register(i), 0x2000u + Word(i));
        EXPECT_EQ(a->utcb.read(PINYON_TCR_ERROR_CODE), 0x77u);
        EXPECT_EQ(b->utcb.read(PINYON_TCR_ERROR_CODE), 0x78u);
    }
}

TEST_F(CoreStringFaults, without_a_pager_both_are_aborted_and_nobody_is_halted)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (ThreadId const nobody : {nilthread, ThreadId::global(900, 1)}) {
            SetUp();
            begin(side);
            victim().utcb.write(PINYON_TCR_PAGER, nobody.raw());
            send_string();
            expect_broken(IpcFault::aborted, IpcFault::aborted, missing);
            EXPECT_FALSE(a->halted || b->halted);
        }
}

TEST_F(CoreStringFaults, a_pager_that_dies_before_or_after_it_was_asked_aborts_the_transfer)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (bool const asked : {false, true}) {
            SetUp();
            begin(side);
            if (asked)
                serve();
            send_string();
            remove(*pager);
            step();
            expect_broken(IpcFault::aborted, IpcFault::aborted, missing);
        }
}

TEST_F(CoreStringFaults, sigma0_needs_no_pager_for_its_memory)
{
    set_buffers(*b, simple(to_at, 2 * page_size));
    begin(Side::sender);
    send(root(), sigma0().id);
    Word const place = user_ram.raw() + 0x123'4567;
    receive(*b, sigma0().id);
    ipc(sigma0(), {.to = b->id, .tag = tag_of(0, 2), .words = simple(place, page_size)});
    EXPECT_EQ(outcome(*b).error, 0u);
    receive(*b, sigma0().id);
    ipc(sigma0(), {.to = b->id,
                   .tag = tag_of(0, 2),
                   .words = simple(kernel().frames.base().raw(), page_size)});
    EXPECT_EQ(outcome(*b).error, 0xFu) << "reserved memory: nobody can map it";
    EXPECT_FALSE(sigma0().halted);
}

TEST_F(CoreStringFaults, a_pager_that_is_the_partner_blocks_until_the_timeout_ends_it)
{
    begin(Side::sender);
    a->utcb.write(PINYON_TCR_PAGER, b->id.raw());
    set_times(IpcTime::period(800), time_never);
    send_string();
    elapse(799);
    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
    elapse(1);
    expect_broken(IpcFault::transfer_timeout_self, IpcFault::transfer_timeout_partner, missing);
}

TEST_F(CoreStringFaults, a_halted_thread_finishes_the_transfer_with_its_faults_and_then_stops)
{
    begin(Side::sender);
    Tcb& neighbour = spawn_with(*a);
    serve();
    send_string();
    (void)exchange(neighbour,
                   {.dest = a->id, .control = PINYON_EXREGS_HALT | PINYON_EXREGS_SET_HALT});
    EXPECT_TRUE(answer());
    serve();
    EXPECT_TRUE(answer());
    expect_delivered();
    EXPECT_FALSE(a->runnable());
}

// ---- Transfer timeouts -------------------------------------------------------------------------

TEST_F(CoreStringFaults, the_shorter_timeout_counts_and_tells_whose_it_was_on_whatever_side_it_is)
{
    IpcTime const times[] = {time_zero, IpcTime::period(900), IpcTime::period(1800), time_never};
    for (Side const side : {Side::sender, Side::receiver})
        for (unsigned of_a = 0; of_a < 4; ++of_a)
            for (unsigned of_b = 0; of_b < 4; ++of_b) {
                SetUp();
                begin(side);
                set_times(times[of_a], times[of_b]);
                serve();
                send_string();
                IpcTime const shorter = times[std::min(of_a, of_b)];
                if (shorter.is_never()) {
                    elapse(100'000'000);
                    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
                    continue;
                }
                if (!shorter.is_zero()) {
                    elapse(shorter.microseconds() - 1);
                    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
                    elapse(1);
                }
                constexpr IpcFault self = IpcFault::transfer_timeout_self;
                constexpr IpcFault partner = IpcFault::transfer_timeout_partner;
                if (of_a <= of_b)
                    expect_broken(self, partner, missing);
                else
                    expect_broken(partner, self, missing);
                EXPECT_EQ(pager->operation().phase() == Phase::recv_wait, shorter.is_zero())
                    << "without time nobody is asked";
            }
}

TEST_F(CoreStringFaults, the_timeout_runs_from_the_first_fault_through_all_others)
{
    begin(Side::sender);
    set_times(IpcTime::period(1000), IpcTime::period(2000));
    serve();
    send_string();
    elapse(600);
    EXPECT_TRUE(answer());
    serve();
    elapse(399);
    EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
    elapse(1);
    expect_broken(IpcFault::transfer_timeout_self, IpcFault::transfer_timeout_partner,
                  missing + page_size);
}

TEST_F(CoreStringFaults, the_timeout_runs_on_the_receivers_processor)
{
    b = &spawn(100, 1);
    begin(Side::receiver);
    set_times(IpcTime::period(1000), time_never);
    serve();
    receive(*b, a->id);
    host::machine().cpus[1].poked = false;
    send_items(simple(from_at, length));
    EXPECT_EQ(words(*pager, 2), (Words{to_at + missing, ~Word{0}}));
    EXPECT_TRUE(host::machine().cpus[1].poked) << "it has to program its own timer";
    interrupt(1);
    EXPECT_LE(host::machine().cpus[1].deadline, host::machine().now + 1000);
    elapse(999, 1);
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
    elapse(1, 1);
    expect_broken(IpcFault::transfer_timeout_self, IpcFault::transfer_timeout_partner, missing);
}

TEST_F(CoreStringFaults, without_faults_no_timeout_runs)
{
    begin(Side::none);
    set_times(time_zero, time_zero);
    send_string();
    expect_delivered();
}

TEST_F(CoreStringFaults, the_timeout_is_over_with_the_transfer)
{
    begin(Side::receiver);
    set_times(IpcTime::period(1000), IpcTime::period(1000));
    serve();
    send_string();
    EXPECT_TRUE(b->timer.armed());
    EXPECT_TRUE(answer());
    serve();
    EXPECT_TRUE(b->timer.armed()) << "still the same transfer";
    EXPECT_TRUE(answer());
    expect_delivered();
    EXPECT_FALSE(b->timer.armed());
    receive(*b, anythread);
    elapse(5000);
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreStringFaults, an_answer_after_the_deadline_finds_nobody_waiting)
{
    begin(Side::receiver);
    set_times(time_never, IpcTime::period(1000));
    serve();
    send_string();
    advance(1000);
    EXPECT_FALSE(answer());
    interrupt();
    expect_broken(IpcFault::transfer_timeout_partner, IpcFault::transfer_timeout_self, missing);
}

TEST_F(CoreStringFaults, a_receive_timeout_does_not_run_on_in_the_transfer)
{
    begin(Side::receiver);
    serve();
    receive(*b, a->id, IpcTime::period(1000));
    send_items(simple(from_at, length));
    elapse(10'000);
    EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
}

}  // namespace
}  // namespace pinyon::test
