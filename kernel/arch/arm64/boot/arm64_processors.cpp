// SPDX-License-Identifier: BSD-2-Clause
// Finds the processors and starts those that are not the boot CPU.
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/arm64_port.h"
#include "arch/arm64/arm64_secondary.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "arch/arm64/boot/arm64_processor_list.h"
#include "generic/boot/memory_plan.h"
#include "glue/instance.h"

namespace pinyon::arm64 {

namespace {

constexpr Word psci_cpu_on = 0xc400'0003;

struct Found {
    ListedProcessor list[config::max_cpus];
    unsigned count = 1;
    Word offset = 0;  // of the image: physical minus linked address
    Word cpu_on = psci_cpu_on;
};
Found found;

Word physical_of(void const* symbol) { return reinterpret_cast<Word>(symbol) + found.offset; }

Word entry_point() { return physical_of(reinterpret_cast<void const*>(arm64_secondary_entry)); }

// What the boot CPU has, with the bridge as the lower half.
void prepare_start_values()
{
    Word const page = round_down(physical_of(arm64_secondary_bridge), page_size);
    Mapper bridge{bridge_pool, found.offset};
    (void)bridge.map(page, PhysAddr{page}, page_size, page::text);  // has all tables that it needs
    start_values = {.mair = mair_el1::read(),
                    .tcr = tcr_el1::read(),
                    .ttbr0 = bridge.root().raw(),
                    .ttbr1 = ttbr1_el1::read(),
                    .sctlr = sctlr_el1::read(),
                    .empty_ttbr0 = ttbr0_el1::read()};
}

// The processor reads the word past the caches.
void release(PhysAddr place)
{
    auto* const word = static_cast<Word volatile*>(direct(place));
    *word = entry_point();
    flush_data(PhysAddr{round_down(place.raw(), page_size)}, page_size);
    wake_waiting_cpus();
}

bool start(ListedProcessor const& processor)
{
    switch (processor.start) {
    case ListedProcessor::Start::firmware:
        return call_firmware(found.cpu_on, processor.affinity, entry_point()) == 0;
    case ListedProcessor::Start::spin_table:
        release(processor.release);
        return true;
    case ListedProcessor::Start::unknown:
        break;
    }
    return false;
}

}  // namespace

void find_processors(DeviceTree const& tree, Word offset, BootFacts const& facts)
{
    found.offset = offset;
    found.count = list_processors(tree, mpidr_el1::read() & Mpidr::affinity_mask, found.list,
                                  config::max_cpus);
    auto const own_number = tree.property(tree.find("/psci"), "cpu_on");
    if (own_number.valid())
        found.cpu_on = own_number.cell(0);
    for (unsigned i = 0; i < found.count; ++i) {
        ListedProcessor& processor = found.list[i];
        if (processor.start == ListedProcessor::Start::spin_table
            && !is_ram(facts, {processor.release, sizeof(Word)}))
            processor.start = ListedProcessor::Start::unknown;
        cpus[i].affinity = processor.affinity;
        cpus[i].stack_top = reinterpret_cast<Word>(arm64_kernel_stacks)
                          + (i + 1) * kernel_stack_slot;
    }
    cpus[0].partners = &the_kernel().cpus[0].ready.index();
}

unsigned Port::cpu_count() { return found.count; }

bool Port::start_cpu(unsigned nth, CpuId id)
{
    Cpu& cpu = cpus[nth];
    if (cpu.affinity == no_affinity)
        return false;
    cpu.id = id;
    cpu.partners = &the_kernel().cpus[id.raw()].ready.index();
    cpu_by_number[id.raw()] = &cpu;
    prepare_start_values();
    flush_lines(cpus, sizeof cpus);
    flush_lines(&start_values, sizeof start_values);
    return start(found.list[nth]);
}

}  // namespace pinyon::arm64
