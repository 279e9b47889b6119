// SPDX-License-Identifier: BSD-2-Clause
// Memory for what start-up makes and the kernel keeps: one run of free RAM, taken page by page.
#ifndef PINYON_X86_64_BOOT_FRAMES_H
#define PINYON_X86_64_BOOT_FRAMES_H

#include "generic/boot/boot_facts.h"

namespace pinyon::x86_64 {

class BootFrames {
public:
    // Looks for `pages` free pages below 4 GB, as high as possible. Refuses to boot without.
    BootFrames(BootFacts const& facts, Word pages);

    [[nodiscard]] PhysAddr take();  // a zeroed page
    [[nodiscard]] PhysRange taken() const { return {base_, next_ - base_}; }

private:
    PhysAddr base_{}, next_{}, end_{};
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_BOOT_FRAMES_H
