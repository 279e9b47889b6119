// SPDX-License-Identifier: BSD-2-Clause
// The simulated CPU: registers, floating point, console, clock, timer and interrupts.
#include "arch/host/host_port.h"

#include "arch/host/host_machine.h"
#include "generic/print.h"
#include "generic/text.h"
#include "glue/processors.h"

namespace pinyon::host {

Registers* Port::running_frame()
{
    return cpu().running;
}

void Port::load_root(Word word)
{
    PhysAddr const root{round_down(word, page_size)};
    activate(root, Asid{std::uint16_t(word - root.raw())});
}

void Port::resume_fast(Registers& f, UserAddr utcb)
{
    load_thread(f, utcb);
    resume(f);
}

void Port::resume(Registers& f)
{
    cpu().running = &f;
    if (!(f.flags & flags_user_mode))
        throw MachineCheck{"return to user mode with kernel privileges"};
    throw UserMode{&f};
}

// ---- Exception messages ------------------------------------------------------------------------

namespace {

constexpr unsigned first_argument_word = 7;
constexpr unsigned first_register_word = first_argument_word + 8;

constexpr bool read_only(unsigned word)
{
    return word >= 4 && word < first_argument_word;
}

}  // namespace

Word Port::exception_word(Registers const& f, unsigned i)
{
    Word const head[first_argument_word] = {0,      f.ip,   f.sp,     flags(f),
                                            f.trap, f.code, f.address};
    if (i < first_argument_word)
        return head[i];
    if (i < first_register_word)
        return f.arg[i - first_argument_word];
    return f.mr[i - first_register_word];
}

void Port::set_exception_word(Registers& f, unsigned i, Word value)
{
    if (read_only(i))
        return;
    switch (i) {
    case 1:
        return set_ip(f, value);
    case 2:
        return set_sp(f, value);
    case 3:
        return set_flags(f, value);
    default:
        (i < first_register_word ? f.arg[i - first_argument_word]
                                 : f.mr[i - first_register_word]) = value;
    }
}

// ---- Clock and timer ---------------------------------------------------------------------------

namespace {

// A counter of 4 MHz that did not start at 0: the scale is 2^64 / 4.
constexpr Word counts_per_microsecond = 4;
constexpr Word counter_base = 1000;

}  // namespace

Word Port::counter()
{
    machine().now = machine().now + machine().time_of_reading;
    return counter_base + machine().now.raw() * counts_per_microsecond;
}

ClockSource Port::clock_source()
{
    return {.scale = Word{1} << 62, .base = counter_base, .read_precision = 1};
}

void Port::set_timer(Clock when)
{
    cpu().deadline = when;
}

void Port::stop_timer()
{
    cpu().deadline = clock_never;
}

// ---- Interrupts --------------------------------------------------------------------------------

namespace {

bool timer_due()
{
    return cpu().deadline != clock_never && cpu().deadline <= machine().now;
}

// The lowest line that is raised and not masked, or `lines`.
std::uint32_t deliverable_line()
{
    for (std::uint32_t const line : machine().raised)
        if (machine().unmasked.contains(line))
            return line;
    return lines;
}

bool something_pending()
{
    return timer_due() || cpu().poked || deliverable_line() != lines;
}

}  // namespace

unsigned Port::irq_lines()
{
    return lines;
}

// Line 0 belongs to nobody, as on real controllers.
bool Port::attachable(IrqLine line)
{
    return line.raw() > 0 && line.raw() < lines;
}

void Port::mask(IrqLine line)
{
    machine().unmasked.erase(line.raw());
}

void Port::unmask(IrqLine line)
{
    if (!attachable(line))
        throw MachineCheck{"unmasked a line that cannot be attached"};
    machine().unmasked.insert(line.raw());
}

Interrupt Port::take_interrupt()
{
    if (timer_due()) {
        stop_timer();
        return {.kind = Interrupt::Kind::timer, .line = {}};
    }
    if (std::exchange(cpu().poked, false))
        return {.kind = Interrupt::Kind::poke, .line = {}};
    std::uint32_t const line = deliverable_line();
    if (line == lines)
        return {};
    machine().raised.erase(line);
    mask(IrqLine{line});
    return {.kind = Interrupt::Kind::line, .line = IrqLine{line}};
}

bool Port::interrupt_pending()
{
    unsigned const point = machine().preemption_points++;
    return machine().preempt_at ? machine().preempt_at(point) : something_pending();
}

void Port::wait_for_interrupt()
{
    while (!something_pending()) {
        if (!machine().while_waiting)
            throw Idle{};
        machine().while_waiting();
    }
}

// ---- Thread registers and floating point -------------------------------------------------------

void Port::save_thread(Registers& f)
{
    f.thread_pointer = cpu().thread_pointer;
}

void Port::load_thread(Registers const& f, UserAddr utcb)
{
    cpu().thread_pointer = f.thread_pointer;
    cpu().utcb = utcb;
}

// The UTCB pointer is a register of its own, which load_thread() sets: the frame does not name it.
void Port::start_thread(Registers& f, UserAddr)
{
    f.thread_pointer = 0;
}

void Port::save_fpu(FpuRegisters& s)
{
    if (!cpu().fpu_enabled)
        throw MachineCheck{"saved the registers of an FPU that is off"};
    s = cpu().fpu;
}

void Port::load_fpu(FpuRegisters const& s)
{
    if (!cpu().fpu_enabled)
        throw MachineCheck{"loaded the registers of an FPU that is off"};
    cpu().fpu = s;
}

void Port::enable_fpu()
{
    cpu().fpu_enabled = true;
}

void Port::disable_fpu()
{
    cpu().fpu_enabled = false;
}

// ---- Console, end, diagnosis -------------------------------------------------------------------

void Port::console_put(char c)
{
    if (!machine().silent)
        machine().console += c;
}

int Port::console_get()
{
    if (machine().typed.empty())
        return -1;
    char const c = machine().typed.front();
    machine().typed.pop_front();
    return static_cast<unsigned char>(c);
}

bool Port::select_console(char const* name)
{
    bool const known = same_text(name, "host") || same_text(name, "none");
    if (known)
        machine().silent = same_text(name, "none");
    return known;
}

char const* Port::console_names()
{
    return "host, none";
}

void Port::exit_machine(unsigned status)
{
    throw MachineEnd{status};
}

void Port::print_registers(Registers const& f)
{
    print("ip %016lx  sp %016lx  flags %lx\n", f.ip, f.sp, f.flags);
    print("trap %lu  code %lx  address %016lx\n", f.trap, f.code, f.address);
    for (unsigned i = 0; i < PINYON_REGISTER_WORDS; ++i)
        print("mr%u %016lx  arg%u %016lx\n", i, f.mr[i], i, f.arg[i]);
}

void Port::print_features()
{
    print("features: simulated\n");
}

// ---- Stubs, processors, end of start-up --------------------------------------------------------

namespace {

constexpr unsigned stub_size = 4;
constexpr unsigned stub_count = 15;

struct StubPage {
    std::byte code[stub_count * stub_size]{};
    StubCode::Entry entries[stub_count]{};
};

// A stub is one word: the call's number, which a test can read back through the entry point.
constexpr StubPage make_stubs()
{
    constexpr std::uint16_t offset_of[stub_count] = {
        PINYON_KIP_IPC, PINYON_KIP_LIPC, PINYON_KIP_UNMAP, PINYON_KIP_EXCHANGE_REGISTERS,
        PINYON_KIP_THREAD_CONTROL, PINYON_KIP_SPACE_CONTROL, PINYON_KIP_SCHEDULE,
        PINYON_KIP_THREAD_SWITCH, PINYON_KIP_SYSTEM_CLOCK, PINYON_KIP_PROCESSOR_CONTROL,
        PINYON_KIP_MEMORY_CONTROL, PINYON_KIP_ARCH_SYSCALL0, PINYON_KIP_ARCH_SYSCALL0 + 8,
        PINYON_KIP_ARCH_SYSCALL0 + 16, PINYON_KIP_ARCH_SYSCALL0 + 24};
    StubPage page;
    for (unsigned number = 0; number < stub_count; ++number) {
        page.code[number * stub_size] = std::byte(number);
        page.entries[number] = {offset_of[number], std::uint16_t(number * stub_size)};
    }
    return page;
}

constexpr StubPage stub_page = make_stubs();

}  // namespace

StubCode Port::stubs()
{
    return {.code = stub_page.code,
            .size = sizeof stub_page.code,
            .address = 0,
            .entries = stub_page.entries,
            .entry_count = stub_count};
}

unsigned Port::cpu_count()
{
    return machine().cpu_count;
}

CpuId Port::this_cpu()
{
    return machine().this_cpu;
}

ProcessorFacts Port::processor_facts(CpuId)
{
    return {.external_khz = 100'000, .internal_khz = 2'000'000};
}

void Port::poke(CpuId cpu)
{
    machine().cpus.at(cpu.raw()).poked = true;
}

bool Port::start_cpu(unsigned nth, CpuId cpu)
{
    machine().started.emplace_back(nth, cpu);
    if (machine().dead_cpus.contains(nth))
        return true;
    return !machine().refused_cpus.contains(nth) && arrivals.arrive(nth);
}

void Port::retire_startup()
{
    machine().start_up_retired = true;
}

bool Port::open_ports(PortMap const& ports)
{
    if (cpu().port_version == ports.version)
        return false;
    cpu().port_version = ports.version;
    ++machine().port_loads;
    for (unsigned port = 0; port < PortRange::port_count; ++port)
        cpu().open_ports[port] = ports.is_open(port);
    return true;
}

}  // namespace pinyon::host
