// SPDX-License-Identifier: BSD-2-Clause
// Start-up in the upper half: from the bare machine to generic start-up and the first thread.
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/arm64_registers.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/boot/start_up.h"
#include "glue/entry.h"

namespace pinyon::arm64 {

namespace {

BootFacts facts;

void start_exceptions()
{
    boot_cpu.stack_top = reinterpret_cast<Word>(arm64_kernel_stack_top);
    tpidr_el1::write(reinterpret_cast<Word>(&boot_cpu));
    vbar_el1::write(reinterpret_cast<Word>(arm64_vectors));
    cpacr_el1::write(0);
    mdscr_el1::write(0);
    instruction_barrier();
    if (Mmfr1::Pan::get(id_aa64mmfr1_el1::read()) != 0)
        set_pan();
}

void leave_identity_map(Word offset)
{
    ttbr0_el1::write(reinterpret_cast<Word>(&empty_root) + offset);
    instruction_barrier();
    flush_all();
}

// User mode may read the virtual counter, and the cycle and instruction counters.
void open_counters()
{
    cntkctl_el1::write(Cntkctl::UserVirtualCounter::of(1));
    Word const pmu = Dfr0::Pmu::get(id_aa64dfr0_el1::read());
    if (pmu == 0 || pmu == 0xf)
        return;
    pmccfiltr_el0::write(0);
    pmevtyper0_el0::write(pmu_event_instructions);
    pmcntenset_el0::write(pmu_cycle_counter | pmu_event_counter_0);
    pmcr_el0::write(Pmcr::Enable::of(1) | Pmcr::LongCycles::of(1));
    pmuserenr_el0::write(Pmuserenr::ReadCycles::of(1) | Pmuserenr::ReadEvents::of(1));
}

}  // namespace

// On the boot CPU's kernel stack, MMU on; what the loader gave is still mapped where it is.
extern "C" [[noreturn]] void arm64_start(PhysAddr given, PhysAddr base, Word level)
{
    start_exceptions();
    Entry const entry{given, base, level};
    remember_entry(entry);
    Word const offset = base.raw() - kernel_base;
    Mapper mapper{kernel_pool, offset};
    DeviceTree const tree = discover(entry, mapper, facts);
    leave_identity_map(offset);

    DeviceWindows windows{mapper};
    start_console(tree, windows, facts);
    start_interrupts(tree, windows, facts);
    start_clock(tree);
    find_firmware(tree);
    open_counters();

    auto const range = [offset](std::byte const* start, std::byte const* end) {
        return PhysRange{PhysAddr{reinterpret_cast<Word>(start) + offset}, Word(end - start)};
    };
    facts.start_up = range(init_start, init_end);
    facts.kernel = range(kernel_start, kernel_end);
    start_up(facts);
    leave_start_up();
}

}  // namespace pinyon::arm64
