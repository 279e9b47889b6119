// SPDX-License-Identifier: BSD-2-Clause
// Formatted output to the console.
#include "generic/print.h"

#include "config.h"
#include "generic/vprint.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

// Keeps the output of processors apart. A processor that already has its turn (it panics within
// print) goes on. Costs nothing with one processor.
class Turn {
public:
    Turn()
    {
        if constexpr (config::max_cpus > 1) {
            unsigned const me = Arch::this_cpu().raw() + 1u;
            if (__atomic_load_n(&owner_, __ATOMIC_RELAXED) == me)
                return;
            unsigned nobody = 0;
            while (!__atomic_compare_exchange_n(&owner_, &nobody, me, false, __ATOMIC_ACQUIRE,
                                                __ATOMIC_RELAXED))
                nobody = 0;
            mine_ = true;
        }
    }
    ~Turn()
    {
        if (mine_)
            __atomic_store_n(&owner_, 0u, __ATOMIC_RELEASE);
    }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;

private:
    static inline unsigned owner_ = 0;  // 1 + number of the processor
    bool mine_ = false;
};

// One conversion: %[0][width][.*][l|ll|z]letter.
struct Conversion {
    bool zero_filled = false;
    bool wide = false;
    bool limited = false;  // an argument says how much of a text counts
    unsigned width = 0;
    char letter = 0;
};

// Reads the conversion after the percent sign at `text`; returns its last character.
char const* read_conversion(char const* text, Conversion& conversion)
{
    if (*text == '0') {
        conversion.zero_filled = true;
        ++text;
    }
    for (; *text >= '0' && *text <= '9'; ++text)
        conversion.width = conversion.width * 10 + unsigned(*text - '0');
    if (text[0] == '.' && text[1] == '*') {
        conversion.limited = true;
        text += 2;
    }
    for (; *text == 'l' || *text == 'z'; ++text)
        conversion.wide = true;
    conversion.letter = *text;
    return text;
}

void put_fill(unsigned used, unsigned width, char fill)
{
    for (; used < width; ++used)
        Arch::console_put(fill);
}

void put_text(char const* text, unsigned width, unsigned most = ~0u)
{
    if (text == nullptr)
        text = "(null)";
    unsigned length = 0;
    while (length < most && text[length] != 0)
        ++length;
    put_fill(length, width, ' ');
    for (unsigned i = 0; i < length; ++i)
        Arch::console_put(text[i]);
}

void put_number(Word value, unsigned base, bool negative, Conversion const& conversion)
{
    char digits[20];  // 2^64 - 1 in decimal
    unsigned count = 0;
    do
        digits[count++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);

    unsigned const used = count + negative;
    if (!conversion.zero_filled)
        put_fill(used, conversion.width, ' ');
    if (negative)
        Arch::console_put('-');
    if (conversion.zero_filled)
        put_fill(used, conversion.width, '0');
    while (count > 0)
        Arch::console_put(digits[--count]);
}

struct Arguments {
    std::va_list list;
};

void put_signed(Arguments& arguments, Conversion const& conversion)
{
    long const value = conversion.wide ? va_arg(arguments.list, long) : va_arg(arguments.list, int);
    put_number(value < 0 ? -Word(value) : Word(value), 10, value < 0, conversion);
}

void put_unsigned(Arguments& arguments, Conversion const& conversion, unsigned base)
{
    Word const value = conversion.wide ? va_arg(arguments.list, unsigned long)
                                       : va_arg(arguments.list, unsigned);
    put_number(value, base, false, conversion);
}

void put_limited_text(Arguments& arguments, Conversion const& conversion)
{
    unsigned const most = conversion.limited ? va_arg(arguments.list, unsigned) : ~0u;
    put_text(va_arg(arguments.list, char const*), conversion.width, most);
}

void put_pointer(Arguments& arguments)
{
    put_text("0x", 0);
    put_number(reinterpret_cast<Word>(va_arg(arguments.list, void*)), 16, false,
               {.zero_filled = true, .width = 16});
}

void put_conversion(Conversion const& conversion, Arguments& arguments)
{
    switch (conversion.letter) {
    case 'c':
        return Arch::console_put(char(va_arg(arguments.list, int)));
    case 's':
        return put_limited_text(arguments, conversion);
    case 'd':
        return put_signed(arguments, conversion);
    case 'u':
        return put_unsigned(arguments, conversion, 10);
    case 'x':
        return put_unsigned(arguments, conversion, 16);
    case 'p':
        return put_pointer(arguments);
    default:
        return Arch::console_put(conversion.letter);
    }
}

}  // namespace

void vprint(char const* format, std::va_list list)
{
    Turn const turn;
    Arguments arguments;
    va_copy(arguments.list, list);
    for (; *format != 0; ++format) {
        if (*format != '%') {
            Arch::console_put(*format);
            continue;
        }
        Conversion conversion;
        format = read_conversion(format + 1, conversion);
        if (conversion.letter == 0)
            break;
        put_conversion(conversion, arguments);
    }
    va_end(arguments.list);
}

void print(char const* format, ...)
{
    std::va_list list;
    va_start(list, format);
    vprint(format, list);
    va_end(list);
}

}  // namespace pinyon
