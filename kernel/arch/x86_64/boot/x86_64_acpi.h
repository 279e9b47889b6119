// SPDX-License-Identifier: BSD-2-Clause
// Finds ACPI tables (ACPI specification 6.4, chapter 5.2), which describe the machine.
#ifndef PINYON_X86_64_ACPI_H
#define PINYON_X86_64_ACPI_H

#include "generic/types.h"

namespace pinyon::x86_64 {

struct [[gnu::packed]] AcpiHeader {
    char signature[4];
    std::uint32_t length;
    std::uint8_t revision, checksum;
    char oem[6], oem_table[8];
    std::uint32_t oem_revision, creator, creator_revision;
};
static_assert(sizeof(AcpiHeader) == 36);

class Acpi {
public:
    // Searches the BIOS area for the root; refuses to boot if there is none.
    Acpi();

    // The table with this signature, its checksum verified; refuses to boot if there is none.
    [[nodiscard]] AcpiHeader const& table(char const (&signature)[5]) const;
    [[nodiscard]] AcpiHeader const& root() const { return *root_; }

    // Little-endian number at `offset` of a table; 0 beyond its end.
    template <class T>
    [[nodiscard]] static T field(AcpiHeader const& table, unsigned offset)
    {
        T value{};
        if (offset + sizeof value <= table.length)
            __builtin_memcpy(&value, reinterpret_cast<std::byte const*>(&table) + offset,
                             sizeof value);
        return value;
    }

private:
    AcpiHeader const* root_ = nullptr;
    bool wide_ = false;  // the root's entries have 8 bytes
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_ACPI_H
