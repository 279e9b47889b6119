// SPDX-License-Identifier: BSD-2-Clause
// Prints the boot log.
#include "generic/boot/boot_log.h"

#include "build_info.h"
#include "generic/boot/module_reader.h"
#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

Word kilobytes(Word bytes) { return round_up(bytes, 1024) >> 10; }

void print_memory(BootFacts const& facts, Word kernel_bytes)
{
    Word ram = 0;
    for (PhysRange const& range : facts.ram)
        ram += range.size;
    print("memory: %lu MB, %lu KB of it for the kernel", ram >> 20, kilobytes(kernel_bytes));
    if (facts.ram_left_out > 0)
        print("; %lu MB left out, beyond the direct map", facts.ram_left_out >> 20);
    print("\n");
}

void print_modules(BootFacts const& facts)
{
    ModuleReader modules{facts};
    Module module;
    char const* separator = "modules: ";
    while (modules.next(module) == ModuleReader::Step::module) {
        print("%s%.*s %lu KB", separator, module.name.print_length(), module.name.start,
              kilobytes(module.place.size));
        separator = ", ";
    }
    print("\n");
}

char const* name_of(MemoryType type)
{
    switch (type) {
    case MemoryType::conventional:
        return "RAM";
    case MemoryType::reserved:
        return "reserved";
    case MemoryType::shared:
        return "shared";
    case MemoryType::boot_info:
        return "boot information";
    case MemoryType::boot_module:
        return "boot modules";
    }
    return "other";
}

void print_place(char const* what, PhysRange range)
{
    print("%s: %lx-%lx\n", what, range.base.raw(), range.end().raw());
}

}  // namespace

void print_summary(BootFacts const& facts, unsigned processors, Word kernel_bytes)
{
    print("Pinyon %s of %u-%02u-%02u\n", build_info::version, build_info::year, build_info::month,
          build_info::day);
    print("machine: %s\n", facts.machine);
    print("processors: %u, interrupt lines: %u\n", processors, Arch::irq_lines());
    print_memory(facts, kernel_bytes);
    Arch::print_features();
    print_modules(facts);
}

void print_memory_map(MemoryMap const& map)
{
    for (MemoryDescriptor const& d : map)
        if (!d.is_virtual())
            print("memory: %lx-%lx %s\n", d.low(), d.last(), name_of(d.type()));
}

void print_places(BootFacts const& facts, MemoryPlan const& plan)
{
    print_place("kernel", facts.kernel);
    print_place("start-up code", facts.start_up);
    print_place("kernel heap", plan.heap);
    print_place("sigma0", plan.sigma0.image);
    print_place("root", plan.root.image);
    print_place("boot information", plan.boot_info);
}

}  // namespace pinyon
