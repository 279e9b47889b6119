// SPDX-License-Identifier: BSD-2-Clause
// Hands out address-space tags (ASIDs). A space gets one when it is first loaded and keeps it for
// life, so that what selects its translations never changes. Spaces for which none is left share
// tag 0, whose translations are forgotten whenever another space is loaded.
#ifndef PINYON_TAG_ALLOCATOR_H
#define PINYON_TAG_ALLOCATOR_H

#include "generic/threads/space.h"
#include "glue/binder.h"

namespace pinyon {

class TagAllocator {
public:
    static constexpr unsigned most_tags = 65536;

    // `tags`: 1 .. most_tags.
    void initialise(unsigned tags)
    {
        tags_ = tags;
        free_ = tags - 1;
        if (tags % 64 != 0)
            used_[tags / 64] |= ~Word{0} << tags % 64;
    }

    // Gives the space a tag of its own if there is one.
    void assign(Space& space)
    {
        if (space.tag != shared || free_ == 0)
            return;
        while (used_[next_ / 64] == ~Word{0})
            next_ = (next_ / 64 + 1) % words() * 64;
        unsigned const bit = unsigned(__builtin_ctzll(~used_[next_ / 64]));
        next_ = next_ / 64 * 64 + bit;
        used_[next_ / 64] |= Word{1} << bit;
        --free_;
        space.tag = Asid{std::uint16_t(next_)};
    }

    // The space is gone: its tag can serve another one.
    void release(Space const& space)
    {
        if (space.tag == shared)
            return;
        Arch::flush_asid(space.tag);
        used_[space.tag.raw() / 64] &= ~(Word{1} << space.tag.raw() % 64);
        ++free_;
    }

    // Whether the translations of others may be found under the space's tag. Never so where the
    // hardware has no tags: there loading any space forgets those of the one before.
    [[nodiscard]] bool shares(Space const& space) const
    {
        return tags_ > 1 && space.tag == shared;
    }

private:
    static constexpr Asid shared{0};

    [[nodiscard]] unsigned words() const { return (tags_ + 63) / 64; }

    unsigned tags_ = 1;
    unsigned free_ = 0;
    unsigned next_ = 0;
    Word used_[most_tags / 64] = {1};
};

}  // namespace pinyon

#endif  // PINYON_TAG_ALLOCATOR_H
