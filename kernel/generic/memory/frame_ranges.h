// SPDX-License-Identifier: BSD-2-Clause
// A small set of physical frames, kept as ranges: fixed after start-up.
#ifndef PINYON_FRAME_RANGES_H
#define PINYON_FRAME_RANGES_H

#include "generic/types.h"

namespace pinyon {

class FrameRanges {
public:
    static constexpr unsigned capacity = 64;

    // False: too many ranges.
    [[nodiscard]] bool add(Frame first, Word count)
    {
        if (count == 0)
            return true;
        Word const end = first.raw() + count;
        for (unsigned i = 0; i < used_; ++i) {
            Range& r = ranges_[i];
            if (first.raw() > r.end || end < r.first)
                continue;
            r.first = r.first < first.raw() ? r.first : first.raw();
            r.end = r.end > end ? r.end : end;
            return true;
        }
        if (used_ == capacity)
            return false;
        ranges_[used_++] = {first.raw(), end};
        return true;
    }
    // Whether all of the frames lie in one range, and whether any of them lies in one.
    [[nodiscard]] bool contains(Frame first, Word count = 1) const
    {
        for (unsigned i = 0; i < used_; ++i) {
            if (first.raw() >= ranges_[i].first && first.raw() + count <= ranges_[i].end)
                return true;
        }
        return false;
    }
    [[nodiscard]] bool touches(Frame first, Word count) const
    {
        for (unsigned i = 0; i < used_; ++i) {
            if (first.raw() < ranges_[i].end && first.raw() + count > ranges_[i].first)
                return true;
        }
        return false;
    }

    struct Range {
        Word first = 0, end = 0;  // `end` is the first frame behind
        [[nodiscard]] bool contains(Frame frame) const
        {
            return frame.raw() >= first && frame.raw() < end;
        }
    };
    // The range in which the frame lies, or an empty one.
    [[nodiscard]] Range around(Frame frame) const
    {
        for (unsigned i = 0; i < used_; ++i)
            if (ranges_[i].contains(frame))
                return ranges_[i];
        return {};
    }

private:
    Range ranges_[capacity]{};
    unsigned used_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_FRAME_RANGES_H
