// SPDX-License-Identifier: BSD-2-Clause
// Makes strings with missing memory, and serves the faults that come of it.
#include "string_holes.h"

namespace conformance {

Plan& plan_with_hole(Side side)
{
    Plan& plan = new_plan();
    fill_bytes(scratch(), page_bytes, string_seed);
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

bool stop_at_fault(Plan const& plan, Side side)
{
    begin_transfer();
    return receive_fault(victim(plan, side)).error == no_error;
}

bool cure(L4_ThreadId_t worker)
{
    load_item(L4_MapItem(fpage(scratch(2)) + L4_ReadWriteOnly, window));
    return error_of(L4_Reply(worker)) == no_error;
}

bool answer_nothing(L4_ThreadId_t worker)
{
    load(0);
    return error_of(L4_Reply(worker)) == no_error;
}

}  // namespace conformance
