// SPDX-License-Identifier: BSD-2-Clause
// The end of a start-up that got bad input: one clear line and a failing status.
#include "generic/boot/start_up.h"
#include "generic/print.h"
#include "generic/vprint.h"
#include "glue/binder.h"

namespace pinyon {

void refuse_boot(char const* format, ...)
{
    print("boot: ");
    std::va_list arguments;
    va_start(arguments, format);
    vprint(format, arguments);
    va_end(arguments);
    print("\n");
    for (;;)
        Arch::exit_machine(1);
}

}  // namespace pinyon
