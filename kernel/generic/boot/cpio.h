// SPDX-License-Identifier: BSD-2-Clause
// A reader for cpio archives of the "newc" form, in which boot modules come. Never trusts a size.
#ifndef PINYON_CPIO_H
#define PINYON_CPIO_H

#include "generic/types.h"

namespace pinyon {

// One file of an archive; both pointers point into the archive.
struct CpioMember {
    char const* name = nullptr;
    std::byte const* data = nullptr;
    Word size = 0;
};

class CpioReader {
public:
    enum class Step : std::uint8_t {
        member,  // here is the next regular file
        end,     // the archive ended as it should
        broken,  // what follows is no archive; stays so
    };

    CpioReader(void const* archive, Word size)
        : archive_{static_cast<std::byte const*>(archive)}, size_{size}
    {
    }

    [[nodiscard]] Step next(CpioMember& member);

private:
    struct Header;
    [[nodiscard]] bool read_header(Header& header) const;

    std::byte const* archive_;
    Word size_;
    Word position_ = 0;
};

// The first file of that name. False if there is none before the end or the damage.
[[nodiscard]] bool find_member(CpioReader archive, char const* name, CpioMember& member);

}  // namespace pinyon

#endif  // PINYON_CPIO_H
