// SPDX-License-Identifier: BSD-2-Clause
// Tests of the kernel's own C library functions, under other names beside the process's.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

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

namespace pinyon::test {
namespace {

constexpr std::size_t room = 1200;

struct Bytes {
    alignas(16) std::array<unsigned char, room> at{};

    explicit Bytes(unsigned seed)
    {
        for (std::size_t i = 0; i < room; ++i)
            at[i] = static_cast<unsigned char>(i * 31 + i / 256 + seed);
    }
};

// Sizes around those that are handled in another way, and some large ones.
std::size_t next_size(std::size_t size)
{
    return size < 70 ? size + 1 : size + 41;
}

TEST(Runtime, memcpy_copies_exactly_its_bytes_at_every_alignment)
{
    Bytes const source{1};
    for (std::size_t to = 0; to < 9; ++to)
        for (std::size_t from = 0; from < 9; ++from)
            for (std::size_t size = 0; size < room - 20; size = next_size(size)) {
                Bytes target{99}, expected{99};
                std::memcpy(&expected.at[to], &source.at[from], size);
                ASSERT_EQ(kernel_memcpy(&target.at[to], &source.at[from], size), &target.at[to]);
                ASSERT_EQ(target.at, expected.at) << to << " " << from << " " << size;
            }
}

TEST(Runtime, memmove_copies_what_overlaps_in_both_directions)
{
    for (std::size_t to = 0; to < 40; ++to)
        for (std::size_t from = 0; from < 40; from += 3)
            for (std::size_t size = 0; size < room - 40; size = next_size(size)) {
                Bytes target{5}, expected{5};
                std::memmove(&expected.at[to], &expected.at[from], size);
                ASSERT_EQ(kernel_memmove(&target.at[to], &target.at[from], size), &target.at[to]);
                ASSERT_EQ(target.at, expected.at) << to << " " << from << " " << size;
            }
}

TEST(Runtime, memset_fills_exactly_its_bytes)
{
    for (std::size_t to = 0; to < 9; ++to)
        for (std::size_t size = 0; size < room - 20; size = next_size(size)) {
            Bytes target{7}, expected{7};
            std::memset(&expected.at[to], 0x1A5, size);
            ASSERT_EQ(kernel_memset(&target.at[to], 0x1A5, size), &target.at[to]);
            ASSERT_EQ(target.at, expected.at) << to << " " << size;
        }
}

TEST(Runtime, memcmp_orders_by_the_first_difference_as_unsigned_bytes)
{
    unsigned char const low[] = {1, 2, 3, 200}, high[] = {1, 2, 4, 100};
    EXPECT_LT(kernel_memcmp(low, high, 4), 0);
    EXPECT_GT(kernel_memcmp(high, low, 4), 0);
    EXPECT_EQ(kernel_memcmp(low, high, 2), 0);
    EXPECT_GT(kernel_memcmp(low + 3, high + 3, 1), 0);
    EXPECT_EQ(kernel_memcmp(low, high, 0), 0);
}

TEST(Runtime, strlen_counts_up_to_the_end)
{
    for (std::size_t length = 0; length < 40; ++length)
        EXPECT_EQ(kernel_strlen(std::string(length, 'x').c_str()), length);
}

}  // namespace
}  // namespace pinyon::test
