// SPDX-License-Identifier: BSD-2-Clause
// The memory and text functions that compilers and programs expect.
#include <l4io.h>

// Without this the compiler would recognise a loop as memcpy and have memcpy call itself.
#define PINYON_KEEP_LOOPS __attribute__((optimize("no-tree-loop-distribute-patterns")))

PINYON_KEEP_LOOPS void* memcpy(void* to, void const* from, size_t size)
{
    auto* const target = static_cast<char*>(to);
    auto const* const source = static_cast<char const*>(from);
    for (size_t n = 0; n < size; n++)
        target[n] = source[n];
    return to;
}

PINYON_KEEP_LOOPS void* memmove(void* to, void const* from, size_t size)
{
    auto* const target = static_cast<char*>(to);
    auto const* const source = static_cast<char const*>(from);
    if (target <= source)
        return memcpy(to, from, size);  // ours copies upwards, which is what an overlap needs here
    for (size_t n = size; n > 0; n--)
        target[n - 1] = source[n - 1];
    return to;
}

PINYON_KEEP_LOOPS void* memset(void* to, int byte, size_t size)
{
    auto* const target = static_cast<char*>(to);
    for (size_t n = 0; n < size; n++)
        target[n] = static_cast<char>(byte);
    return to;
}

int memcmp(void const* left, void const* right, size_t size)
{
    auto const* const l = static_cast<unsigned char const*>(left);
    auto const* const r = static_cast<unsigned char const*>(right);
    for (size_t n = 0; n < size; n++)
        if (l[n] != r[n])
            return l[n] - r[n];
    return 0;
}

PINYON_KEEP_LOOPS size_t strlen(char const* text)
{
    size_t length = 0;
    while (text[length] != 0)
        length++;
    return length;
}

int strncmp(char const* left, char const* right, size_t size)
{
    for (size_t n = 0; n < size; n++) {
        auto const l = static_cast<unsigned char>(left[n]);
        auto const r = static_cast<unsigned char>(right[n]);
        if (l != r)
            return l - r;
        if (l == 0)
            break;
    }
    return 0;
}

int strcmp(char const* left, char const* right)
{
    return strncmp(left, right, static_cast<size_t>(-1));
}
