// SPDX-License-Identifier: BSD-2-Clause
// What ACPI says of processors and interrupt controllers, whole and damaged.
#include "generic/boot/acpi_machine.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace pinyon {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
void put(Bytes& bytes, T value)
{
    auto const* const from = reinterpret_cast<std::uint8_t const*>(&value);
    bytes.insert(bytes.end(), from, from + sizeof value);
}

void put_text(Bytes& bytes, char const* text)
{
    bytes.insert(bytes.end(), text, text + std::char_traits<char>::length(text));
}

// The entries of a MADT.
void put_processor(Bytes& madt, std::uint8_t id, std::uint32_t flags = 1)
{
    madt.insert(madt.end(), {0, 8, 1, id});
    put(madt, flags);
}
void put_wide_processor(Bytes& madt, std::uint32_t id, std::uint32_t flags = 1)
{
    madt.insert(madt.end(), {9, 16, 0, 0});
    put(madt, id);
    put(madt, flags);
    put(madt, std::uint32_t{0});
}
void put_io_apic(Bytes& madt)
{
    madt.insert(madt.end(), {1, 12, 0, 0});
    put(madt, std::uint32_t{0xfec0'0000});
    put(madt, std::uint32_t{0});
}

// Firmware's memory from address 4096 on: the root pointer, the root table, the MADT.
class Firmware {
public:
    static constexpr Word start = 4096;

    explicit Firmware(Bytes const& entries)
    {
        Bytes madt = header("APIC");
        put(madt, std::uint32_t{0xfee0'0000});
        put(madt, std::uint32_t{0});
        madt.insert(madt.end(), entries.begin(), entries.end());
        finish(madt);
        Bytes root = header("RSDT");
        put(root, std::uint32_t(start + madt_place));
        finish(root);
        put_text(bytes_, "RSD PTR ");
        put(bytes_, std::uint8_t{0});
        put_text(bytes_, "TESTER");
        put(bytes_, std::uint8_t{0});
        put(bytes_, std::uint32_t(start + root_place));
        make_sum_zero(bytes_, 8);
        bytes_.resize(root_place);
        bytes_.insert(bytes_.end(), root.begin(), root.end());
        bytes_.resize(madt_place);
        bytes_.insert(bytes_.end(), madt.begin(), madt.end());
    }

    AcpiProblem read(AcpiMachine& machine) const
    {
        Acpi acpi{PhysicalMemory{find, this}};
        AcpiProblem const problem = acpi.open(PhysAddr{start});
        return problem.what == nullptr ? read_machine(acpi, machine) : problem;
    }

private:
    static constexpr unsigned root_place = 64, madt_place = 256;

    static Bytes header(char const* signature)
    {
        Bytes table;
        put_text(table, signature);
        table.resize(sizeof(AcpiHeader));
        return table;
    }
    static void make_sum_zero(Bytes& bytes, unsigned checksum)
    {
        std::uint8_t sum = 0;
        for (std::uint8_t const byte : bytes)
            sum = std::uint8_t(sum + byte);
        bytes[checksum] = std::uint8_t(bytes[checksum] - sum);
    }
    static void finish(Bytes& table)
    {
        auto const length = std::uint32_t(table.size());
        __builtin_memcpy(&table[4], &length, sizeof length);
        make_sum_zero(table, 9);
    }
    static std::byte const* find(void const* context, PhysAddr at, Word size)
    {
        Bytes const& bytes = static_cast<Firmware const*>(context)->bytes_;
        Word const place = at.raw() - start;
        bool const there =
            at.raw() >= start && place <= bytes.size() && size <= bytes.size() - place;
        return there ? reinterpret_cast<std::byte const*>(&bytes[place]) : nullptr;
    }

    Bytes bytes_;
};

// The processors of a machine whose MADT has what `fill` puts there.
std::vector<Word> processors_of(std::function<void(Bytes&)> const& fill)
{
    Bytes entries;
    put_io_apic(entries);
    fill(entries);
    AcpiMachine machine;
    AcpiProblem const problem = Firmware{entries}.read(machine);
    EXPECT_EQ(problem.what, nullptr) << problem.what;
    std::vector<Word> ids;
    for (unsigned i = 0; i < machine.processors.size(); ++i)
        ids.push_back(machine.processors[i]);
    return ids;
}

using Ids = std::vector<Word>;

TEST(AcpiMachine, processors_come_in_the_order_of_the_table)
{
    EXPECT_EQ(processors_of([](Bytes& madt) {
                  put_processor(madt, 4);
                  put_wide_processor(madt, 2);
                  put_processor(madt, 9);
              }),
              (Ids{4, 2, 9}));
}

TEST(AcpiMachine, those_that_are_not_enabled_do_not_count)
{
    EXPECT_EQ(processors_of([](Bytes& madt) {
                  put_processor(madt, 0);
                  put_processor(madt, 1, 0);
                  put_processor(madt, 2, 2);  // can be plugged in later
                  put_wide_processor(madt, 3, 0);
                  put_processor(madt, 4, 3);
              }),
              (Ids{0, 4}));
}

TEST(AcpiMachine, those_that_are_listed_twice_count_once)
{
    EXPECT_EQ(processors_of([](Bytes& madt) {
                  put_processor(madt, 0);
                  put_processor(madt, 1);
                  put_wide_processor(madt, 1);
                  put_processor(madt, 0);
              }),
              (Ids{0, 1}));
}

TEST(AcpiMachine, ids_that_cannot_be_addressed_do_not_count)
{
    EXPECT_EQ(processors_of([](Bytes& madt) {
                  put_processor(madt, 255);
                  put_wide_processor(madt, 256);
                  put_wide_processor(madt, ~std::uint32_t{0});
                  put_wide_processor(madt, 254);
              }),
              (Ids{254}));
}

TEST(AcpiMachine, those_beyond_the_configured_number_are_left_out)
{
    auto const ids = processors_of([](Bytes& madt) {
        for (unsigned i = 0; i < 200; ++i)
            put_processor(madt, std::uint8_t(i));
    });
    ASSERT_EQ(ids.size(), config::max_cpus);
    EXPECT_EQ(ids.back(), config::max_cpus - 1);
}

TEST(AcpiMachine, entries_that_are_too_short_or_cut_off_are_refused)
{
    for (Bytes const& end : {Bytes{0, 0}, Bytes{0, 1}, Bytes{0, 2}, Bytes{7, 1},
                             Bytes{9, 8, 0, 0, 1, 0, 0, 0}, Bytes{0, 8, 1, 1}, Bytes{9, 255}}) {
        Bytes entries;
        put_io_apic(entries);
        entries.insert(entries.end(), end.begin(), end.end());
        AcpiMachine machine;
        EXPECT_STREQ(Firmware{entries}.read(machine).what, "is malformed");
    }
}

TEST(AcpiMachine, without_a_controller_of_lines_it_is_refused)
{
    Bytes entries;
    put_processor(entries, 0);
    AcpiMachine machine;
    EXPECT_STREQ(Firmware{entries}.read(machine).what, "names no I/O APIC");
}

using Three = ProcessorIds<3>;

Three three(std::initializer_list<Word> ids)
{
    Three list;
    for (Word const id : ids)
        list.add(id);
    return list;
}

void expect_ids(Three const& list, std::initializer_list<Word> ids)
{
    ASSERT_EQ(list.size(), ids.size());
    for (unsigned i = 0; i < list.size(); ++i)
        EXPECT_EQ(list[i], ids.begin()[i]);
}

TEST(ProcessorIds, the_boot_processor_comes_first)
{
    for (Word const boot : {5, 6, 7}) {
        Three list = three({5, 6, 7});
        list.begin_with(boot);
        EXPECT_EQ(list.size(), 3u);
        EXPECT_EQ(list[0], boot);
    }
    Three list = three({5, 6, 7});
    list.begin_with(7);
    expect_ids(list, {7, 5, 6});
}

TEST(ProcessorIds, the_boot_processor_is_there_even_if_it_is_not_listed)
{
    Three none;
    none.begin_with(1);
    expect_ids(none, {1});
    Three some = three({5, 6});
    some.begin_with(1);
    expect_ids(some, {1, 5, 6});
    Three full = three({5, 6, 7, 8});
    full.begin_with(1);
    expect_ids(full, {1, 5, 6});
}

TEST(ProcessorIds, one_is_enough)
{
    ProcessorIds<1> list;
    list.add(5);
    list.add(6);
    list.begin_with(6);
    EXPECT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0], 6u);
}

}  // namespace
}  // namespace pinyon
