// SPDX-License-Identifier: BSD-2-Clause
// Random numbers from a seed, the same on every machine, and words that tell where they belong.
#ifndef PINYON_TORTURE_RANDOM_H
#define PINYON_TORTURE_RANDOM_H

#include <l4/types.h>

namespace torture {

using Word = L4_Word_t;

// Every bit of the result depends on every bit of the word.
constexpr Word mix(Word word)
{
    word = (word ^ word >> 30) * 0xBF58'476D'1CE4'E5B9;
    word = (word ^ word >> 27) * 0x94D0'49BB'1331'11EB;
    return word ^ word >> 31;
}

// The generator "xorshift64*": its state must not be 0.
class Random {
public:
    explicit Random(Word seed) : state_(mix(seed) | 1) {}

    Word next()
    {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return state_ * 0x2545'F491'4F6C'DD1D >> 16;
    }

    Word below(Word bound) { return next() % bound; }  // 0 < bound < 2^48
    bool one_in(Word chances) { return below(chances) == 0; }

private:
    Word state_;
};

}  // namespace torture

#endif  // PINYON_TORTURE_RANDOM_H
