// SPDX-License-Identifier: BSD-2-Clause
// Hands out address-space tags (ASIDs). When they run out, a new generation begins: all tags are
// void and all translations forgotten, so that no tag is reused before it is clean.
#ifndef PINYON_TAG_ALLOCATOR_H
#define PINYON_TAG_ALLOCATOR_H

#include "generic/threads/space.h"
#include "glue/binder.h"

namespace pinyon {

class TagAllocator {
public:
    void initialise(unsigned tags) { tags_ = tags; }

    // Makes the space's tag valid. Tag 0 belongs to no space where there are others.
    void refresh(Space& space)
    {
        if (space.tag_generation == generation_)
            return;
        if (tags_ > 1 && next_ == tags_) {
            ++generation_;
            next_ = 1;
            Arch::flush_all();
        }
        space.tag = Asid{std::uint16_t(tags_ > 1 ? next_++ : 0)};
        space.tag_generation = generation_;
    }
    [[nodiscard]] bool valid(Space const& space) const
    {
        return space.tag_generation == generation_;
    }

private:
    unsigned tags_ = 1;
    unsigned next_ = 1;
    std::uint32_t generation_ = 1;
};

}  // namespace pinyon

#endif  // PINYON_TAG_ALLOCATOR_H
