// SPDX-License-Identifier: BSD-2-Clause
// Finds the harts in the device tree, and has the firmware start them.
#include "arch/riscv64/boot/riscv64_harts.h"

#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_mmu.h"
#include "arch/riscv64/riscv64_processor.h"
#include "arch/riscv64/riscv64_sbi.h"
#include "generic/boot/start_up.h"

extern "C" void riscv64_secondary_entry();

namespace pinyon::riscv64 {

namespace {

// True if `word` comes next in `text` and ends there.
bool at_word(char const* text, char const* word)
{
    while (*word != '\0' && *text == *word) {
        ++text;
        ++word;
    }
    return *word == '\0' && (*text == '\0' || *text == '_');
}

}  // namespace

// riscv,isa is "rv64" and letters, then longer names that begin with '_' each; the newer
// riscv,isa-extensions is a list of strings.
bool has_extension(DeviceTree const& tree, DeviceTree::Node cpu, char const* name)
{
    if (tree.property(cpu, "riscv,isa-extensions").has_string(name))
        return true;
    char const* isa = tree.property(cpu, "riscv,isa").text();
    for (char const* base = "rv64"; *base != '\0' && *isa == *base; ++base)
        ++isa;
    bool const letter = name[1] == '\0';
    for (bool letters = true; *isa != '\0'; ++isa) {
        letters = letters && *isa != '_';
        if (letter ? letters && *isa == *name : *isa == '_' && at_word(isa + 1, name))
            return true;
    }
    return false;
}

bool has_fpu(DeviceTree const& tree, DeviceTree::Node cpu)
{
    return has_extension(tree, cpu, "d") || has_extension(tree, cpu, "g");
}

namespace {

// A hart without paging is there for other purposes.
bool has_paging(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto const type = tree.property(cpu, "mmu-type");
    return type.valid() && !type.has_string("riscv,none");
}

// Whether it has what the kernel uses, and programs, because the boot processor has it.
bool is_equal(DeviceTree const& tree, DeviceTree::Node cpu, DeviceTree::Node boot)
{
    static constexpr char const* in_use[] = {"sstc", "svpbmt", "zicbom", "c"};
    for (char const* name : in_use)
        if (has_extension(tree, boot, name) && !has_extension(tree, cpu, name))
            return false;
    return has_fpu(tree, cpu) || !has_fpu(tree, boot);
}

// Of something in the kernel's image.
template <class Object>
PhysAddr place_of(Object const& object)
{
    return machine.image + (address_of_symbol(object) - kernel_base);
}

}  // namespace

CpuNodes find_harts(DeviceTree const& tree, Word boot)
{
    CpuNodes const harts{tree, boot, has_paging};
    if (harts.count() == 0)
        refuse_boot("the device tree does not name the boot processor, hart %lu", boot);
    return harts;
}

void describe_processors(DeviceTree const& tree, CpuNodes const& harts)
{
    machine.processors = harts.count();
    for (unsigned nth = 0; nth < harts.count(); ++nth) {
        Processor& p = riscv64_processors[nth];
        auto const node = harts[nth].node;
        p.hart = harts[nth].number;
        p.facts = {.external_khz = boot_processor().facts.external_khz,
                   .internal_khz = tree.property(node, "clock-frequency").cell(0) / 1000};
        p.usable = p.usable && is_equal(tree, node, harts[0].node);
    }
}

void prepare_processor(unsigned nth, CpuId cpu)
{
    Processor& p = riscv64_processors[nth];
    p.id = cpu;
    p.kernel_stack = reinterpret_cast<std::byte*>(&riscv64_kernel_stacks[nth] + 1);
    p.panic_stack = reinterpret_cast<std::byte*>(&riscv64_panic_stacks[nth] + 1);
    processors_by_cpu[cpu.raw()] = &p;
    set_home(p.kernel_frame.home, cpu);
}

// What it will find has to be in memory when it comes, however late that is.
bool start_processor(unsigned nth, CpuId cpu)
{
    Processor& p = riscv64_processors[nth];
    prepare_processor(nth, cpu);
    p.satp = satp_value(machine.kernel_root, Asid{0});
    asm volatile("fence" : : : "memory");
    return p.usable && sbi::start_hart(p.hart, place_of(riscv64_secondary_entry).raw(),
                                       place_of(p).raw());
}

}  // namespace pinyon::riscv64
