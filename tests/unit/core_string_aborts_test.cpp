// SPDX-License-Identifier: BSD-2-Clause
// Tests of transfers that are cut while a page fault lies above them: in every state that the fault
// can be in, each side is told once, and nothing of the fault is left.
#include "string_fault_world.h"

namespace pinyon::test {
namespace {

// How far the page fault has come.
enum class Stage { queued, telling, asked, answered };
constexpr Stage all_stages[] = {Stage::queued, Stage::telling, Stage::asked, Stage::answered};

enum class Cut {
    sender_send,
    sender_both,
    receiver_receive,
    receiver_both,
    modify_sender,
    modify_receiver,
    delete_sender,
    delete_receiver,
};
constexpr Cut all_cuts[] = {
    Cut::sender_send,   Cut::sender_both,     Cut::receiver_receive, Cut::receiver_both,
    Cut::modify_sender, Cut::modify_receiver, Cut::delete_sender,    Cut::delete_receiver,
};

struct CoreStringAborts : StringFaultWorld {
    // A transfer that waits for a page of `side`. In stage `answered` the pager's message with a
    // large item is interrupted half way, by a thread that now runs.
    void reach(Side side, Stage stage, IpcTime timeout = time_never)
    {
        StringFaultWorld::SetUp();
        begin(side);
        set_times(timeout, time_never);
        by_a = &spawn_with(*a, 200);
        by_b = &spawn_with(*b, 90);
        parked = stage == Stage::answered;
        if (stage == Stage::asked || stage == Stage::answered)
            serve();
        send_string();
        if (stage == Stage::telling)
            tell_later();
        if (stage == Stage::answered)
            answer_half();
        ASSERT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
        ASSERT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
        ASSERT_EQ(victim().kernel.phase(), stage == Stage::queued    ? Phase::send_wait
                                         : stage == Stage::telling ? Phase::xfer_send
                                         : stage == Stage::asked   ? Phase::recv_wait
                                                                   : Phase::xfer_recv);
    }
    // The message about the page is the last of a chain that is too long for one event.
    void tell_later()
    {
        Tcb &first = spawn(), &second = spawn();
        ipc(*pager, {.to = second.id, .from = anythread});
        ipc(second, {.to = first.id, .from = anythread});
        receive(first, anythread);
    }
    void answer_half()
    {
        give(*pager, stock_at + 0x100'0000, 64, 64);
        receive(*by_a, by_a->id, IpcTime::period(100));
        park();
        run(*pager);
        host::Machine& machine = host::machine();
        machine.preemption_points = 0;
        machine.preempt_at = [&](unsigned point) {
            if (point == 0)
                advance(100);
            return machine.cpus[0].deadline <= machine.now;
        };
        ipc(*pager, {.to = victim().id,
                     .send = time_zero,
                     .tag = tag_of(0, 2),
                     .words = pages_item(stock_at + 0x100'0000, 18, 0x2'0000'0000)});
        machine.preempt_at = nullptr;
    }
    Tcb& wake_root()
    {
        if (parked)
            unpark(*by_a);
        parked = false;
        return root();
    }
    void modify(Tcb& t)
    {
        EXPECT_EQ(thread_control(wake_root(), {.dest = t.id, .space = t.id}), succeeded);
    }
    void cut(Cut what)
    {
        constexpr Word both = PINYON_EXREGS_SEND | PINYON_EXREGS_RECEIVE;
        switch (what) {
        case Cut::sender_send:
            (void)exchange(*by_a, {.dest = a->id, .control = PINYON_EXREGS_SEND});
            break;
        case Cut::sender_both:
            (void)exchange(*by_a, {.dest = a->id, .control = both});
            break;
        case Cut::receiver_receive:
            (void)exchange(*by_b, {.dest = b->id, .control = PINYON_EXREGS_RECEIVE});
            break;
        case Cut::receiver_both:
            (void)exchange(*by_b, {.dest = b->id, .control = both});
            break;
        case Cut::modify_sender:
            return modify(*a);
        case Cut::modify_receiver:
            return modify(*b);
        case Cut::delete_sender:
            (void)wake_root();
            return remove(*a);
        case Cut::delete_receiver:
            (void)wake_root();
            return remove(*b);
        }
    }
    void expect_aborted(Tcb& t, IpcPhase phase)
    {
        EXPECT_EQ(outcome(t),
                  (Outcome{0, PINYON_TAG_ERROR, ipc_error(IpcFault::aborted, phase, missing)}));
        EXPECT_TRUE(t.runs_user_code());
        EXPECT_FALSE(t.timer.armed());
    }
    // What the pager has of a fault that is no more.
    void expect_pager_free(Stage stage)
    {
        if (stage == Stage::answered) {
            EXPECT_EQ(outcome(*pager), failure(IpcFault::aborted, IpcPhase::send));
        } else if (stage == Stage::telling) {
            EXPECT_EQ(outcome(*pager), failure(IpcFault::aborted, IpcPhase::receive));
        }
        EXPECT_TRUE(pager->runs_user_code());
        receive(*pager, anythread, time_zero);
        EXPECT_EQ(outcome(*pager), failure(IpcFault::timeout, IpcPhase::receive));
    }

    Tcb *by_a = nullptr, *by_b = nullptr;
    bool parked = false;
};

TEST_F(CoreStringAborts, every_cut_in_every_stage_of_a_fault_aborts_both_sides_once)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (Stage const stage : all_stages)
            for (Cut const what : all_cuts) {
                SCOPED_TRACE(testing::Message() << "side " << int(side) << " stage " << int(stage)
                                                << " cut " << int(what));
                reach(side, stage);
                for (Tcb* const t : {a, b})
                    t->utcb.write(PINYON_TCR_ERROR_CODE, poison);
                cut(what);
                if (what != Cut::delete_sender)
                    expect_aborted(*a, IpcPhase::send);
                if (what != Cut::delete_receiver)
                    expect_aborted(*b, IpcPhase::receive);
                expect_pager_free(stage);
                check_spaces();
            }
}

TEST_F(CoreStringAborts, a_cut_of_the_other_phase_touches_nothing_whatever_lies_above)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (Stage const stage : all_stages) {
            reach(side, stage);
            (void)exchange(*by_a, {.dest = a->id, .control = PINYON_EXREGS_RECEIVE});
            (void)exchange(*by_b, {.dest = b->id, .control = PINYON_EXREGS_SEND});
            EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
            EXPECT_EQ(schedule_state(*b), Word{PINYON_SCHED_RECEIVING});
            EXPECT_EQ(victim().kernel_op, KernelOp::page_fault);
        }
}

TEST_F(CoreStringAborts, exchange_registers_reports_the_phases_of_the_transfer)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (Stage const stage : all_stages) {
            reach(side, stage);
            EXPECT_EQ(exchange(*by_a, {.dest = a->id}).control, Word{PINYON_EXREGS_SEND});
            EXPECT_EQ(exchange(*by_b, {.dest = b->id}).control, Word{PINYON_EXREGS_RECEIVE});
        }
}

TEST_F(CoreStringAborts, the_timeout_ends_the_transfer_in_every_stage_of_a_fault)
{
    for (Side const side : {Side::sender, Side::receiver})
        for (Stage const stage : all_stages) {
            SCOPED_TRACE(testing::Message() << "side " << int(side) << " stage " << int(stage));
            reach(side, stage, IpcTime::period(1000));
            elapse(1000);
            expect_broken(IpcFault::transfer_timeout_self, IpcFault::transfer_timeout_partner,
                          missing);
            expect_pager_free(stage);
        }
}

TEST_F(CoreStringAborts, a_pager_that_is_deleted_or_cut_while_it_answers_leads_to_another_fault)
{
    for (Side const side : {Side::sender, Side::receiver}) {
        reach(side, Stage::answered);
        modify(*pager);
        EXPECT_EQ(outcome(*pager), failure(IpcFault::aborted, IpcPhase::send));
        EXPECT_EQ(schedule_state(*a), Word{PINYON_SCHED_SENDING});
        step();
        EXPECT_EQ(victim().kernel.phase(), Phase::send_wait) << "asks again";
        reach(side, Stage::answered);
        (void)wake_root();
        remove(*pager);
        step();
        expect_broken(IpcFault::aborted, IpcFault::aborted, missing);
    }
}

TEST_F(CoreStringAborts, after_an_answer_in_many_steps_the_transfer_goes_on)
{
    for (Side const side : {Side::sender, Side::receiver}) {
        reach(side, Stage::answered);
        Word const at = missing_at();
        receive(*by_a, by_a->id);
        EXPECT_EQ(pager->user.phase(), Phase::none) << "the item is mapped to its end";
        serve();
        EXPECT_EQ(words(*pager, 1), Words{at}) << "it was for another place";
        EXPECT_TRUE(answer());
        serve();
        EXPECT_TRUE(answer());
        expect_delivered();
    }
}

TEST_F(CoreStringAborts, the_memory_of_all_is_free_again_when_all_are_gone)
{
    boot();
    Usage after_first{};
    for (unsigned round = 0; round < 3; ++round) {
        a = &spawn();
        b = &spawn();
        pager = &spawn();
        begin(Side::receiver);
        if (round != 2)
            serve();
        send_string();
        for (Tcb* const t : {b, a, pager})
            remove(*t);
        // The first round leaves the kernel what it keeps for later.
        if (round == 0)
            after_first = usage();
        else
            EXPECT_EQ(usage(), after_first);
    }
}

}  // namespace
}  // namespace pinyon::test
