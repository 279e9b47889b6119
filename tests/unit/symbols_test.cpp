// SPDX-License-Identifier: BSD-2-Clause
// Tests of the look-up of kernel functions by address.
#include "glue/symbols.h"

#include <gtest/gtest.h>

#include <cstring>

namespace pinyon {
namespace {

struct Symbols : testing::Test {
    static constexpr Word count = 3;
    static constexpr Word names = 8 * (1 + 2 * count);
    Word table[16] = {count, 0x1000, names, 0x1100, names + 4, 0x8000, names + 8};
    Symbols() { std::memcpy(table + 1 + 2 * count, "one\0two\0end", 12); }
    [[nodiscard]] Symbol find(Word address) const { return SymbolTable{table}.find(address); }
};

TEST_F(Symbols, an_address_belongs_to_the_function_before_it)
{
    EXPECT_STREQ(find(0x1000).name, "one");
    EXPECT_STREQ(find(0x10FF).name, "one");
    EXPECT_EQ(find(0x10FF).offset, 0xFFu);
    EXPECT_STREQ(find(0x1100).name, "two");
    EXPECT_STREQ(find(0x8010).name, "end");
}

TEST_F(Symbols, an_address_before_the_first_function_has_no_name)
{
    EXPECT_EQ(find(0xFFF).name, nullptr);
    EXPECT_EQ(find(0).name, nullptr);
}

TEST_F(Symbols, an_address_far_behind_the_last_function_has_no_name)
{
    EXPECT_NE(find(0x8000 + 0xFFFF).name, nullptr);
    EXPECT_EQ(find(0x8000 + 0x10000).name, nullptr);
    EXPECT_EQ(find(~Word{0}).name, nullptr);
}

TEST_F(Symbols, an_empty_table_has_no_names)
{
    Word const empty[] = {0};
    EXPECT_EQ(SymbolTable{empty}.find(0x1000).name, nullptr);
    EXPECT_EQ(kernel_symbols().find(0x1000).name, nullptr);
}

}  // namespace
}  // namespace pinyon
