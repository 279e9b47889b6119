// SPDX-License-Identifier: BSD-2-Clause
// The larger answers of the port: interrupts, diagnosis, stubs, the end.
#include "glue/binder.h"

#include "generic/print.h"

extern "C" {
extern std::byte const riscv64_stubs[], riscv64_stubs_end[];
extern pinyon::StubCode::Entry const riscv64_stub_entries[], riscv64_stub_entries_end[];
}

namespace pinyon::riscv64 {

constinit Machine machine{};

Interrupt Port::take_interrupt()
{
    Word const pending = read<Sip>() & read<Sie>();
    if (pending & Sip::Timer::mask) {
        stop_timer();
        return {.kind = Interrupt::Kind::timer, .line = {}};
    }
    if (pending & Sip::Software::mask) {
        // What the poke is about is read after this: a poke that comes later is another one.
        clear_bits<Sip>(Sip::Software::mask);
        asm volatile("fence o, r" : : : "memory");
        return {.kind = Interrupt::Kind::poke, .line = {}};
    }
    if (pending & Sip::External::mask) {
        if (unsigned const source = machine.interrupts.claim(this_processor().interrupts))
            return {.kind = Interrupt::Kind::line, .line = IrqLine{source}};
    }
    return {};
}

// User code has been placed through other processors, too.
void Port::retire_startup()
{
    unmap_image(kernel_base, address_of_symbol(kernel_start));
    code_written(PhysAddr{}, 0);
}

// The test device ends the machine with a status, and so does an emulator that listens. Firmware
// knows only success and failure, and some cannot end the machine.
void Port::exit_machine(unsigned status)
{
    constexpr std::uint32_t pass = 0x5555, fail = 0x3333;
    if (machine.exit_register != 0)
        mmio_write<std::uint32_t>(machine.exit_register, status == 0 ? pass : status << 16 | fail);
    riscv64_semihosting_exit(status);
    sbi::shut_down(status != 0);
    for (;;)
        asm volatile("wfi");
}

void Port::print_registers(TrapFrame const& f)
{
    static constexpr char names[][4] = {
        "x0", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",
        "a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5",
        "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
    print("pc  %016lx  scause %lx  stval %016lx\n", f.ip(), f.cause, f.value);
    for (unsigned i = ra; i <= t6; ++i)
        print("%s%s %016lx%s", names[i], names[i][2] == '\0' ? " " : "", f.x(i),
              i % 4 == 0 || i == t6 ? "\n" : "  ");
}

StubCode Port::stubs()
{
    return {.code = riscv64_stubs,
            .size = Word(riscv64_stubs_end - riscv64_stubs),
            .address = 0,
            .entries = riscv64_stub_entries,
            .entry_count = unsigned(riscv64_stub_entries_end - riscv64_stub_entries)};
}

}  // namespace pinyon::riscv64
