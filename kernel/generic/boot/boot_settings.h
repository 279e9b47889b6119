// SPDX-License-Identifier: BSD-2-Clause
// What the person at the boot loader asked of the kernel.
#ifndef PINYON_BOOT_SETTINGS_H
#define PINYON_BOOT_SETTINGS_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/command_line.h"

namespace pinyon {

// Reads the command line and switches to the console that it names; refuses to boot if there is
// none of that name.
[[nodiscard]] BootSettings apply_command_line(BootFacts const& facts);

// Says which words of the command line nobody understands.
void report_ignored_options(BootFacts const& facts);

}  // namespace pinyon

#endif  // PINYON_BOOT_SETTINGS_H
