// SPDX-License-Identifier: BSD-2-Clause
// Example: an interrupt driver. To X.2 an interrupt is a thread: its number is the line's, its
// version is 1. It sends its handler a message, and the handler's answer is the acknowledgement;
// until then the line is masked.
#include "../common/example_threads.h"

#include <l4/schedule.h>
#include <l4io.h>
#include <pinyon/alarm.h>

namespace interrupt {
namespace {

using namespace examples;

constexpr unsigned ticks = 5;
constexpr L4_Word64_t patience_us = 3'000'000;
constexpr L4_Word64_t moment_us = 20'000;
constexpr Word report_label = 1;

constinit L4_ThreadId_t line = {};

bool is_interrupt(L4_MsgTag_t tag)
{
    return L4_IpcSucceeded(tag) && protocol(tag) == PINYON_PROTO_INTERRUPT &&
           L4_UntypedWords(tag) == 0;
}

L4_MsgTag_t wait_for_tick()
{
    return L4_Receive_Timeout(line, L4_TimePeriod(patience_us));
}

// The device is told to ring once more; then one system call acknowledges this interrupt, which
// unmasks the line, and waits for the next.
L4_MsgTag_t acknowledge_and_wait()
{
    pinyon_set_alarm();
    load(0);
    return L4_Call_Timeouts(line, L4_ZeroTime, L4_TimePeriod(patience_us));
}

void acknowledge()
{
    load(0);
    check(L4_IpcSucceeded(L4_Reply(line)), "the interrupt thread waits for its acknowledgement");
}

// ---- What it does

void handle_some()
{
    pinyon_set_alarm();
    L4_MsgTag_t tag = wait_for_tick();
    for (unsigned tick = 1; tick <= ticks; ++tick) {
        check(is_interrupt(tag), "the interrupt comes as a message");
        pinyon_quiet_alarm();  // or a level-triggered line would ring again as soon as unmasked
        printf("tick %u from line %lu\n", tick, L4_ThreadNo(line));
        if (tick < ticks)
            tag = acknowledge_and_wait();
    }
    acknowledge();
}

// Schedule tells what a thread is doing, also of the thread that is an interrupt.
bool line_waits_for_its_handler()
{
    constexpr Word state_mask = 0xFF;
    L4_Time_t slice, quantum;
    return (L4_Timeslice(line, &slice, &quantum) & state_mask) == L4_SCHEDRESULT_PENDING_SEND;
}

// An interrupt that comes while its handler does something else is a message that waits.
void be_late()
{
    pinyon_set_alarm();
    for (L4_Word64_t us = 0; us < patience_us && !line_waits_for_its_handler(); us += moment_us)
        L4_Sleep(L4_TimePeriod(moment_us));
    check(line_waits_for_its_handler(), "the interrupt is on its way");
    check(is_interrupt(L4_Receive_Timeout(line, L4_ZeroTime)), "the message was kept");
    pinyon_quiet_alarm();
    printf("a tick came while the handler slept; it was kept\n");
    acknowledge();
}

void colleague()
{
    pinyon_set_alarm();
    bool const came = is_interrupt(wait_for_tick());
    pinyon_quiet_alarm();
    load(0);
    bool const acknowledged = L4_IpcSucceeded(L4_Reply(line)) != 0;
    load(report_label, {came && acknowledged});
    L4_Send(main_thread());
    L4_Sleep(L4_Never);
}

// The line is given to another thread, which need not have known of it before.
void hand_over()
{
    L4_ThreadId_t const other = start_beside(colleague);
    check(L4_AssociateInterrupt(line, other) != 0, "the line gets another handler");
    L4_MsgTag_t const tag = L4_Receive_Timeout(other, L4_TimePeriod(2 * patience_us));
    check(L4_Label(tag) == report_label && mr(1) == 1, "the other handler gets the interrupt");
    printf("another thread took a tick\n");
    remove(other);
}

void detach()
{
    check(L4_AssociateInterrupt(line, L4_Myself()) != 0, "the line comes back");
    check(L4_DeassociateInterrupt(line) != 0, "the line is detached");
    pinyon_set_alarm();
    check(L4_IpcFailed(L4_Receive_Timeout(line, L4_TimePeriod(moment_us))), "it is silent then");
    pinyon_quiet_alarm();
    printf("a detached line is silent\n");
}

int demonstrate()
{
    begin();
    Word const number = pinyon_start_alarm();
    check(number != PINYON_NO_ALARM, "this machine has a device that a program can drive");
    if (number != PINYON_NO_ALARM) {
        line = L4_GlobalId(number, 1);
        check(L4_AssociateInterrupt(line, L4_Myself()) != 0, "we become the line's handler");
        handle_some();
        be_late();
        hand_over();
        detach();
    }
    return conclude("interrupt");
}

}  // namespace
}  // namespace interrupt

int main()
{
    return interrupt::demonstrate();
}
