// SPDX-License-Identifier: BSD-2-Clause
// Sorts the traps that the entry code delivers and hands them to the way in (glue/entry.h).
#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_processor.h"
#include "glue/entry.h"
#include "glue/panic.h"

extern "C" {
pinyon::riscv64::TrapFrame* riscv64_user_trap(pinyon::riscv64::TrapFrame* frame);
pinyon::riscv64::TrapFrame* riscv64_ipc(pinyon::riscv64::TrapFrame* frame);
[[noreturn]] void riscv64_kernel_trap(pinyon::riscv64::TrapFrame* frame);
}

namespace pinyon::riscv64 {

namespace {

constexpr Word syscall_numbers = 32;  // system calls, then debugger operations
constexpr unsigned ecall_size = 4;

// Any but Ipc. Numbers that are not the kernel's are another system's, and become a message.
TrapFrame* system_call(TrapFrame& frame)
{
    Word const number = frame.x(a7) - Word(PINYON_ECALL_BASE);
    if (number >= syscall_numbers)
        return enter_exception(ExceptionClass::system);
    frame.set_ip(frame.ip() + ecall_size);
    if (number == PINYON_SYS_THREAD_SWITCH)
        return enter_thread_switch(frame);
    return enter_syscall(number);
}

// Floating-point loads and stores of the C extension: quadrants 0 and 2, funct3 1 and 5.
constexpr bool compressed_uses_fpu(std::uint16_t code)
{
    unsigned const quadrant = code & 3, function = code >> 13;
    return (quadrant == 0 || quadrant == 2) && (function == 1 || function == 5);
}

// F and D instructions and accesses to fflags, frm and fcsr (Unprivileged ISA 20191213, table
// 24.1). A vector instruction among them traps again, with the FPU on.
constexpr bool uses_fpu(std::uint32_t code)
{
    unsigned const csr_function = code >> 12 & 3, csr = code >> 20;
    switch (code & 0x7f) {
    case 0x07: case 0x27:                        // LOAD-FP, STORE-FP
    case 0x43: case 0x47: case 0x4b: case 0x4f:  // fused multiply-add
    case 0x53:                                   // OP-FP
        return true;
    case 0x73:                                   // SYSTEM
        return csr_function != 0 && csr >= 1 && csr <= 3;
    }
    return false;
}
static_assert(uses_fpu(0x02a5'7553) && uses_fpu(0x0030'2573) && !uses_fpu(0x1000'2573));
static_assert(compressed_uses_fpu(0x2100) && !compressed_uses_fpu(0x6108));

constexpr bool is_long(std::uint32_t code) { return (code & 3) == 3; }

// 0, which is no instruction, if it cannot be read.
std::uint32_t read_instruction(UserAddr ip)
{
    std::uint16_t low, high;
    if (!read_user(ip, &low, sizeof low))
        return 0;
    if (!is_long(low))
        return low;
    return read_user(ip + sizeof low, &high, sizeof high) ? std::uint32_t{high} << 16 | low : 0;
}

// stval has the instruction, or 0 where the CPU does not tell.
bool instruction_uses_fpu(TrapFrame const& frame)
{
    std::uint32_t const code = frame.value != 0 ? std::uint32_t(frame.value)
                                                : read_instruction(UserAddr{frame.ip()});
    return is_long(code) ? uses_fpu(code) : compressed_uses_fpu(std::uint16_t(code));
}

TrapFrame* illegal_instruction(TrapFrame const& frame)
{
    bool const off = (read<Sstatus>() & Sstatus::Fs::mask) == 0;
    if (machine.fpu && off && instruction_uses_fpu(frame))
        return enter_fpu_trap();
    return enter_exception(ExceptionClass::architectural);
}

char const* trap_name(Word cause)
{
    static constexpr char const* names[] = {
        "misaligned fetch", "fetch access fault", "illegal instruction", "breakpoint",
        "misaligned load", "load access fault", "misaligned store", "store access fault",
        "system call", "firmware call", "reserved trap", "reserved trap",
        "fetch page fault", "load page fault", "reserved trap", "store page fault"};
    return cause < sizeof names / sizeof names[0] ? names[cause] : "interrupt";
}

bool on_kernel_stack(Word address)
{
    KernelStack const& stack = riscv64_kernel_stacks[&this_processor() - riscv64_processors];
    Word const bottom = address_of_symbol(stack.stack);
    return address > bottom && address <= bottom + sizeof stack.stack;
}

// Where the back-trace starts. A function that calls nothing keeps its caller's frame pointer where
// others keep the return address, which is in ra: its record is made up in the unused stack.
Word frame_pointer(TrapFrame const& frame)
{
    Word const pointer = frame.x(s0), stack = frame.x(sp);
    if (!on_kernel_stack(pointer) || pointer % sizeof(Word) != 0)
        return 0;
    Word const kept = reinterpret_cast<Word const*>(pointer)[-1];
    if (!on_kernel_stack(kept) || !on_kernel_stack(stack - 2 * sizeof(Word)))
        return pointer;
    auto* const record = reinterpret_cast<Word*>(stack);
    record[-1] = frame.x(ra);
    record[-2] = kept;
    return stack;
}

}  // namespace

}  // namespace pinyon::riscv64

using namespace pinyon;
using namespace pinyon::riscv64;

TrapFrame* riscv64_user_trap(TrapFrame* frame)
{
    if (frame->cause & cause_interrupt)
        return enter_interrupt();
    switch (Cause(frame->cause)) {
    case Cause::ecall_user:
        return system_call(*frame);
    case Cause::fetch_page_fault:
        return enter_page_fault(frame->value, rights_x);
    case Cause::load_page_fault:
        return enter_page_fault(frame->value, rights_r);
    case Cause::store_page_fault:
        return enter_page_fault(frame->value, rights_w);
    case Cause::illegal_instruction:
        return illegal_instruction(*frame);
    default:
        return enter_exception(ExceptionClass::architectural);
    }
}

TrapFrame* riscv64_ipc(TrapFrame* frame)
{
    return enter_ipc(*frame);
}

void riscv64_kernel_trap(TrapFrame* frame)
{
    panic_trap(trap_name(frame->cause), *frame, frame_pointer(*frame));
}
