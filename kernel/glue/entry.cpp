// SPDX-License-Identifier: BSD-2-Clause
// The kernel instance of the machine, and the port's way into its events.
#include "glue/entry.h"

#include "generic/ipc/faults.h"
#include "glue/direct_report.h"
#include "glue/event.h"
#include "glue/fast_path.h"
#include "glue/instance.h"
#include "glue/panic.h"
#include "glue/processors.h"

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

// A template, since only ports with a fast path have this.
template <class A = Arch>
[[gnu::always_inline]] inline void resume_directly(Tcb& partner)
{
    if constexpr (HasFastPath<A>)
        A::resume_fast(partner.frame, partner.utcb_pointer);
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

[[gnu::noinline]] Arch::TrapFrame* enter_syscall(Word number)
{
    Cpu& cpu = enter();
    return frame_of(cpu, syscall_event(cpu, number));
}

// What is not mere words to a thread that waits for them. A function of its own, so that the one
// below has nothing to keep across calls.
[[gnu::noinline]] static Arch::TrapFrame* enter_other_ipc(Arch::TrapFrame& frame)
{
    Cpu& cpu = kernel_instance.cpus[Arch::this_cpu().raw()];
    if (Tcb* const partner = direct_map(cpu, thread_of(frame)))
        resume_directly(*partner);
    if (Tcb* const asker = direct_answer(cpu, thread_of(frame)))
        return &load_directly(asker)->frame;
    return enter_syscall(PINYON_SYS_IPC);
}

Arch::TrapFrame* enter_ipc(Arch::TrapFrame& frame)
{
    Cpu& cpu = kernel_instance.cpus[Arch::this_cpu().raw()];
    if (Tcb* const partner = direct_ipc(cpu, thread_of(frame))) [[likely]]
        resume_directly(*partner);
    return enter_other_ipc(frame);
}

Arch::TrapFrame* enter_thread_switch(Arch::TrapFrame& frame)
{
    Cpu& cpu = kernel_instance.cpus[Arch::this_cpu().raw()];
    Tcb* const next = direct_thread_switch(cpu, thread_of(frame));
    if (!next) [[unlikely]]
        return enter_syscall(PINYON_SYS_THREAD_SWITCH);
    return &load_directly(next)->frame;
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
    if constexpr (config::max_cpus > 1)
        release_processors(*cpu.kernel);
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
