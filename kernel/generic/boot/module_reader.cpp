// SPDX-License-Identifier: BSD-2-Clause
// Walks the boot modules.
#include "generic/boot/module_reader.h"

#include "glue/binder.h"

namespace pinyon {

namespace {

// The boot loader's archive, else the first module if that begins like an archive.
PhysRange archive_of(BootFacts const& facts)
{
    constexpr char magic[] = "07070";
    constexpr Word length = sizeof magic - 1;
    if (facts.archive.size > 0 || facts.modules.size() == 0)
        return facts.archive;
    PhysRange const first = facts.modules.begin()->range;
    bool const is_archive =
        first.size >= length && __builtin_memcmp(Arch::direct(first.base), magic, length) == 0;
    return is_archive ? first : PhysRange{};
}

}  // namespace

Text module_name(char const* command_line)
{
    Option first;
    if (!OptionReader{command_line}.next(first))
        return {};
    Word start = first.word.length;
    while (start > 0 && first.word.start[start - 1] != '/')
        --start;
    return {first.word.start + start, first.word.length - start};
}

ModuleReader::ModuleReader(BootFacts const& facts)
    : archive_{archive_of(facts)}, in_archive_{archive_.size > 0},
      reader_{in_archive_ ? Arch::direct(archive_.base) : nullptr, archive_.size},
      at_{facts.modules.begin()}, end_{facts.modules.end()}
{
    if (in_archive_ && facts.archive.size == 0)
        ++at_;
}

ModuleReader::Step ModuleReader::next_of_archive(Module& module)
{
    CpioMember member;
    switch (reader_.next(member)) {
    case CpioReader::Step::member:
        module = {.name = {member.name, __builtin_strlen(member.name)},
                  .command_line = member.name,
                  .place = {Arch::physical(member.data), member.size}};
        return Step::module;
    case CpioReader::Step::end:
        return Step::end;
    case CpioReader::Step::broken:
        break;
    }
    return Step::broken_archive;
}

ModuleReader::Step ModuleReader::next(Module& module)
{
    if (in_archive_) {
        Step const step = next_of_archive(module);
        if (step != Step::end)
            return step;
        in_archive_ = false;
    }
    if (at_ == end_)
        return Step::end;
    Text const name = module_name(at_->command_line);
    module = {.name = name, .command_line = name.start, .place = at_->range};
    ++at_;
    return Step::module;
}

bool find_module(ModuleReader modules, Text name, Module& module)
{
    while (modules.next(module) == ModuleReader::Step::module)
        if (module.name.is(name))
            return true;
    return false;
}

}  // namespace pinyon
