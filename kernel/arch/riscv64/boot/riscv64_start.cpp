// SPDX-License-Identifier: BSD-2-Clause
// Start-up of the CPU and its board, in order, up to the generic part.
#include "arch/riscv64/boot/riscv64_cpu.h"
#include "arch/riscv64/boot/riscv64_devices.h"
#include "arch/riscv64/boot/riscv64_harts.h"
#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_processor.h"
#include "generic/boot/memory_plan.h"
#include "generic/boot/start_up.h"
#include "glue/entry.h"

extern "C" [[noreturn]] void riscv64_start(pinyon::Word hart, pinyon::PhysAddr blob,
                                           pinyon::PhysAddr image);

namespace pinyon::riscv64 {

namespace {

constexpr Word longest_tree = 16 << 20;

PhysRange image_range(PhysAddr image, std::byte const* from, std::byte const* to)
{
    return {image + Word(from - init_start), Word(to - from)};
}

// The RAM below the image, size 0 if there is none.
PhysRange ram_below(BootFacts const& facts, PhysAddr image)
{
    for (PhysRange const& ram : facts.ram)
        if (ram.contains(image))
            return {ram.base, image - ram.base};
    return {};
}

// Firmware stays resident at the start of RAM, which the boot protocol keeps free for it. Touching
// it is a fault; where the tree names nothing there as in use, everything is.
void protect_firmware(BootFacts& facts, PhysAddr blob, PhysAddr image)
{
    for (PhysRange const& range : facts.reserved)
        if (range.base != blob && range.base < image)
            return;
    if (!facts.reserved.add(ram_below(facts, image)))
        refuse_boot("the device tree names too much memory that is in use");
}

BootFacts read_facts(DeviceTree const& tree, PhysAddr blob, PhysAddr image)
{
    BootFacts facts;
    if (!tree.valid())
        refuse_boot("the device tree at %lx %s", blob.raw(), tree.problem());
    if (!facts_from_device_tree(tree, blob, direct_size, facts))
        refuse_boot("the device tree names no memory, or too much that is in use");
    PhysRange const whole = image_range(image, init_start, kernel_end);
    if (!is_ram(facts, {blob, tree.size()}) || !is_ram(facts, whole))
        refuse_boot("the kernel or the device tree is outside of the memory that the tree names");
    protect_firmware(facts, blob, image);
    facts.kernel = image_range(image, kernel_start, kernel_end);
    facts.start_up = image_range(image, init_start, kernel_start);
    return facts;
}

}  // namespace

}  // namespace pinyon::riscv64

using namespace pinyon;
using namespace pinyon::riscv64;

void riscv64_start(Word hart, PhysAddr blob, PhysAddr image)
{
    prepare_processor(0, CpuId{0});
    boot_processor().hart = hart;
    machine.image = image;
    if (blob.raw() == 0 || blob.raw() >= direct_size - longest_tree)
        refuse_boot("a1 is %lx, expected the address of the device tree", blob.raw());
    DeviceTree const tree{direct(blob), longest_tree};
    BootFacts facts = read_facts(tree, blob, image);

    KernelMap map{facts};
    map.map_ram(facts);
    map.map_image(image);
    map.activate();

    discover_exit(tree, map, facts);
    discover_console(tree, map, facts);
    CpuNodes const harts = find_harts(tree, hart);
    discover_cpu(tree, harts[0].node, map);
    discover_interrupts(tree, harts, map, facts);
    describe_processors(tree, harts);
    initialise_processor();

    start_up(facts);
    leave_start_up();
}
