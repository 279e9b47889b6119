// SPDX-License-Identifier: BSD-2-Clause
// The formatter behind printf and its relatives, and the buffers that it writes to.
#ifndef PINYON_IO_FORMAT_H
#define PINYON_IO_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

namespace pinyon::io {

// A text that grows character by character in a buffer, always with room for a final NUL.
class Output {
public:
    using Flush = void (*)(char const* text);

    // When the buffer is full its text goes to `flush` and the buffer is empty again. Without
    // `flush` the buffer keeps the beginning and what does not fit is dropped.
    Output(char* buffer, size_t size, Flush flush) : buffer_(buffer), size_(size), flush_(flush) {}

    void put(char c);
    // Ends the text with a NUL and hands the rest to `flush`.
    void finish();
    // All characters that were put, whether or not they were kept.
    int count() const { return count_; }

private:
    char* buffer_;
    size_t size_;
    Flush flush_;
    size_t used_ = 0;
    int count_ = 0;
};

// An unknown conversion appears as it stands in the format.
void format_to(Output& output, char const* format, va_list arguments);

}  // namespace pinyon::io

#endif
