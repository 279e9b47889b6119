// SPDX-License-Identifier: BSD-2-Clause
// libio: formatted output to the kernel's console, characters, and the memory functions that
// compilers expect.
#ifndef PINYON_L4IO_H
#define PINYON_L4IO_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Conversions: %d %i %u %x %X %p %s %c %%, lengths h hh l ll z, flags '-' and '0', field width,
// and for %s a precision. Width and precision can be '*'. The results are the numbers of
// characters that the whole output has.
__attribute__((format(printf, 1, 2))) int printf(char const* format, ...);
__attribute__((format(printf, 3, 4))) int snprintf(char* buffer, size_t size, char const* format,
                                                   ...);
__attribute__((format(printf, 3, 0))) int vsnprintf(char* buffer, size_t size, char const* format,
                                                    va_list arguments);

int puts(char const* text);
int putc(int character);

// Waits for a character.
int getc(void);

void* memcpy(void* to, void const* from, size_t size);
void* memmove(void* to, void const* from, size_t size);
void* memset(void* to, int byte, size_t size);
int memcmp(void const* left, void const* right, size_t size);
size_t strlen(char const* text);
int strcmp(char const* left, char const* right);
int strncmp(char const* left, char const* right, size_t size);

#ifdef __cplusplus
}
#endif

#endif
