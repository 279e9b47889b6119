// SPDX-License-Identifier: BSD-2-Clause
// Tests of the kernel's command line.
#include "generic/boot/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arch/host/host_machine.h"
#include "generic/boot/boot_settings.h"

namespace pinyon {
namespace {

std::string text(Text t) { return {t.start, t.length}; }

std::vector<Option> options_of(char const* line)
{
    std::vector<Option> options;
    OptionReader reader{line};
    for (Option option; reader.next(option);)
        options.push_back(option);
    return options;
}

// "module|key|value" of the only word in `line`.
std::string parts(char const* line)
{
    auto const options = options_of(line);
    EXPECT_EQ(options.size(), 1u);
    return text(options[0].module) + "|" + text(options[0].key) + "|" + text(options[0].value);
}

OptionUse use(char const* word, BootSettings& settings)
{
    return use_option(options_of(word).at(0), settings);
}

TEST(CommandLine, words_are_what_stands_between_blanks)
{
    EXPECT_TRUE(options_of("").empty());
    EXPECT_TRUE(options_of(" \t\r\n").empty());
    auto const options = options_of("  a=1\tb \n c.d=2 ");
    ASSERT_EQ(options.size(), 3u);
    EXPECT_EQ(text(options[0].word), "a=1");
    EXPECT_EQ(text(options[1].word), "b");
    EXPECT_EQ(text(options[2].word), "c.d=2");
}

TEST(CommandLine, a_word_has_module_key_and_value)
{
    EXPECT_EQ(parts("key=value"), "|key|value");
    EXPECT_EQ(parts("ping.count=5"), "ping|count|5");
    EXPECT_EQ(parts("key"), "|key|");
    EXPECT_EQ(parts("ping.fast"), "ping|fast|");
    EXPECT_EQ(parts("key=a=b"), "|key|a=b");
    EXPECT_EQ(parts("file=a.b"), "|file|a.b");
    EXPECT_EQ(parts("a.out.key=1"), "a.out|key|1");
    EXPECT_EQ(parts("=1"), "||1");
    EXPECT_EQ(parts(".=1"), "||1");
    EXPECT_EQ(parts("."), "||");
}

TEST(CommandLine, the_rest_of_a_word_is_what_its_module_gets)
{
    EXPECT_EQ(text(options_of("ping.a=b.c")[0].rest), "a=b.c");
    EXPECT_EQ(text(options_of("a=b")[0].rest), "a=b");
}

TEST(CommandLine, module_options_are_those_of_exactly_that_module)
{
    ModuleOptions options{"ping.a=1 a=2 pin.a=3 pingg.a=4 ping.b", Text{"ping", 4}};
    Option option;
    ASSERT_TRUE(options.next(option));
    EXPECT_EQ(text(option.rest), "a=1");
    ASSERT_TRUE(options.next(option));
    EXPECT_EQ(text(option.rest), "b");
    EXPECT_FALSE(options.next(option));
}

TEST(CommandLine, a_module_without_a_name_has_no_options)
{
    ModuleOptions options{".a=1 b=2", Text{}};
    Option option;
    EXPECT_FALSE(options.next(option));
}

TEST(CommandLine, the_log_level_is_a_digit_up_to_3)
{
    BootSettings settings{.log_level = 1};
    EXPECT_EQ(use("loglevel=3", settings), OptionUse::taken);
    EXPECT_EQ(settings.log_level, 3u);
    for (char const* bad : {"loglevel=4", "loglevel=", "loglevel", "loglevel=00", "loglevel=x"})
        EXPECT_EQ(use(bad, settings), OptionUse::bad_value) << bad;
    EXPECT_EQ(settings.log_level, 3u);
}

TEST(CommandLine, the_console_is_a_short_name)
{
    BootSettings settings{.log_level = 1};
    EXPECT_EQ(use("console=fifteen-letters", settings), OptionUse::taken);
    EXPECT_STREQ(settings.console, "fifteen-letters");
    EXPECT_EQ(use("console=none", settings), OptionUse::taken);
    EXPECT_STREQ(settings.console, "none");
    EXPECT_EQ(use("console=sixteen--letters", settings), OptionUse::bad_value);
    EXPECT_EQ(use("console=", settings), OptionUse::bad_value);
    EXPECT_STREQ(settings.console, "none");
}

TEST(CommandLine, other_words_are_told_apart)
{
    BootSettings settings{.log_level = 1};
    EXPECT_EQ(use("ping.loglevel=0", settings), OptionUse::for_module);
    EXPECT_EQ(use("loglevels=0", settings), OptionUse::unknown);
    EXPECT_EQ(use("quiet", settings), OptionUse::unknown);
    EXPECT_EQ(settings.log_level, 1u);
}

struct BootSettingsTest : testing::Test {
    void SetUp() override { host::power_on(); }
    BootFacts facts;
};

TEST_F(BootSettingsTest, a_known_console_is_selected)
{
    facts.command_line = "console=none loglevel=2";
    EXPECT_EQ(apply_command_line(facts).log_level, 2u);
    EXPECT_TRUE(host::machine().silent);
}

TEST_F(BootSettingsTest, an_unknown_console_ends_the_start_with_the_known_ones)
{
    facts.command_line = "console=vga";
    EXPECT_THROW((void)apply_command_line(facts), host::MachineEnd);
    EXPECT_EQ(host::take_console(),
              "boot: console=vga is unknown: expected one of host, none\n");
}

TEST_F(BootSettingsTest, words_that_nobody_understands_are_reported)
{
    facts.command_line = "quiet loglevel=9 nobody.a=1 root.a=1 loglevel=1";
    report_ignored_options(facts);
    EXPECT_EQ(host::take_console(), "ignored: quiet: unknown option\n"
                                    "ignored: loglevel=9: impossible value\n"
                                    "ignored: nobody.a=1: no module of that name takes options\n"
                                    "ignored: root.a=1: no module of that name takes options\n");
}

}  // namespace
}  // namespace pinyon
