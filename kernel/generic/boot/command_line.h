// SPDX-License-Identifier: BSD-2-Clause
// The kernel's command line: words `key=value` for the kernel, `MODULE.key=value` for a module.
#ifndef PINYON_COMMAND_LINE_H
#define PINYON_COMMAND_LINE_H

#include "generic/types.h"

namespace pinyon {

// A stretch of somebody else's text.
struct Text {
    char const* start = "";
    Word length = 0;

    [[nodiscard]] bool is(char const* text) const;
    [[nodiscard]] bool is(Text other) const;
    [[nodiscard]] int print_length() const { return int(length); }  // for %.*s
};

// One word of a command line. What it does not have is empty.
struct Option {
    Text word;    // all of it
    Text module;  // before the last point of the key
    Text key;
    Text value;
    Text rest;  // the word without the module and its point
};

// Takes a text apart at its blanks.
class OptionReader {
public:
    explicit OptionReader(char const* text) : at_{text} {}
    // False at the end.
    [[nodiscard]] bool next(Option& option);

private:
    char const* at_;
};

// Goes through the options for one module.
class ModuleOptions {
public:
    ModuleOptions(char const* command_line, Text module) : reader_{command_line}, module_{module} {}
    [[nodiscard]] bool next(Option& option);

private:
    OptionReader reader_;
    Text module_;
};

struct BootSettings {
    unsigned log_level;
    char console[16] = "";  // "": the one that the port has found
};

enum class OptionUse : std::uint8_t { taken, for_module, unknown, bad_value };

// Puts an option for the kernel into `settings`.
[[nodiscard]] OptionUse use_option(Option const& option, BootSettings& settings);

}  // namespace pinyon

#endif  // PINYON_COMMAND_LINE_H
