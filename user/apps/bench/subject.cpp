// SPDX-License-Identifier: BSD-2-Clause
// What the measured threads do: one run to warm up, then those that count.
#include "subject.h"

#include <l4/entry.h>
#include <l4/ipc.h>
#include <l4/space.h>
#include <l4/thread.h>

namespace bench {

constinit Blackboard blackboard = {};

namespace {

constexpr int window_log2 = 18;
static_assert(Word{1} << window_log2 == page_faults * page_bytes);

Counts count_all()
{
    Counts counts = {};
    counts.empty = count_nothing();
    counts.loop = count_loop(loop_iterations);
    counts.calls =
        count_calls(blackboard.answerer.raw, __L4_Entry.ipc, call_rounds, &counts.last_tag);
    counts.faults = count_page_reads(fault_window, page_faults);
    L4_Flush(L4_FpageLog2(fault_window, window_log2) + L4_FullyAccessible);
    return counts;
}

}  // namespace

void call_and_count()
{
    blackboard.counts[0] = count_all();
    for (Counts& counts : blackboard.counts)
        counts = count_all();

    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, done_label);
    L4_MsgLoad(&message);
    L4_Send(L4_Pager());
    for (;;)
        L4_Sleep(L4_Never);
}

void answer()
{
    L4_Receive(blackboard.caller);
    answer_calls(blackboard.caller.raw, __L4_Entry.ipc);
}

}  // namespace bench
