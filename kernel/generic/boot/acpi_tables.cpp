// SPDX-License-Identifier: BSD-2-Clause
// The walk from the root system description pointer to a table. Checksums are verified on the way.
#include "generic/boot/acpi_tables.h"

namespace pinyon {

struct [[gnu::packed]] Acpi::RootPointer {
    char signature[8];
    std::uint8_t checksum;
    char oem[6];
    std::uint8_t revision;
    std::uint32_t rsdt;
    std::uint32_t length;  // from here on in revision 2
    Word xsdt;
    std::uint8_t full_checksum, reserved[3];
};

namespace {

constexpr char root_pointer_name[] = "RSD PTR ";
constexpr unsigned first_revision_size = 20;

// Where the pointer lies: at 16 bytes boundaries in the first KB of the extended BIOS data area,
// whose segment is stored at 0x40e, or in the BIOS itself.
constexpr PhysAddr ebda_segment{0x40e};
constexpr Word ebda_size = 0x400;
constexpr PhysAddr bios{0xe0000};
constexpr Word bios_size = 0x20000;

constexpr std::uint32_t largest_table = 1 << 20;

constexpr char const* wrong_checksum = "has a wrong checksum";
constexpr char const* out_of_reach = "is damaged or out of reach";

bool sums_to_zero(std::byte const* data, Word size)
{
    std::uint8_t sum = 0;
    for (Word i = 0; i < size; ++i)
        sum = std::uint8_t(sum + std::uint8_t(data[i]));
    return sum == 0;
}

}  // namespace

// The second revision's part is left as it is if it is not there.
bool Acpi::is_root_pointer(PhysAddr at, RootPointer& pointer) const
{
    static_assert(offsetof(RootPointer, length) == first_revision_size);
    std::byte const* const first = memory_.bytes(at, first_revision_size);
    if (first == nullptr
        || __builtin_memcmp(first, root_pointer_name, sizeof pointer.signature) != 0)
        return false;
    __builtin_memcpy(&pointer, first, first_revision_size);
    return pointer.revision < 2 || memory_.read(at, pointer);
}

PhysAddr Acpi::search(PhysAddr base, Word size) const
{
    RootPointer pointer;
    for (PhysAddr at = base; at < base + size; at = at + 16)
        if (is_root_pointer(at, pointer)
            && sums_to_zero(memory_.bytes(at, first_revision_size), first_revision_size))
            return at;
    return {};
}

PhysAddr Acpi::search() const
{
    std::uint16_t segment = 0;
    if (memory_.read(ebda_segment, segment) && segment != 0) {
        PhysAddr const found = search(PhysAddr{Word{segment} << 4}, ebda_size);
        if (found.raw() != 0)
            return found;
    }
    return search(bios, bios_size);
}

char const* Acpi::read_table(Word address, AcpiTable& table) const
{
    AcpiHeader header;
    if (!memory_.read(PhysAddr{address}, header) || header.length < sizeof header
        || header.length > largest_table)
        return out_of_reach;
    std::byte const* const bytes = memory_.bytes(PhysAddr{address}, header.length);
    if (bytes == nullptr)
        return out_of_reach;
    if (!sums_to_zero(bytes, header.length))
        return wrong_checksum;
    table = AcpiTable{bytes, header.length};
    return nullptr;
}

AcpiProblem Acpi::open(PhysAddr at)
{
    if (at.raw() == 0)
        at = search();
    RootPointer pointer{};
    if (at.raw() == 0 || !is_root_pointer(at, pointer))
        return {.table = "RSDP",
                .what = "is missing or damaged: the firmware does not describe the machine"};
    if (!sums_to_zero(memory_.bytes(at, first_revision_size), first_revision_size))
        return {.table = "RSDP", .what = wrong_checksum};
    wide_ = pointer.revision >= 2 && pointer.xsdt != 0;
    if (wide_ && !sums_to_zero(memory_.bytes(at, sizeof pointer), sizeof pointer))
        return {.table = "RSDP", .what = wrong_checksum};
    return {.table = wide_ ? "XSDT" : "RSDT",
            .what = read_table(wide_ ? pointer.xsdt : pointer.rsdt, root_)};
}

AcpiProblem Acpi::find(char const (&signature)[5], AcpiTable& table) const
{
    Word const size = wide_ ? sizeof(Word) : sizeof(std::uint32_t);
    for (Word at = sizeof(AcpiHeader); at + size <= root_.length(); at += size) {
        Word const address = wide_ ? root_.field<Word>(at) : root_.field<std::uint32_t>(at);
        AcpiHeader header;
        if (memory_.read(PhysAddr{address}, header)
            && __builtin_memcmp(header.signature, signature, sizeof header.signature) == 0)
            return {.table = signature, .what = read_table(address, table)};
    }
    return {.table = signature, .what = "is missing", .missing = true};
}

}  // namespace pinyon
