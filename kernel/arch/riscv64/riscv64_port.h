// SPDX-License-Identifier: BSD-2-Clause
// The riscv64 port: the contract's clauses in their order, each answered here or by a named part.
#ifndef PINYON_RISCV64_PORT_H
#define PINYON_RISCV64_PORT_H

#include "arch/riscv64/riscv64_fast_path.h"
#include "arch/riscv64/riscv64_format.h"
#include "arch/riscv64/riscv64_frame.h"
#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_mmu.h"
#include "arch/riscv64/riscv64_sbi.h"

extern "C" {
[[noreturn]] void riscv64_resume(pinyon::riscv64::TrapFrame* frame);
void riscv64_save_fpu(pinyon::riscv64::FpuState* state);
void riscv64_load_fpu(pinyon::riscv64::FpuState const* state);
void riscv64_semihosting_exit(pinyon::Word status);
}

namespace pinyon::riscv64 {

struct Port {
    // Clause 1, trap frame. A return to any IP or SP is safe: user mode takes the fault.
    using TrapFrame = riscv64::TrapFrame;
    static Word ip(TrapFrame const& f) { return f.ip(); }
    static Word sp(TrapFrame const& f) { return f.x(riscv64::sp); }
    static Word flags(TrapFrame const&) { return 0; }
    static void set_ip(TrapFrame& f, Word ip) { f.set_ip(ip); }
    static void set_sp(TrapFrame& f, Word sp) { f.set_x(riscv64::sp, sp); }
    static void set_flags(TrapFrame&, Word) {}
    static void reset(TrapFrame& f) { f.reset(); }
    [[noreturn]] static void resume(TrapFrame& f) { riscv64_resume(&f); }

    // Clause 2, binding.
    static constexpr SyscallBinding binding = make_binding();

    // Clause 3, exception messages.
    static constexpr unsigned exception_words = riscv64::exception_words;
    static constexpr ExceptionBlock exception_block = riscv64::exception_block;
    static Word exception_word(TrapFrame const& f, unsigned i)
    {
        return riscv64::exception_word(f, i);
    }
    static void set_exception_word(TrapFrame& f, unsigned i, Word value)
    {
        riscv64::set_exception_word(f, i, value);
    }

    // Clause 4, page-table format.
    using Format = riscv64::Format;
    static constexpr Word user_end = Word{1} << 38;
    static unsigned page_orders() { return 3; }

    // Clause 5, address spaces.
    static unsigned asid_count() { return machine.asids; }
    static void prepare_root(PhysAddr root) { riscv64::prepare_root(root); }
    static void activate(PhysAddr root, Asid tag) { riscv64::activate(root, tag); }
    static void flush_page(Asid tag, UserAddr page) { riscv64::flush_page(tag, page); }
    static void flush_asid(Asid tag) { riscv64::flush_asid(tag); }
    static void flush_all() { riscv64::flush_all(); }
    static constexpr bool flushes_everywhere = false;
    static void code_written(PhysAddr, Word) { asm volatile("fence.i" : : : "memory"); }
    static void flush_data(PhysAddr base, Word size) { riscv64::flush_data(base, size); }

    // Clause 6, direct map.
    static void* direct(PhysAddr p) { return riscv64::direct(p); }
    static PhysAddr physical(void const* v) { return riscv64::physical(v); }
    [[gnu::always_inline]]
    static void copy_message_words(Word* to, Word const* from, unsigned count)
    {
        riscv64::copy_message_words(to, from, count);
    }

    // Clause 7, clock and timer.
    static Word counter() { return Timer::counter(); }
    static ClockSource clock_source() { return machine.timer.source(); }
    static void set_timer(Clock when) { machine.timer.set(when); }
    static void stop_timer() { machine.timer.stop(); }

    // Clause 8, interrupts: lines are sources of the controller, 0 is none.
    static unsigned irq_lines() { return machine.interrupts.sources() + 1; }
    static bool attachable(IrqLine line) { return line.raw() > 0 && line.raw() < irq_lines(); }
    static void mask(IrqLine line) { machine.interrupts.mask(line.raw()); }
    static void unmask(IrqLine line) { machine.interrupts.unmask(line.raw()); }
    static void route(IrqLine line, CpuId cpu)
    {
        machine.interrupts.route(line.raw(), processor_of(cpu).interrupts);
    }
    static Interrupt take_interrupt();
    static bool interrupt_pending() { return (read<Sip>() & read<Sie>()) != 0; }
    static void wait_for_interrupt()
    {
        while (!interrupt_pending())
            asm volatile("wfi" : : : "memory");
    }

    // Clause 9, thread registers: the frame holds them all, tp with the UTCB pointer among them.
    static void save_thread(TrapFrame&) {}
    static void load_thread(TrapFrame const&, UserAddr) {}
    static void start_thread(TrapFrame& f, UserAddr utcb) { f.set_x(riscv64::tp, utcb.raw()); }

    // Clause 10, floating point.
    using FpuState = riscv64::FpuState;
    static constexpr Word fpu_state_size() { return sizeof(FpuState); }
    static constexpr bool fpu_lazy = true;
    static void init_fpu(FpuState& s) { s = {}; }
    static void save_fpu(FpuState& s) { riscv64_save_fpu(&s); }
    static void load_fpu(FpuState const& s) { riscv64_load_fpu(&s); }
    static void enable_fpu() { set_bits<Sstatus>(Sstatus::fs_initial); }
    static void disable_fpu() { clear_bits<Sstatus>(Sstatus::Fs::mask); }

    // Clause 11, console and end.
    static void console_put(char c) { machine.console.put(c); }
    static int console_get() { return machine.console.get(); }
    static bool select_console(char const* name);
    static char const* console_names();
    [[noreturn]] static void exit_machine(unsigned status);

    // Clause 12, diagnosis: s0 points above the return address and the caller's s0.
    static void print_registers(TrapFrame const& f);
    static void print_features();
    static constexpr FrameRecord frame_record{.link = -16, .return_address = -8};

    // Clause 13, stubs.
    static StubCode stubs();
    static constexpr std::uint16_t elf_machine = 243;  // EM_RISCV

    // Clause 14, processors.
    using CpuRecord = NoCpuRecord;
    static unsigned cpu_count() { return machine.processors; }
    static CpuId this_cpu() { return config::max_cpus > 1 ? this_processor().id : CpuId{0}; }
    static ProcessorFacts processor_facts(CpuId cpu) { return processor_of(cpu).facts; }
    static void poke(CpuId cpu) { sbi::send_ipi(processor_of(cpu).hart); }
    static bool start_cpu(unsigned nth, CpuId cpu) { return start_processor(nth, cpu); }
    static void set_home(TrapFrame& f, CpuId cpu) { riscv64::set_home(f.home, cpu); }
    static CpuId home_of(TrapFrame const& f) { return riscv64::home_of(f.home); }

    // Clause 15, end of start-up.
    static void retire_startup();

    // Clause 17, fast path.
    static bool may_return_fast(TrapFrame const& f) { return FastPath::may_return(f); }
    static Word root_word(PhysAddr root, Asid tag) { return FastPath::root_word(root, tag); }
    static TrapFrame* running_frame() { return FastPath::running_frame(); }
    static void load_root(Word root) { write<Satp>(root); }
    static void load_thread_fast(TrapFrame const&, UserAddr) {}
    [[noreturn]] static void resume_fast(TrapFrame& f, UserAddr) { FastPath::resume(f); }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_PORT_H
