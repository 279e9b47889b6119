// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.9 and 6.1: how long a string may wait for missing pages, and who is to blame.
#include "string_holes.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

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

constexpr Ends sender_timed_out =
    ends(PINYON_IPC_XFER_TIMEOUT_SELF, PINYON_IPC_XFER_TIMEOUT_PARTNER, there);
constexpr Ends receiver_timed_out =
    ends(PINYON_IPC_XFER_TIMEOUT_PARTNER, PINYON_IPC_XFER_TIMEOUT_SELF, there);

constexpr Case cases[] = {
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
         fill_bytes(scratch(), page_bytes, string_seed);
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

    {"the transfer timeout counts from the first fault on, also through later ones",
     [] {
         L4_Time_t const part = L4_TimePeriod(some_us * 3 / 5);
         for (Side const side : {Side::sender, Side::receiver}) {
             Plan& plan = plan_with_hole(side);
             plan.sender_times = times(period(), L4_ZeroTime);
             plan.receiver_times = times(L4_ZeroTime, L4_Never);
             REQUIRE(stop_at_fault(plan, side));
             L4_Sleep(part);
             REQUIRE(answer_nothing(victim(plan, side)));
             REQUIRE(receive_fault(victim(plan, side)).error == no_error);
             L4_Sleep(part);
             EXPECT(!answer_nothing(victim(plan, side)));
             EXPECT_ENDS(end_transfer(), sender_timed_out);
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
};

}  // namespace

constexpr Suite transfer_timeout_suite = suite_of("transfer timeouts", "3, 4.9", cases);

}  // namespace conformance
