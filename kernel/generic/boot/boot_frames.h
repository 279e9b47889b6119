// SPDX-License-Identifier: BSD-2-Clause
// Memory for what start-up makes and the kernel keeps: one run of free RAM, taken page by page.
#ifndef PINYON_BOOT_FRAMES_H
#define PINYON_BOOT_FRAMES_H

#include "generic/boot/boot_facts.h"

namespace pinyon {

class BootFrames {
public:
    // Looks for `pages` free pages below `end`, as high as possible. Refuses to boot without.
    BootFrames(BootFacts const& facts, Word pages, PhysAddr end);

    [[nodiscard]] PhysAddr take();  // a zeroed page
    [[nodiscard]] PhysRange taken() const { return {base_, next_ - base_}; }

private:
    PhysAddr base_{}, next_{}, end_{};
};

}  // namespace pinyon

#endif  // PINYON_BOOT_FRAMES_H
