// SPDX-License-Identifier: BSD-2-Clause
// What a fuzzed reader reports as a bug of the kernel ends the fuzzer like any other finding.
#include <cstdlib>

#include "generic/print.h"

namespace pinyon {

void panic(char const* format, ...)
{
    (void)format;
    std::abort();
}

}  // namespace pinyon
