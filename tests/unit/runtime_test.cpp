// SPDX-License-Identifier: BSD-2-Clause
// Tests of the kernel's own memory functions. They are included under other names, since an
// ordinary process has functions of these names already.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <vector>

#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#include "glue/runtime.cpp"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen

namespace pinyon {
namespace {

using Buffer = std::vector<unsigned char>;

constexpr std::size_t longest = 200;  // more than two blocks of eight words
constexpr std::size_t margin = 16;

Buffer counting()
{
    Buffer buffer(longest + 2 * margin);
    std::iota(buffer.begin(), buffer.end(), 1);
    return buffer;
}

TEST(Runtime, memcpy_copies_every_size_at_every_alignment_and_nothing_else)
{
    Buffer const source = counting();
    for (std::size_t to = 0; to < 8; ++to)
        for (std::size_t from = 0; from < 8; ++from)
            for (std::size_t size = 0; size <= longest; ++size) {
                Buffer actual(longest + 2 * margin, 0xEE), expected = actual;
                EXPECT_EQ(kernel_memcpy(&actual[to], &source[from], size), &actual[to]);
                std::copy_n(&source[from], size, &expected[to]);
                ASSERT_EQ(actual, expected) << to << " " << from << " " << size;
            }
}

TEST(Runtime, memmove_copies_correctly_at_every_overlap)
{
    for (std::size_t to = 0; to < 2 * margin; ++to)
        for (std::size_t size = 0; size <= longest; size += 7) {
            Buffer actual = counting(), expected = actual;
            kernel_memmove(&actual[to], &actual[margin], size);
            std::memmove(&expected[to], &expected[margin], size);
            ASSERT_EQ(actual, expected) << to << " " << size;
        }
}

TEST(Runtime, memset_fills_every_size_at_every_alignment_and_nothing_else)
{
    for (std::size_t to = 0; to < 8; ++to)
        for (std::size_t size = 0; size <= longest; ++size) {
            Buffer actual = counting(), expected = actual;
            EXPECT_EQ(kernel_memset(&actual[to], 0x1A5, size), &actual[to]);
            std::fill_n(&expected[to], size, 0xA5);
            ASSERT_EQ(actual, expected) << to << " " << size;
        }
}

TEST(Runtime, memcmp_orders_by_the_first_different_byte_unsigned)
{
    EXPECT_EQ(kernel_memcmp("abc", "abd", 2), 0);
    EXPECT_LT(kernel_memcmp("abc", "abd", 3), 0);
    EXPECT_GT(kernel_memcmp("\xFF", "\x01", 1), 0);
    EXPECT_EQ(kernel_memcmp("", "", 0), 0);
}

TEST(Runtime, strlen_counts_to_the_end)
{
    EXPECT_EQ(kernel_strlen(""), 0u);
    EXPECT_EQ(kernel_strlen("four"), 4u);
}

}  // namespace
}  // namespace pinyon
