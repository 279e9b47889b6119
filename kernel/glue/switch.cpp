// SPDX-License-Identifier: BSD-2-Clause
// The switch to a thread: address space, thread registers, floating-point state.
#include "glue/event.h"

namespace pinyon {

namespace {

void load_space(Cpu& cpu, Space& space)
{
    Kernel& kernel = *cpu.kernel;
    if (cpu.loaded_space == &space && kernel.tags.valid(space))
        return;
    kernel.tags.refresh(space);
    Arch::activate(space.root, space.tag);
    cpu.loaded_space = &space;
}

// A template, since only some ports have this.
template <class A>
void load_ports(Space const& space)
{
    if constexpr (HasIoPorts<A>)
        A::open_ports(space.ports);
}

void switch_fpu(Cpu& cpu, Tcb& thread)
{
    if constexpr (Arch::fpu_lazy) {
        if (cpu.fpu_owner == &thread)
            Arch::enable_fpu();
        else
            Arch::disable_fpu();
    } else {
        take_fpu(cpu, thread);
    }
}

}  // namespace

void take_fpu(Cpu& cpu, Tcb& thread)
{
    if (cpu.fpu_owner == &thread)
        return;
    Arch::enable_fpu();
    if (cpu.fpu_owner)
        Arch::save_fpu(*cpu.fpu_owner->fpu);
    Arch::load_fpu(*thread.fpu);
    cpu.fpu_owner = &thread;
}

Tcb* load_thread(Cpu& cpu, Tcb& thread)
{
    load_space(cpu, *thread.space);
    load_ports<Arch>(*thread.space);
    if (cpu.loaded_thread == &thread)
        return &thread;
    if (cpu.loaded_thread)
        Arch::save_thread(cpu.loaded_thread->frame);
    Arch::load_thread(thread.frame, thread.utcb_pointer);
    switch_fpu(cpu, thread);
    cpu.loaded_thread = &thread;
    return &thread;
}

}  // namespace pinyon
