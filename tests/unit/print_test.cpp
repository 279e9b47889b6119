// SPDX-License-Identifier: BSD-2-Clause
// Tests of the kernel's formatted output and of the ends of the machine that use it.
#include "generic/print.h"

#include <gtest/gtest.h>

#include "arch/host/host_machine.h"
#include "generic/boot/start_up.h"
#include "glue/panic.h"

namespace pinyon {
namespace {

struct Print : testing::Test {
    void SetUp() override { host::power_on(); }
};

template <class... Arguments>
[[gnu::format(printf, 1, 0)]] std::string printed(char const* format, Arguments... arguments)
{
    print(format, arguments...);
    return host::take_console();
}

TEST_F(Print, text_goes_to_the_console_as_it_is)
{
    EXPECT_EQ(printed("one line\n"), "one line\n");
}

TEST_F(Print, numbers_are_printed_in_their_base)
{
    EXPECT_EQ(printed("%d %d %u %x", 42, -7, 4'000'000'000u, 0xBEEFu), "42 -7 4000000000 beef");
}

TEST_F(Print, the_extremes_of_every_size_are_right)
{
    EXPECT_EQ(printed("%d", INT32_MIN), "-2147483648");
    EXPECT_EQ(printed("%ld", INT64_MIN), "-9223372036854775808");
    EXPECT_EQ(printed("%lu %zu", UINT64_MAX, std::size_t{0}), "18446744073709551615 0");
    EXPECT_EQ(printed("%llx", 0xFFFF'0000'FFFF'0000ull), "ffff0000ffff0000");
}

TEST_F(Print, width_fills_with_blanks_or_zeroes)
{
    EXPECT_EQ(printed("[%5d][%05d][%5s][%2x]", 42, -42, "ab", 0x1234u),
              "[   42][-0042][   ab][1234]");
}

TEST_F(Print, pointers_have_all_their_digits)
{
    EXPECT_EQ(printed("%p", reinterpret_cast<void*>(0xABC)), "0x0000000000000abc");
}

TEST_F(Print, texts_characters_and_percent_signs_are_printed)
{
    EXPECT_EQ(printed("%s%c%%", "ab", 'c'), "abc%");
    char const* volatile nothing = nullptr;  // the compiler must not see it
    print("%s", nothing);
    EXPECT_EQ(host::take_console(), "(null)");
}

TEST_F(Print, a_text_can_be_limited)
{
    EXPECT_EQ(printed("[%.*s][%.*s]", 2, "abc", 9, "abc"), "[ab][abc]");
}

TEST_F(Print, a_refused_boot_is_one_line_and_a_failing_status)
{
    try {
        refuse_boot("no archive at %lx", Word{0x1000});
    } catch (host::MachineEnd const& end) {
        EXPECT_EQ(end.status, 1u);
    }
    EXPECT_EQ(host::take_console(), "boot: no archive at 1000\n");
}

TEST_F(Print, a_panic_ends_the_machine_with_a_failing_status)
{
    try {
        panic("count is %d", 3);
    } catch (host::MachineEnd const& end) {
        EXPECT_EQ(end.status, 1u);
    }
    EXPECT_EQ(host::take_console().find("PANIC: count is 3\n"), 0u);
}

TEST_F(Print, a_kernel_trap_shows_the_registers)
{
    host::Registers registers{};
    registers.ip = 0x1234'5678;
    EXPECT_THROW(panic_trap("page fault", registers, 0), host::MachineEnd);
    std::string const text = host::take_console();
    EXPECT_EQ(text.find("PANIC: kernel trap: page fault\n"), 0u);
    EXPECT_NE(text.find("ip 0000000012345678"), std::string::npos);
}

TEST_F(Print, a_back_trace_does_not_follow_a_bad_frame_pointer)
{
    host::Registers const registers{};
    EXPECT_THROW(panic_trap("x", registers, 0x1001), host::MachineEnd);
    EXPECT_EQ(host::take_console().find("from"), std::string::npos);
}

}  // namespace
}  // namespace pinyon
