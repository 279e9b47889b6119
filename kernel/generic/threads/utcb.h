// SPDX-License-Identifier: BSD-2-Clause
// The kernel's view of a thread's UTCB (reference 3): its own alias in the direct map. User code of
// the whole space may write any word at any time: each word is read once and never trusted.
#ifndef PINYON_UTCB_H
#define PINYON_UTCB_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

class Utcb {
public:
    constexpr Utcb() = default;
    // `mr0`: alias of the word that the UTCB pointer names.
    explicit Utcb(Word* mr0) : mr0_{mr0} {}
    [[nodiscard]] Word const* alias() const { return mr0_; }
    [[nodiscard]] explicit operator bool() const { return mr0_ != nullptr; }

    // PINYON_TCR_* of <pinyon/abi.h>, or a message register number.
    [[nodiscard]] Word read(int word) const
    {
        return __atomic_load_n(mr0_ + word, __ATOMIC_RELAXED);
    }
    void write(int word, Word value) const
    {
        __atomic_store_n(mr0_ + word, value, __ATOMIC_RELAXED);
    }
    // Sets or clears bits of a word that the user may be changing at the same moment.
    void set(int word, Word bits) const
    {
        __atomic_fetch_or(mr0_ + word, bits, __ATOMIC_RELAXED);
    }
    void clear(int word, Word bits) const
    {
        __atomic_fetch_and(mr0_ + word, ~bits, __ATOMIC_RELAXED);
    }
    // Words `first` to `last` of another thread's.
    template <class Copy>
    [[gnu::always_inline]] void copy_from(Utcb const& other, unsigned first, unsigned last,
                                          Copy&& copy) const
    {
        copy(mr0_ + first, other.mr0_ + first, last + 1 - first);
    }
    [[nodiscard]] Word buffer_register(int n) const { return read(PINYON_TCR_BR0 - n); }

private:
    Word* mr0_ = nullptr;
};

}  // namespace pinyon

#endif  // PINYON_UTCB_H
