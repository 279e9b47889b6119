// SPDX-License-Identifier: BSD-2-Clause
// The walk from the root system description pointer to a table. Checksums are verified on the way.
#include "arch/x86_64/boot/x86_64_acpi.h"

#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

struct [[gnu::packed]] RootPointer {
    char signature[8];
    std::uint8_t checksum;
    char oem[6];
    std::uint8_t revision;
    std::uint32_t rsdt;
    std::uint32_t length;  // from here on in revision 2
    Word xsdt;
    std::uint8_t full_checksum, reserved[3];
};
constexpr unsigned first_revision_size = 20;
static_assert(offsetof(RootPointer, length) == first_revision_size);

// Where the pointer lies: at 16 bytes boundaries in the first KB of the extended BIOS data area,
// whose segment is stored at 0x40e, or in the BIOS itself.
constexpr PhysAddr ebda_segment{0x40e};
constexpr Word ebda_size = 0x400;
constexpr PhysRange bios{PhysAddr{0xe0000}, 0x20000};

constexpr Word reachable = Word{4} << 30;  // by the early mapping
constexpr std::uint32_t largest_table = 1 << 20;

bool sums_to_zero(void const* data, Word size)
{
    std::uint8_t sum = 0;
    for (Word i = 0; i < size; ++i)
        sum += static_cast<std::uint8_t const*>(data)[i];
    return sum == 0;
}

RootPointer const* find_root_pointer(PhysRange area)
{
    for (PhysAddr a = area.base; a < area.end(); a = a + 16) {
        auto const* const p = static_cast<RootPointer const*>(direct(a));
        if (__builtin_memcmp(p->signature, "RSD PTR ", 8) == 0
            && sums_to_zero(p, first_revision_size))
            return p;
    }
    return nullptr;
}

RootPointer const* find_root_pointer()
{
    std::uint16_t segment;
    __builtin_memcpy(&segment, direct(ebda_segment), sizeof segment);
    if (segment != 0) {
        if (auto const* p = find_root_pointer({PhysAddr{Word{segment} << 4}, ebda_size}))
            return p;
    }
    return find_root_pointer(bios);
}

// Null if it cannot be read or is damaged.
AcpiHeader const* table_at(Word address)
{
    if (address == 0 || address + largest_table > reachable)
        return nullptr;
    auto const* const table = static_cast<AcpiHeader const*>(direct(PhysAddr{address}));
    bool const sound = table->length >= sizeof(AcpiHeader) && table->length <= largest_table
                    && sums_to_zero(table, table->length);
    return sound ? table : nullptr;
}

}  // namespace

Acpi::Acpi()
{
    RootPointer const* const pointer = find_root_pointer();
    if (pointer == nullptr)
        refuse_boot("no ACPI root pointer: the machine is not described");
    wide_ = pointer->revision >= 2 && pointer->xsdt != 0;
    root_ = table_at(wide_ ? pointer->xsdt : pointer->rsdt);
    if (root_ == nullptr)
        refuse_boot("the ACPI root table is damaged or out of reach");
}

AcpiHeader const& Acpi::table(char const (&signature)[5]) const
{
    unsigned const size = wide_ ? 8 : 4;
    for (unsigned offset = sizeof(AcpiHeader); offset + size <= root_->length; offset += size) {
        Word const address = wide_ ? field<Word>(*root_, offset)
                                   : field<std::uint32_t>(*root_, offset);
        AcpiHeader const* const found = table_at(address);
        if (found != nullptr && __builtin_memcmp(found->signature, signature, 4) == 0)
            return *found;
    }
    refuse_boot("no sound ACPI table %s", signature);
}

}  // namespace pinyon::x86_64
