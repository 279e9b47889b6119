// SPDX-License-Identifier: BSD-2-Clause
// Reads the pattern of the cases that are to run.
#include "selection.h"

#include <l4io.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>

namespace conformance {

Selection::Selection()
{
    char const* const value = pinyon_argument(pinyon_boot_arguments("conformance"), "tests");
    bool const given = value != nullptr && *value == '=';
    int length = 0;
    while (given && value[1 + length] != '\0' && value[1 + length] != ' ')
        ++length;
    snprintf(pattern_, sizeof pattern_, "*%.*s*", length, given ? value + 1 : "");
}

bool Selection::has(char const* subject, char const* rule, char const* suffix) const
{
    char name[longest];
    snprintf(name, sizeof name, "%s: %s%s", subject, rule, suffix);
    return matches(pattern_, name);
}

}  // namespace conformance
