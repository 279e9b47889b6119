// SPDX-License-Identifier: BSD-2-Clause
// Whether what the boot loader brought can be used at all.
#ifndef PINYON_MODULE_CHECKS_H
#define PINYON_MODULE_CHECKS_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/elf_image.h"

namespace pinyon {

// Refuses to boot unless there are modules, all in RAM, beside the kernel and each other, and an
// undamaged archive. After it modules may be read.
void check_modules(BootFacts const& facts);

// The program among the modules with this name; refuses to boot if there is none that can run.
[[nodiscard]] ElfImage open_server(BootFacts const& facts, char const* name);

}  // namespace pinyon

#endif  // PINYON_MODULE_CHECKS_H
