// SPDX-License-Identifier: BSD-2-Clause
// One event of the kernel: something happens on a CPU, it is handled to its end, and the outcome
// is new state plus the thread that runs next (null: none, the CPU idles). entry.h wraps these for
// the machine; tests call them directly.
#ifndef PINYON_EVENT_H
#define PINYON_EVENT_H

#include "generic/kernel.h"
#include "glue/entry.h"

namespace pinyon {

// The executing CPU, whose state says again what the machine is doing: the way in starts with this.
[[nodiscard]] Cpu& enter();

// All but the interrupt are events of cpu.current, which ran user code.
[[nodiscard]] Tcb* syscall_event(Cpu& cpu, Word number);
[[nodiscard]] Tcb* page_fault_event(Cpu& cpu, UserAddr address, Rights access);
[[nodiscard]] Tcb* port_fault_event(Cpu& cpu, unsigned first, unsigned size);  // with clause 16
[[nodiscard]] Tcb* exception_event(Cpu& cpu, ExceptionClass kind);
[[nodiscard]] Tcb* fpu_event(Cpu& cpu);
[[nodiscard]] Tcb* interrupt_event(Cpu& cpu);

// The end of every event: long operations in small steps, then the choice and the switch.
[[nodiscard]] Tcb* leave(Cpu& cpu);

// The frame of who runs next; idles until there is somebody.
[[nodiscard]] Arch::TrapFrame* frame_of(Cpu& cpu, Tcb* next);

// The system call of `self`, which executes user code, by number (syscalls.cpp). Returns whether
// the event needs its end: if not, the call has changed nothing but registers of `self`, which goes
// on.
bool dispatch_syscall(Cpu& cpu, Tcb& self, Word number);

// Operation `operation` of the kernel debugger interface (debugger_requests.cpp).
void debugger_request(Cpu& cpu, Tcb& self, Word operation);

// Loads the space, thread registers and floating-point state of `thread`, and returns it
// (switch.cpp).
Tcb* load_thread(Cpu& cpu, Tcb& thread);
void take_fpu(Cpu& cpu, Tcb& thread);
void start_fpu(Cpu& cpu);  // at start-up: empty and off

// Reads user memory of a space through the direct map.
[[nodiscard]] bool read_space(Kernel& kernel, Space& space, UserAddr from, void* to, Word size);

}  // namespace pinyon

#endif  // PINYON_EVENT_H
