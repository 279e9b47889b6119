// SPDX-License-Identifier: BSD-2-Clause
// Turns formats and their arguments into text.
#include "io_format.h"

#include <stdint.h>

namespace pinyon::io {

namespace {

enum class Length {
    char_length,
    short_length,
    int_length,
    long_length,
    long_long_length,
    size_length,
};

struct Spec {
    bool left = false;
    bool zeros = false;
    int width = 0;
    int precision = -1;  // -1 = none given
    Length length = Length::int_length;
    char conversion = 0;
};

struct Arguments {
    va_list list;
};

constexpr char lower_digits[] = "0123456789abcdef";
constexpr char upper_digits[] = "0123456789ABCDEF";

class Formatter {
public:
    explicit Formatter(Output& output) : output_(output) {}

    void run(char const* format, Arguments& arguments);

private:
    void pad(char c, int count);
    void put_field(Spec const& spec, char const* text, int length);
    void put_number(Spec const& spec, char const* prefix, uint64_t value, unsigned base,
                    char const* digits);
    void put_string(Spec const& spec, char const* text);
    bool convert(Spec const& spec, Arguments& arguments);

    Output& output_;
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A field width or precision: digits, or a '*' that takes it from the arguments.
int read_count(char const*& at, Arguments& arguments)
{
    if (*at == '*') {
        at++;
        return va_arg(arguments.list, int);
    }
    int count = 0;
    while (is_digit(*at))
        count = count * 10 + (*at++ - '0');
    return count;
}

Length read_length(char const*& at)
{
    switch (*at) {
    case 'h':
        at++;
        return *at == 'h' ? (at++, Length::char_length) : Length::short_length;
    case 'l':
        at++;
        return *at == 'l' ? (at++, Length::long_long_length) : Length::long_length;
    case 'z':
        at++;
        return Length::size_length;
    default:
        return Length::int_length;
    }
}

// Reads what stands behind a '%' up to and including the conversion letter.
Spec read_spec(char const*& at, Arguments& arguments)
{
    Spec spec;
    for (; *at == '-' || *at == '0'; at++) {
        if (*at == '-')
            spec.left = true;
        else
            spec.zeros = true;
    }
    spec.width = read_count(at, arguments);
    if (spec.width < 0) {
        spec.left = true;
        spec.width = -spec.width;
    }
    if (*at == '.') {
        at++;
        spec.precision = read_count(at, arguments);
    }
    spec.length = read_length(at);
    spec.conversion = *at;
    if (*at != 0)
        at++;
    return spec;
}

int64_t signed_argument(Length length, Arguments& arguments)
{
    switch (length) {
    case Length::char_length:
        return static_cast<signed char>(va_arg(arguments.list, int));
    case Length::short_length:
        return static_cast<short>(va_arg(arguments.list, int));
    case Length::long_length:
        return va_arg(arguments.list, long);
    case Length::long_long_length:
        return va_arg(arguments.list, long long);
    case Length::size_length:
        return va_arg(arguments.list, ptrdiff_t);
    case Length::int_length:
        break;
    }
    return va_arg(arguments.list, int);
}

uint64_t unsigned_argument(Length length, Arguments& arguments)
{
    switch (length) {
    case Length::char_length:
        return static_cast<unsigned char>(va_arg(arguments.list, unsigned));
    case Length::short_length:
        return static_cast<unsigned short>(va_arg(arguments.list, unsigned));
    case Length::long_length:
        return va_arg(arguments.list, unsigned long);
    case Length::long_long_length:
        return va_arg(arguments.list, unsigned long long);
    case Length::size_length:
        return va_arg(arguments.list, size_t);
    case Length::int_length:
        break;
    }
    return va_arg(arguments.list, unsigned);
}

void Formatter::pad(char c, int count)
{
    for (; count > 0; count--)
        output_.put(c);
}

void Formatter::put_field(Spec const& spec, char const* text, int length)
{
    if (!spec.left)
        pad(' ', spec.width - length);
    for (int n = 0; n < length; n++)
        output_.put(text[n]);
    if (spec.left)
        pad(' ', spec.width - length);
}

// Zeros go between prefix and digits, blanks before or behind the whole.
void Formatter::put_number(Spec const& spec, char const* prefix, uint64_t value, unsigned base,
                           char const* digits)
{
    char reversed[20];
    int digit_count = 0;
    do {
        reversed[digit_count++] = digits[value % base];
        value /= base;
    } while (value != 0);

    int length = digit_count;
    for (char const* p = prefix; *p != 0; p++)
        length++;
    bool const zeros = spec.zeros && !spec.left;
    if (!zeros && !spec.left)
        pad(' ', spec.width - length);
    for (; *prefix != 0; prefix++)
        output_.put(*prefix);
    if (zeros)
        pad('0', spec.width - length);
    while (digit_count > 0)
        output_.put(reversed[--digit_count]);
    if (spec.left)
        pad(' ', spec.width - length);
}

void Formatter::put_string(Spec const& spec, char const* text)
{
    if (text == nullptr)
        text = "(null)";
    int length = 0;
    while ((spec.precision < 0 || length < spec.precision) && text[length] != 0)
        length++;
    put_field(spec, text, length);
}

// False if there is no such conversion.
bool Formatter::convert(Spec const& spec, Arguments& arguments)
{
    switch (spec.conversion) {
    case 'd':
    case 'i': {
        int64_t const value = signed_argument(spec.length, arguments);
        auto const bits = static_cast<uint64_t>(value);
        uint64_t const magnitude = value < 0 ? -bits : bits;
        put_number(spec, value < 0 ? "-" : "", magnitude, 10, lower_digits);
        return true;
    }
    case 'u':
        put_number(spec, "", unsigned_argument(spec.length, arguments), 10, lower_digits);
        return true;
    case 'x':
        put_number(spec, "", unsigned_argument(spec.length, arguments), 16, lower_digits);
        return true;
    case 'X':
        put_number(spec, "", unsigned_argument(spec.length, arguments), 16, upper_digits);
        return true;
    case 'p':
        put_number(spec, "0x", reinterpret_cast<uintptr_t>(va_arg(arguments.list, void*)), 16,
                   lower_digits);
        return true;
    case 's':
        put_string(spec, va_arg(arguments.list, char const*));
        return true;
    case 'c': {
        char const c = static_cast<char>(va_arg(arguments.list, int));
        put_field(spec, &c, 1);
        return true;
    }
    case '%':
        output_.put('%');
        return true;
    default:
        return false;
    }
}

void Formatter::run(char const* format, Arguments& arguments)
{
    while (*format != 0) {
        if (*format != '%') {
            output_.put(*format++);
            continue;
        }
        char const* const start = format++;
        Spec const spec = read_spec(format, arguments);
        if (convert(spec, arguments))
            continue;
        for (char const* p = start; p != format; p++)
            output_.put(*p);
    }
}

}  // namespace

void Output::put(char c)
{
    count_++;
    if (used_ + 1 >= size_) {
        if (flush_ == nullptr)
            return;
        finish();
    }
    buffer_[used_++] = c;
}

void Output::finish()
{
    if (size_ > 0)
        buffer_[used_] = 0;
    if (flush_ != nullptr && used_ > 0) {
        flush_(buffer_);
        used_ = 0;
    }
}

void format_to(Output& output, char const* format, va_list arguments)
{
    Arguments copy;
    va_copy(copy.list, arguments);
    Formatter(output).run(format, copy);
    va_end(copy.list);
}

}  // namespace pinyon::io
