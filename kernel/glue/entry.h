// SPDX-License-Identifier: BSD-2-Clause
// The way in: what a port's trap code calls, on the CPU's kernel stack, with interrupts off, when
// the current thread's frame is complete. Each call is one event, run to its end; it returns the
// frame of the thread that runs next, which the port then loads (that frame's address is where the
// next trap from user mode must store the registers).
#ifndef PINYON_ENTRY_H
#define PINYON_ENTRY_H

#include "glue/binder.h"

namespace pinyon {

// PINYON_SYS_* of <pinyon/abi.h>; any other number is a system exception (label -4).
[[nodiscard]] Arch::TrapFrame* enter_syscall(Word number);

// The same for these two calls of the running thread, whose frame this is: they are frequent.
[[nodiscard]] Arch::TrapFrame* enter_ipc(Arch::TrapFrame& frame);
[[nodiscard]] Arch::TrapFrame* enter_thread_switch(Arch::TrapFrame& frame);

// A user access to `address` failed; `access` is exactly one right. Faults that software can cure
// (status flags, stale translations) are cured here and never reach a pager.
[[nodiscard]] Arch::TrapFrame* enter_page_fault(Word address, Rights access);

// Only with clause 16: user code may not use `size` ports from `first` on, at least not all.
[[nodiscard]] Arch::TrapFrame* enter_port_fault(unsigned first, unsigned size);

// Any other trap of user code; the frame names it. Label -5, or -4 for foreign system calls.
enum class ExceptionClass : std::uint8_t { architectural, system };
[[nodiscard]] Arch::TrapFrame* enter_exception(ExceptionClass kind);

// One or more interrupts may be pending: takes them all.
[[nodiscard]] Arch::TrapFrame* enter_interrupt();

// Lazy ports only: user code touched the FPU while it was off.
[[nodiscard]] Arch::TrapFrame* enter_fpu_trap();

// The frame into which the registers of the running thread are stored.
[[nodiscard]] Arch::TrapFrame& current_frame();

// Copies `size` bytes at `from` in the running thread's space; false if some are not readable.
[[nodiscard]] bool read_user(UserAddr from, void* to, Word size);

// The end of start-up, called by the port on the boot CPU's kernel stack once start_up() (of
// generic/boot/start_up.h) is done: retires the start-up sections and runs the first thread.
[[noreturn]] void leave_start_up();

// The same for another processor, which Arch::start_cpu() has started as number `nth`: called on
// its own kernel stack, as soon as all is as the boot CPU has it (contract.h, clause 14).
[[noreturn]] void enter_secondary(unsigned nth);

}  // namespace pinyon

#endif  // PINYON_ENTRY_H
