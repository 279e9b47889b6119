// SPDX-License-Identifier: BSD-2-Clause
// The switch to a thread: address space, thread registers, floating-point state.
#include "glue/direct_path.h"
#include "glue/event.h"
#include "glue/fast_path.h"

namespace pinyon {

namespace {

void load_space(Cpu& cpu, Space& space)
{
    Kernel& kernel = *cpu.kernel;
    if (cpu.loaded_space == &space)
        return;
    kernel.tags.assign(space);
    if (kernel.tags.shares(space))
        Arch::flush_asid(space.tag);
    Arch::activate(space.root, space.tag);
    space.was_loaded = true;
    cpu.loaded_space = &space;
}

template <class A>
void load_root_word(Tcb& thread)
{
    if constexpr (HasFastPath<A>)
        thread.root_word = A::root_word(thread.space->root, thread.space->tag);
}

void turn_fpu(Cpu& cpu, bool on)
{
    if (cpu.fpu_on == on)
        return;
    if (on)
        Arch::enable_fpu();
    else
        Arch::disable_fpu();
    cpu.fpu_on = on;
}

// Where state is switched with the thread, whoever does not use the FPU finds it off, and empty:
// what speculation may reach of it is nobody's.
void empty_fpu(Cpu& cpu)
{
    if (!cpu.fpu_on)
        return;
    if (cpu.fpu_owner)
        Arch::save_fpu(*cpu.fpu_owner->fpu);
    start_fpu(cpu);
}

void switch_fpu(Cpu& cpu, Tcb& thread)
{
    if constexpr (Arch::fpu_lazy)
        turn_fpu(cpu, cpu.fpu_owner == &thread);
    else if (thread.uses_fpu)
        take_fpu(cpu, thread);
    else
        empty_fpu(cpu);
}

// Most switches are of this kind.
template <class A>
bool loaded_directly(Cpu& cpu, Tcb& thread)
{
    if constexpr (HasFastPath<A>) {
        Tcb* const old = cpu.loaded_thread;
        if (!old || old == &thread || !may_switch_directly(*old, thread) ||
            !goes_on_simply(cpu, thread))
            return false;
        switch_directly(cpu, *old, thread);
        A::load_thread_fast(thread.frame, thread.utcb_pointer);
        return true;
    }
    return false;
}

}  // namespace

void take_fpu(Cpu& cpu, Tcb& thread)
{
    thread.uses_fpu = !Arch::fpu_lazy;
    turn_fpu(cpu, true);
    if (cpu.fpu_owner == &thread)
        return;
    if (cpu.fpu_owner)
        Arch::save_fpu(*cpu.fpu_owner->fpu);
    Arch::load_fpu(*thread.fpu);
    cpu.fpu_owner = &thread;
}

void start_fpu(Cpu& cpu)
{
    Arch::FpuState empty;
    Arch::init_fpu(empty);
    Arch::enable_fpu();
    Arch::load_fpu(empty);
    Arch::disable_fpu();
    cpu.fpu_owner = nullptr;
    cpu.fpu_on = false;
}

Tcb* load_thread(Cpu& cpu, Tcb& thread)
{
    if (loaded_directly<Arch>(cpu, thread))
        return &thread;
    load_space(cpu, *thread.space);
    load_ports(*thread.space);
    if (cpu.loaded_thread != &thread) {
        if (cpu.loaded_thread)
            Arch::save_thread(cpu.loaded_thread->frame);
        Arch::load_thread(thread.frame, thread.utcb_pointer);
        bool const was_on = cpu.fpu_on;
        switch_fpu(cpu, thread);
        // Without it the thread before may go the fast path again.
        if (Arch::fpu_lazy && was_on && cpu.loaded_thread)
            arm_fast_path(cpu, *cpu.loaded_thread);
        cpu.loaded_thread = &thread;
    }
    load_root_word<Arch>(thread);
    arm_fast_path(cpu, thread);
    return &thread;
}

}  // namespace pinyon
