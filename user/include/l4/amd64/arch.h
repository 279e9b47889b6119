// SPDX-License-Identifier: BSD-2-Clause
// I/O fpages: ranges of ports that are mapped and granted like memory.
#ifndef PINYON_L4_AMD64_ARCH_H
#define PINYON_L4_AMD64_ARCH_H

#include <l4/types.h>

typedef union {
    L4_Word_t raw;
    L4_Fpage_t fpage;
    struct {
        L4_Word_t rwx : 4;
        L4_Word_t two : 6;
        L4_Word_t s : 6;
        L4_Word_t p : 16;
        L4_Word_t zeros : 32;
    } X;
} L4_IoFpage_t;

__L4_STATIC_ASSERT(sizeof(L4_IoFpage_t) == sizeof(L4_Word_t), "an I/O fpage is one word");

// No memory fpage has this size.
#define __L4_IO_FPAGE_SIZE 2

L4_INLINE L4_Fpage_t L4_IoFpageLog2(L4_Word_t port, int log2_size)
{
    L4_Word_t const first = (port & 0xFFFF) >> log2_size << log2_size;
    L4_Fpage_t const f = {first << 16 | (L4_Word_t)log2_size << 10 |
                          (L4_Word_t)__L4_IO_FPAGE_SIZE << __L4_FPAGE_SIZE_SHIFT};
    return f;
}

// A number of ports that is no power of two is rounded up to one; it must not be 0.
L4_INLINE L4_Fpage_t L4_IoFpage(L4_Word_t port, int size)
{
    int const floor = __L4_Msb((L4_Word_t)size);
    return L4_IoFpageLog2(port, (size & (size - 1)) == 0 ? floor : floor + 1);
}

L4_INLINE L4_Bool_t L4_IsIoFpage(L4_Fpage_t f)
{
    return f.X.s == __L4_IO_FPAGE_SIZE;
}

L4_INLINE L4_Word_t L4_IoFpagePort(L4_Fpage_t f)
{
    L4_IoFpage_t const io = {f.raw};
    return io.X.p;
}

L4_INLINE L4_Word_t L4_IoFpageSizeLog2(L4_Fpage_t f)
{
    L4_IoFpage_t const io = {f.raw};
    return io.X.s;
}

L4_INLINE L4_Word_t L4_IoFpageSize(L4_Fpage_t f)
{
    return (L4_Word_t)1 << L4_IoFpageSizeLog2(f);
}

#endif
