// SPDX-License-Identifier: BSD-2-Clause
// The radix tree of the frame directory.
#include "generic/memory/map_directory.h"

namespace pinyon {

MapDirectory::Place MapDirectory::descend(Frame frame) const
{
    check(frame.raw() < frame_count, "the directory covers the frame");
    std::uint32_t* word = &top_[frame.raw() >> (levels * index_bits)];
#pragma GCC unroll 3
    for (unsigned level = levels; level > 0; --level) {
        if (*word == 0)
            return {word, level};
        Word const number = frame.raw() >> ((level - 1) * index_bits);
        word = block(*word) + number % (1u << index_bits);
    }
    return {word, 0};
}

NodeIndex MapDirectory::head(Frame frame) const
{
    Place const place = descend(frame);
    return place.level == 0 ? *place.word : 0;
}

NodeIndex& MapDirectory::list(Frame frame) const
{
    Place const place = descend(frame);
    check(place.level == 0, "the directory was prepared for the frame");
    return *place.word;
}

unsigned MapDirectory::missing(Frame frame) const
{
    return descend(frame).level;
}

bool MapDirectory::prepare(Frame frame, Account& causer)
{
    for (;;) {
        Place const place = descend(frame);
        if (place.level == 0)
            return true;
        Result<PhysAddr> const made = frames_->allocate(*account_, FrameInfo::Use::kernel);
        if (!made)
            return false;
        *place.word = frames_->number(made.value()) + 1;
        causer.lasting += page_size;
    }
}

MapDirectory::Hit MapDirectory::next(Frame from, Frame last, unsigned& visits) const
{
    for (; visits > 0; --visits) {
        if (from > last || from.raw() >= frame_count)
            return {.at = from, .finished = true};
        Place const place = descend(from);
        if (place.level == 0 && *place.word != 0)
            return {.at = from, .found = true};
        Word const span = Word{1} << (place.level * index_bits);
        from = Frame{round_down(from.raw(), span) + span};
    }
    return {.at = from};
}

}  // namespace pinyon
