// SPDX-License-Identifier: BSD-2-Clause
// How the files here say that a name of the convenience interface exists and what it is.
//
// They are compiled, not linked. Each covers headers of reference 4.12; those named *_names.c as C
// and as C++, those named *_overloads.cpp as C++ alone. A missing name, another type or another
// value is an error of the compiler. Where the interface has a pointer to what a function only
// reads, ours points to const: every caller's argument fits.
#ifndef PINYON_API_NAMES_H
#define PINYON_API_NAMES_H

#define API_PASTE_AGAIN(a, b) a##b
#define API_PASTE(a, b) API_PASTE_AGAIN(a, b)
#define API_KEPT __attribute__((used))

// The function takes these parameters and has this result.
#define FUNCTION(name, result, ...)                                                                \
    API_KEPT static result (*const API_PASTE(typed_, __LINE__))(__VA_ARGS__) = name

#ifdef __cplusplus
#define API_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define API_STATIC_ASSERT(condition, text) __extension__ _Static_assert(condition, text)
#endif

#define VALUE(name, value) API_STATIC_ASSERT((name) == (value), #name)
#define SIZE(type, size) API_STATIC_ASSERT(sizeof(type) == (size), #type)
#define SIGNED(type) API_STATIC_ASSERT((type)-1 < (type)0, #type)
#define UNSIGNED(type) API_STATIC_ASSERT((type)-1 > (type)0, #type)
#define OFFSET(type, field, offset)                                                                \
    API_STATIC_ASSERT(__builtin_offsetof(type, field) == (offset), #type " " #field)

// The body mentions names that have no address: fields of words, macros.
#define MENTIONS(name) API_KEPT static void mentions_##name

#endif
