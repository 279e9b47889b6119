// SPDX-License-Identifier: BSD-2-Clause
// Which cases run: all, or those whose names have a pattern that the kernel's command line gives.
#ifndef PINYON_SELECTION_H
#define PINYON_SELECTION_H

namespace conformance {

// Whether the whole text is of the form of the pattern, which ends with its first blank or zero:
// `*` stands for any text, `?` for any character.
constexpr bool matches(char const* pattern, char const* text)
{
    for (; *pattern != '\0' && *pattern != ' '; ++pattern, ++text) {
        if (*pattern == '*') {
            for (;; ++text) {
                if (matches(pattern + 1, text))
                    return true;
                if (*text == '\0')
                    return false;
            }
        }
        if (*text == '\0' || (*pattern != '?' && *pattern != *text))
            return false;
    }
    return *text == '\0';
}

static_assert(matches("abc", "abc") && !matches("abc", "abcd") && !matches("abcd", "abc"));
static_assert(matches("a*d", "abcd") && matches("*", "") && !matches("a*d", "abcde"));
static_assert(matches("a?c and", "abc") && !matches("a?", "a"));

class Selection {
public:
    Selection();  // reads `tests=<pattern>` of the module "conformance"

    // Whether the case is to run: its name, "subject: rule", has the pattern somewhere; `suffix` is
    // the name's end.
    [[nodiscard]] bool has(char const* subject, char const* rule, char const* suffix) const;

private:
    static constexpr unsigned longest = 256;
    char pattern_[longest];
};

}  // namespace conformance

#endif  // PINYON_SELECTION_H
