// SPDX-License-Identifier: BSD-2-Clause
// Cases of the binary program, and their results in TAP.
#ifndef PINYON_X86_64_BINARY_REPORT_H
#define PINYON_X86_64_BINARY_REPORT_H

#include "x86_64_binary_calls.h"

namespace binary {

struct Case {
    char const* rule;
    void (*body)();
};

// Fails the running case unless the two are equal.
void expect_equal(Word got, Word wanted, int line);

// Runs the cases, prints their results; true if none has failed.
bool run_cases(Case const* cases, unsigned count);

}  // namespace binary

#define EXPECT_EQ(got, wanted) ::binary::expect_equal((got), (wanted), __LINE__)
#define EXPECT(condition) EXPECT_EQ(static_cast<::binary::Word>(condition), 1)

#endif  // PINYON_X86_64_BINARY_REPORT_H
