// SPDX-License-Identifier: BSD-2-Clause
// The simulated machine: RAM, power switch, and the MMU with its translation caches.
#include "arch/host/host_machine.h"

#include <sys/mman.h>

#include <utility>

namespace pinyon::host {

Machine& machine()
{
    static Machine the_machine;
    return the_machine;
}

Cpu& cpu()
{
    return machine().cpus.at(machine().this_cpu.raw());
}

namespace {

// The kernel's part of a root table, without which the kernel could not run on.
constexpr unsigned kernel_entry_index = 511;
constexpr Word kernel_entry = Word{1} << 62 | 1;

std::byte* map_ram(Word size)
{
    void* const at = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        throw MachineCheck{"the host has no memory for the simulated RAM"};
    return static_cast<std::byte*>(at);
}

}  // namespace

void power_on(Word ram_size)
{
    if (machine().ram != nullptr)
        munmap(machine().ram, machine().ram_size);
    machine() = Machine{};
    machine().ram_size = ram_size;
    machine().ram = map_ram(ram_size);
    machine().cpus.resize(machine().cpu_count);
}

void set_clock(Clock now)
{
    if (now < machine().now)
        throw MachineCheck{"the clock does not run backwards"};
    machine().now = now;
}

void raise(IrqLine line)
{
    machine().raised.insert(line.raw());
}

void type(std::string const& text)
{
    machine().typed.insert(machine().typed.end(), text.begin(), text.end());
}

std::string take_console()
{
    return std::exchange(machine().console, {});
}

// ---- Direct map --------------------------------------------------------------------------------

void* Port::direct(PhysAddr p)
{
    if (p < ram_base || p - ram_base >= machine().ram_size)
        throw MachineCheck{"physical address outside RAM"};
    return machine().ram + (p - ram_base);
}

PhysAddr Port::physical(void const* v)
{
    auto const offset = Word(static_cast<std::byte const*>(v) - machine().ram);
    if (offset >= machine().ram_size)
        throw MachineCheck{"pointer outside the direct map"};
    return ram_base + offset;
}

// ---- Address spaces ----------------------------------------------------------------------------

unsigned Port::page_orders()
{
    return machine().page_orders;
}

unsigned Port::asid_count()
{
    return machine().asid_count;
}

void Port::prepare_root(PhysAddr root)
{
    auto* const entries = static_cast<Word*>(direct(root));
    for (unsigned i = 0; i < page_size / sizeof(Word); ++i)
        if (entries[i] != 0)
            throw MachineCheck{"a root table to be prepared is not empty"};
    entries[kernel_entry_index] = kernel_entry;
}

void Port::activate(PhysAddr root, Asid tag)
{
    if (static_cast<Word const*>(direct(root))[kernel_entry_index] != kernel_entry)
        throw MachineCheck{"activated tables do not contain the kernel"};
    if (tag.raw() >= asid_count())
        throw MachineCheck{"address-space tag out of range"};
    cpu().active = {root, tag};
    cpu().activations.push_back(cpu().active);
    if (asid_count() == 1)
        cpu().translations.clear();
}

void Port::flush_page(Asid tag, UserAddr page)
{
    ++machine().page_flushes;
    cpu().translations.erase({tag, page.raw() >> page_bits});
}

void Port::flush_asid(Asid tag)
{
    ++machine().asid_flushes;
    std::erase_if(cpu().translations, [=](auto const& t) { return t.first.first == tag; });
}

void Port::flush_all()
{
    ++machine().full_flushes;
    cpu().translations.clear();
}

void Port::code_written(PhysAddr base, Word size)
{
    machine().code_writes.emplace_back(base, size);
}

void Port::flush_data(PhysAddr base, Word size)
{
    machine().data_flushes.emplace_back(base, size);
}

namespace {

// The leaf entry that translates `at` in the tables in memory, as if it were one of a 4 KB page,
// or 0.
Word walk(PhysAddr root, UserAddr at)
{
    PhysAddr table = root;
    for (unsigned level = Format::levels; level-- > 0;) {
        unsigned const shift = page_bits + level * Format::index_bits;
        auto const index = at.raw() >> shift & ((1u << Format::index_bits) - 1);
        Word const entry = static_cast<Word const*>(Port::direct(table))[index];
        if (!Format::present(entry))
            return 0;
        if (!Format::is_table(entry, level)) {
            Word const size = page_size << (level * Format::index_bits);
            if (level >= machine().page_orders || Format::target(entry).raw() % size != 0)
                throw MachineCheck{"this MMU has no such page"};
            return entry + round_down(at.raw() % size, page_size);
        }
        table = Format::target(entry);
    }
    return 0;
}

// Flags are software's business: an entry whose flag is clear traps.
bool permits(Word leaf, Rights access)
{
    return Format::present(leaf) && Format::rights(leaf).includes(access) &&
           Format::accessed(leaf) && (!access.writable() || Format::dirty(leaf));
}

}  // namespace

Access user_access(UserAddr at, Rights access)
{
    if (at.raw() >= Port::user_end)
        return {};
    auto const key = std::pair{cpu().active.tag, at.raw() >> page_bits};
    auto const cached = cpu().translations.find(key);
    Word const leaf =
        cached != cpu().translations.end() ? cached->second : walk(cpu().active.root, at);
    if (!permits(leaf, access))
        return {};
    cpu().translations[key] = leaf;
    return {true, Format::target(leaf) + (at.raw() & (page_size - 1))};
}

}  // namespace pinyon::host
