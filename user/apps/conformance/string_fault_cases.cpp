// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.9 and 6.1: page faults in the middle of a string, transfer timeouts and aborts.
//
// Sender and receiver live in the suite's own space and have the tester as pager, so that a case
// sees the messages about their pages and decides when to answer them.
#include "fault_messages.h"
#include "string_work.h"

#include <l4/schedule.h>
#include <l4/thread.h>

namespace conformance {
namespace {

constexpr Word timeout_self = PINYON_IPC_XFER_TIMEOUT_SELF;
constexpr Word timeout_partner = PINYON_IPC_XFER_TIMEOUT_PARTNER;
constexpr Word aborted = PINYON_IPC_ABORTED;
constexpr Word seed = 5;

constexpr Word there = 100;      // bytes of the string whose memory is there
constexpr Word in_page = 0x200;  // where the rest begins in its page
constexpr Word rest = 1000;
constexpr Word missing = window + in_page;

enum class Side { sender, receiver };

// A string of which the last part of one side has no memory behind it.
Plan& plan_with_hole(Side side)
{
    Plan& plan = new_plan();
    fill_bytes(scratch(), page_bytes, seed);
    Word const source = side == Side::sender ? missing : scratch() + there;
    Word const sink = side == Side::receiver ? missing : scratch(1) + there;
    say({string_header(there, group_follows), scratch(), string_header(rest), source});
    accept({string_header(there, group_follows), scratch(1), string_header(rest), sink});
    return plan;
}

L4_ThreadId_t victim(Plan const& plan, Side side)
{
    return side == Side::sender ? plan.sender : plan.receiver;
}

// Maps the third scratch page where the page was missing.
bool cure(L4_ThreadId_t worker)
{
    load_item(L4_MapItem(fpage(scratch(2)) + L4_ReadWriteOnly, window));
    return error_of(L4_Reply(worker)) == no_error;
}

// Brings the transfer to where its pager is asked.
bool stop_at_fault(Plan const& plan, Side side)
{
    begin_transfer();
    return receive_fault(victim(plan, side)).error == no_error;
}

constexpr L4_Word64_t some_us = 20'000;

Word times(L4_Time_t send, L4_Time_t receive)
{
    return L4_Timeouts(send, receive);
}

L4_Time_t period()
{
    return L4_TimePeriod(some_us);
}
L4_Time_t longer()
{
    return L4_TimePeriod(10 * some_us);
}

// Lets a fault of `side` wait until the transfer timeouts end it; what does not count is zero.
void check_timeouts(Side side, L4_Time_t of_sender, L4_Time_t of_receiver, Ends wanted)
{
    Plan& plan = plan_with_hole(side);
    plan.sender_times = times(of_sender, L4_ZeroTime);
    plan.receiver_times = times(L4_ZeroTime, of_receiver);
    REQUIRE(stop_at_fault(plan, side));
    EXPECT_ENDS(end_transfer(), wanted);
}

void check_zero(Side side, L4_Time_t of_sender, L4_Time_t of_receiver, Ends wanted)
{
    Plan& plan = plan_with_hole(side);
    plan.sender_times = times(of_sender, L4_Never);
    plan.receiver_times = times(L4_Never, of_receiver);
    EXPECT_ENDS(transfer(), wanted);
}

void exchange(L4_ThreadId_t thread, Word control)
{
    Word old_control, sp, ip, flags, handle;
    L4_ThreadId_t pager;
    L4_ExchangeRegisters(thread, control, 0, 0, 0, 0, L4_nilthread, &old_control, &sp, &ip, &flags,
                         &handle, &pager);
}

constexpr Ends both_aborted = ends(aborted, aborted, there);
constexpr Ends sender_timed_out = ends(timeout_self, timeout_partner, there);
constexpr Ends receiver_timed_out = ends(timeout_partner, timeout_self, there);

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
         fill_bytes(scratch(2) + in_page, rest, seed + 1);
         REQUIRE(cure(plan.sender));
         EXPECT_ENDS(end_transfer(), delivered);
         EXPECT(has_bytes(scratch(1), there, seed));
         EXPECT(has_bytes(scratch(1) + there, rest, seed + 1));
     }},

    {"when the receiver's page is there the transfer goes on to its end",
     [] {
         Plan const& plan = plan_with_hole(Side::receiver);
         REQUIRE(stop_at_fault(plan, Side::receiver));
         REQUIRE(cure(plan.receiver));
         EXPECT_ENDS(end_transfer(), delivered);
         EXPECT(has_bytes(scratch(2) + in_page, rest, seed, there));
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
             load(0);
             REQUIRE(error_of(L4_Reply(victim(plan, side))) == no_error);
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
         fill_bytes(scratch(), 2 * page_bytes, seed);
         accept({string_header(2 * page_bytes), scratch(4)});
         EXPECT_ENDS(transfer_from(scratch(), 2 * page_bytes), delivered);
         EXPECT(has_bytes(scratch(4), 2 * page_bytes, seed));
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

    {"a transfer timeout of zero ends the transfer at the first fault, and no pager is asked",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             check_zero(side, L4_ZeroTime, L4_Never, sender_timed_out);
             clean_up();
             check_zero(side, L4_Never, L4_ZeroTime, receiver_timed_out);
             clean_up();
             check_zero(side, L4_ZeroTime, L4_ZeroTime, sender_timed_out);
             clean_up();
         }
     }},

    {"transfer timeouts of zero do not matter to a string without faults",
     [] {
         Plan& plan = new_plan();
         plan.sender_times = plan.receiver_times = times(L4_ZeroTime, L4_ZeroTime);
         fill_bytes(scratch(), page_bytes, seed);
         accept({string_header(page_bytes), scratch(1)});
         EXPECT_ENDS(transfer_from(scratch(), page_bytes), delivered);
     }},

    {"the sender's shorter timeout is error 5 for the sender and 6 for the receiver",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             check_timeouts(side, period(), L4_Never, sender_timed_out);
             clean_up();
             check_timeouts(side, period(), longer(), sender_timed_out);
             clean_up();
         }
     }},

    {"the receiver's shorter timeout is error 5 for the receiver and 6 for the sender",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             check_timeouts(side, L4_Never, period(), receiver_timed_out);
             clean_up();
             check_timeouts(side, longer(), period(), receiver_timed_out);
             clean_up();
         }
     }},

    {"of equal timeouts it is the sender's that counts",
     [] {
         for (Side const side : {Side::sender, Side::receiver}) {
             check_timeouts(side, period(), period(), sender_timed_out);
             clean_up();
         }
     }},

    {"a transfer timeout may be a point in time, and one that has passed is none at all",
     [] {
         auto const soon = [] { return L4_TimePoint(L4_ClockAddUsec(L4_SystemClock(), some_us)); };
         // The first moment of the present window of half a minute.
         Word const window_bit = L4_SystemClock().raw >> 25 & 1;
         L4_Time_t const passed = {static_cast<L4_Word16_t>(0xF800 | window_bit << 10)};
         for (Side const side : {Side::sender, Side::receiver}) {
             check_timeouts(side, soon(), L4_Never, sender_timed_out);
             clean_up();
             check_timeouts(side, L4_Never, soon(), receiver_timed_out);
             clean_up();
             check_timeouts(side, soon(), L4_TimePeriod(100 * some_us), sender_timed_out);
             clean_up();
             check_zero(side, passed, L4_Never, sender_timed_out);
             clean_up();
         }
     }},

    {"after a transfer timeout both can go on, and the pager has nobody to answer",
     [] {
         Plan& plan = plan_with_hole(Side::receiver);
         plan.receiver_times = times(L4_Never, period());
         REQUIRE(stop_at_fault(plan, Side::receiver));
         EXPECT_ENDS(end_transfer(), receiver_timed_out);
         load(0);
         EXPECT_EQ(run(plan.sender, same_word, 1), 1);
         EXPECT_EQ(run(plan.receiver, same_word, 2), 2);
     }},

    {"the timeouts of the IPC do not matter once the transfer has begun",
     [] {
         Plan& plan = plan_with_hole(Side::receiver);
         plan.wait_us = some_us;
         REQUIRE(stop_at_fault(plan, Side::receiver));
         L4_Sleep(L4_TimePeriod(some_us + moment_us));
         REQUIRE(cure(plan.receiver));
         EXPECT_ENDS(end_transfer(), delivered);
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
