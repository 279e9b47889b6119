// SPDX-License-Identifier: BSD-2-Clause
// Starts further processors, one at a time: INIT, then SIPI twice (Intel SDM 3A, 8.4.4.1), which
// leads each through the trampoline to where the boot CPU came in.
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_local_apic.h"
#include "arch/x86_64/x86_64_mmu.h"
#include "arch/x86_64/x86_64_port.h"
#include "arch/x86_64/x86_64_processors.h"

extern "C" std::byte const x86_64_trampoline[], x86_64_trampoline_end[];

namespace pinyon::x86_64 {

namespace {

// In real mode a processor begins at a page below 1 MB. The first page is nobody's (start_up), and
// begins with the vectors of real mode, which nobody uses any more.
constexpr PhysAddr trampoline{0};

constexpr Word after_init = 10'000, after_start = 200;  // microseconds

constinit ProcessorIds<config::max_cpus> processors;
constinit unsigned newcomers_place = 0;  // in `processors`

void wait(Word us)
{
    Clock const end = clock_now() + us;
    while (clock_now() < end) {}
}

// Whoever was to have this number before has not come in time. Wherever it is by now: its stack and
// its record are another's.
void stop_latecomer(CpuId cpu)
{
    if (newcomer != &record_of(cpu))
        return;
    local_apic::send(local_apic::ids[cpu.raw()], local_apic::init);
    wait(after_init);
}

}  // namespace

void find_processors(AcpiMachine& machine)
{
    constexpr unsigned id = 24;
    machine.processors.begin_with(cpuid(1).b >> id);
    processors = machine.processors;
    __builtin_memcpy(direct(trampoline), x86_64_trampoline,
                     Word(x86_64_trampoline_end - x86_64_trampoline));
}

bool Port::start_cpu(unsigned nth, CpuId cpu)
{
    stop_latecomer(cpu);
    auto const id = std::uint8_t(processors[nth]);
    if (id == local_apic::physical_id())
        return false;
    set_up_record(cpu);
    local_apic::ids[cpu.raw()] = id;
    newcomers_place = nth;
    newcomer = &record_of(cpu);
    local_apic::send(id, local_apic::init);
    wait(after_init);
    for (unsigned i = 0; i < 2; ++i) {
        local_apic::send(id, local_apic::start | trampoline.raw() >> page_bits);
        wait(after_start);
    }
    return true;
}

unsigned Port::cpu_count() { return processors.size(); }

Word prepare_newcomer()
{
    apply_features();
    write_cr3(kernel_root.raw());
    load_tables(*newcomer);
    start_local_apic();
    return newcomer->kernel_stack;
}

void run_newcomer() { settle(newcomers_place); }

}  // namespace pinyon::x86_64
