// SPDX-License-Identifier: BSD-2-Clause
// Random numbers from a seed: the same seed gives the same numbers on every machine.
#ifndef PINYON_FUZZ_RANDOM_H
#define PINYON_FUZZ_RANDOM_H

#include <l4/types.h>

namespace fuzz {

using Word = L4_Word_t;

class Random {
public:
    explicit Random(Word seed) : state_(seed) {}

    // The generator "splitmix64": a counter whose bits are mixed, so that any seed is good.
    Word next()
    {
        Word word = state_ += 0x9E37'79B9'7F4A'7C15;
        word = (word ^ word >> 30) * 0xBF58'476D'1CE4'E5B9;
        word = (word ^ word >> 27) * 0x94D0'49BB'1331'11EB;
        return word ^ word >> 31;
    }

    Word below(Word bound) { return next() % bound; }  // bound > 0
    bool one_in(Word chances) { return below(chances) == 0; }

private:
    Word state_;
};

}  // namespace fuzz

#endif  // PINYON_FUZZ_RANDOM_H
