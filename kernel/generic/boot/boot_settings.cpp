// SPDX-License-Identifier: BSD-2-Clause
// Applies the kernel's command line.
#include "generic/boot/boot_settings.h"

#include "config.h"
#include "generic/boot/module_reader.h"
#include "generic/boot/start_up.h"
#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

// sigma0 and the root server start without a command line.
bool takes_options(BootFacts const& facts, Text name)
{
    Module module;
    return !name.is("sigma0") && !name.is("root") &&
           find_module(ModuleReader{facts}, name, module);
}

void report(char const* reason, Text word)
{
    print("ignored: %.*s: %s\n", word.print_length(), word.start, reason);
}

}  // namespace

BootSettings apply_command_line(BootFacts const& facts)
{
    BootSettings settings{.log_level = config::log_level};
    OptionReader options{facts.command_line};
    for (Option option; options.next(option);)
        (void)use_option(option, settings);
    if (settings.console[0] != 0 && !Arch::select_console(settings.console))
        refuse_boot("console=%s is unknown: expected one of %s", settings.console,
                    Arch::console_names());
    return settings;
}

void report_ignored_options(BootFacts const& facts)
{
    BootSettings scratch{};
    OptionReader options{facts.command_line};
    for (Option option; options.next(option);) {
        switch (use_option(option, scratch)) {
        case OptionUse::taken:
            break;
        case OptionUse::for_module:
            if (!takes_options(facts, option.module))
                report("no module of that name takes options", option.word);
            break;
        case OptionUse::unknown:
            report("unknown option", option.word);
            break;
        case OptionUse::bad_value:
            report("impossible value", option.word);
            break;
        }
    }
}

}  // namespace pinyon
