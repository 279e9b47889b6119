// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the reader of executable files, loading included.
#include <cstdlib>
#include <vector>

#include "generic/boot/elf_image.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    constexpr std::uint16_t machine = 183;
    constexpr Word most_memory = 1 << 22;  // larger images only cost time
    ElfImage const image{data, size, machine};
    if (*image.complaint() == 0)
        std::abort();
    if (image.problem() != ElfImage::Problem::none)
        return 0;
    if (image.low() >= image.high() || image.entry() < image.low() || image.entry() >= image.high())
        std::abort();
    if (image.high() - image.low() > most_memory)
        return 0;
    std::vector<std::byte> memory(image.high() - image.low());
    image.copy_to(memory.data());
    return 0;
}
