// SPDX-License-Identifier: BSD-2-Clause
// Thread ids (reference 1.2): global ids name a thread by number and version, local ids by the
// address of its UTCB pointer in the invoker's space.
#ifndef PINYON_THREAD_ID_H
#define PINYON_THREAD_ID_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

class ThreadId {
public:
    constexpr ThreadId() = default;
    constexpr explicit ThreadId(Word raw) : raw_{raw} {}
    static constexpr ThreadId global(Word number, Word version)
    {
        return ThreadId{number << 32 | (version & 0xFFFF'FFFF)};
    }

    [[nodiscard]] constexpr Word raw() const { return raw_; }
    [[nodiscard]] constexpr bool is_nil() const { return raw_ == 0; }
    // Local: the low six bits are zero. Nil and anylocalthread have that form too.
    [[nodiscard]] constexpr bool is_local() const { return (raw_ & 0x3F) == 0; }
    [[nodiscard]] constexpr bool is_global() const { return !is_local(); }
    [[nodiscard]] constexpr Word number() const { return raw_ >> 32; }
    [[nodiscard]] constexpr Word version() const { return raw_ & 0xFFFF'FFFF; }
    constexpr bool operator==(ThreadId const&) const = default;

private:
    Word raw_{};
};

inline constexpr ThreadId nilthread{PINYON_NILTHREAD};
inline constexpr ThreadId anythread{Word(PINYON_ANYTHREAD)};
inline constexpr ThreadId anylocalthread{Word(PINYON_ANYLOCALTHREAD)};

static_assert(sizeof(ThreadId) == sizeof(Word));
static_assert(ThreadId::global(5, 1).number() == 5 && ThreadId::global(5, 1).version() == 1);
static_assert(anylocalthread.is_local() && anythread.is_global() && nilthread.is_local());

}  // namespace pinyon

#endif  // PINYON_THREAD_ID_H
