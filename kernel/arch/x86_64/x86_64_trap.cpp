// SPDX-License-Identifier: BSD-2-Clause
// Sorts the traps that the entry code delivers and hands them to the way in (glue/entry.h).
#include "arch/x86_64/x86_64_cpu.h"
#include "arch/x86_64/x86_64_debugger.h"
#include "arch/x86_64/x86_64_fast_path.h"
#include "arch/x86_64/x86_64_gates.h"
#include "arch/x86_64/x86_64_layout.h"
#include "arch/x86_64/x86_64_per_cpu.h"
#include "arch/x86_64/x86_64_ports.h"
#include "arch/x86_64/x86_64_thread.h"
#include "glue/entry.h"
#include "glue/panic.h"

namespace pinyon::x86_64 {

constinit Gate gates[256]{};

namespace {

// Left in the frame by SYSCALL stubs: the number in the low half of RBP (x86_64_stubs.S).
constexpr unsigned high_half = 32;

// Any other SYSCALL is meant for another system.
constexpr unsigned syscall_bytes = 2;
bool in_stub_page(Word ip) { return ip - stub_page < page_size; }

TrapFrame* page_fault(TrapFrame* frame)
{
    frame->fault_address = read_cr2();
    if (frame->error & PageFaultError::reserved_bit)
        panic_trap("malformed page table", *frame, 0);
    if (frame->error & PageFaultError::fetch)
        return enter_page_fault(frame->fault_address, rights_x);
    return enter_page_fault(frame->fault_address,
                            frame->error & PageFaultError::write ? rights_w : rights_r);
}

// INT n is how other systems are called: no gate but that of INT3 is open to it, and the error code
// says that it was tried. One with a prefix is left as the mistake that it is.
bool skip_software_interrupt(TrapFrame& frame)
{
    constexpr Word source = 7, gate_of_instruction = 2;
    constexpr std::uint8_t int_n = 0xcd;
    std::uint8_t code[2];
    if ((frame.error & source) != gate_of_instruction
        || !read_user(UserAddr{frame.rip}, code, sizeof code) || code[0] != int_n)
        return false;
    frame.rip += sizeof code;
    frame.vector = code[1];
    frame.error = 0;
    return true;
}

// Mostly a mistake of the program; but this is also how the CPU refuses a port.
TrapFrame* general_protection(TrapFrame* frame)
{
    if (skip_software_interrupt(*frame))
        return enter_exception(ExceptionClass::system);
    PortAccess const access = frame->error == 0 ? port_access(*frame) : PortAccess{};
    if (access.size == 0)
        return enter_exception(ExceptionClass::architectural);
    return enter_port_fault(access.first, access.size);
}

// `lock nop`, which no CPU executes, is how X.2 asks for the kernel interface page.
TrapFrame* invalid_opcode(TrapFrame* frame)
{
    std::uint8_t code[2];
    if (!read_user(UserAddr{frame->rip}, code, sizeof code) || code[0] != 0xf0 || code[1] != 0x90)
        return enter_exception(ExceptionClass::architectural);
    frame->rip += sizeof code;
    return enter_syscall(PINYON_SYS_KERNEL_INTERFACE);
}

TrapFrame* breakpoint(TrapFrame* frame)
{
    DebuggerRequest const request = debugger_request(*frame);
    if (!request.valid)
        return enter_exception(ExceptionClass::architectural);
    if (request.operation == PINYON_KDB_ENTER && request.text != 0)
        frame->rax = request.text;
    return enter_syscall(PINYON_SYS_DEBUGGER + request.operation);
}

}  // namespace

extern "C" TrapFrame* x86_64_syscall(TrapFrame* frame)
{
    if (frame->rip == ipc_return)
        return enter_ipc(*frame);
    frame->vector = vector_syscall;
    frame->error = 0;
    if (!in_stub_page(frame->rip - syscall_bytes))
        return enter_exception(ExceptionClass::system);
    auto const number = std::uint32_t(frame->rbp);
    frame->error = number;
    if (number == PINYON_SYS_THREAD_SWITCH)
        return enter_thread_switch(*frame);
    if (number == PINYON_SYS_ARCH0) {
        set_fs_base(frame->rdi);
        return frame;
    }
    if (number == PINYON_SYS_MEMORY_CONTROL) {
        frame->rcx = frame->rdi;
        frame->r11 = frame->rbp >> high_half;
    }
    return enter_syscall(number);
}

extern "C" TrapFrame* x86_64_trap(TrapFrame* frame)
{
    switch (frame->vector) {
    case vector_page_fault:
        return page_fault(frame);
    case vector_general_protection:
        return general_protection(frame);
    case vector_invalid_opcode:
        return invalid_opcode(frame);
    case vector_breakpoint:
        return breakpoint(frame);
    case vector_fpu_off:
        return enter_fpu_trap();
    case vector_debug:
        clear_dr6();
        break;
    case vector_double_fault:
        panic_trap("double fault", *frame, 0);
    case vector_machine_check:
        panic_trap("machine check", *frame, 0);
    default:
        if (frame->vector >= vector_pic) {
            here().pending_vector = frame->vector;
            return enter_interrupt();
        }
    }
    return enter_exception(ExceptionClass::architectural);
}

// What the CPU and the entry code push.
struct HardwareFrame {
    Word vector_less_128, error, rip, cs, rflags, rsp, ss;
};

// GS may still be the user's; the stack is the kernel's, but for the first steps of start-up.
void find_own_record(TrapFrame const* frame)
{
    CpuId const cpu = cpu_of_stack(reinterpret_cast<Word>(frame));
    if (several && cpu.raw() < config::max_cpus)
        write_msr(Msr::gs_base, reinterpret_cast<Word>(&record_of(cpu)));
}

extern "C" [[noreturn]] void x86_64_kernel_trap(TrapFrame* frame, HardwareFrame const* hardware)
{
    find_own_record(frame);
    frame->vector = hardware->vector_less_128 + 128;
    frame->error = hardware->error;
    frame->rip = hardware->rip;
    frame->rflags = hardware->rflags;
    frame->rsp = hardware->rsp;
    frame->fault_address = frame->vector == vector_page_fault ? read_cr2() : 0;
    char const* const what = frame->vector == vector_page_fault     ? "page fault"
                           : frame->vector == vector_double_fault   ? "double fault"
                           : frame->vector == vector_machine_check  ? "machine check"
                                                                    : "exception";
    panic_trap(what, *frame, frame->rbp);
}

// Nobody has a use for it yet. It is not reported: it would tear the line that it interrupts.
extern "C" void x86_64_nmi() {}

}  // namespace pinyon::x86_64
