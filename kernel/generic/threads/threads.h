// SPDX-License-Identifier: BSD-2-Clause
// The life of threads and spaces below the system calls (reference 5): making, activating, moving.
#ifndef PINYON_THREADS_H
#define PINYON_THREADS_H

#include "generic/kernel.h"

namespace pinyon {

// An unconfigured space without threads. Its account is its own. Where stubs have a page of their
// own, that is mapped from the start.
[[nodiscard]] Result<Space*> new_space(Kernel& kernel);

// Maps a page of the kernel's own choice. Errors: no_memory; again: a step of flushing what the
// space had mapped there was made.
[[nodiscard]] ErrorCode map_kernel_page(Kernel& kernel, Space& space, UserAddr page, Frame frame,
                                        Rights rights);

// Gives a space without active threads its areas. Errors: utcb_area, kip_area, no_memory, again;
// then neither area has changed.
[[nodiscard]] ErrorCode configure_space(Kernel& kernel, Space& space, Fpage kip, Fpage utcb);

// Takes back a space that never had a thread.
void discard_space(Kernel& kernel, Space& space);

// The end of a space whose mappings and tables are gone.
void release_space(Kernel& kernel, Space& space);

// An inactive thread with a free number; `id` is global. Space null: an interrupt thread.
[[nodiscard]] Result<Tcb*> new_thread(Cpu& cpu, ThreadId id, Space* space, ThreadId scheduler);

// Takes back an inactive thread that nobody knows yet.
void discard_thread(Kernel& kernel, Tcb& thread);

// Gives an inactive thread of a configured space its UTCB (start of the block) and FPU state. It
// does not run yet: see await_start(). Errors: utcb_area, no_memory, again; then nothing has
// changed.
[[nodiscard]] ErrorCode activate_thread(Kernel& kernel, Tcb& thread, UserAddr utcb_block,
                                        ThreadId pager);

// Moves a thread without an operation to another space; an active one to the UTCB given there,
// with its UTCB contents. Errors: utcb_area, no_memory, again; then nothing has changed.
[[nodiscard]] ErrorCode move_thread(Kernel& kernel, Tcb& thread, Space& to, UserAddr utcb_block);

// Takes an inactive thread back into the space that it has just left, whatever the limit there.
void return_thread(Tcb& thread, Space& to);

// Frees the UTCB and FPU state and takes the thread out of its space.
void dismantle_thread(Kernel& kernel, Tcb& thread);

// Whether [base, last] of an area lies in the user area.
[[nodiscard]] bool in_user_area(Fpage area);

}  // namespace pinyon

#endif  // PINYON_THREADS_H
