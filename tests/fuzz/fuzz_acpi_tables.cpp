// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the walk through ACPI tables, and what is read in them. The checksums of what lies at the
// usual places are made right, or the fuzzer would hardly ever get beyond one.
#include <cstdlib>
#include <vector>

#include "fuzz_memory.h"
#include "generic/boot/acpi_machine.h"

namespace {

using namespace pinyon;

constexpr Word pointer_size = 20, table_room = 256;

void make_sum_zero(std::vector<std::uint8_t>& bytes, Word start, Word size, Word checksum)
{
    if (start + size > bytes.size() || checksum >= size)
        return;
    std::uint8_t sum = 0;
    for (Word i = 0; i < size; ++i)
        sum = std::uint8_t(sum + bytes[start + i]);
    bytes[start + checksum] = std::uint8_t(bytes[start + checksum] - sum);
}

// Tables lie at multiples of `table_room`, the pointer at 0.
void make_sums_right(std::vector<std::uint8_t>& bytes)
{
    constexpr Word length_place = 4, checksum_place = 9, pointer_checksum = 8;
    make_sum_zero(bytes, 0, pointer_size, pointer_checksum);
    for (Word at = table_room; at + sizeof(AcpiHeader) <= bytes.size(); at += table_room) {
        std::uint32_t length;
        __builtin_memcpy(&length, &bytes[at + length_place], sizeof length);
        make_sum_zero(bytes, at, length, checksum_place);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    constexpr PhysAddr start{0xe0000};
    std::vector<std::uint8_t> bytes(data, data + size);
    bool const repair = size > 0 && bytes.back() % 2 == 0;
    if (repair)
        make_sums_right(bytes);
    fuzz::Memory const memory{bytes.data(), bytes.size(), start};
    for (PhysAddr const pointer : {PhysAddr{}, start}) {
        Acpi acpi{memory.view()};
        if (acpi.open(pointer).what != nullptr)
            continue;
        AcpiTable table;
        if (acpi.find("APIC", table).what != nullptr)
            continue;
        // A table that was accepted can be read to its end and sums to zero.
        std::uint8_t sum = 0;
        for (Word i = 0; i < table.length(); ++i)
            sum = std::uint8_t(sum + table.field<std::uint8_t>(i));
        if (sum != 0 || table.field<std::uint8_t>(table.length()) != 0)
            std::abort();
        AcpiMachine machine;
        if (read_machine(acpi, machine).what == nullptr &&
            (machine.io_apic_count == 0 || machine.local_apic.raw() % page_size != 0))
            std::abort();
    }
    return 0;
}
