// SPDX-License-Identifier: BSD-2-Clause
// The kernel instance of the machine, and the port's way into its events.
#include "glue/entry.h"

#include "generic/ipc/faults.h"
#include "glue/event.h"
#include "glue/fast_path.h"
#include "glue/instance.h"
#include "glue/panic.h"

namespace pinyon {

constinit Kernel kernel_instance;

namespace {

template <class A>
Cpu& enter_on()
{
    Cpu& cpu = kernel_instance.cpus[A::this_cpu().raw()];
    if constexpr (HasFastPath<A>)
        if (auto* const frame = A::running_frame(); frame && cpu.current)
            adopt_running(cpu, thread_of(*frame));
    return cpu;
}

}  // namespace

Cpu& enter() { return enter_on<Arch>(); }

Arch::TrapFrame* frame_of(Cpu& cpu, Tcb* next)
{
    while (!next) {
        Arch::wait_for_interrupt();
        next = interrupt_event(cpu);
    }
    return &next->frame;
}

Arch::TrapFrame* enter_syscall(Word number)
{
    Cpu& cpu = enter();
    return frame_of(cpu, syscall_event(cpu, number));
}

Arch::TrapFrame* enter_page_fault(Word address, Rights access)
{
    Cpu& cpu = enter();
    return frame_of(cpu, page_fault_event(cpu, UserAddr{address}, access));
}

Arch::TrapFrame* enter_exception(ExceptionClass kind)
{
    Cpu& cpu = enter();
    return frame_of(cpu, exception_event(cpu, kind));
}

Arch::TrapFrame* enter_interrupt()
{
    Cpu& cpu = enter();
    return frame_of(cpu, interrupt_event(cpu));
}

Arch::TrapFrame* enter_fpu_trap()
{
    Cpu& cpu = enter();
    return frame_of(cpu, fpu_event(cpu));
}

Arch::TrapFrame& current_frame() { return enter().current->frame; }

bool read_user(UserAddr from, void* to, Word size)
{
    Cpu& cpu = enter();
    return read_space(*cpu.kernel, *cpu.current->space, from, to, size);
}

void leave_start_up()
{
    Arch::retire_startup();
    Cpu& cpu = enter();
    start_fpu(cpu);
    Arch::resume(*frame_of(cpu, leave(cpu)));
    __builtin_unreachable();
}

void describe_current_thread()
{
    Cpu const& cpu = enter();
    if (!cpu.kernel || !cpu.current) {
        print("no thread is running\n");
        return;
    }
    print_thread(*cpu.current);
    print("\n");
}

}  // namespace pinyon
