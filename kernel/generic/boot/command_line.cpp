// SPDX-License-Identifier: BSD-2-Clause
// Reads the kernel's command line.
#include "generic/boot/command_line.h"

namespace pinyon {

namespace {

constexpr unsigned highest_log_level = 3;

// Line ends and tabs come from scripts of boot loaders.
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Text part(Text text, Word from, Word to) { return {text.start + from, to - from}; }

// Key and value of a word; its module is what stands before the last point of the key.
Option take_apart(Text word)
{
    Word key_end = 0;
    while (key_end < word.length && word.start[key_end] != '=')
        ++key_end;
    Word key_start = key_end;
    while (key_start > 0 && word.start[key_start - 1] != '.')
        --key_start;
    Word const value_start = key_end < word.length ? key_end + 1 : key_end;
    return {.word = word,
            .module = part(word, 0, key_start > 0 ? key_start - 1 : 0),
            .key = part(word, key_start, key_end),
            .value = part(word, value_start, word.length),
            .rest = part(word, key_start, word.length)};
}

OptionUse set_log_level(Text value, BootSettings& settings)
{
    if (value.length != 1 || *value.start < '0' || unsigned(*value.start - '0') > highest_log_level)
        return OptionUse::bad_value;
    settings.log_level = unsigned(*value.start - '0');
    return OptionUse::taken;
}

OptionUse set_console(Text value, BootSettings& settings)
{
    if (value.length == 0 || value.length >= sizeof settings.console)
        return OptionUse::bad_value;
    __builtin_memcpy(settings.console, value.start, value.length);
    settings.console[value.length] = 0;
    return OptionUse::taken;
}

}  // namespace

bool Text::is(Text other) const
{
    return length == other.length && __builtin_memcmp(start, other.start, length) == 0;
}

bool Text::is(char const* text) const { return is(Text{text, __builtin_strlen(text)}); }

bool OptionReader::next(Option& option)
{
    while (is_blank(*at_))
        ++at_;
    char const* const start = at_;
    while (*at_ != 0 && !is_blank(*at_))
        ++at_;
    if (at_ == start)
        return false;
    option = take_apart({start, Word(at_ - start)});
    return true;
}

bool ModuleOptions::next(Option& option)
{
    while (reader_.next(option))
        if (option.module.length > 0 && option.module.is(module_))
            return true;
    return false;
}

OptionUse use_option(Option const& option, BootSettings& settings)
{
    if (option.module.length > 0)
        return OptionUse::for_module;
    if (option.key.is("loglevel"))
        return set_log_level(option.value, settings);
    if (option.key.is("console"))
        return set_console(option.value, settings);
    return OptionUse::unknown;
}

}  // namespace pinyon
