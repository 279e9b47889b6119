// SPDX-License-Identifier: BSD-2-Clause
// The C library functions that the compiler calls on its own account.
#include <cstddef>
#include <cstdint>

// Else the compiler recognises these loops and replaces them by calls to what they implement.
#pragma GCC optimize("no-tree-loop-distribute-patterns")

namespace {

using Chunk [[gnu::may_alias]] = std::uint64_t;
using Byte = unsigned char;

constexpr std::size_t chunk = sizeof(Chunk);
constexpr std::size_t block = 16;  // chunks moved in one turn of the inner loops

std::size_t misalignment(void const* p)
{
    return reinterpret_cast<std::uintptr_t>(p) % chunk;
}

bool equally_aligned(void const* a, void const* b)
{
    return misalignment(a) == misalignment(b);
}

// How many bytes come before the first aligned chunk at or after `p`, at most `size`.
std::size_t head(void const* p, std::size_t size)
{
    std::size_t const bytes = (chunk - misalignment(p)) % chunk;
    return bytes < size ? bytes : size;
}

// Loaded before any is stored: then the compiler may pair them.
template <class T>
inline void copy_eight(T* to, T const* from)
{
    T const a = from[0], b = from[1], c = from[2], d = from[3];
    T const e = from[4], f = from[5], g = from[6], h = from[7];
    to[0] = a, to[1] = b, to[2] = c, to[3] = d;
    to[4] = e, to[5] = f, to[6] = g, to[7] = h;
}

inline void fill_eight(Chunk* to, Chunk value)
{
    to[0] = value, to[1] = value, to[2] = value, to[3] = value;
    to[4] = value, to[5] = value, to[6] = value, to[7] = value;
}

template <class T>
void copy_up(T*& to, T const*& from, std::size_t count)
{
    for (; count >= block; count -= block) {
        copy_eight(to, from);
        copy_eight(to + 8, from + 8);
        to += block;
        from += block;
    }
    for (; count > 0; --count)
        *to++ = *from++;
}

}  // namespace

extern "C" {

void* memcpy(void* destination, void const* source, std::size_t size)
{
    auto* to = static_cast<Byte*>(destination);
    auto const* from = static_cast<Byte const*>(source);
    if (size >= chunk && equally_aligned(to, from)) {
        std::size_t const bytes = head(to, size);
        copy_up(to, from, bytes);
        size -= bytes;
        auto* to_chunk = reinterpret_cast<Chunk*>(to);
        auto const* from_chunk = reinterpret_cast<Chunk const*>(from);
        copy_up(to_chunk, from_chunk, size / chunk);
        size %= chunk;
        to = reinterpret_cast<Byte*>(to_chunk);
        from = reinterpret_cast<Byte const*>(from_chunk);
    }
    copy_up(to, from, size);
    return destination;
}

void* memmove(void* destination, void const* source, std::size_t size)
{
    auto* const to = static_cast<Byte*>(destination);
    auto const* const from = static_cast<Byte const*>(source);
    // Where the regions overlap, blocks that are loaded whole must not be copied upwards blindly.
    if (to + size <= from || from + size <= to)
        return memcpy(destination, source, size);
    if (to < from) {
        for (std::size_t i = 0; i < size; ++i)
            to[i] = from[i];
    } else {
        for (std::size_t i = size; i-- > 0;)
            to[i] = from[i];
    }
    return destination;
}

void* memset(void* destination, int value, std::size_t size)
{
    auto* to = static_cast<Byte*>(destination);
    auto const byte = Byte(value);
    for (std::size_t bytes = head(to, size); bytes > 0; --bytes, --size)
        *to++ = byte;

    Chunk const pattern = Chunk{0x0101'0101'0101'0101} * byte;
    auto* chunks = reinterpret_cast<Chunk*>(to);
    for (; size >= block * chunk; size -= block * chunk, chunks += block) {
        fill_eight(chunks, pattern);
        fill_eight(chunks + 8, pattern);
    }
    for (; size >= chunk; size -= chunk)
        *chunks++ = pattern;
    for (to = reinterpret_cast<Byte*>(chunks); size > 0; --size)
        *to++ = byte;
    return destination;
}

int memcmp(void const* left, void const* right, std::size_t size)
{
    auto const* const a = static_cast<Byte const*>(left);
    auto const* const b = static_cast<Byte const*>(right);
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i])
            return a[i] - b[i];
    return 0;
}

std::size_t strlen(char const* text)
{
    std::size_t length = 0;
    while (text[length] != 0)
        ++length;
    return length;
}

}  // extern "C"
