// SPDX-License-Identifier: BSD-2-Clause
// Scalar types of the machines whose word has 64 bits, and bit searches on a word.
#ifndef PINYON_L4_WORDS64_H
#define PINYON_L4_WORDS64_H

#define L4_INLINE static inline

typedef unsigned char L4_Word8_t;
typedef unsigned short L4_Word16_t;
typedef unsigned int L4_Word32_t;
typedef unsigned long L4_Word64_t;
typedef signed char L4_SignedWord8_t;
typedef signed short L4_SignedWord16_t;
typedef signed int L4_SignedWord32_t;
typedef signed long L4_SignedWord64_t;

typedef L4_Word64_t L4_Word_t;
typedef L4_SignedWord64_t L4_SignedWord_t;
typedef L4_Word_t L4_Bool_t;
typedef L4_Word_t L4_Size_t;
typedef L4_Word_t L4_Paddr_t;

#define __L4_WORD_BITS 64

// C and C++ spell these differently: the static assertion, which C99 has as an extension only,
// and a value of a structure or union type.
#ifdef __cplusplus
#define __L4_STATIC_ASSERT(condition, text) static_assert(condition, text)
#define __L4_VALUE(type, first) (type{first})
#else
#define __L4_STATIC_ASSERT(condition, text) __extension__ _Static_assert(condition, text)
#define __L4_VALUE(type, first) ((type){first})
#endif

__L4_STATIC_ASSERT(sizeof(L4_Word_t) == sizeof(void*), "a word holds an address");

// Highest set bit of a word that is not 0.
L4_INLINE int __L4_Msb(L4_Word_t word)
{
    return __L4_WORD_BITS - 1 - __builtin_clzl(word);
}

// Lowest set bit of a word that is not 0.
L4_INLINE int __L4_Lsb(L4_Word_t word)
{
    return __builtin_ctzl(word);
}

#endif
