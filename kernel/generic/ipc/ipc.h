// SPDX-License-Identifier: BSD-2-Clause
// Inter-process communication (reference 4.9): rendezvous, transfer, timeouts, aborts. The rules of
// the state machine are in docs/invariants.md. All functions are steps of one event on `cpu`.
#ifndef PINYON_IPC_H
#define PINYON_IPC_H

#include "generic/kernel.h"

namespace pinyon {

// The Ipc system call of the current thread; parameters as in its frame. There is a phase: not both
// ids are nil.
void ipc_call(Cpu& cpu, Tcb& self, ThreadId to, ThreadId from, Timeouts timeouts);

// The kernel sends in the name of `thread` and waits for the answer: fault_words, the frame and
// kernel_op say what. The handler may be nil or dead: then the thread is halted (an interrupt line
// stays masked), or the transfer that it is in is aborted. `thread` has no operation going on other
// than a transfer.
void start_kernel_op(Cpu& cpu, Tcb& thread, KernelOp kind, ThreadId handler);

// The same for a message that nobody answers, two fault_words. It is lost without a handler and,
// unless `waits`, if the handler is not waiting for it.
void start_kernel_notice(Cpu& cpu, Tcb& thread, KernelOp kind, ThreadId handler, bool waits);

// Goes on with the transfer that `sender` drives, until it is over or something waits.
void continue_transfer(Cpu& cpu, Tcb& sender);

// Goes on looking for a sender among those queued at `receiver`, which is `searching`.
void continue_search(Cpu& cpu, Tcb& receiver);

// What decides about queued senders has changed: a thread has died, moved or changed its id, or a
// space has another redirector. If `sender` waits to send, it goes to where it has to wait now, or
// its transfer begins: true then, which is as much as an event should do. Else nothing happens.
[[nodiscard]] bool reconsider_sender(Cpu& cpu, Tcb& sender);

// The deadline of a waiting thread, or of the transfer to it, has come.
void ipc_timed_out(Cpu& cpu, Tcb& thread);

// ExchangeRegisters and ThreadControl: cut the phases named. Tells nothing to partners that were
// only waited for; a partner in a transfer is aborted too (reference 4.2).
struct AbortPhases { bool send, receive; };
void abort_ipc(Cpu& cpu, Tcb& thread, AbortPhases phases);

// `victim` waits for, or is queued to send to, a thread that has ceased to exist.
void partner_died(Cpu& cpu, Tcb& victim);

// The activation of a thread: a closed receive from `pager` made by the kernel.
void await_start(Cpu& cpu, Tcb& thread, ThreadId pager);

// What the API calls the state of a thread (PINYON_SCHED_*; EXREGS receive and send bits).
[[nodiscard]] Word schedule_state(Tcb const& thread);
[[nodiscard]] bool in_send_phase(Tcb const& thread);
[[nodiscard]] bool in_receive_phase(Tcb const& thread);

}  // namespace pinyon

#endif  // PINYON_IPC_H
