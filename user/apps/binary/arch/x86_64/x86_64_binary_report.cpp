// SPDX-License-Identifier: BSD-2-Clause
// Prints results by requests to the debugger, a line at a time.
#include "x86_64_binary_report.h"

namespace binary {
namespace {

class Line {
public:
    Line& operator<<(char const* text)
    {
        while (*text != '\0')
            put(*text++);
        return *this;
    }

    Line& number(Word value, unsigned base)
    {
        char digits[20];
        unsigned count = 0;
        do {
            digits[count++] = "0123456789abcdef"[value % base];
            value /= base;
        } while (value != 0);
        while (count > 0)
            put(digits[--count]);
        return *this;
    }

    void print()
    {
        put('\n');
        text_[used_] = '\0';
        debugger_print(text_);
    }

private:
    void put(char c)
    {
        if (used_ < sizeof text_ - 1)
            text_[used_++] = c;
    }

    char text_[160];
    unsigned used_ = 0;
};

bool failed;

}  // namespace

void expect_equal(Word got, Word wanted, int line)
{
    if (got == wanted)
        return;
    failed = true;
    Line text;
    text << "# line ";
    text.number(static_cast<Word>(line), 10) << ": got ";
    text.number(got, 16) << ", wanted ";
    text.number(wanted, 16).print();
}

bool run_cases(Case const* cases, unsigned count)
{
    unsigned failures = 0;
    Line plan;
    plan << "1..";
    plan.number(count, 10).print();
    for (unsigned i = 0; i < count; ++i) {
        failed = false;
        cases[i].body();
        failures += failed ? 1 : 0;
        Line result;
        result << (failed ? "not ok " : "ok ");
        result.number(i + 1, 10) << " - " << cases[i].rule;
        result.print();
    }
    Line sum;
    sum.number(count - failures, 10) << " passed, ";
    sum.number(failures, 10) << " failed, 0 skipped";
    sum.print();
    return failures == 0;
}

}  // namespace binary
