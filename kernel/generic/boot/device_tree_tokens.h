// SPDX-License-Identifier: BSD-2-Clause
// The lowest layer of a flattened device tree: bytes, strings, tokens of the structure block.
#ifndef PINYON_DEVICE_TREE_TOKENS_H
#define PINYON_DEVICE_TREE_TOKENS_H

#include "generic/boot/device_tree.h"

namespace pinyon {

// Structure tokens (specification 5.4.1). Anything else, or none at all, is `bad`.
enum class Token : std::uint32_t {
    bad = 0, begin_node = 1, end_node = 2, property = 3, nop = 4, end = 9
};

inline std::uint32_t big_endian(std::uint8_t const* p)
{
    return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}

// Offset of the NUL that ends the string at `data`; `limit` when there is none before it.
inline std::uint32_t string_length(std::uint8_t const* data, std::uint32_t limit)
{
    std::uint32_t length = 0;
    while (length < limit && data[length] != 0)
        ++length;
    return length;
}

// The structure block as a sequence of tokens. Offsets are relative to its start.
class Tokens {
public:
    static constexpr std::uint32_t none = ~0u;

    Tokens(std::uint8_t const* data, Word size) : data_{data}, size_{std::uint32_t(size)} {}

    [[nodiscard]] std::uint8_t const* at(std::uint32_t offset) const { return data_ + offset; }

    [[nodiscard]] Token token(std::uint32_t offset) const
    {
        if (offset >= size_ || size_ - offset < 4)
            return Token::bad;
        std::uint32_t const raw = big_endian(data_ + offset);
        bool const known = raw <= std::uint32_t(Token::nop) || raw == std::uint32_t(Token::end);
        return known ? Token(raw) : Token::bad;
    }

    // Where the next token starts; `none` after a token that does not fit the block.
    [[nodiscard]] std::uint32_t after(std::uint32_t offset) const
    {
        Word end = Word{offset} + 4;
        switch (token(offset)) {
        case Token::begin_node:
            end += string_length(data_ + end, size_ - std::uint32_t(end)) + 1;
            break;
        case Token::property:
            if (size_ - end < 8)
                return none;
            end += 8 + Word{big_endian(data_ + end)};
            break;
        case Token::end_node:
        case Token::nop:
            break;
        case Token::end:
        case Token::bad:
            return none;
        }
        end = round_up(end, 4);
        return end <= size_ ? std::uint32_t(end) : none;
    }

    // First token at or after `offset` that is no nop and, with `properties`, no property.
    [[nodiscard]] std::uint32_t skip(std::uint32_t offset, bool properties) const
    {
        for (;;) {
            Token const t = token(offset);
            if (t != Token::nop && !(properties && t == Token::property))
                return offset;
            offset = after(offset);
        }
    }

    // What follows the whole node that begins at `offset`.
    [[nodiscard]] std::uint32_t after_node(std::uint32_t offset) const
    {
        unsigned depth = 0;
        for (;; offset = after(offset)) {
            Token const t = token(offset);
            if (t == Token::bad || t == Token::end)
                return none;
            if (t == Token::begin_node)
                ++depth;
            else if (t == Token::end_node && --depth == 0)
                return after(offset);
        }
    }

    // Whether the block is one node with all its tokens in it, properties inside of nodes, and an
    // end.
    [[nodiscard]] bool sound() const
    {
        std::uint32_t at = skip(0, false);
        std::uint32_t const behind = skip(after_node(at), false);
        if (token(at) != Token::begin_node || token(behind) != Token::end)
            return false;
        Token before = Token::begin_node;
        for (; at != behind; at = after(at)) {
            // Properties come before the first child.
            if (token(at) == Token::property && before == Token::end_node)
                return false;
            if (token(at) != Token::nop)
                before = token(at);
        }
        return true;
    }

    // The node that begins at `offset`, if one does.
    [[nodiscard]] DeviceTree::Node node(std::uint32_t offset) const
    {
        bool const begins = token(offset) == Token::begin_node && after(offset) != none;
        return begins ? DeviceTree::Node{offset} : DeviceTree::Node{};
    }

private:
    std::uint8_t const* data_;
    std::uint32_t size_;
};

}  // namespace pinyon

#endif  // PINYON_DEVICE_TREE_TOKENS_H
