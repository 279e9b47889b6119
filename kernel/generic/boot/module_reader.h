// SPDX-License-Identifier: BSD-2-Clause
// All boot modules in one sequence: the files of the archive, then the modules that came apart.
#ifndef PINYON_MODULE_READER_H
#define PINYON_MODULE_READER_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/command_line.h"
#include "generic/boot/cpio.h"

namespace pinyon {

struct Module {
    Text name;
    char const* command_line = "";  // begins with the name
    PhysRange place;
};

class ModuleReader {
public:
    enum class Step : std::uint8_t { module, end, broken_archive };

    // The modules lie in RAM. The first of them is taken for the archive if it looks like one and
    // the boot loader has not named another.
    explicit ModuleReader(BootFacts const& facts);

    [[nodiscard]] Step next(Module& module);
    [[nodiscard]] bool has_archive() const { return archive_.size > 0; }

private:
    [[nodiscard]] Step next_of_archive(Module& module);

    PhysRange archive_;
    bool in_archive_;
    CpioReader reader_;
    BootModule const* at_;
    BootModule const* end_;
};

// The first module of that name. False if there is none.
[[nodiscard]] bool find_module(ModuleReader modules, Text name, Module& module);

// The name of a module that came with `command_line`: its first word without the folders.
[[nodiscard]] Text module_name(char const* command_line);

}  // namespace pinyon

#endif  // PINYON_MODULE_READER_H
