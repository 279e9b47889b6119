// SPDX-License-Identifier: BSD-2-Clause
// Finds out what is wrong with the boot modules and says so.
#include "generic/boot/module_checks.h"

#include "generic/boot/memory_plan.h"
#include "generic/boot/module_reader.h"
#include "generic/boot/start_up.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

void check_place(BootFacts const& facts, char const* what, PhysRange range)
{
    auto const over = [range](PhysRange other) {
        return range.base < other.end() && other.base < range.end();
    };
    if (range.size > ~range.base.raw() || !is_ram(facts, range))
        refuse_boot("%s at %lx, %lu bytes, is not in RAM", what, range.base.raw(), range.size);
    if (over(facts.kernel) || over(facts.start_up))
        refuse_boot("%s at %lx, %lu bytes, lies over the kernel", what, range.base.raw(),
                    range.size);
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
    if (facts.archive.size > 0)
        check_place(facts, "the boot archive", facts.archive);
    for (BootModule const& module : facts.modules)
        check_place(facts, "a boot module", module.range);
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
