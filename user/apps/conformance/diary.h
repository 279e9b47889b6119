// SPDX-License-Identifier: BSD-2-Clause
// A diary that workers write, each with a letter of its own: who ran, and in which order.
#ifndef PINYON_DIARY_H
#define PINYON_DIARY_H

#include "suite.h"

namespace conformance {

void clear_diary();
Word note(Word letter);               // a task, too: writes the letter
bool diary_says(char const* wanted);  // whether that is all of it

}  // namespace conformance

#endif  // PINYON_DIARY_H
