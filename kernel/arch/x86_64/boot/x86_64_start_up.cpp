// SPDX-License-Identifier: BSD-2-Clause
// The start of the kernel on a PC: an explicit list of steps.
#include "arch/x86_64/boot/x86_64_start_up.h"

#include "arch/x86_64/boot/x86_64_multiboot.h"
#include "arch/x86_64/x86_64_console.h"
#include "arch/x86_64/x86_64_layout.h"
#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/start_up.h"
#include "glue/entry.h"

extern "C" std::byte const init_start[], init_end[], kernel_start[], kernel_end[];

namespace pinyon::x86_64 {

namespace {

constinit BootFacts facts{};
constinit char machine_name[20] = "PC ";

// The BIOS notes the port of the first serial line at 0x400.
void start_console()
{
    constexpr PhysAddr first_serial_line{0x400};
    constexpr std::uint16_t usual_port = 0x3f8;
    std::uint16_t port;
    __builtin_memcpy(&port, direct(first_serial_line), sizeof port);
    console::init(port != 0 ? port : usual_port);
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

}  // namespace

// Runs on the start-up stack; returns the stack on which the rest runs.
extern "C" Word x86_64_prepare(Word magic, PhysAddr info)
{
    start_console();
    if (magic != multiboot_magic)
        refuse_boot("not started by a multiboot loader (magic %lx)", magic);
    set_up_features();
    facts.kernel = image_range(kernel_start, kernel_end);
    facts.start_up = image_range(init_start, init_end);
    facts.reserved.add({PhysAddr{0}, page_size});  // the BIOS's, and no address to hand out
    facts_from_multiboot(info, facts);

    Acpi const acpi;
    name_machine(acpi.root());
    Machine const machine = read_machine(acpi);
    set_up_paging(machine, facts);
    set_up_traps();
    set_up_interrupts(machine);
    calibrate(machine);
    return kernel_stack_top.raw();
}

extern "C" [[noreturn]] void x86_64_start()
{
    start_up(facts);
    leave_start_up();
}

}  // namespace pinyon::x86_64
