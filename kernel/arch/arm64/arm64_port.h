// SPDX-License-Identifier: BSD-2-Clause
// The arm64 port: the contract's clauses in their order, each answered here or by a named part.
#ifndef PINYON_ARM64_PORT_H
#define PINYON_ARM64_PORT_H

#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_entry.h"
#include "arch/arm64/arm64_fast_path.h"
#include "arch/arm64/arm64_format.h"
#include "arch/arm64/arm64_frame.h"
#include "arch/arm64/arm64_interrupt_controller.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_mmu.h"

namespace pinyon::arm64 {

struct Port {
    // Clause 1, trap frame. A return to any IP or SP is safe: the hardware checks them in EL0.
    using TrapFrame = arm64::TrapFrame;
    static Word ip(TrapFrame const& f) { return f.pc; }
    static Word sp(TrapFrame const& f) { return f.sp; }
    static Word flags(TrapFrame const& f) { return f.pstate & Pstate::condition_flags; }
    static void set_ip(TrapFrame& f, Word ip) { f.pc = ip; }
    static void set_sp(TrapFrame& f, Word sp) { f.sp = sp; }
    static void set_flags(TrapFrame& f, Word flags) { arm64::set_flags(f, flags); }
    static void reset(TrapFrame& f) { f = {}; }
    [[noreturn]] static void resume(TrapFrame& f) { arm64_resume(&f); }

    // Clause 2, binding.
    static constexpr SyscallBinding binding = arm64::binding;

    // Clause 3, exception messages.
    static constexpr unsigned exception_words = arm64::exception_words;
    static constexpr ExceptionBlock exception_block = arm64::exception_block;
    static Word exception_word(TrapFrame const& f, unsigned i)
    {
        return arm64::exception_word(f, i);
    }
    static void set_exception_word(TrapFrame& f, unsigned i, Word value)
    {
        arm64::set_exception_word(f, i, value);
    }

    // Clause 4, page-table format.
    using Format = arm64::Format;
    static constexpr Word user_end = Word{1} << 48;
    static unsigned page_orders() { return 3; }

    // Clause 5, address spaces. The kernel has its own root (TTBR1), so users' roots need nothing.
    // TLB instructions are broadcast.
    static constexpr bool flushes_everywhere = true;
    static unsigned asid_count() { return arm64::asid_count(); }
    static void prepare_root(PhysAddr) {}
    static void activate(PhysAddr root, Asid tag) { arm64::activate(root, tag); }
    static void flush_page(Asid tag, UserAddr page) { arm64::flush_page(tag, page); }
    static void flush_asid(Asid tag) { arm64::flush_asid(tag); }
    static void flush_all() { arm64::flush_all(); }
    static void code_written(PhysAddr base, Word size) { arm64::code_written(base, size); }
    static void flush_data(PhysAddr base, Word size) { arm64::flush_data(base, size); }

    // Clause 6, direct map.
    static void* direct(PhysAddr p) { return arm64::direct(p); }
    static PhysAddr physical(void const* v) { return arm64::physical(v); }
    [[gnu::always_inline]]
    static void copy_message_words(Word* to, Word const* from, unsigned count)
    {
        arm64::copy_message_words(to, from, count);
    }

    // Clause 7, clock and timer.
    static Word counter() { return clock::counter(); }
    static ClockSource clock_source() { return clock::source(); }
    static void set_timer(Clock when) { clock::set_timer(when); }
    static void stop_timer() { clock::stop_timer(); }

    // Clause 8, interrupts.
    static unsigned irq_lines() { return interrupts.lines; }
    static bool attachable(IrqLine line)
    {
        return line.raw() >= first_shared && line.raw() < interrupts.lines;
    }
    static void mask(IrqLine line) { interrupts.driver->mask(line); }
    static void unmask(IrqLine line) { interrupts.driver->unmask(line); }
    static void route(IrqLine line, CpuId cpu)
    {
        interrupts.driver->several.route(line, *cpu_by_number[cpu.raw()]);
    }
    static Interrupt take_interrupt() { return interrupts.driver->take(); }
    static bool interrupt_pending() { return isr_el1::read() & isr_irq_pending; }
    static void wait_for_interrupt()
    {
        system_barrier();
        while (!interrupt_pending())
            wait_for_event_or_interrupt();
    }

    // Clause 9, thread registers.
    static void save_thread(TrapFrame& f) { f.thread_pointer = tpidr_el0::read(); }
    static void load_thread(TrapFrame const& f, UserAddr utcb)
    {
        tpidr_el0::write(f.thread_pointer);
        tpidrro_el0::write(utcb.raw());
    }
    static void start_thread(TrapFrame&, UserAddr) {}

    // Clause 10, floating point.
    using FpuState = arm64::FpuState;
    static constexpr Word fpu_state_size() { return sizeof(FpuState); }
    static constexpr bool fpu_lazy = true;
    static void init_fpu(FpuState& s) { s = {}; }
    static void save_fpu(FpuState& s) { arm64_fpu_save(&s); }
    static void load_fpu(FpuState const& s) { arm64_fpu_load(&s); }
    static void enable_fpu()
    {
        cpacr_el1::write(Cpacr::FpEnable::of(3));
        instruction_barrier();
    }
    static void disable_fpu() { cpacr_el1::write(0); }

    // Clause 11, console and end.
    static void console_put(char c) { console::put(c); }
    static int console_get() { return console::get(); }
    static bool select_console(char const* name) { return console::select(name); }
    static char const* console_names() { return console::names; }
    [[noreturn]] static void exit_machine(unsigned status) { arm64::exit_machine(status); }

    // Clause 12, diagnosis: a frame record is the caller's x29, then x30.
    static void print_registers(TrapFrame const& f);
    static void print_features();
    static constexpr FrameRecord frame_record{.link = 0, .return_address = 8};

    // Clause 13, stubs.
    static StubCode stubs();
    static constexpr std::uint16_t elf_machine = 183;  // EM_AARCH64

    // Clause 14, processors.
    using CpuRecord = NoCpuRecord;
    static unsigned cpu_count();
    static bool start_cpu(unsigned nth, CpuId cpu);
    static CpuId this_cpu() { return config::max_cpus == 1 ? CpuId{0} : own_cpu().id; }
    static ProcessorFacts processor_facts(CpuId)
    {
        return {.external_khz = clock::frequency() / 1000, .internal_khz = 0};
    }
    // What was written before is seen by whoever takes the poke.
    static void poke(CpuId cpu)
    {
        if constexpr (config::max_cpus > 1) {
            store_barrier();
            interrupts.driver->several.poke(*cpu_by_number[cpu.raw()]);
        }
    }

    // Clause 15, end of start-up.
    static void retire_startup() { arm64::retire_startup(); }

    // Clause 17, fast path.
    static bool may_return_fast(TrapFrame const& f) { return FastPath::may_return(f); }
    static Word root_word(PhysAddr root, Asid tag) { return FastPath::root_word(root, tag); }
    static TrapFrame* running_frame() { return FastPath::running_frame(); }
    static void load_root(Word root) { ttbr0_el1::write(root); }
    static void load_thread_fast(TrapFrame const& f, UserAddr utcb) { load_thread(f, utcb); }
    [[noreturn]] static void resume_fast(TrapFrame& f, UserAddr utcb)
    {
        load_thread(f, utcb);
        FastPath::resume(f);
    }
};

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_PORT_H
