// SPDX-License-Identifier: BSD-2-Clause
// The port to a simulated machine in an ordinary process: every clause of the contract, answered
// from the state that host_machine.h shows to the tests.
#ifndef PINYON_HOST_PORT_H
#define PINYON_HOST_PORT_H

#include <algorithm>

#include "arch/host/host_format.h"
#include "glue/port_types.h"

namespace pinyon::host {

// The registers of the simulated CPU: eight for messages, eight for arguments.
struct Registers {
    Word mr[PINYON_REGISTER_WORDS];
    Word arg[8];
    Word ip, sp, flags;
    Word trap, code, address;  // why the last trap happened
    Word thread_pointer;       // the user's own; stays in the CPU while the kernel runs
    Word home;                 // of the thread; no register of the CPU
};

// Bits of Registers::flags.
inline constexpr Word flags_user_modifiable = 0xF;
inline constexpr Word flags_user_mode = 0x100;
inline constexpr Word flag_no_fast_return = 0x8;  // as if only the long way out could restore it

struct FpuRegisters {
    Word value[4];
};

// The register that carries argument `i`, as the binding names it.
constexpr Reg argument(unsigned i)
{
    return Reg{std::uint8_t(PINYON_REGISTER_WORDS + i)};
}

constexpr SyscallBinding make_binding()
{
    Reg const a0 = argument(0), a1 = argument(1), a2 = argument(2), a3 = argument(3);
    Reg const a4 = argument(4), a5 = argument(5), a6 = argument(6);
    return {
        .mr = {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}},
        .ipc = {.to = a0, .from_specifier = a1, .timeouts = a2, .from = a0},
        .exchange_registers = {a0, a1, a2, a3, a4, a5, a6},
        .thread_control = {a0, a1, a2, a3, a4, a0},
        .space_control = {a0, a1, a2, a3, a4, a0, a1},
        .schedule = {a0, a1, a2, a3, a4, a0, a1},
        .thread_switch = {a0},
        .unmap = {a0},
        .processor_control = {a0, a1, a2, a3, a0},
        .memory_control = {.control = a0, .attribute = {a1, a2, a3, a4}, .result = a0},
        .system_clock = {a0},
        .kernel_interface = {a0, a1, a2, a3},
        .debugger = {.argument = a0, .result = a0},
    };
}

struct Port {
    // Clause 1, trap frame.
    using TrapFrame = Registers;
    static Word ip(Registers const& f) { return f.ip; }
    static Word sp(Registers const& f) { return f.sp; }
    static Word flags(Registers const& f) { return f.flags & flags_user_modifiable; }
    static void set_ip(Registers& f, Word ip) { f.ip = ip; }
    static void set_sp(Registers& f, Word sp) { f.sp = sp; }
    static void set_flags(Registers& f, Word flags)
    {
        f.flags = (f.flags & ~flags_user_modifiable) | (flags & flags_user_modifiable);
    }
    static void reset(Registers& f)
    {
        Word const home = f.home;
        f = {};
        f.flags = flags_user_mode;
        f.home = home;
    }
    [[noreturn]] static void resume(Registers& f);  // throws UserMode

    // Clause 2, binding.
    static constexpr SyscallBinding binding = make_binding();

    // Clause 3, exception messages: ip, sp, flags, trap, code, address, arguments, registers.
    static constexpr unsigned exception_words = 22;
    static constexpr ExceptionBlock exception_block{.first = 15, .count = 8, .frame_word = 0};
    static Word exception_word(Registers const& f, unsigned i);
    static void set_exception_word(Registers& f, unsigned i, Word value);

    // Clause 4, page-table format.
    using Format = host::Format;
    static constexpr Word user_end = Word{1} << 47;
    static unsigned page_orders();

    // Clause 5, address spaces.
    static unsigned asid_count();
    static void prepare_root(PhysAddr root);
    static void activate(PhysAddr root, Asid tag);
    static void flush_page(Asid tag, UserAddr page);
    static void flush_asid(Asid tag);
    static void flush_all();
    static constexpr bool flushes_everywhere = false;
    static void code_written(PhysAddr base, Word size);
    static void flush_data(PhysAddr base, Word size);

    // Clause 6, direct map.
    static void* direct(PhysAddr p);
    static PhysAddr physical(void const* v);
    static void copy_message_words(Word* to, Word const* from, unsigned count)
    {
        std::copy(from, from + count, to);
    }

    // Clause 7, clock and timer.
    static Word counter();
    static ClockSource clock_source();
    static void set_timer(Clock when);
    static void stop_timer();

    // Clause 8, interrupts.
    static unsigned irq_lines();
    static bool attachable(IrqLine line);
    static void mask(IrqLine line);
    static void unmask(IrqLine line);
    static Interrupt take_interrupt();
    static bool interrupt_pending();
    static void wait_for_interrupt();

    // Clause 9, thread registers.
    static void save_thread(Registers& f);
    static void load_thread(Registers const& f, UserAddr utcb);
    static void start_thread(Registers& f, UserAddr utcb);

    // Clause 10, floating point.
    using FpuState = FpuRegisters;
    static constexpr Word fpu_state_size() { return sizeof(FpuState); }
    static constexpr bool fpu_lazy = true;
    static void init_fpu(FpuRegisters& s) { s = {}; }
    static void save_fpu(FpuRegisters& s);
    static void load_fpu(FpuRegisters const& s);
    static void enable_fpu();
    static void disable_fpu();

    // Clause 11, console and the end of the machine.
    static void console_put(char c);
    static int console_get();
    static bool select_console(char const* name);
    static char const* console_names();
    [[noreturn]] static void exit_machine(unsigned status);  // throws MachineEnd

    // Clause 12, diagnosis.
    static void print_registers(Registers const& f);
    static void print_features();
    static constexpr FrameRecord frame_record{.link = 0, .return_address = 8};

    // Clause 13, user programs.
    static StubCode stubs();
    static constexpr std::uint16_t elf_machine = 0xFEED;  // no machine runs these files

    // Clause 14, processors.
    using CpuRecord = NoCpuRecord;
    static unsigned cpu_count();
    static CpuId this_cpu();
    static ProcessorFacts processor_facts(CpuId cpu);
    static void poke(CpuId cpu);
    static bool start_cpu(unsigned nth, CpuId cpu);
    static void set_home(Registers& f, CpuId cpu) { f.home = cpu.raw(); }
    static CpuId home_of(Registers const& f) { return CpuId{std::uint16_t(f.home)}; }

    // Clause 15, end of start-up.
    static void retire_startup();

    // Clause 16, I/O ports.
    static bool open_ports(PortMap const& ports);
    static constexpr ReservedPorts reserved_ports = {2, {{0x20, 1}, {0xA0, 1}}};

    // Clause 17, fast path. A test plays the registers on it (tests/unit/simulated_path.h).
    static bool may_return_fast(Registers const& f) { return (f.flags & flag_no_fast_return) == 0; }
    static Word root_word(PhysAddr root, Asid tag) { return root.raw() | tag.raw(); }
    static Registers* running_frame();
    static void load_root(Word root);
    static void load_thread_fast(Registers const& f, UserAddr utcb) { load_thread(f, utcb); }
    [[noreturn]] static void resume_fast(Registers& f, UserAddr utcb);
};

}  // namespace pinyon::host

#endif  // PINYON_HOST_PORT_H
