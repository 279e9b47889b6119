// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the reader of boot archives.
#include <cstdlib>

#include "generic/boot/cpio.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    auto const* const start = reinterpret_cast<std::byte const*>(data);
    CpioReader reader{data, size};
    CpioMember member;
    std::size_t members = 0;
    CpioReader::Step step;
    while ((step = reader.next(member)) == CpioReader::Step::member) {
        // Every file lies within the archive, its name ends, and the walk goes on.
        Word const length = __builtin_strlen(member.name);
        bool const inside = member.data >= start && member.data <= start + size &&
                            member.size <= Word(start + size - member.data);
        if (!inside || length > size || ++members > size)
            std::abort();
    }
    // Damage is for ever.
    if (step == CpioReader::Step::broken && reader.next(member) != CpioReader::Step::broken)
        std::abort();
    (void)find_member(CpioReader{data, size}, "sigma0", member);
    return 0;
}
