// SPDX-License-Identifier: BSD-2-Clause
// The reader of a program's arguments: words, numbers, lists, and texts that are not in order.
#include <gtest/gtest.h>
#include <pinyon/arguments.h>

namespace {

constexpr L4_Word_t missing = 99;

L4_Word_t number(char const* text, char const* name, int index = 0)
{
    return pinyon_argument_number(text, name, index, missing);
}

TEST(Arguments, a_word_is_found_wherever_it_stands_but_only_whole)
{
    EXPECT_NE(pinyon_argument("driver irq=3", "driver"), nullptr);
    EXPECT_NE(pinyon_argument("irq=3  driver", "driver"), nullptr);
    EXPECT_EQ(pinyon_argument("drivers irq=3", "driver"), nullptr);
    EXPECT_EQ(pinyon_argument("drive adriver", "driver"), nullptr);
    EXPECT_EQ(pinyon_argument("", "driver"), nullptr);
}

TEST(Arguments, numbers_are_decimal_or_hexadecimal)
{
    EXPECT_EQ(number("irq=33", "irq"), 33u);
    EXPECT_EQ(number("mmio=0xa0003e00", "mmio"), 0xa0003e00u);
    EXPECT_EQ(number("big=0xffffffffffffffff", "big"), ~L4_Word_t{0});
}

TEST(Arguments, a_list_is_read_by_index)
{
    char const* const text = "mmio=0x1000,512,32 irq=48,7";
    EXPECT_EQ(number(text, "mmio", 0), 0x1000u);
    EXPECT_EQ(number(text, "mmio", 1), 512u);
    EXPECT_EQ(number(text, "mmio", 2), 32u);
    EXPECT_EQ(number(text, "mmio", 3), missing);
    EXPECT_EQ(number(text, "irq", 1), 7u);
}

TEST(Arguments, what_is_no_number_counts_as_missing)
{
    EXPECT_EQ(number("irq irq2=3", "irq"), missing);
    EXPECT_EQ(number("irq=", "irq"), missing);
    EXPECT_EQ(number("irq=,4", "irq"), missing);
    EXPECT_EQ(number("irq=0x", "irq"), missing);
    EXPECT_EQ(number("irq=xyz", "irq"), missing);
    EXPECT_EQ(number("irq=1", "line"), missing);
}

}  // namespace
