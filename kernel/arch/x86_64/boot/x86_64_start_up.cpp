// SPDX-License-Identifier: BSD-2-Clause
// The start of the kernel on a PC: an explicit list of steps.
#include "arch/x86_64/boot/x86_64_start_up.h"

#include "arch/x86_64/boot/x86_64_newcomer.h"
#include "arch/x86_64/x86_64_port.h"
#include "generic/boot/bootelf.h"
#include "generic/boot/cpio.h"
#include "generic/boot/multiboot.h"
#include "generic/boot/start_up.h"
#include "generic/text.h"
#include "glue/entry.h"

extern "C" std::byte const init_start[], init_end[], kernel_start[], kernel_end[];

namespace pinyon::x86_64 {

namespace {

constinit BootFacts facts{};
constinit LoaderFacts loader{};
constinit char machine_name[20] = "PC ";

// What the early mapping shows.
std::byte const* reach(void const*, PhysAddr at, Word size)
{
    constexpr Word reachable = Word{4} << 30;
    bool const all = at.raw() < reachable && size <= reachable - at.raw();
    return all ? static_cast<std::byte const*>(direct(at)) : nullptr;
}

constexpr PhysicalMemory memory{reach, nullptr};

void expect(Complaint complaint)
{
    if (complaint != nullptr)
        refuse_boot("%s", complaint);
}

// The BIOS notes the port of the first serial line at 0x400; what is not a BIOS may leave anything
// there.
void start_console()
{
    constexpr PhysAddr first_serial_line{0x400};
    std::uint16_t port = 0;
    if (!memory.read(first_serial_line, port) || !console::init(port))
        console::init(console::ports[0]);
    console::put('\n');  // firmware may have left an unfinished line
}

PhysRange image_range(std::byte const* start, std::byte const* end)
{
    return {PhysAddr{reinterpret_cast<Word>(start) - kernel_base}, Word(end - start)};
}

// Appends a field of a table without the spaces at its end.
char* append(char* to, char const* field, unsigned size)
{
    while (size > 0 && field[size - 1] == ' ')
        --size;
    __builtin_memcpy(to, field, size);
    return to + size;
}

// The machine is called what its firmware's maker calls it.
void name_machine(AcpiHeader const& root)
{
    char* end = append(machine_name + 3, root.oem, sizeof root.oem);
    *end++ = ' ';
    append(end, root.oem_table, sizeof root.oem_table);
    facts.machine = machine_name;
}

Complaint read_loader(Word magic, PhysAddr info, Word count)
{
    switch (magic) {
    case multiboot1_magic:
        return read_multiboot1(memory, info, loader);
    case multiboot2_magic:
        return read_multiboot2(memory, info, loader);
    case bootelf_magic:
        if (auto const complaint = read_bootelf(memory, info, count, loader))
            return complaint;
        return read_fw_cfg_map(loader.ram);
    default:
        return "not started by a multiboot loader or by bootelf";
    }
}

void take_loader_facts()
{
    take_ram(loader.ram, direct_size, facts);
    facts.modules = loader.modules;
    facts.command_line = loader.command_line;
}

AcpiMachine discover()
{
    Acpi acpi{memory};
    AcpiMachine machine;
    AcpiProblem problem = acpi.open(loader.root_pointer);
    if (problem.what == nullptr)
        problem = read_machine(acpi, machine);
    if (problem.what != nullptr)
        refuse_boot("the ACPI table %s %s", problem.table, problem.what);
    name_machine(acpi.root().header());
    return machine;
}

}  // namespace

bool Port::select_console(char const* name)
{
    constexpr char const* names[] = {"com1", "com2", "com3", "com4"};
    for (unsigned i = 0; i < 4; ++i)
        if (same_text(name, names[i]))
            return console::init(console::ports[i]);
    if (!same_text(name, "none"))
        return false;
    console::stop();
    return true;
}

// Runs on the start-up stack; returns the stack on which the rest runs.
extern "C" Word x86_64_prepare(Word magic, PhysAddr info, Word count)
{
    if constexpr (several)
        if (magic == NEWCOMER_MAGIC)
            return prepare_newcomer();
    start_console();
    set_up_features();
    facts.kernel = image_range(kernel_start, kernel_end);
    facts.start_up = image_range(init_start, init_end);
    facts.reserved.add({PhysAddr{0}, page_size});  // the BIOS's, and no address to hand out
    // Video memory and the ROMs of devices, as every PC has them: for anyone who asks.
    facts.shared.add({PhysAddr{0xA'0000}, 0x5'0000});
    expect(read_loader(magic, info, count));
    take_loader_facts();

    AcpiMachine machine = discover();
    if constexpr (several)
        find_processors(machine);
    if (machine.console_port != 0)
        console::init(machine.console_port);
    set_up_paging(machine, facts);
    set_up_traps();
    set_up_interrupts(machine);
    calibrate(machine);
    return kernel_stack_top(CpuId{0}).raw();
}

extern "C" [[noreturn]] void x86_64_start()
{
    if constexpr (several)
        if (this_cpu() != CpuId{0})
            run_newcomer();
    start_up(facts);
    leave_start_up();
}

}  // namespace pinyon::x86_64
