// SPDX-License-Identifier: BSD-2-Clause
// Reads a program's arguments: words separated by spaces, `word` or `name=number,number,...`.
#ifndef PINYON_ARGUMENTS_H
#define PINYON_ARGUMENTS_H

#include <l4/types.h>

// Where `name` is a word of the text, what follows it: "", " ...", or "=...". Else a null pointer.
L4_INLINE char const* pinyon_argument(char const* text, char const* name)
{
    while (*text != '\0') {
        char const* wanted = name;
        while (*wanted != '\0' && *text == *wanted) {
            text++;
            wanted++;
        }
        if (*wanted == '\0' && (*text == '\0' || *text == ' ' || *text == '='))
            return text;
        while (*text != '\0' && *text++ != ' ')
            ;
    }
    return 0;
}

L4_INLINE L4_Word_t __pinyon_digit(char c)
{
    return c >= '0' && c <= '9'   ? (L4_Word_t)(c - '0')
           : c >= 'a' && c <= 'f' ? (L4_Word_t)(c - 'a' + 10)
                                  : 16;
}

// Number `index` behind `name=`, decimal or with 0x; `otherwise` if there is none.
L4_INLINE L4_Word_t pinyon_argument_number(char const* text, char const* name, int index,
                                           L4_Word_t otherwise)
{
    char const* at = pinyon_argument(text, name);
    if (at == 0 || *at != '=')
        return otherwise;
    for (at++; index > 0; index--) {
        while (*at != '\0' && *at != ' ' && *at != ',')
            at++;
        if (*at++ != ',')
            return otherwise;
    }
    L4_Word_t const base = at[0] == '0' && at[1] == 'x' ? 16 : 10;
    at += base == 16 ? 2 : 0;
    if (__pinyon_digit(*at) >= base)
        return otherwise;
    L4_Word_t number = 0;
    for (; __pinyon_digit(*at) < base; at++)
        number = number * base + __pinyon_digit(*at);
    return number;
}

#endif
