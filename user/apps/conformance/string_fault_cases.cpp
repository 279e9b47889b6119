// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.9 and 6.1: page faults in the middle of a string, and aborts.
#include "string_holes.h"

#include <l4/thread.h>

namespace conformance {
namespace {

constexpr Word aborted = PINYON_IPC_ABORTED;

void exchange(L4_ThreadId_t thread, Word control)
{
    Word old_control, sp, ip, flags, handle;
    L4_ThreadId_t pager;
    L4_ExchangeRegisters(thread, control, 0, 0, 0, 0, L4_nilthread, &old_control, &sp, &ip, &flags,
                         &handle, &pager);
}

constexpr Ends both_aborted = ends(aborted, aborted, there);

constexpr Case cases[] = {
    {"a missing page of the sender is a read fault of the sender, at its instruction",
     [] {
         Plan const& plan = plan_with_hole(Side::sender);
         begin_transfer();
         FaultMessage const fault = receive_fault(plan.sender);
         EXPECT_EQ(fault.error, no_error);
         EXPECT_EQ(fault.tag, fault_tag(L4_Readable));
         EXPECT_EQ(fault.address, missing);
         EXPECT(fault.ip != ~Word{0});
     }},

    {"a missing page of the receiver is a write fault of the receiver, at no instruction",
     [] {
         Plan const& plan = plan_with_hole(Side::receiver);
         begin_transfer();
         FaultMessage const fault = receive_fault(plan.receiver);
         EXPECT_EQ(fault.error, no_error);
         EXPECT_EQ(fault.tag, fault_tag(L4_Writable));
         EXPECT_EQ(fault.address, missing);
         EXPECT_EQ(fault.ip, ~Word{0});
     }},

    {"when the sender's page is there the transfer goes on to its end",
     [] {
         Plan const& plan = plan_with_hole(Side::sender);
         REQUIRE(stop_at_fault(plan, Side::sender));
         fill_bytes(scratch(2) + in_page, rest, string_seed + 1);
         REQUIRE(cure(plan.sender));
         EXPECT_ENDS(end_transfer(), delivered);
         EXPECT(has_bytes(scratch(1), there, string_seed));
         EXPECT(has_bytes(scratch(1) + there, rest, string_seed + 1));
     }},

    {"when the receiver's page is there the transfer goes on to its end",
     [] {
         Plan const& plan = plan_with_hole(Side::receiver);
         REQUIRE(stop_at_fault(plan, Side::receiver));
         REQUIRE(cure(plan.receiver));
         EXPECT_ENDS(end_transfer(), delivered);
         EXPECT(has_bytes(scratch(2) + in_page, rest, string_seed, there));
     }},

    {"both are in the transfer while a page is missing",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             REQUIRE(stop_at_fault(plan, side));
             EXPECT_EQ(state_of(plan.sender), PINYON_SCHED_SENDING);
             EXPECT_EQ(state_of(plan.receiver), PINYON_SCHED_RECEIVING);
             REQUIRE(cure(victim(plan, side)));
             EXPECT_ENDS(end_transfer(), delivered);
             clean_up();
         }
     }},

    {"an answer that maps nothing leads to the same fault again",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             REQUIRE(stop_at_fault(plan, side));
             REQUIRE(answer_nothing(victim(plan, side)));
             FaultMessage const again = receive_fault(victim(plan, side));
             EXPECT_EQ(again.error, no_error);
             EXPECT_EQ(again.address, missing);
             REQUIRE(cure(victim(plan, side)));
             EXPECT_ENDS(end_transfer(), delivered);
             clean_up();
         }
     }},

    {"a fault changes no message register of the message that it interrupts",
     [] {
         Plan const& plan = plan_with_hole(Side::receiver);
         REQUIRE(stop_at_fault(plan, Side::receiver));
         load_item(L4_MapItem(fpage(scratch(2)) + L4_ReadWriteOnly, window), {9, 8, 7, 6, 5});
         REQUIRE(error_of(L4_Reply(plan.receiver)) == no_error);
         EXPECT_ENDS(end_transfer(), delivered);
         for (unsigned i = 0; i < plan.typed; ++i)
             EXPECT_EQ(plan.received[i + 1], plan.items[i]);
     }},

    {"a pager in another place serves the faults of both sides",
     [] {
         L4_ThreadId_t const sender = start_foreign_worker();
         new_plan(sender, start_foreign_worker());
         fill_bytes(scratch(), 2 * page_bytes, string_seed);
         accept({string_header(2 * page_bytes), scratch(4)});
         EXPECT_ENDS(transfer_from(scratch(), 2 * page_bytes), delivered);
         EXPECT(has_bytes(scratch(4), 2 * page_bytes, string_seed));
     }},

    {"without a pager both sides are aborted, and nobody is halted",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             L4_Set_PagerOf(victim(plan, side), nobody());
             EXPECT_ENDS(transfer(), both_aborted);
             EXPECT_EQ(run(victim(plan, side), same_word, 4), 4);
             clean_up();
         }
     }},

    {"a sender that is cut in the middle of a transfer aborts both sides",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             REQUIRE(stop_at_fault(plan, side));
             exchange(plan.sender, PINYON_EXREGS_SEND);
             EXPECT_ENDS(end_transfer(), both_aborted);
             clean_up();
         }
     }},

    {"a receiver that is cut in the middle of a transfer aborts both sides",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             REQUIRE(stop_at_fault(plan, side));
             exchange(plan.receiver, PINYON_EXREGS_RECEIVE);
             EXPECT_ENDS(end_transfer(), both_aborted);
             clean_up();
         }
     }},

    {"a cut of the phase that a thread is not in does not disturb its transfer",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             REQUIRE(stop_at_fault(plan, side));
             exchange(plan.sender, PINYON_EXREGS_RECEIVE);
             exchange(plan.receiver, PINYON_EXREGS_SEND);
             REQUIRE(cure(victim(plan, side)));
             EXPECT_ENDS(end_transfer(), delivered);
             clean_up();
         }
     }},

    {"ThreadControl on either side aborts both",
     [] {
         for (bool const of_sender : {true, false}) {
             Plan const& plan = plan_with_hole(Side::sender);
             REQUIRE(stop_at_fault(plan, Side::sender));
             L4_ThreadId_t const thread = of_sender ? plan.sender : plan.receiver;
             REQUIRE(thread_control(thread, tester(), L4_nilthread, L4_nilthread) == 0);
             EXPECT_ENDS(end_transfer(), both_aborted);
             clean_up();
         }
     }},

    {"a pager that dies with such a fault in its hands: it is raised again, and both are aborted",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan const& plan = plan_with_hole(side);
             L4_ThreadId_t const pager = start_worker();
             L4_Set_PagerOf(victim(plan, side), pager);
             REQUIRE(post(pager, receive_from, victim(plan, side).raw));
             begin_transfer();
             Word error = ~Word{0};
             REQUIRE(finish(pager, error));
             EXPECT_EQ(error, no_error);
             REQUIRE(delete_thread(pager) == 0);
             EXPECT_ENDS(end_transfer(), both_aborted);
             clean_up();
         }
     }},

    {"the deletion of one side aborts the other",
     [] {
         for (bool const sender_dies : {true, false}) {
             Plan const& plan = plan_with_hole(Side::receiver);
             REQUIRE(stop_at_fault(plan, Side::receiver));
             REQUIRE(delete_thread(sender_dies ? plan.sender : plan.receiver) == 0);
             Word error = no_error;
             REQUIRE(finish(sender_dies ? plan.receiver : plan.sender, error));
             EXPECT_EQ(error, sender_dies ? both_aborted.receiver : both_aborted.sender);
             clean_up();
         }
     }},
};

}  // namespace

constexpr Suite string_fault_suite = suite_of("faults in strings", "4.9, 6.1", cases);

}  // namespace conformance
