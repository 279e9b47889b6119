// SPDX-License-Identifier: BSD-2-Clause
// The kernel instance of the machine, and the port's way into its events.
#include "glue/entry.h"

#include "generic/ipc/faults.h"
#include "glue/event.h"
#include "glue/instance.h"
#include "glue/panic.h"

namespace pinyon {

namespace {

constinit Kernel instance;

Cpu& this_cpu() { return instance.cpus[Arch::this_cpu().raw()]; }

}  // namespace

Kernel& the_kernel() { return instance; }

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
    Cpu& cpu = this_cpu();
    return frame_of(cpu, syscall_event(cpu, number));
}

Arch::TrapFrame* enter_page_fault(Word address, Rights access)
{
    Cpu& cpu = this_cpu();
    return frame_of(cpu, page_fault_event(cpu, UserAddr{address}, access));
}

Arch::TrapFrame* enter_exception(ExceptionClass kind)
{
    Cpu& cpu = this_cpu();
    return frame_of(cpu, exception_event(cpu, kind));
}

Arch::TrapFrame* enter_interrupt()
{
    Cpu& cpu = this_cpu();
    return frame_of(cpu, interrupt_event(cpu));
}

Arch::TrapFrame* enter_fpu_trap()
{
    Cpu& cpu = this_cpu();
    return frame_of(cpu, fpu_event(cpu));
}

Arch::TrapFrame& current_frame() { return this_cpu().current->frame; }

bool read_user(UserAddr from, void* to, Word size)
{
    Cpu& cpu = this_cpu();
    return read_space(*cpu.kernel, *cpu.current->space, from, to, size);
}

void leave_start_up()
{
    Arch::retire_startup();
    Cpu& cpu = this_cpu();
    Arch::resume(*frame_of(cpu, leave(cpu)));
    __builtin_unreachable();
}

void describe_current_thread()
{
    Cpu const& cpu = this_cpu();
    if (!cpu.kernel || !cpu.current) {
        print("no thread is running\n");
        return;
    }
    print_thread(*cpu.current);
    print("\n");
}

}  // namespace pinyon
