// SPDX-License-Identifier: BSD-2-Clause
// The diary: letters in the suite's image, which all spaces share.
#include "diary.h"

namespace conformance {
namespace {

constexpr unsigned diary_size = 16;
constinit char diary[diary_size];
constinit unsigned volatile written;

}  // namespace

void clear_diary()
{
    written = 0;
}

Word note(Word letter)
{
    unsigned const at = written;
    if (at < diary_size)
        diary[at] = static_cast<char>(letter);
    written = at + 1;
    return 0;
}

bool diary_says(char const* wanted)
{
    unsigned i = 0;
    while (wanted[i] != '\0' && i < written && diary[i] == wanted[i])
        ++i;
    return wanted[i] == '\0' && i == written;
}

}  // namespace conformance
