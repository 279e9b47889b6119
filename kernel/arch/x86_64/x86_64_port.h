// SPDX-License-Identifier: BSD-2-Clause
// The x86_64 port: the contract's clauses in their order, each answered here or by a named part.
#ifndef PINYON_X86_64_PORT_H
#define PINYON_X86_64_PORT_H

#include "arch/x86_64/x86_64_clock.h"
#include "arch/x86_64/x86_64_console.h"
#include "arch/x86_64/x86_64_fast_path.h"
#include "arch/x86_64/x86_64_format.h"
#include "arch/x86_64/x86_64_frame.h"
#include "arch/x86_64/x86_64_interrupts.h"
#include "arch/x86_64/x86_64_layout.h"
#include "arch/x86_64/x86_64_local_apic.h"
#include "arch/x86_64/x86_64_mmu.h"
#include "arch/x86_64/x86_64_ports.h"
#include "arch/x86_64/x86_64_processors.h"
#include "arch/x86_64/x86_64_thread.h"

extern "C" [[noreturn]] void x86_64_resume(pinyon::x86_64::TrapFrame* frame);

namespace pinyon::x86_64 {

struct Port {
    // Clause 1, trap frame. The way out makes any IP harmless; any SP is.
    using TrapFrame = x86_64::TrapFrame;
    static Word ip(TrapFrame const& f) { return f.rip; }
    static Word sp(TrapFrame const& f) { return f.rsp; }
    static Word flags(TrapFrame const& f) { return f.rflags; }
    static void set_ip(TrapFrame& f, Word ip) { f.rip = ip; }
    static void set_sp(TrapFrame& f, Word sp) { f.rsp = sp; }
    static void set_flags(TrapFrame& f, Word flags) { x86_64::set_flags(f, flags); }
    static void reset(TrapFrame& f)
    {
        f = {};
        f.rflags = Rflags::user_start;
    }
    [[noreturn]] static void resume(TrapFrame& f) { x86_64_resume(&f); }

    // Clause 2, binding.
    static constexpr SyscallBinding binding = x86_64::binding;

    // Clause 3, exception messages.
    static constexpr unsigned exception_words = x86_64::exception_words;
    static constexpr ExceptionBlock exception_block = x86_64::exception_block;
    static Word exception_word(TrapFrame const& f, unsigned i)
    {
        return x86_64::exception_word(f, i);
    }
    static void set_exception_word(TrapFrame& f, unsigned i, Word value)
    {
        x86_64::set_exception_word(f, i, value);
    }

    // Clause 4, page-table format.
    using Format = x86_64::Format;
    static constexpr Word user_end = x86_64::user_end;
    static unsigned page_orders() { return features.gigabyte_pages ? 3 : 2; }

    // Clause 5, address spaces. Caches for instructions and data are coherent.
    static unsigned asid_count() { return features.pcid ? pcid_count : 1; }
    static void prepare_root(PhysAddr root) { x86_64::prepare_root(root); }
    static void activate(PhysAddr root, Asid tag) { x86_64::activate(root, tag); }
    static void flush_page(Asid tag, UserAddr page) { x86_64::flush_page(tag, page); }
    static void flush_asid(Asid tag) { x86_64::flush_asid(tag); }
    static void flush_all() { x86_64::flush_all(); }
    static constexpr bool flushes_everywhere = false;
    static void code_written(PhysAddr, Word) {}
    static void flush_data(PhysAddr base, Word size) { x86_64::flush_data(base, size); }

    // Clause 6, direct map.
    static void* direct(PhysAddr p) { return x86_64::direct(p); }
    static PhysAddr physical(void const* v) { return x86_64::physical(v); }
    [[gnu::always_inline]]
    static void copy_message_words(Word* to, Word const* from, unsigned count)
    {
        Word words = count;
        asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    }

    // Clause 7, clock and timer.
    static Word counter() { return read_tsc(); }
    static ClockSource clock_source() { return calibration.clock; }
    static void set_timer(Clock when) { local_apic::set_timer(when); }
    static void stop_timer() { local_apic::stop_timer(); }

    // Clause 8, interrupts.
    static unsigned irq_lines() { return interrupts::line_count; }
    static bool attachable(IrqLine line) { return interrupts::attachable(line); }
    static void mask(IrqLine line) { interrupts::mask(line); }
    static void unmask(IrqLine line) { interrupts::unmask(line); }
    static void route(IrqLine line, CpuId cpu) { interrupts::route(line, cpu); }
    static Interrupt take_interrupt() { return interrupts::take(); }
    static bool interrupt_pending() { return interrupts::pending(); }
    static void wait_for_interrupt() { interrupts::wait(); }

    // Clause 9, thread registers. The UTCB pointer is in the UTCB itself, at GS base.
    static void save_thread(TrapFrame& f) { x86_64::save_thread(f); }
    static void load_thread(TrapFrame const& f, UserAddr) { x86_64::load_thread(f); }
    static void start_thread(TrapFrame& f, UserAddr utcb) { x86_64::start_thread(f, utcb); }

    // Clause 10, floating point: on for who has used it, its state saved at every switch.
    using FpuState = x86_64::FpuState;
    static Word fpu_state_size() { return features.fpu_state_size; }
    static constexpr bool fpu_lazy = false;
    static void init_fpu(FpuState& s) { x86_64::init_fpu(s); }
    static void save_fpu(FpuState& s) { x86_64::save_fpu(s); }
    static void load_fpu(FpuState const& s) { x86_64::load_fpu(s); }
    static void enable_fpu()
    {
        asm volatile("clts" : : : "memory");
        write_msr(Msr::lstar, syscall_entries.fpu_on);
    }
    static void disable_fpu()
    {
        write_cr0(Cr0::in_use | Cr0::task_switched);
        write_msr(Msr::lstar, syscall_entries.fpu_off);
    }

    // Clause 11, console and end.
    static void console_put(char c) { console::put(c); }
    static int console_get() { return console::get(); }
    static bool select_console(char const* name);  // start-up only: com1 .. com4, none
    static char const* console_names() { return "com1, com2, com3, com4, none"; }
    [[noreturn]] static void exit_machine(unsigned status) { x86_64::exit_machine(status); }

    // Clause 12, diagnosis: a frame record is the caller's RBP, then the return address.
    static void print_registers(TrapFrame const& f);
    static void print_features();  // start-up only
    static constexpr FrameRecord frame_record{.link = 0, .return_address = 8};

    // Clause 13, user programs.
    static constexpr std::uint16_t elf_machine = 62;  // EM_X86_64
    static StubCode stubs();

    // Clause 14, processors.
    using CpuRecord = std::conditional_t<several, PerCpu, NoCpuRecord>;
    static unsigned cpu_count();                     // start-up only
    static bool start_cpu(unsigned nth, CpuId cpu);  // start-up only
    static CpuId this_cpu() { return x86_64::this_cpu(); }
    static ProcessorFacts processor_facts(CpuId)
    {
        return {.external_khz = calibration.apic_khz, .internal_khz = calibration.tsc_khz};
    }
    static void poke(CpuId cpu) { local_apic::send(local_apic::ids[cpu.raw()], vector_poke); }

    // Clause 15, end of start-up.
    static void retire_startup()
    {
        stop_latecomer();
        x86_64::retire_startup();
    }

    // Clause 16, I/O ports. Of the kernel's own only the interrupt controllers are out of reach.
    static bool open_ports(PortMap const& ports) { return x86_64::open_ports(ports); }
    static constexpr ReservedPorts reserved_ports = {2, {{0x20, 1}, {0xa0, 1}}};

    // Clause 17, fast path.
    static bool may_return_fast(TrapFrame const& f) { return FastPath::may_return(f); }
    static Word root_word(PhysAddr root, Asid tag) { return FastPath::root_word(root, tag); }
    static TrapFrame* running_frame() { return FastPath::running_frame(); }
    static void load_root(Word root) { write_cr3(root); }
    static void load_thread_fast(TrapFrame const& f, UserAddr) { FastPath::load_thread(f); }
    [[noreturn]] static void resume_fast(TrapFrame& f, UserAddr) { FastPath::resume(f); }
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PORT_H
