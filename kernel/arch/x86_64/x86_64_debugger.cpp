// SPDX-License-Identifier: BSD-2-Clause
// Reads the instructions behind an INT3. They are executed when the thread goes on: a comparison,
// or a jump over the text to a load of its address, so nothing needs to be skipped.
#include "arch/x86_64/x86_64_debugger.h"

#include "glue/entry.h"

namespace pinyon::x86_64 {

namespace {

constexpr std::uint8_t compare_al = 0x3c, jump_short = 0xeb;
constexpr std::uint8_t rex_w = 0x48, load_sign_extended = 0xc7, load_64 = 0xb8, to_rax = 0xc0;
constexpr unsigned operations = 16;  // their numbers lie below

// mov $text, %rax in one of its two forms; 0 if it is something else.
Word loaded_text(UserAddr at)
{
    std::uint8_t code[10];
    if (!read_user(at, code, sizeof code) || code[0] != rex_w)
        return 0;
    if (code[1] == load_sign_extended && code[2] == to_rax) {
        std::int32_t text;
        __builtin_memcpy(&text, code + 3, sizeof text);
        return Word(std::int64_t{text});
    }
    if (code[1] == load_64) {
        Word text;
        __builtin_memcpy(&text, code + 2, sizeof text);
        return text;
    }
    return 0;
}

}  // namespace

DebuggerRequest debugger_request(TrapFrame const& frame)
{
    std::uint8_t code[2];
    UserAddr const next{frame.rip};
    if (!read_user(next, code, sizeof code))
        return {};
    if (code[0] == compare_al && code[1] < operations)
        return {.valid = true, .operation = code[1], .text = 0};
    if (code[0] != jump_short || code[1] > 0x7f)
        return {};
    Word const text = loaded_text(next + (sizeof code + code[1]));
    return {.valid = text != 0, .operation = PINYON_KDB_ENTER, .text = text};
}

}  // namespace pinyon::x86_64
