// SPDX-License-Identifier: BSD-2-Clause
// Tests of ExchangeRegisters: its bits and outputs, and the IPC that it cuts in every state.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word cut_send = PINYON_EXREGS_SEND;
constexpr Word cut_receive = PINYON_EXREGS_RECEIVE;
constexpr Word cut_both = cut_send | cut_receive;
constexpr Word halt = PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT;
constexpr Word resume = PINYON_EXREGS_SET_HALT;
constexpr Outcome send_cancelled = failure(IpcFault::cancelled, IpcPhase::send);
constexpr Outcome receive_cancelled = failure(IpcFault::cancelled, IpcPhase::receive);

// `self` exchanges the registers of `t`, its neighbour.
struct CoreExchange : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
        self = &spawn_with(*t);
        other = &spawn();
    }
    RegisterParameters control(Word bits)
    {
        return exchange(*self, {.dest = t->id, .control = bits});
    }
    Word state() { return schedule_state(*t); }
    static constexpr Word running = PINYON_SCHED_RUNNING;

    Tcb *t = nullptr, *self = nullptr, *other = nullptr;
};

TEST_F(CoreExchange, it_answers_with_the_other_form_of_the_id)
{
    ThreadId const local{t->utcb_pointer.raw()};
    EXPECT_EQ(exchange(*self, {.dest = t->id}).dest, local);
    EXPECT_EQ(exchange(*self, {.dest = local}).dest, t->id);
    EXPECT_EQ(exchange(*self, {.dest = self->id}).dest.raw(), self->utcb_pointer.raw());
}

TEST_F(CoreExchange, threads_that_are_elsewhere_inactive_or_gone_are_error_two)
{
    ThreadId const sleeper = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = sleeper, .space = t->id, .scheduler = t->id}),
              succeeded);
    ThreadId const stale = ThreadId::global(t->id.number(), 9);
    for (ThreadId const id : {other->id, sleeper, stale, fresh_id(), nilthread, anythread,
                              anylocalthread, ThreadId{t->utcb_pointer.raw() + 64}}) {
        EXPECT_EQ(exchange(*self, {.dest = id}).dest, nilthread) << id.raw();
        EXPECT_EQ(self->utcb.read(PINYON_TCR_ERROR_CODE), Word{PINYON_ERR_INVALID_THREAD});
    }
}

TEST_F(CoreExchange, without_control_bits_nothing_changes_and_the_old_values_come_back)
{
    t->frame.flags |= 5;
    t->utcb.write(PINYON_TCR_USER_DEFINED_HANDLE, 0x1234);
    RegisterParameters const old = exchange(
        *self, {.dest = t->id, .sp = 1, .ip = 2, .flags = 3, .handle = 4, .pager = other->id});
    EXPECT_EQ(old.control, 0u);
    EXPECT_EQ(old.sp, first_sp);
    EXPECT_EQ(old.ip, first_ip);
    EXPECT_EQ(old.flags, 5u);
    EXPECT_EQ(old.handle, 0x1234u);
    EXPECT_EQ(old.pager, root().id);
    RegisterParameters const again = control(0);
    EXPECT_EQ(again.ip, old.ip);
    EXPECT_EQ(again.sp, old.sp);
    EXPECT_EQ(again.flags, old.flags);
    EXPECT_EQ(again.handle, old.handle);
    EXPECT_EQ(again.pager, old.pager);
}

TEST_F(CoreExchange, each_control_bit_sets_its_own_register_only)
{
    RegisterParameters const fresh{
        .sp = 0x11, .ip = 0x22, .flags = 0x9, .handle = 0x44, .pager = other->id};
    for (Word const bit : {PINYON_EXREGS_SET_SP, PINYON_EXREGS_SET_IP, PINYON_EXREGS_SET_FLAGS,
                           PINYON_EXREGS_SET_HANDLE, PINYON_EXREGS_SET_PAGER}) {
        RegisterParameters const before = control(0);
        RegisterParameters in = fresh;
        in.dest = t->id;
        in.control = bit;
        (void)exchange(*self, in);
        RegisterParameters const now = control(0);
        EXPECT_EQ(now.sp, bit == PINYON_EXREGS_SET_SP ? 0x11 : before.sp);
        EXPECT_EQ(now.ip, bit == PINYON_EXREGS_SET_IP ? 0x22 : before.ip);
        EXPECT_EQ(now.flags, bit == PINYON_EXREGS_SET_FLAGS ? 0x9 : before.flags);
        EXPECT_EQ(now.handle, bit == PINYON_EXREGS_SET_HANDLE ? 0x44 : before.handle);
        EXPECT_EQ(now.pager, bit == PINYON_EXREGS_SET_PAGER ? other->id : before.pager);
    }
}

TEST_F(CoreExchange, only_the_flags_of_the_user_can_be_set)
{
    (void)exchange(*self,
                   {.dest = t->id, .control = PINYON_EXREGS_SET_FLAGS, .flags = ~Word{0} ^ 2});
    EXPECT_EQ(t->frame.flags, host::flags_user_mode | 0xD);
}

TEST_F(CoreExchange, a_waiting_receiver_is_cancelled_by_r_and_not_by_s)
{
    receive(*t, other->id, IpcTime::period(1000));
    EXPECT_EQ(control(cut_send).control, cut_receive);
    EXPECT_EQ(state(), Word{PINYON_SCHED_WAITING});
    (void)control(cut_receive);
    EXPECT_EQ(state(), running);
    EXPECT_EQ(outcome(*t), receive_cancelled);
    EXPECT_EQ(control(cut_both).control, 0u) << "a second time does nothing";
    EXPECT_EQ(outcome(*t), receive_cancelled);
    elapse(2000);
    EXPECT_EQ(outcome(*t), receive_cancelled) << "the timeout is gone";
}

TEST_F(CoreExchange, a_queued_sender_is_cancelled_by_s_and_not_by_r)
{
    call_ipc(*t, other->id, {1});
    EXPECT_EQ(control(cut_receive).control, cut_send);
    EXPECT_EQ(state(), Word{PINYON_SCHED_PENDING_SEND});
    (void)control(cut_send);
    EXPECT_EQ(outcome(*t), send_cancelled);
    receive(*other, anythread, time_zero);
    EXPECT_EQ(outcome(*other), failure(IpcFault::timeout, IpcPhase::receive)) << "left the queue";
}

TEST_F(CoreExchange, start_sets_a_thread_free_and_running_at_new_registers)
{
    receive(*t, other->id);
    (void)exchange(*self, {.dest = t->id, .control = 0x11E, .sp = 0x5000, .ip = 0x6000});
    EXPECT_EQ(state(), running);
    EXPECT_EQ(t->frame.ip, 0x6000u);
    EXPECT_EQ(t->frame.sp, 0x5000u);
    run(*t);
}

TEST_F(CoreExchange, a_halted_thread_runs_no_more_until_it_is_resumed)
{
    EXPECT_EQ(control(halt).control, 0u);
    EXPECT_EQ(control(halt).control, Word{PINYON_EXREGS_HALT}) << "again: no change";
    EXPECT_EQ(state(), running) << "as the API sees it";
    EXPECT_THROW(run(*t), std::logic_error);
    EXPECT_EQ(control(PINYON_EXREGS_HALT).control, Word{PINYON_EXREGS_HALT})
        << "h = 0: not looked at";
    (void)control(resume);
    run(*t);
    EXPECT_EQ(control(resume).control, 0u) << "resuming a running thread";
    run(*t);
}

TEST_F(CoreExchange, an_ipc_of_a_halted_thread_completes_and_then_it_stops)
{
    receive(*t, other->id);
    (void)control(halt);
    EXPECT_EQ(control(0).control, Word{PINYON_EXREGS_HALT} | cut_receive);
    send(*other, t->id, {5}, time_zero);
    EXPECT_EQ(words(*t, 1), (Words{5}));
    EXPECT_EQ(control(0).control, Word{PINYON_EXREGS_HALT});
    EXPECT_THROW(run(*t), std::logic_error);
    (void)control(resume);
    run(*t);
    EXPECT_EQ(words(*t, 1), (Words{5}));
}

TEST_F(CoreExchange, a_thread_can_halt_itself)
{
    (void)exchange(*self, {.dest = self->id, .control = halt});
    EXPECT_NE(current(), self);
    EXPECT_THROW(run(*self), std::logic_error);
    (void)exchange(*t, {.dest = self->id, .control = resume});
    run(*self);
}

TEST_F(CoreExchange, a_thread_that_sets_its_own_ip_goes_on_there)
{
    (void)exchange(*self, {.dest = self->id, .control = PINYON_EXREGS_SET_IP, .ip = 0x7777});
    EXPECT_EQ(self->frame.ip, 0x7777u);
    EXPECT_EQ(current(), self);
}

TEST_F(CoreExchange, a_page_fault_that_is_cut_is_dropped_and_leaves_the_registers_untouched)
{
    for (Word const bits : {cut_send, cut_receive}) {
        fill(*t, 0x100);
        Outcome const before = outcome(*t);
        fault(*t, 0x9000, rights_r);
        if (bits == cut_receive)
            receive(root(), t->id);
        EXPECT_EQ(control(bits == cut_send ? cut_receive : cut_send).control, bits);
        EXPECT_NE(state(), running);
        (void)control(bits);
        EXPECT_EQ(state(), running);
        EXPECT_EQ(outcome(*t), before);
        EXPECT_TRUE(filled(*t, 0x100, 0));
    }
}

TEST_F(CoreExchange, a_thread_that_waits_for_its_start_message_starts_where_it_is)
{
    ThreadId const id = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = id,
                                      .space = t->id,
                                      .scheduler = root().id,
                                      .pager = root().id,
                                      .utcb = free_utcb(*t->space)}),
              succeeded);
    Tcb& young = *find(id);
    EXPECT_EQ(schedule_state(young), Word{PINYON_SCHED_WAITING});
    RegisterParameters const old =
        exchange(*self, {.dest = id, .control = 0x11E, .sp = 0x3000, .ip = 0x4000});
    EXPECT_EQ(old.control, cut_receive);
    EXPECT_EQ(old.ip, 0u);
    EXPECT_EQ(young.frame.ip, 0x4000u);
    EXPECT_EQ(young.frame.sp, 0x3000u);
    run(young);
}

TEST_F(CoreExchange, registers_set_before_the_start_message_survive_it)
{
    ThreadId const id = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = id,
                                      .space = t->id,
                                      .scheduler = root().id,
                                      .pager = root().id,
                                      .utcb = free_utcb(*t->space)}),
              succeeded);
    (void)exchange(*self, {.dest = id, .control = PINYON_EXREGS_SET_IP, .ip = 0x4000});
    send(root(), id, {0x1111, 0x2222}, time_zero);
    EXPECT_EQ(find(id)->frame.ip, 0x4000u);
    EXPECT_EQ(find(id)->frame.sp, 0x2222u);
}

TEST_F(CoreExchange, a_pager_set_through_it_gets_the_next_fault)
{
    (void)exchange(*self, {.dest = t->id, .control = PINYON_EXREGS_SET_PAGER, .pager = other->id});
    receive(*other, t->id);
    fault(*t, 0x9123, rights_w);
    EXPECT_EQ(words(*other, 1), (Words{0x9123}));
}

}  // namespace
}  // namespace pinyon::test
