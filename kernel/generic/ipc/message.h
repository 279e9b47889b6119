// SPDX-License-Identifier: BSD-2-Clause
// Message tags, typed items, acceptors and IPC errors (reference 1.5 to 1.8).
#ifndef PINYON_MESSAGE_H
#define PINYON_MESSAGE_H

#include <pinyon/abi.h>

#include "generic/memory/fpage.h"
#include "generic/types.h"

namespace pinyon {

class MsgTag {
public:
    constexpr MsgTag() = default;
    constexpr explicit MsgTag(Word raw) : raw_{raw} {}
    static constexpr MsgTag make(Word label, unsigned untyped, unsigned typed)
    {
        return MsgTag{label << 16 | Word{typed} << 6 | untyped};
    }
    [[nodiscard]] constexpr Word raw() const { return raw_; }
    [[nodiscard]] constexpr unsigned untyped() const { return unsigned(raw_ & 0x3F); }
    [[nodiscard]] constexpr unsigned typed() const { return unsigned(raw_ >> 6 & 0x3F); }
    [[nodiscard]] constexpr unsigned words() const { return untyped() + typed(); }
    [[nodiscard]] constexpr bool fits() const { return words() < PINYON_MESSAGE_REGISTERS; }
    [[nodiscard]] constexpr bool failed() const { return raw_ & PINYON_TAG_ERROR; }
    [[nodiscard]] constexpr bool propagates() const { return raw_ & PINYON_TAG_PROPAGATED; }
    // Neither items nor propagation: this also fits.
    [[nodiscard]] constexpr bool mere_words() const
    {
        return (raw_ & (0x3F << 6 | PINYON_TAG_PROPAGATED)) == 0;
    }
    [[nodiscard]] constexpr MsgTag without_flags() const { return MsgTag{raw_ & ~Word{0xF000}}; }
    [[nodiscard]] constexpr MsgTag with_flag(Word flag) const { return MsgTag{raw_ | flag}; }

private:
    Word raw_{};
};

inline constexpr MsgTag failed_tag{PINYON_TAG_ERROR};

// Label of a kernel protocol: the number above a low nibble, in 48 bits.
constexpr Word protocol_label(int number, Word nibble = 0)
{
    return (Word(std::int64_t{number}) << 4 | nibble) & 0xFFFF'FFFF'FFFF;
}

enum class IpcFault : std::uint8_t {
    timeout = PINYON_IPC_TIMEOUT,
    no_partner = PINYON_IPC_NO_PARTNER,
    cancelled = PINYON_IPC_CANCELLED,
    overflow = PINYON_IPC_OVERFLOW,
    transfer_timeout_self = PINYON_IPC_XFER_TIMEOUT_SELF,
    transfer_timeout_partner = PINYON_IPC_XFER_TIMEOUT_PARTNER,
    aborted = PINYON_IPC_ABORTED,
};

enum class IpcPhase : std::uint8_t { send = 0, receive = 1 };

// The ErrorCode word after a failed IPC.
constexpr Word ipc_error(IpcFault fault, IpcPhase phase, Word offset = 0)
{
    return offset << 4 | Word(fault) << 1 | Word(phase);
}

// A map or grant item: two words.
class MapItem {
public:
    static constexpr unsigned words = 2;
    constexpr MapItem(Word word0, Word word1) : word0_{word0}, fpage_{word1} {}
    [[nodiscard]] static constexpr bool is_one(Word word0)
    {
        return (word0 & 0xE) == PINYON_ITEM_MAP || (word0 & 0xE) == PINYON_ITEM_GRANT;
    }
    [[nodiscard]] constexpr bool grants() const { return (word0_ & 0xE) == PINYON_ITEM_GRANT; }
    [[nodiscard]] constexpr Word send_base() const { return word0_ & ~Word{0x3FF}; }
    [[nodiscard]] constexpr Fpage fpage() const { return fpage_; }

private:
    Word word0_;
    Fpage fpage_;
};

// The first word of a string, or of another group of substrings of the same string. The addresses
// of the substrings follow, a word each.
class StringItem {
public:
    constexpr explicit StringItem(Word raw) : raw_{raw} {}
    [[nodiscard]] constexpr bool is_one() const { return (raw_ & 0x8) == 0; }
    [[nodiscard]] constexpr bool followed() const { return raw_ & 0x1; }     // by another item
    [[nodiscard]] constexpr bool continues() const { return raw_ & 0x200; }  // with another group
    [[nodiscard]] constexpr unsigned substrings() const { return unsigned(raw_ >> 4 & 0x1F) + 1; }
    [[nodiscard]] constexpr Word length() const { return raw_ >> 10; }  // of each, in bytes

private:
    Word raw_;
};

// Which part of a send fpage goes where (reference 7.2). Bytes [source, source + size) go to
// [destination, destination + size); size 0: nothing. log2 of the size may be 64.
struct MapRange {
    Word source = 0;
    Word destination = 0;
    unsigned size_log2 = 0;
    bool empty = true;
};
[[nodiscard]] MapRange map_range(Fpage send, Word send_base, Fpage window);

// The low `bits` bits of `value`, and the others; 64 bits are all of it.
[[nodiscard]] constexpr Word low_bits(Word value, unsigned bits)
{
    return bits >= 64 ? value : value & ((Word{1} << bits) - 1);
}
[[nodiscard]] constexpr Word aligned_down(Word value, unsigned bits)
{
    return bits >= 64 ? 0 : value >> bits << bits;
}

// Where a page of 2^size_log2 bytes goes in a window that is not smaller.
[[nodiscard]] constexpr Word place_in(Fpage window, Word send_base, unsigned size_log2)
{
    Word const offset = low_bits(send_base, window.size_log2());
    return window.base() + aligned_down(offset, size_log2);
}

// The same of an I/O fpage, in ports: ports keep their numbers, so the send base has no meaning.
[[nodiscard]] MapRange map_port_range(Fpage send, Fpage window);

// BR0 (reference 1.7).
class Acceptor {
public:
    constexpr Acceptor() = default;
    constexpr explicit Acceptor(Word raw) : raw_{raw} {}
    static constexpr Acceptor complete_space() { return Acceptor{0x10}; }
    [[nodiscard]] constexpr Fpage window() const { return Fpage{raw_ & ~Word{0xF}}; }
    [[nodiscard]] constexpr bool takes_strings() const { return raw_ & 1; }

private:
    Word raw_{};
};

static_assert(sizeof(MsgTag) == sizeof(Word));
static_assert(protocol_label(PINYON_PROTO_PAGE_FAULT, 6) == 0xFFFF'FFFF'FFE6);
static_assert(ipc_error(IpcFault::timeout, IpcPhase::receive) == 3);

}  // namespace pinyon

#endif  // PINYON_MESSAGE_H
