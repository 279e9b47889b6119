// SPDX-License-Identifier: BSD-2-Clause
// The contract of a port: all that an architecture supplies, clause by clause. docs/porting.md
// follows the clause numbers. A port is a struct of static members; it is bound in binder.h.
#ifndef PINYON_CONTRACT_H
#define PINYON_CONTRACT_H

#include <concepts>

#include "config.h"
#include "glue/page_format.h"
#include "glue/port_types.h"

namespace pinyon {

// Clause 1, trap frame: a thread's user registers as the entry code stores them in its TCB.
template <class A>
concept HasTrapFrame = requires(typename A::TrapFrame& f, typename A::TrapFrame const& c, Word w) {
    requires std::is_standard_layout_v<typename A::TrapFrame>;
    requires std::is_trivially_copyable_v<typename A::TrapFrame>;
    requires sizeof(typename A::TrapFrame) % sizeof(Word) == 0;
    { A::ip(c) } -> std::same_as<Word>;
    { A::sp(c) } -> std::same_as<Word>;
    { A::flags(c) } -> std::same_as<Word>;         // what ExchangeRegisters shows as FLAGS
    { A::set_ip(f, w) } -> std::same_as<void>;     // any word: made safe to return to
    { A::set_sp(f, w) } -> std::same_as<void>;
    { A::set_flags(f, w) } -> std::same_as<void>;  // user-modifiable bits only
    { A::reset(f) } -> std::same_as<void>;         // the start state: all registers 0
    // Leaves the kernel into user mode with this frame. Does not return.
    { A::resume(f) } -> std::same_as<void>;
};

// Clause 2, binding: which register carries which system-call parameter.
template <class A>
concept HasBinding = requires {
    { A::binding } -> std::convertible_to<SyscallBinding>;
};

// Clause 3, exception messages: the words of the frame in the order of the ABI (from MR1).
template <class A>
concept HasExceptionMessage =
    requires(typename A::TrapFrame& f, typename A::TrapFrame const& c, unsigned i, Word w) {
        requires(A::exception_words > 0 && A::exception_words < PINYON_MESSAGE_REGISTERS);
        { A::exception_word(c, i) } -> std::same_as<Word>;         // 1 <= i <= exception_words
        { A::set_exception_word(f, i, w) } -> std::same_as<void>;  // filtered; some are read-only
        // Those of them that need no such care. They are in the UTCB, not in registers.
        { A::exception_block } -> std::convertible_to<ExceptionBlock>;
        requires(A::exception_block.first >= PINYON_REGISTER_WORDS);
        requires(A::exception_block.first + A::exception_block.count <= A::exception_words + 1);
    };

// Clause 4, page-table format: geometry and coding of entries (page_format.h).
template <class A>
concept HasPageFormat = requires {
    typename A::Format;
    requires PageFormat<typename A::Format>;
    { A::user_end } -> std::convertible_to<Word>;  // first address that is not user area
    { A::page_orders() } -> std::same_as<unsigned>;  // page sizes of the CPU: 1 to 3, from 4 KB
};

// Clause 5, address spaces: roots, tags and translation caches.
template <class A>
concept HasAddressSpaces = requires(PhysAddr root, Asid tag, UserAddr page) {
    { A::asid_count() } -> std::same_as<unsigned>;    // usable tags; 1 = no tags in hardware
    { A::prepare_root(root) } -> std::same_as<void>;  // adds what the kernel needs to an empty one
    { A::activate(root, tag) } -> std::same_as<void>; // without tags: forgets all user translations
    { A::flush_page(tag, page) } -> std::same_as<void>;
    { A::flush_asid(tag) } -> std::same_as<void>;
    { A::flush_all() } -> std::same_as<void>;         // every user translation of this CPU
    { A::flushes_everywhere } -> std::convertible_to<bool>;  // these three are for all CPUs
    { A::code_written(root, page_size) } -> std::same_as<void>;  // physical range of new code
    // Writes back what the data caches hold of a physical range of RAM, and forgets it.
    { A::flush_data(root, page_size) } -> std::same_as<void>;
};

// Clause 6, direct map: all RAM, readable and writable, never executable.
template <class A>
concept HasDirectMap = requires(PhysAddr p, void const* v, Word* words, Word const* from,
                                unsigned count) {
    { A::direct(p) } -> std::same_as<void*>;
    { A::physical(v) } -> std::same_as<PhysAddr>;  // only for pointers from direct()
    // Inline: of a message, those that are not in registers; 1 to 56.
    { A::copy_message_words(words, from, count) } -> std::same_as<void>;
};

// Clause 7, clock and one-shot timer of the executing CPU.
template <class A>
concept HasClock = requires(Clock when) {
    { A::counter() } -> std::same_as<Word>;
    { A::clock_source() } -> std::same_as<ClockSource>;
    { A::set_timer(when) } -> std::same_as<void>;  // fires at or after `when`, even a past one
    { A::stop_timer() } -> std::same_as<void>;
};

// Clause 8, interrupts. The kernel runs with interrupts off.
template <class A>
concept HasInterrupts = requires(IrqLine line) {
    { A::irq_lines() } -> std::same_as<unsigned>;      // line numbers are 0 .. irq_lines() - 1
    { A::attachable(line) } -> std::same_as<bool>;
    { A::mask(line) } -> std::same_as<void>;
    { A::unmask(line) } -> std::same_as<void>;
    { A::take_interrupt() } -> std::same_as<Interrupt>;  // none when nothing is pending
    { A::interrupt_pending() } -> std::same_as<bool>;    // for preemption points
    { A::wait_for_interrupt() } -> std::same_as<void>;   // idle: returns when one is pending
};

// Clause 9, thread registers: user state that stays in the CPU while the thread is in the kernel.
template <class A>
concept HasThreadRegisters =
    requires(typename A::TrapFrame& f, typename A::TrapFrame const& c, UserAddr utcb) {
        { A::save_thread(f) } -> std::same_as<void>;
        { A::load_thread(c, utcb) } -> std::same_as<void>;  // and makes `utcb` the UTCB pointer
        { A::start_thread(f, utcb) } -> std::same_as<void>; // activation: where the frame names it
    };

// Clause 10, floating-point and vector state.
template <class A>
concept HasFpu = requires(typename A::FpuState& s, typename A::FpuState const& c) {
    requires std::is_trivially_copyable_v<typename A::FpuState>;
    { A::fpu_state_size() } -> std::same_as<Word>;  // bytes of a state, FpuState being its start
    { A::fpu_lazy } -> std::convertible_to<bool>;  // true: off for all but the owner, use traps
    { A::init_fpu(s) } -> std::same_as<void>;
    { A::save_fpu(s) } -> std::same_as<void>;      // the FPU is enabled
    { A::load_fpu(c) } -> std::same_as<void>;
    { A::enable_fpu() } -> std::same_as<void>;
    { A::disable_fpu() } -> std::same_as<void>;
};

// Clause 11, console and the end of the machine.
template <class A>
concept HasConsole = requires(char c, unsigned status, char const* name) {
    { A::console_put(c) } -> std::same_as<void>;
    { A::console_get() } -> std::same_as<int>;     // -1 when nothing was typed
    { A::select_console(name) } -> std::same_as<bool>;  // false: there is none of that name
    { A::console_names() } -> std::same_as<char const*>;  // those that there are, for a person
    { A::exit_machine(status) } -> std::same_as<void>;  // does not return; 0 = success
};

// Clause 12, diagnosis.
template <class A>
concept HasDiagnosis = requires(typename A::TrapFrame const& c) {
    { A::print_registers(c) } -> std::same_as<void>;
    { A::print_features() } -> std::same_as<void>;  // a line of the boot log, "features: ..."
    { A::frame_record } -> std::convertible_to<FrameRecord>;
};

// Clause 13, user programs: the stubs of the kernel interface page, and the machine number
// (e_machine) of executable files.
template <class A>
concept HasStubs = requires {
    { A::stubs() } -> std::same_as<StubCode>;
    { A::elf_machine } -> std::convertible_to<std::uint16_t>;
};

// Clause 14, processors. start_cpu() only where config::max_cpus is above 1.
template <class A>
concept HasProcessors = requires(CpuId cpu, unsigned nth) {
    // What the port keeps of each CPU where the core keeps its own (Cpu of kernel.h), so that one
    // register leads to both; NoCpuRecord, if nothing.
    typename A::CpuRecord;
    // Those that the firmware describes and enables, the boot CPU among them as the first; at most
    // config::max_cpus.
    { A::cpu_count() } -> std::same_as<unsigned>;
    { A::this_cpu() } -> std::same_as<CpuId>;  // 0 on the boot CPU
    { A::processor_facts(cpu) } -> std::same_as<ProcessorFacts>;
    { A::poke(cpu) } -> std::same_as<void>;  // makes that CPU take an Interrupt::Kind::poke
    // During start-up: has processor `nth`, 1 .. cpu_count() - 1, call enter_secondary(nth) as
    // this_cpu() == cpu, and does not wait for it. False: the firmware refuses.
    requires config::max_cpus == 1 || requires {
        { A::start_cpu(nth, cpu) } -> std::same_as<bool>;
    };
};

// Only where a frame leads the entry code to the CPU of its thread.
template <class A>
concept HasHomeInFrame = requires(typename A::TrapFrame& f, typename A::TrapFrame const& c,
                                  CpuId cpu) {
    // The thread executes nowhere, and will do so on that CPU alone. reset() keeps this.
    { A::set_home(f, cpu) } -> std::same_as<void>;
    { A::home_of(c) } -> std::same_as<CpuId>;
};
template <class A>
concept NamesHome = requires { &A::set_home; } || requires { &A::home_of; };

// Clause 15, end of start-up: the start-up sections leave the kernel's executable mapping. Called
// on each CPU, first on the boot CPU: the others have to forget translations.
template <class A>
concept HasRetirement = requires {
    { A::retire_startup() } -> std::same_as<void>;
};

// Clause 16, I/O ports: only where the CPU has an address space of ports. A port of such a CPU sets
// ARCH_IO_PORTS in its makefile; the others name nothing of this, and pay nothing.
template <class A>
concept HasIoPorts = requires(PortMap const& ports) {
    // User code on this CPU may use these ports and no others. Called whenever a thread is loaded:
    // cheap where the version is the one that is loaded. False: they were open already. The fast
    // path of a port that has one closes all ports whenever it switches to another thread.
    { A::open_ports(ports) } -> std::same_as<bool>;
    { A::reserved_ports } -> std::convertible_to<ReservedPorts>;  // the kernel's own
};
template <class A>
concept NamesIoPorts = requires { &A::open_ports; } || requires { A::reserved_ports; };

// Clause 17, fast path of IPC: only where a port has one; where there is none, all IPC goes the
// general path. docs/porting.md says what each of the steps does to the machine's registers.
template <class A>
concept HasFastPath = requires(typename A::TrapFrame& f, typename A::TrapFrame const& c,
                               PhysAddr root, Asid tag, Word w, UserAddr utcb) {
    // Whether user code can be resumed from the IP, SP and flags there by the short way out.
    { A::may_return_fast(c) } -> std::same_as<bool>;
    // All that load_root() needs to select the translations of a space.
    { A::root_word(root, tag) } -> std::same_as<Word>;
    // The frame of the thread that executed user code last; null: none has yet.
    { A::running_frame() } -> std::same_as<typename A::TrapFrame*>;
    // What root_word() was for another space. Both spaces have a tag of their own, if any has.
    { A::load_root(w) } -> std::same_as<void>;
    // load_thread(), for a thread that could be resumed by the short way out.
    { A::load_thread_fast(c, utcb) } -> std::same_as<void>;
    // The same, and leaves the kernel with that frame, which is behind the instruction of the Ipc
    // stub: what Ipc destroys may be anything of the thread's own. Does not return.
    { A::resume_fast(f, utcb) } -> std::same_as<void>;
};
template <class A>
concept NamesFastPath = requires { &A::may_return_fast; } || requires { &A::root_word; } ||
                        requires { &A::running_frame; };

template <class A>
struct CheckPort {
    static_assert(HasTrapFrame<A>, "port: clause 1, trap frame (docs/porting.md#clause-1)");
    static_assert(HasBinding<A>, "port: clause 2, binding (docs/porting.md#clause-2)");
    static_assert(HasExceptionMessage<A>, "port: clause 3, exceptions (docs/porting.md#clause-3)");
    static_assert(HasPageFormat<A>, "port: clause 4, page format (docs/porting.md#clause-4)");
    static_assert(HasAddressSpaces<A>, "port: clause 5, address spaces (docs/porting.md#clause-5)");
    static_assert(HasDirectMap<A>, "port: clause 6, direct map (docs/porting.md#clause-6)");
    static_assert(HasClock<A>, "port: clause 7, clock and timer (docs/porting.md#clause-7)");
    static_assert(HasInterrupts<A>, "port: clause 8, interrupts (docs/porting.md#clause-8)");
    static_assert(HasThreadRegisters<A>, "port: clause 9, registers (docs/porting.md#clause-9)");
    static_assert(HasFpu<A>, "port: clause 10, floating point (docs/porting.md#clause-10)");
    static_assert(HasConsole<A>, "port: clause 11, console (docs/porting.md#clause-11)");
    static_assert(HasDiagnosis<A>, "port: clause 12, diagnosis (docs/porting.md#clause-12)");
    static_assert(HasStubs<A>, "port: clause 13, user programs (docs/porting.md#clause-13)");
    static_assert(HasProcessors<A>, "port: clause 14, processors (docs/porting.md#clause-14)");
    static_assert(HasHomeInFrame<A> || !NamesHome<A>,
                  "port: clause 14, processors (docs/porting.md#clause-14)");
    static_assert(HasRetirement<A>, "port: clause 15, start-up (docs/porting.md#clause-15)");
    static_assert(HasIoPorts<A> || !NamesIoPorts<A>,
                  "port: clause 16, I/O ports (docs/porting.md#clause-16)");
    static_assert(HasFastPath<A> || !NamesFastPath<A>,
                  "port: clause 17, fast path (docs/porting.md#clause-17)");
    static constexpr bool complete = true;
};

}  // namespace pinyon

#endif  // PINYON_CONTRACT_H
