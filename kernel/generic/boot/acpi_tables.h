// SPDX-License-Identifier: BSD-2-Clause
// Finds ACPI tables (ACPI specification 6.4, chapter 5.2), which describe the machine. Trusts no
// address and no size.
#ifndef PINYON_ACPI_TABLES_H
#define PINYON_ACPI_TABLES_H

#include "generic/boot/physical_memory.h"

namespace pinyon {

struct [[gnu::packed]] AcpiHeader {
    char signature[4];
    std::uint32_t length;
    std::uint8_t revision, checksum;
    char oem[6], oem_table[8];
    std::uint32_t oem_revision, creator, creator_revision;
};
static_assert(sizeof(AcpiHeader) == 36);

// A table that has been verified.
class AcpiTable {
public:
    AcpiTable() = default;
    AcpiTable(std::byte const* bytes, std::uint32_t length) : bytes_{bytes}, length_{length} {}

    [[nodiscard]] AcpiHeader const& header() const
    {
        return *reinterpret_cast<AcpiHeader const*>(bytes_);
    }
    [[nodiscard]] std::uint32_t length() const { return length_; }

    // Little-endian number at `offset`; 0 beyond the end.
    template <class T>
    [[nodiscard]] T field(Word offset) const
    {
        T value{};
        if (offset + sizeof value <= length_)
            __builtin_memcpy(&value, bytes_ + offset, sizeof value);
        return value;
    }

private:
    std::byte const* bytes_ = nullptr;
    std::uint32_t length_ = 0;
};

// What is wrong with a table: "the ACPI table <table> <what>". No `what`: nothing.
struct AcpiProblem {
    char const* table = "";
    char const* what = nullptr;
    bool missing = false;
};

class Acpi {
public:
    // `pointer`: where the boot loader has the root pointer; 0 = search the BIOS area for it.
    [[nodiscard]] AcpiProblem open(PhysAddr pointer);

    explicit Acpi(PhysicalMemory const& memory) : memory_{memory} {}

    // The first table with this signature.
    [[nodiscard]] AcpiProblem find(char const (&signature)[5], AcpiTable& table) const;
    [[nodiscard]] AcpiTable const& root() const { return root_; }

private:
    struct RootPointer;
    [[nodiscard]] bool is_root_pointer(PhysAddr at, RootPointer& pointer) const;
    [[nodiscard]] PhysAddr search() const;
    [[nodiscard]] PhysAddr search(PhysAddr base, Word size) const;
    [[nodiscard]] char const* read_table(Word address, AcpiTable& table) const;

    PhysicalMemory memory_;
    AcpiTable root_;
    bool wide_ = false;  // the root's entries have 8 bytes
};

}  // namespace pinyon

#endif  // PINYON_ACPI_TABLES_H
