// SPDX-License-Identifier: BSD-2-Clause
// Tests of libio's formatter against the host's printf.
#include "../../user/lib/io/io_format.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace {

using pinyon::io::format_to;
using pinyon::io::Output;

std::string ours(char const* format, ...)
{
    char buffer[200];
    Output output(buffer, sizeof buffer, nullptr);
    va_list arguments;
    va_start(arguments, format);
    format_to(output, format, arguments);
    va_end(arguments);
    output.finish();
    EXPECT_EQ(static_cast<size_t>(output.count()), std::string(buffer).size());
    return buffer;
}

template <class... Args>
void expect_like_host(char const* format, Args... arguments)
{
    char expected[200];
    std::snprintf(expected, sizeof expected, format, arguments...);
    EXPECT_EQ(ours(format, arguments...), expected) << format;
}

TEST(UserFormat, numbers_are_as_on_the_host)
{
    for (char const* format : {"%d", "%i", "%5d", "%-5d|", "%05d", "%-05d|", "%hd", "%hhd"})
        for (int value : {0, 7, -7, 123456, -123456, INT32_MAX, INT32_MIN})
            expect_like_host(format, value);
    for (char const* format : {"%u", "%x", "%X", "%8x", "%08X", "%-8x|", "%hu", "%hhx"})
        for (unsigned value : {0u, 9u, 0xabcdefu, UINT32_MAX})
            expect_like_host(format, value);
}

TEST(UserFormat, long_numbers_are_as_on_the_host)
{
    for (char const* format : {"%ld", "%20ld", "%020ld"})
        for (long value : {0l, -1l, INT64_MAX, INT64_MIN})
            expect_like_host(format, value);
    for (char const* format : {"%lu", "%lx", "%016lx", "%zu", "%zx"})
        for (unsigned long value : {0ul, 1ul, UINT64_MAX})
            expect_like_host(format, value);
    expect_like_host("%lld %llx %llu", -5ll, 0xfeedfacecafell, 18446744073709551615ull);
}

TEST(UserFormat, texts_and_characters_are_as_on_the_host)
{
    for (char const* format : {"%s", "%6s|", "%-6s|", "%.2s|", "%6.2s|", "%-6.2s|", "%.0s|"})
        for (char const* text : {"", "abc", "longer than the field"})
            expect_like_host(format, text);
    expect_like_host("%c%3c%-3c|", 'a', 'b', 'c');
    expect_like_host("%*d %-*s| %.*s", 6, 42, 5, "ab", 2, "xyz");
    expect_like_host("%*d|", -6, 42);
    expect_like_host("100%% sure");
}

TEST(UserFormat, pointers_have_a_prefix_inside_the_field)
{
    void* const pointer = reinterpret_cast<void*>(0x1234);
    EXPECT_EQ(ours("%p", pointer), "0x1234");
    EXPECT_EQ(ours("%10p|", pointer), "    0x1234|");
    EXPECT_EQ(ours("%010p", pointer), "0x00001234");
}

TEST(UserFormat, nonsense_appears_as_it_stands)
{
    EXPECT_EQ(ours("a%qb"), "a%qb");
    EXPECT_EQ(ours("end%"), "end%");
    EXPECT_EQ(ours("%s", static_cast<char const*>(nullptr)), "(null)");
}

TEST(UserFormat, a_full_buffer_keeps_the_beginning_and_counts_all)
{
    char buffer[4] = {'x', 'x', 'x', 'x'};
    Output output(buffer, sizeof buffer, nullptr);
    for (char c : {'a', 'b', 'c', 'd', 'e'})
        output.put(c);
    output.finish();
    EXPECT_STREQ(buffer, "abc");
    EXPECT_EQ(output.count(), 5);
}

TEST(UserFormat, a_buffer_of_no_size_is_not_touched)
{
    Output output(nullptr, 0, nullptr);
    output.put('a');
    output.finish();
    EXPECT_EQ(output.count(), 1);
}

std::string flushed;

TEST(UserFormat, a_long_text_is_flushed_in_parts)
{
    flushed.clear();
    char buffer[4];
    auto const flush = [](char const* text) { flushed += std::string(text) + "/"; };
    Output output(buffer, sizeof buffer, flush);
    for (char c : {'a', 'b', 'c', 'd', 'e', 'f', 'g'})
        output.put(c);
    output.finish();
    EXPECT_EQ(flushed, "abc/def/g/");
}

}  // namespace
