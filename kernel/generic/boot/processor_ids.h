// SPDX-License-Identifier: BSD-2-Clause
// The processors that firmware describes, by the ids that the hardware knows them by.
#ifndef PINYON_PROCESSOR_IDS_H
#define PINYON_PROCESSOR_IDS_H

#include "generic/types.h"

namespace pinyon {

// In the order in which they are to be started, each once. Those beyond `most` are left out.
template <unsigned most>
class ProcessorIds {
public:
    constexpr void add(Word id)
    {
        if (count_ < most && place_of(id) == count_)
            ids_[count_++] = id;
    }

    // That one comes first, wherever it is in the list and even if it is not.
    constexpr void begin_with(Word id)
    {
        unsigned at = place_of(id);
        if (at == most)
            --at;
        else if (at == count_)
            ++count_;
        for (; at > 0; --at)
            ids_[at] = ids_[at - 1];
        ids_[0] = id;
    }

    [[nodiscard]] constexpr unsigned size() const { return count_; }
    [[nodiscard]] constexpr Word operator[](unsigned nth) const { return ids_[nth]; }

private:
    [[nodiscard]] constexpr unsigned place_of(Word id) const
    {
        unsigned at = 0;
        while (at < count_ && ids_[at] != id)
            ++at;
        return at;
    }

    Word ids_[most]{};
    unsigned count_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_PROCESSOR_IDS_H
