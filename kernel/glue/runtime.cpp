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
constexpr std::size_t block = 32;  // chunks moved in one turn of the inner loops

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
[[gnu::always_inline]] inline void copy_up(T* to, T const* from, std::size_t count)
{
    for (; count >= block; count -= block) {
#pragma GCC unroll 4
        for (std::size_t i = 0; i < block; i += 8)
            copy_eight(to + i, from + i);
        to += block;
        from += block;
    }
    for (; count > 0; --count)
        *to++ = *from++;
}

[[gnu::noinline]] void copy_chunks(void* to, void const* from, std::size_t bytes)
{
    copy_up(static_cast<Chunk*>(to), static_cast<Chunk const*>(from), bytes / chunk);
}

[[gnu::noinline]] void copy_each_byte(Byte* to, Byte const* from, std::size_t bytes)
{
    copy_up(to, from, bytes);
}

[[gnu::noinline]] void copy_ragged(Byte* to, Byte const* from, std::size_t size)
{
    if (equally_aligned(to, from)) {
        std::size_t const before = head(to, size);
        std::size_t const whole = (size - before) / chunk * chunk;
        copy_each_byte(to, from, before);
        copy_chunks(to + before, from + before, whole);
        to += before + whole;
        from += before + whole;
        size -= before + whole;
    }
    copy_each_byte(to, from, size);
}

}  // namespace

extern "C" {

// What the kernel copies is mostly pages and words.
void* memcpy(void* destination, void const* source, std::size_t size)
{
    auto const bits = reinterpret_cast<std::uintptr_t>(destination)
                    | reinterpret_cast<std::uintptr_t>(source) | size;
    if (bits % chunk == 0) [[likely]]
        copy_chunks(destination, source, size);
    else
        copy_ragged(static_cast<Byte*>(destination), static_cast<Byte const*>(source), size);
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
    for (; size >= 8 * chunk; size -= 8 * chunk, chunks += 8)
        fill_eight(chunks, pattern);
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
