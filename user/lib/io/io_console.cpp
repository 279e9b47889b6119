// SPDX-License-Identifier: BSD-2-Clause
// Console input and output by requests to the kernel's debugger.
#include "io_format.h"

#include <l4/kdebug.h>
#include <l4io.h>

namespace {

using pinyon::io::format_to;
using pinyon::io::Output;

// The kernel prints a string in one piece, so that lines of different programs do not mix. Only
// a text longer than this goes out in parts.
constexpr size_t console_buffer_size = 256;

void print(char const* text)
{
    L4_KDB_PrintString(text);
}

}  // namespace

int printf(char const* format, ...)
{
    char buffer[console_buffer_size];
    Output output(buffer, sizeof buffer, print);
    va_list arguments;
    va_start(arguments, format);
    format_to(output, format, arguments);
    va_end(arguments);
    output.finish();
    return output.count();
}

int vsnprintf(char* buffer, size_t size, char const* format, va_list arguments)
{
    Output output(buffer, size, nullptr);
    format_to(output, format, arguments);
    output.finish();
    return output.count();
}

int snprintf(char* buffer, size_t size, char const* format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int const count = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return count;
}

int puts(char const* text)
{
    char buffer[console_buffer_size];
    Output output(buffer, sizeof buffer, print);
    while (*text != 0)
        output.put(*text++);
    output.put('\n');
    output.finish();
    return output.count();
}

int putc(int character)
{
    L4_KDB_PrintChar(static_cast<char>(character));
    return character;
}

int getc()
{
    return static_cast<unsigned char>(L4_KDB_ReadChar_Blocked());
}
