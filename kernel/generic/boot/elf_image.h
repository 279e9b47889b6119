// SPDX-License-Identifier: BSD-2-Clause
// A reader for executable files (ELF, 64-bit, little-endian). Believes nothing that it has not
// checked against the size of the file.
#ifndef PINYON_ELF_IMAGE_H
#define PINYON_ELF_IMAGE_H

#include "generic/types.h"

namespace pinyon {

struct ElfSegment;

class ElfImage {
public:
    enum class Problem : std::uint8_t {
        none,
        not_elf,
        other_machine,
        not_executable,
        bad_headers,
        needs_interpreter,
        outside_file,
        bad_size,
        overlap,
        bad_alignment,
        no_code,
        bad_entry,
    };

    // An image that may be placed anywhere wants a multiple of this.
    static constexpr Word placement = 0x1'0000;

    // `file` is readable for `size` bytes, at any alignment; `machine` is the e_machine expected.
    ElfImage(void const* file, Word size, std::uint16_t machine);

    [[nodiscard]] Problem problem() const { return problem_; }
    // What is wrong, as the end of a sentence that begins with the file's name.
    [[nodiscard]] char const* complaint() const;

    // The rest is only for images without a problem. Addresses as the file was linked; of a
    // relocatable image (static PIE) they are relative to a multiple of `placement`.
    [[nodiscard]] bool relocatable() const { return relocatable_; }
    [[nodiscard]] Word low() const { return low_; }    // first byte
    [[nodiscard]] Word high() const { return high_; }  // first byte behind
    [[nodiscard]] Word entry() const { return entry_; }

    // Makes high() - low() bytes at `destination` the image: segments, and zeroes elsewhere.
    void copy_to(void* destination) const;

private:
    [[nodiscard]] Problem read_headers(std::uint16_t machine);
    [[nodiscard]] Problem read_segments();
    [[nodiscard]] Problem check(ElfSegment const& segment) const;
    [[nodiscard]] ElfSegment segment(unsigned index) const;

    std::byte const* file_;
    Word size_;
    Word segments_ = 0;  // position of the program headers
    unsigned segment_count_ = 0;
    Word low_ = 0, high_ = 0, entry_ = 0;
    bool relocatable_ = false;
    Problem problem_;
};

}  // namespace pinyon

#endif  // PINYON_ELF_IMAGE_H
