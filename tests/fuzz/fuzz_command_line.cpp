// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the command line, and the boot information into which module options go.
#include <cstdlib>
#include <string>

#include "generic/boot/boot_info.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    std::string const line{reinterpret_cast<char const*>(data), size};
    BootSettings settings{.log_level = 1};
    alignas(Word) std::byte page[256];
    BootInfoWriter info{page, sizeof page};

    Word letters = 0;
    OptionReader reader{line.c_str()};
    for (Option option; reader.next(option);) {
        letters += option.word.length;
        bool const whole = option.module.length + option.key.length + option.value.length <=
                           option.word.length;
        if (option.word.length == 0 || !whole || letters > size)
            std::abort();
        (void)use_option(option, settings);
        (void)info.add({}, "module", ModuleOptions{line.c_str(), option.module});
    }
    if (settings.log_level > 3 || __builtin_strlen(settings.console) >= sizeof settings.console)
        std::abort();
    BootInfoHeader header;
    __builtin_memcpy(&header, page, sizeof header);
    if (header.size > sizeof page)
        std::abort();
    return 0;
}
