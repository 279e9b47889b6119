// SPDX-License-Identifier: BSD-2-Clause
// The kernel's state: one object, made of per-CPU parts and pools. There is no other.
#ifndef PINYON_KERNEL_H
#define PINYON_KERNEL_H

#include "config.h"
#include "generic/io/io_ports.h"
#include "generic/kip.h"
#include "generic/memory/mapping.h"
#include "generic/threads/tag_allocator.h"
#include "generic/threads/tcb.h"
#include "generic/threads/thread_table.h"
#include "generic/time/ready_queues.h"
#include "generic/time/timer_queue.h"

namespace pinyon {

struct Kernel;

// One CPU. Invariants are listed in docs/invariants.md.
struct Cpu {
    Kernel* kernel = nullptr;
    CpuId id{};
    Tcb* current = nullptr;        // whose event is handled; null = idle
    ReadyQueues ready;
    TimerQueue timers;
    Clock timer_programmed = clock_never;

    Tcb* slice_owner = nullptr;    // whose time runs down: differs from current under donation
    Clock charged_until{};         // what its slice and quantum still held then is in the owner
    Clock slice_end = clock_never; // of either, whichever is over first
    Tcb* delaying = nullptr;       // current, if it delays its preemption; else null
    Clock delay_end{};             // until then

    // What the event in progress found out for the choice of the next thread (scheduler.h).
    Tcb* preferred = nullptr;      // partner of an IPC, not queued: may run on the present slice
    Tcb* forced = nullptr;         // ThreadSwitch names it
    int newcomer = -1;             // highest priority that became ready
    bool rotate = false;           // current goes to the end of its queue
    bool asynchronous = false;     // the event is an interrupt

    Tcb* fpu_owner = nullptr;      // whose state is in the FPU
    Space* loaded_space = nullptr;
    Tcb* loaded_thread = nullptr;  // whose thread registers are in the CPU
    bool fpu_on = false;           // the current thread can use the FPU

    [[no_unique_address]] Arch::CpuRecord record{};  // the port's own
};

// What the reaper has in work (reaper.h): at most one scan, one thread and one space.
struct Dying {
    ThreadId old_id{};             // whoever waits for this id is told; nil: none has gone
    Tcb* scan = nullptr;           // next thread to look at
    Tcb* thread = nullptr;         // disappears after the scan
    Space* space = nullptr;        // has lost its last thread
    UserAddr cursor{};             // progress in it
};

struct Kernel {
    Account account;               // what belongs to no space
    KernelFrames frames;
    Mapping mapping;
    [[no_unique_address]] std::conditional_t<HasIoPorts<Arch>, IoPorts, NoPorts> ports;
    Pool<Tcb> tcbs;
    Pool<Space> spaces;
    Pool<Arch::FpuState, Arch::fpu_state_size> fpu_states;
    TagAllocator tags;
    ThreadTable threads;
    Tcb* all_threads = nullptr;    // AllList
    Dying dying;
    bool unborn_awaited = false;   // a start message was awaited from an id that no thread had

    KernelInterfacePage* kip = nullptr;
    Frame kip_frame{};
    Frame stub_frame{};            // where Arch::stubs().address is not 0
    PhysAddr empty_root{};         // page table with nothing of users: for CPUs without a space
    unsigned system_base = 0;      // first number that is no interrupt line
    unsigned user_base = 0;        // first user thread number

    unsigned cpu_count = 1;        // those that have come up; the first of `cpus`
    Cpu cpus[config::max_cpus];

    [[nodiscard]] Cpu& home_of(Tcb const& t)
    {
        return cpus[config::max_cpus == 1 ? 0 : t.home.raw()];
    }
};

}  // namespace pinyon

#endif  // PINYON_KERNEL_H
