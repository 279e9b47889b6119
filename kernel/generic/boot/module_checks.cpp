// SPDX-License-Identifier: BSD-2-Clause
// Finds out what is wrong with the boot modules and says so.
#include "generic/boot/module_checks.h"

#include "generic/boot/memory_plan.h"
#include "generic/boot/module_reader.h"
#include "generic/boot/start_up.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

// Whatever else is at its place would be read as the module, or written over.
void check_place(BootFacts const& facts, BootModule const& module)
{
    PhysRange const range = module.range;
    auto const refuse = [&](char const* what) {
        refuse_boot("the boot module \"%s\" at %lx, %lu bytes, %s", module.command_line,
                    range.base.raw(), range.size, what);
    };
    if (range.size > ~range.base.raw() || !is_ram(facts, range))
        refuse("is not in RAM");
    if (overlap(range, facts.kernel) || overlap(range, facts.start_up))
        refuse("lies over the kernel");
}

void check_places(BootFacts const& facts)
{
    BootModule const archive{facts.archive, "archive"};
    check_place(facts, archive);
    for (BootModule const& module : facts.modules) {
        check_place(facts, module);
        bool shared = overlap(module.range, archive.range);
        for (BootModule const* other = facts.modules.begin(); other != &module; ++other)
            shared |= overlap(module.range, other->range);
        if (shared)
            refuse_boot("the boot module \"%s\" lies over another one", module.command_line);
    }
}

// Reads the archive to its end and says behind which file it breaks off.
void check_archive(BootFacts const& facts)
{
    ModuleReader reader{facts};
    Module module, last;
    ModuleReader::Step step;
    while ((step = reader.next(module)) == ModuleReader::Step::module)
        last = module;
    if (step == ModuleReader::Step::end)
        return;
    if (last.name.length == 0)
        refuse_boot("the boot archive is no archive: expected a cpio file (newc)");
    refuse_boot("the boot archive is cut short or damaged behind %s: expected the next file or "
                "TRAILER!!!",
                last.command_line);
}

}  // namespace

void check_modules(BootFacts const& facts)
{
    if (facts.modules.dropped() > 0)
        refuse_boot("%u boot modules: at most %u are expected, or an archive of more",
                    facts.modules.size() + facts.modules.dropped(), ModuleList::capacity);
    if (facts.archive.size == 0 && facts.modules.size() == 0)
        refuse_boot("no boot modules: expected a cpio file (newc) as initrd or first module");
    check_places(facts);
    check_archive(facts);
}

ElfImage open_server(BootFacts const& facts, char const* name)
{
    Module module;
    if (!find_module(ModuleReader{facts}, {name, __builtin_strlen(name)}, module))
        refuse_boot("no boot module is named %s: expected sigma0, root and their programs", name);
    ElfImage const image{Arch::direct(module.place.base), module.place.size, Arch::elf_machine};
    if (image.problem() != ElfImage::Problem::none)
        refuse_boot("%s %s: expected a static ELF program for machine %u", name, image.complaint(),
                    unsigned(Arch::elf_machine));
    if (image.high() > Arch::user_end)
        refuse_boot("%s has a segment that ends at %lx: expected user addresses, below %lx", name,
                    image.high(), Word{Arch::user_end});
    return image;
}

}  // namespace pinyon
