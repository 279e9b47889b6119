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

// The direct map: all pages that are wholly RAM.
void map_ram(Mapper& mapper, BootFacts const& found)
{
    for (PhysRange const range : found.ram) {
        Word const first = round_up(range.base.raw(), page_size);
        Word const end = round_down(range.end().raw(), page_size);
        if (end <= first)
            continue;
        if (end > direct_size)
            refuse_boot("RAM ends at %lx, beyond the direct map", end);
        if (!mapper.map(direct_base + first, PhysAddr{first}, end - first, page::data))
            refuse_boot("too many memory ranges");
    }
    store_barrier();
    instruction_barrier();
}

bool in_ram(BootFacts const& found, PhysRange range)
{
    for (PhysRange const ram : found.ram) {
        if (ram.contains(range.base) && range.size <= ram.end() - range.base)
            return true;
    }
    return false;
}

// Leaves a tree whose strings stay readable: that of the direct map. Until then the tree is read
// through the identity map, which ends here.
DeviceTree read_device_tree(PhysAddr dtb, Mapper& mapper)
{
    DeviceTree const early{reinterpret_cast<void const*>(dtb.raw()), device_tree_limit};
    if (!early.valid())
        refuse_boot("the device tree at %lx %s", dtb.raw(), early.problem());
    if (!facts_from_device_tree(early, dtb, facts))
        refuse_boot("the device tree names no memory, or too many reservations");
    map_ram(mapper, facts);
    if (!in_ram(facts, {dtb, early.size()}))
        refuse_boot("the device tree is not in RAM");

    facts = {};
    DeviceTree const tree{direct(dtb), early.size()};
    if (!facts_from_device_tree(tree, dtb, facts))
        refuse_boot("the device tree has changed");
    return tree;
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

// On the boot CPU's kernel stack, MMU on; `dtb` and `base` are physical addresses.
extern "C" [[noreturn]] void arm64_start(PhysAddr dtb, PhysAddr base)
{
    start_exceptions();
    Word const offset = base.raw() - kernel_base;
    Mapper mapper{kernel_pool, offset};
    DeviceTree const tree = read_device_tree(dtb, mapper);
    leave_identity_map(offset);

    DeviceWindows windows{mapper};
    start_console(tree, windows, facts);
    start_interrupts(tree, windows, facts);
    start_clock(tree);
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
