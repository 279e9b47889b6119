// SPDX-License-Identifier: BSD-2-Clause
// The system calls of X.2 (reference 4), each with its parameters as values. glue decodes them from
// the registers of the current thread and stores the results; a call that takes more than one
// event leaves a long operation in the thread.
#ifndef PINYON_SYSTEM_CALLS_H
#define PINYON_SYSTEM_CALLS_H

#include "generic/kernel.h"

namespace pinyon {

// Reference 4.3. `utcb`: start of the block, or ~0.
struct ThreadControlCall {
    ThreadId dest, space, scheduler, pager;
    UserAddr utcb;
};
[[nodiscard]] ErrorCode thread_control(Cpu& cpu, Tcb& self, ThreadControlCall const& call);

// Reference 4.3, interrupts: attaches the handler `pager` to the line `dest`, or detaches.
[[nodiscard]] ErrorCode associate_interrupt(Cpu& cpu, Tcb& self, ThreadControlCall const& call);

// Reference 4.8.
struct SpaceControlCall {
    ThreadId space;
    Word control;
    Fpage kip_area, utcb_area;
    ThreadId redirector;
};
// The old control word. It tells, and `control` may set, the limit of the space's account.
[[nodiscard]] Result<Word> space_control(Cpu& cpu, Tcb& self, SpaceControlCall const& call);

// Reference 4.2. In and out share the record.
struct ExchangeRegistersCall {
    ThreadId dest;  // out: the other form of the id, or nil
    Word control, sp, ip, flags, handle;
    ThreadId pager;
};
[[nodiscard]] ErrorCode exchange_registers(Cpu& cpu, Tcb& self, ExchangeRegistersCall& call);

// Reference 4.6. Words that are ~0 leave their part unchanged.
struct ScheduleCall {
    ThreadId dest;
    Word time, processor, priority, preemption;
};
struct ScheduleResult {
    Word state;     // PINYON_SCHED_*
    Word old_time;  // remaining time slice and total quantum, as periods
};
[[nodiscard]] Result<ScheduleResult> schedule(Cpu& cpu, Tcb& self, ScheduleCall const& call);

// Reference 4.5.
void thread_switch(Cpu& cpu, Tcb& self, ThreadId dest);

// Reference 4.7: starts the walk over the fpages in the message registers. False: there was so
// little to do that it is over, and the thread goes on.
bool unmap(Cpu& cpu, Tcb& self);

// Reference 4.11: starts the walk over the fpages in the message registers.
void memory_control(Cpu& cpu, Tcb& self);
void memory_control_step(Cpu& cpu, Tcb& thread);

// The call of `self` made a step and is to be made again: its parameters stay in the registers.
void repeat_call(Tcb& self, Word number);

// One step of the long operation of a thread.
void long_op_step(Cpu& cpu, Tcb& thread);

}  // namespace pinyon

#endif  // PINYON_SYSTEM_CALLS_H
