// SPDX-License-Identifier: BSD-2-Clause
// Sorts the traps that the vectors deliver and hands them to the way in (glue/entry.h).
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_registers.h"
#include "glue/entry.h"
#include "glue/panic.h"

namespace pinyon::arm64 {

constinit Cpu cpus[config::max_cpus];
constinit Cpu* cpu_by_number[config::max_cpus] = {&cpus[0]};
constinit Interrupts interrupts{};

namespace {

constexpr Word syscall_numbers = 32;  // system calls, then debugger operations

// Fault status codes (Arm ARM, ESR_EL1): four kinds of fault, the level in the low two bits.
enum class FaultKind : unsigned { translation = 1, access_flag = 2, permission = 3 };

bool mapping_may_cure(Word esr)
{
    Word const kind = Esr::FaultStatus::get(esr) >> 2;
    return kind == Word(FaultKind::translation) || kind == Word(FaultKind::access_flag)
        || kind == Word(FaultKind::permission);
}

// FAR_EL1 is stale unless the exception sets it, so other exceptions pass 0.
TrapFrame* exception(TrapFrame* frame, Word esr, Word far, ExceptionClass kind)
{
    frame->esr = esr;
    frame->far = far;
    return enter_exception(kind);
}

// Numbers that are not the kernel's are another system's, and become a message.
TrapFrame* system_call(TrapFrame* frame, Word esr)
{
    frame->esr = esr;
    frame->far = 0;
    Word const number = Esr::Immediate::get(esr) - PINYON_SVC_BASE;
    if (number == PINYON_SYS_THREAD_SWITCH)
        return enter_thread_switch(*frame);
    return number < syscall_numbers ? enter_syscall(number)
                                    : enter_exception(ExceptionClass::system);
}

TrapFrame* abort(TrapFrame* frame, Word esr, Rights access)
{
    Word const address = far_el1::read();
    if (mapping_may_cure(esr))
        return enter_page_fault(address, access);
    bool const stale = Esr::NoFaultAddress::get(esr);
    return exception(frame, esr, stale ? 0 : address, ExceptionClass::architectural);
}

// Cache maintenance reports a write but needs, and asks for, only a readable page.
Rights data_access(Word esr)
{
    return Esr::Write::get(esr) && !Esr::CacheOperation::get(esr) ? rights_w : rights_r;
}

}  // namespace

extern "C" TrapFrame* arm64_user_sync(TrapFrame* frame)
{
    Word const esr = esr_el1::read();
    switch (ExceptionCause(Esr::Class::get(esr))) {
    case ExceptionCause::svc:
        return system_call(frame, esr);
    case ExceptionCause::user_instruction_abort:
        return abort(frame, esr, rights_x);
    case ExceptionCause::user_data_abort:
        return abort(frame, esr, data_access(esr));
    case ExceptionCause::fpu_access:
        return enter_fpu_trap();
    }
    return exception(frame, esr, 0, ExceptionClass::architectural);
}

extern "C" TrapFrame* arm64_ipc(TrapFrame* frame)
{
    return enter_ipc(*frame);
}

extern "C" TrapFrame* arm64_user_interrupt(TrapFrame*)
{
    return enter_interrupt();
}

// An asynchronous bus error. Its cause is most likely the thread that ran.
extern "C" TrapFrame* arm64_user_system_error(TrapFrame* frame)
{
    return exception(frame, esr_el1::read(), 0, ExceptionClass::architectural);
}

extern "C" [[noreturn]] void arm64_kernel_trap(Word vector, TrapFrame* frame)
{
    static constexpr char const* names[] = {"synchronous exception", "interrupt", "fast interrupt",
                                            "system error"};
    if (machine_ending())
        end_without_host();
    frame->esr = esr_el1::read();
    frame->far = far_el1::read();
    panic_trap(names[vector % 4], *frame, frame->x[29]);
}

void Port::print_registers(TrapFrame const& f)
{
    print("pc %016lx sp %016lx pstate %lx esr %lx far %016lx\n", f.pc, f.sp, f.pstate, f.esr,
          f.far);
    for (unsigned i = 0; i < 31; ++i)
        print("x%02u %016lx%c", i, f.x[i], i % 4 == 3 || i == 30 ? '\n' : ' ');
}

StubCode Port::stubs()
{
    return {.code = arm64_stubs,
            .size = Word(arm64_stubs_end - arm64_stubs),
            .address = 0,
            .entries = arm64_stub_entries,
            .entry_count = unsigned(arm64_stub_entries_end - arm64_stub_entries)};
}

}  // namespace pinyon::arm64
