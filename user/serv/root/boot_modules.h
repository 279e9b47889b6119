// SPDX-License-Identifier: BSD-2-Clause
// Finds the boot modules that the kernel announces and makes their bytes readable.
#ifndef PINYON_BOOT_MODULES_H
#define PINYON_BOOT_MODULES_H

#include "program_file.h"

namespace root {

struct BootModule {
    char const* name;
    void const* bytes;
    Word size;
};

inline constexpr unsigned max_modules = 32;

// Fills `modules` and returns how many there are. What cannot be read is reported and left out.
unsigned find_boot_modules(BootModule (&modules)[max_modules]);

}  // namespace root

#endif  // PINYON_BOOT_MODULES_H
