// SPDX-License-Identifier: BSD-2-Clause
// The frame directory of one order: for every physical page of that size, RAM or device, the list
// of its heads, the mappings that were derived from the root or from a larger page. A radix tree of
// kernel frames, grown on demand, never shrunk.
#ifndef PINYON_MAP_DIRECTORY_H
#define PINYON_MAP_DIRECTORY_H

#include "generic/memory/kernel_memory.h"
#include "generic/memory/map_node.h"

namespace pinyon {

// Pages are named by number: a Frame here counts pages of the directory's order.
class MapDirectory {
public:
    static constexpr unsigned physical_bits = 44;
    static constexpr Word frame_count = Word{1} << (physical_bits - page_bits);

    void initialise(KernelFrames& frames, Account& account)
    {
        frames_ = &frames;
        account_ = &account;
    }

    // First node of the frame's list, 0 = none.
    [[nodiscard]] NodeIndex head(Frame frame) const;
    // The word that names it, to be changed. The frame's blocks must exist.
    [[nodiscard]] NodeIndex& list(Frame frame) const;

    // How many blocks prepare() would make, and whether they can be paid for (not: had).
    [[nodiscard]] unsigned missing(Frame frame) const;
    [[nodiscard]] bool affords(unsigned blocks) const
    {
        return account_->allows(Word{blocks} << page_bits);
    }
    // Makes the blocks that list() needs. They serve all and stay, so that they belong to no
    // space, but whoever causes them has them count against his limit: else a space could have the
    // directory grow by asking sigma0 for one page here and there. False: out of memory; those made
    // so far stay.
    [[nodiscard]] bool prepare(Frame frame, Account& causer);

    struct Hit {
        Frame at{};  // the frame that was found, or where to go on
        bool found = false;
        bool finished = false;  // nothing further up to `last`
    };
    // The next frame from `from` to `last` that has a list. `visits` counts words looked at.
    [[nodiscard]] Hit next(Frame from, Frame last, unsigned& visits) const;

private:
    static constexpr unsigned index_bits = 10;  // a block is a frame of 32-bit words
    static constexpr unsigned levels = 3;       // of blocks, below the words in this object
    static constexpr unsigned top_words = 1u << (physical_bits - page_bits - levels * index_bits);

    struct Place {
        std::uint32_t* word;
        unsigned level;  // 0: the word is a head; else it is 0, and the block of level - 1 missing
    };
    [[nodiscard]] Place descend(Frame frame) const;
    [[nodiscard]] std::uint32_t* block(std::uint32_t word) const
    {
        return static_cast<std::uint32_t*>(Arch::direct(frames_->address(word - 1)));
    }

    KernelFrames* frames_ = nullptr;
    Account* account_ = nullptr;
    mutable std::uint32_t top_[top_words]{};  // words above level 0: 1 + number of a kernel frame
};

}  // namespace pinyon

#endif  // PINYON_MAP_DIRECTORY_H
