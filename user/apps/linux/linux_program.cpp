// SPDX-License-Identifier: BSD-2-Clause
// A program for Linux, which uses nothing but write and exit. The same file runs there.
#include "linux_calls.h"

namespace {

constexpr long page_bytes = 4096;

alignas(page_bytes) char memory[2 * page_bytes];  // zeros, which come when they are touched

long length(char const* text)
{
    long n = 0;
    while (text[n] != '\0')
        ++n;
    return n;
}

bool say(char const* text)
{
    return linux_write(standard_output, text, length(text)) == length(text);
}

// A text on the stack, made at run time.
bool say_product(int a, int b)
{
    int const product = a * b;
    char text[] = "linux: a * b = ..\n";
    text[7] = static_cast<char>('0' + a);
    text[11] = static_cast<char>('0' + b);
    text[15] = static_cast<char>('0' + product / 10);
    text[16] = static_cast<char>('0' + product % 10);
    return say(text);
}

bool say_over_pages()
{
    char const text[] = "linux: from two pages\n";
    char* const start = memory + page_bytes - 10;
    for (unsigned i = 0; i < sizeof text; ++i)
        start[i] = text[i];
    return say(start);
}

// What is wrong is refused, and nothing is written.
bool errors_come_back()
{
    constexpr long no_file = 7;
    void const* const nowhere = reinterpret_cast<void const*>(8);
    return linux_write(no_file, memory, 1) == bad_file &&
           linux_write(standard_output, nowhere, 1) == bad_address &&
           linux_write(standard_output, memory, 0) == 0;
}

bool all_went_well(char const* name)
{
    return say("linux: this is ") && say(name) && say("\n") && say_product(6, 7) &&
           say_over_pages() && errors_come_back() && say("linux: all went well\n");
}

}  // namespace

void linux_main(void const* const* stack)
{
    linux_exit(all_went_well(static_cast<char const*>(stack[1])) ? 0 : 1);
}
