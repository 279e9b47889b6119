// SPDX-License-Identifier: BSD-2-Clause
// Tests of redirection: what goes to the redirector, whose answer the sender then expects.
#include "core_redirection.h"

namespace pinyon::test {
namespace {

struct CoreRedirection : RedirectionTest {};

// ---- Which messages ----------------------------------------------------------------------------

TEST_F(CoreRedirection, a_message_that_leaves_the_space_goes_to_the_redirector)
{
    receive(*d, anythread);
    receive(*r, anythread);
    send(*a, d->id, {1, 2});
    EXPECT_EQ(outcome(*r), redirected(a->id, 2));
    EXPECT_EQ(words(*r, 2), (Words{1, 2}));
    EXPECT_EQ(intended(*r), d->id);
    EXPECT_TRUE(waits(*d));
    EXPECT_EQ(mr(*a, 0), 0u);
}

TEST_F(CoreRedirection, messages_inside_the_space_are_not_redirected)
{
    receive(*mate, anythread);
    send(*a, mate->id, {}, time_zero);
    EXPECT_EQ(outcome(*mate), message(ThreadId{a->utcb_pointer.raw()}));
}

TEST_F(CoreRedirection, messages_to_the_redirectors_space_go_where_they_are_sent)
{
    Tcb& colleague = spawn_with(*r);
    for (Tcb* t : {r, &colleague}) {
        receive(*t, anythread);
        send(*a, t->id, {}, time_zero);
        EXPECT_EQ(outcome(*t), message(a->id));
    }
}

TEST_F(CoreRedirection, messages_into_the_space_are_not_redirected)
{
    receive(*a, anythread);
    send(*d, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), message(d->id));
}

TEST_F(CoreRedirection, a_sender_waits_for_the_redirector_and_not_for_the_destination)
{
    send(*a, d->id);
    EXPECT_TRUE(sends(*a));
    EXPECT_EQ(next(*d), nothing);
    receive(*d, a->id, time_zero);
    EXPECT_EQ(outcome(*d), nothing);
    EXPECT_EQ(next(*r), redirected(a->id));
    EXPECT_TRUE(runs(*a));
}

TEST_F(CoreRedirection, send_timeouts_and_aborts_count_at_the_redirector)
{
    receive(*d, anythread);
    send(*a, d->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
    send(*a, d->id, {}, IpcTime::period(10));
    elapse(10);
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
    send(*a, d->id);
    exchange(*mate, {.dest = a->id, .control = PINYON_EXREGS_SEND});
    EXPECT_EQ(outcome(*a), failure(IpcFault::cancelled, IpcPhase::send));
    EXPECT_EQ(next(*r), nothing);
}

TEST_F(CoreRedirection, an_invalid_destination_is_an_error_of_the_sender)
{
    receive(*r, anythread);
    send(*a, fresh_id());
    EXPECT_EQ(outcome(*a), failure(IpcFault::no_partner, IpcPhase::send));
    EXPECT_TRUE(waits(*r));
}

TEST_F(CoreRedirection, a_driver_in_a_redirected_space_gets_and_acknowledges_interrupts)
{
    ThreadId const irq = ThreadId::global(7, 1);
    ASSERT_EQ(thread_control(root(), {.dest = irq, .space = irq, .pager = a->id}), succeeded);
    receive(*a, irq);
    for (unsigned i = 0; i < 2; ++i) {
        host::raise(IrqLine{7});
        interrupt();
        EXPECT_EQ(outcome(*a).from, irq.raw());
        EXPECT_FALSE(host::machine().unmasked.contains(7));
        reply_wait(*a, irq, irq);
        EXPECT_TRUE(host::machine().unmasked.contains(7));
    }
    EXPECT_EQ(next(*r), nothing);
}

// ---- Answers -----------------------------------------------------------------------------------

TEST_F(CoreRedirection, a_callers_wait_is_turned_so_that_the_redirector_can_answer)
{
    receive(*r, anythread);
    call_ipc(*a, d->id);
    EXPECT_TRUE(waits(*a));
    send(*d, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*d), failure(IpcFault::timeout, IpcPhase::send));
    send(*r, a->id, {13}, time_zero);
    EXPECT_EQ(outcome(*a), message(r->id, 0, 1));
}

TEST_F(CoreRedirection, what_the_redirector_passes_on_is_answered_by_the_destination)
{
    receive(*d, anythread);
    call_ipc(*a, d->id, {4});
    ASSERT_EQ(next(*r), redirected(a->id, 1));
    send_as(*r, a->id, {.to = intended(*r), .send = time_zero, .tag = tag_of(1)});
    EXPECT_EQ(outcome(*d), message(a->id, PINYON_TAG_PROPAGATED, 1));
    EXPECT_EQ(actual(*d), r->id);
    EXPECT_EQ(words(*d, 1), (Words{4}));
    send(*r, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::send)) << "turned back";
    send(*d, a->id, {5}, time_zero);
    EXPECT_EQ(outcome(*a), message(d->id, 0, 1));
}

TEST_F(CoreRedirection, the_redirector_may_pass_a_message_on_to_another_thread)
{
    Tcb& instead = spawn();
    receive(instead, anythread);
    call_ipc(*a, d->id);
    ASSERT_EQ(next(*r), redirected(a->id));
    send_as(*r, a->id, {.to = instead.id, .send = time_zero});
    EXPECT_EQ(outcome(instead), message(a->id, PINYON_TAG_PROPAGATED));
    send(instead, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), message(instead.id));
}

TEST_F(CoreRedirection, waits_that_are_not_for_the_destination_stay)
{
    receive(*r, anythread);
    reply_wait(*a, d->id, mate->id);
    ASSERT_EQ(outcome(*r), redirected(a->id));
    send(*r, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::send));
    send(*mate, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*a).error, 0u);
}

TEST_F(CoreRedirection, a_failed_send_leaves_no_turned_wait)
{
    ipc(*a, {.to = d->id, .from = d->id, .send = time_zero});
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
    receive(*a, d->id);
    send(*r, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::send));
    send(*d, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), message(d->id));
}

TEST_F(CoreRedirection, a_chain_hands_the_message_from_redirector_to_redirector)
{
    Tcb& outer = spawn();
    ASSERT_EQ(redirect(*r, outer.id), succeeded);
    receive(*d, anythread);
    receive(outer, anythread);
    call_ipc(*a, d->id);
    ASSERT_EQ(next(*r), redirected(a->id));
    send_as(*r, a->id, {.to = d->id, .send = time_zero});
    EXPECT_EQ(outcome(outer), message(a->id, PINYON_TAG_PROPAGATED | PINYON_TAG_REDIRECTED));
    EXPECT_EQ(actual(outer), r->id);
    EXPECT_EQ(intended(outer), d->id);
    send_as(outer, a->id, {.to = d->id, .send = time_zero});
    EXPECT_EQ(outcome(*d), message(a->id, PINYON_TAG_PROPAGATED));
    EXPECT_EQ(actual(*d), outer.id);
    send(*d, a->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), message(d->id));
}

TEST_F(CoreRedirection, a_name_is_lost_when_the_redirector_is_replaced)
{
    Tcb& other = spawn();
    send_as(*r, a->id, {.to = d->id});
    ASSERT_EQ(redirect(*a, other.id), succeeded);
    EXPECT_EQ(next(*d), message(r->id));
}

// ---- Messages of the kernel --------------------------------------------------------------------

TEST_F(CoreRedirection, a_page_fault_goes_to_the_redirector_which_may_map)
{
    give(*r, 0x30'0000, 0);
    a->utcb.write(PINYON_TCR_PAGER, d->id.raw());
    receive(*r, anythread);
    fault(*a, fault_at, rights_r);
    EXPECT_EQ(outcome(*r), redirected(a->id, 2, fault_label));
    EXPECT_EQ(intended(*r), d->id);
    ipc(*r, {.to = a->id,
             .send = time_zero,
             .tag = tag_of(0, 2),
             .words = pages_item(0x30'0000, 12, fault_at)});
    EXPECT_TRUE(runs(*a));
    EXPECT_TRUE(maps(*a, fault_at));
}

TEST_F(CoreRedirection, a_page_fault_that_is_passed_on_is_answered_by_the_pager)
{
    give(*d, 0x30'0000, 0);
    a->utcb.write(PINYON_TCR_PAGER, d->id.raw());
    receive(*d, anythread);
    receive(*r, anythread);
    fault(*a, fault_at, rights_r);
    ipc(*r, {});
    send_as(*r, a->id,
            {.to = d->id,
             .send = time_zero,
             .tag = tag_of(2, 0, fault_label),
             .words = {mr(*r, 1), mr(*r, 2)}});
    EXPECT_EQ(outcome(*d), message(a->id, PINYON_TAG_PROPAGATED, 2, fault_label));
    EXPECT_EQ(words(*d, 2), (Words{fault_at, Arch::ip(a->frame)}));
    ipc(*d, {.to = a->id,
             .send = time_zero,
             .tag = tag_of(0, 2),
             .words = pages_item(0x30'0000, 12, fault_at)});
    EXPECT_TRUE(runs(*a));
    EXPECT_TRUE(maps(*a, fault_at));
}

TEST_F(CoreRedirection, exceptions_are_redirected_too)
{
    a->utcb.write(PINYON_TCR_EXCEPTION_HANDLER, d->id.raw());
    receive(*r, anythread);
    except(*a);
    EXPECT_EQ(outcome(*r), redirected(a->id, Arch::exception_words,
                                      protocol_label(PINYON_PROTO_ARCH_EXCEPTION)));
    send(*r, a->id, {}, time_zero);
    EXPECT_TRUE(runs(*a));
}

TEST_F(CoreRedirection, a_fault_waits_while_the_redirector_is_lost)
{
    lose_redirector();
    a->utcb.write(PINYON_TCR_PAGER, d->id.raw());
    fault(*a, fault_at, rights_r);
    EXPECT_TRUE(held(*a));
    ASSERT_EQ(redirect(*mate, anythread), succeeded);
    EXPECT_EQ(next(*d), message(a->id, 0, 2, fault_label));
}

}  // namespace
}  // namespace pinyon::test
