// SPDX-License-Identifier: BSD-2-Clause
// Start-up in the upper half: from the bare machine to generic start-up and the first thread.
#include "arch/arm64/arm64_cpu_setup.h"
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/boot/start_up.h"
#include "glue/entry.h"

namespace pinyon::arm64 {

namespace {

BootFacts facts;

void leave_identity_map(Word offset)
{
    ttbr0_el1::write(reinterpret_cast<Word>(&empty_root) + offset);
    instruction_barrier();
    flush_all();
}

}  // namespace

// On the boot CPU's kernel stack, MMU on; what the loader gave is still mapped where it is.
extern "C" [[noreturn]] void arm64_start(PhysAddr given, PhysAddr base, Word level)
{
    prepare_cpu(cpus[0]);
    Entry const entry{given, base, level};
    remember_entry(entry);
    Word const offset = base.raw() - kernel_base;
    Mapper mapper{kernel_pool, offset};
    DeviceTree const tree = discover(entry, mapper, facts);
    leave_identity_map(offset);

    DeviceWindows windows{mapper};
    start_console(tree, windows, facts);
    find_firmware(tree);
    find_processors(tree, offset, facts);
    start_interrupts(tree, windows, facts);
    start_clock(tree);

    auto const range = [offset](std::byte const* start, std::byte const* end) {
        return PhysRange{PhysAddr{reinterpret_cast<Word>(start) + offset}, Word(end - start)};
    };
    facts.start_up = range(init_start, init_end);
    facts.kernel = range(kernel_start, kernel_end);
    start_up(facts);
    leave_start_up();
}

}  // namespace pinyon::arm64
