// SPDX-License-Identifier: BSD-2-Clause
// The simulated machine as a test sees it: all state of the hardware in one struct, the hands that
// move it, and what the kernel did to it.
#ifndef PINYON_HOST_MACHINE_H
#define PINYON_HOST_MACHINE_H

#include <bitset>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arch/host/host_port.h"

namespace pinyon::host {

// How control leaves the simulated kernel other than by a return.
struct MachineEnd {
    unsigned status;  // of exit_machine(); a panic ends with 1 and "PANIC" on the console
};
struct UserMode {
    Registers* frame;  // Port::resume() of this frame
};
struct Idle {};        // waiting for an interrupt, and none can come by itself

// The kernel did what no machine survives: the simulation's own diagnosis, never thrown by a
// correct kernel.
struct MachineCheck : std::logic_error {
    using std::logic_error::logic_error;
};

inline constexpr PhysAddr ram_base{0x1000'0000};
inline constexpr Word default_ram_size = Word{64} << 20;
inline constexpr unsigned lines = 32;

struct Activation {
    PhysAddr root;
    Asid tag;
    bool operator==(Activation const&) const = default;
};

struct Cpu {
    Activation active{};
    std::vector<Activation> activations;                         // in order, since power-on
    std::map<std::pair<Asid, Word>, Word> translations;          // (tag, page number) -> leaf
    Clock deadline = clock_never;                                // of the one-shot timer
    bool poked = false;
    UserAddr utcb{};
    Registers* running = nullptr;                                // frame of who runs user code
    Word thread_pointer = 0;
    FpuRegisters fpu{};
    bool fpu_enabled = false;
    Word port_version = 0;
    std::bitset<PortRange::port_count> open_ports;
};

struct Machine {
    // What a test may set, at best before the kernel starts.
    unsigned asid_count = 4096;
    unsigned page_orders = 3;
    unsigned cpu_count = 2;
    CpuId this_cpu{0};
    std::set<unsigned> refused_cpus;  // by number in the order of cpu_count: firmware refuses
    std::set<unsigned> dead_cpus;     // it promises to start them, but they never come
    Word time_of_reading = 0;         // microseconds that pass when the clock is read
    // Decides whether preemption point number `n` (0, 1, ...) sees something pending. Without a
    // script the truth is told.
    std::function<bool(unsigned n)> preempt_at;
    // What happens while the CPU waits with nothing pending. Without it, waiting throws Idle.
    std::function<void()> while_waiting;
    std::deque<char> typed;

    // What the kernel did.
    std::string console;
    std::vector<std::pair<unsigned, CpuId>> started;  // start_cpu()
    bool silent = false;  // what is printed is lost
    unsigned preemption_points = 0;
    unsigned page_flushes = 0, asid_flushes = 0, full_flushes = 0;
    std::vector<std::pair<PhysAddr, Word>> code_writes;
    std::vector<std::pair<PhysAddr, Word>> data_flushes;
    bool start_up_retired = false;
    unsigned port_loads = 0;

    // The hardware.
    std::byte* ram = nullptr;
    Word ram_size = 0;
    Clock now{0};
    std::vector<Cpu> cpus;
    std::set<std::uint32_t> raised;
    std::set<std::uint32_t> unmasked;
};

// The machine. power_on() makes a new one: RAM zeroed, all lines masked, clock 0.
Machine& machine();
void power_on(Word ram_size = default_ram_size);
[[nodiscard]] Cpu& cpu();  // the executing one

void set_clock(Clock now);
void raise(IrqLine line);
void type(std::string const& text);

// The console's text so far; it is then empty.
[[nodiscard]] std::string take_console();

// A user-mode access through the MMU of the executing CPU: its translation cache first (which is
// never told what changes in memory), then a walk of the active tables.
struct Access {
    bool granted;
    PhysAddr address;  // if granted
};
[[nodiscard]] Access user_access(UserAddr at, Rights access);

}  // namespace pinyon::host

#endif  // PINYON_HOST_MACHINE_H
