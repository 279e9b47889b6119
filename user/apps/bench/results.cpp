// SPDX-License-Identifier: BSD-2-Clause
// Keeps and prints the rows. The driver reads the lines `bench NAME VALUE UNIT`.
#include "results.h"

#include "stage.h"

#include <l4io.h>

namespace bench {
namespace {

constexpr unsigned most_rows = 48;
constexpr Word thousand = 1000;
constexpr char per_operation[] = "instructions";
constexpr char per_byte[] = "instructions/byte";

struct Row {
    char const* name;
    char const* unit;
    Word thousandths;
};

constinit Row rows[runs][most_rows] = {};
constinit unsigned counts[runs] = {};
constinit unsigned current = 0;

Word in_thousandths(Word count, Word parts)
{
    return (count * thousand + parts / 2) / parts;
}

Word difference(Word a, Word b)
{
    return a > b ? a - b : b - a;
}

void add(char const* name, char const* unit, Word thousandths)
{
    require(counts[current] < most_rows, "too many rows");
    rows[current][counts[current]++] = {name, unit, thousandths};
}

void print_row(Row const& row)
{
    Word const whole = row.thousandths / thousand;
    Word const part = row.thousandths % thousand;
    if (row.unit == per_operation)
        printf("bench %s %lu.%lu %s\n", row.name, whole, part / 100, row.unit);
    else
        printf("bench %s %lu.%03lu %s\n", row.name, whole, part, row.unit);
}

}  // namespace

void begin_run(unsigned run)
{
    current = run;
    counts[current] = 0;
}

void record(char const* name, Word instructions, Word parts)
{
    add(name, per_operation, in_thousandths(instructions, parts));
}

void record_per_byte(char const* name, Word instructions, Word bytes)
{
    add(name, per_byte, in_thousandths(instructions, bytes));
}

Word recorded(char const* name)
{
    for (unsigned i = 0; i < counts[current]; ++i)
        if (strcmp(rows[current][i].name, name) == 0)
            return rows[current][i].thousandths / thousand;
    give_up("a row is needed that has not been measured");
}

bool print_results(Word tolerated)
{
    Row const* const last = rows[runs - 1];
    bool same = counts[0] == counts[runs - 1];
    for (unsigned i = 0; i < counts[runs - 1]; ++i) {
        print_row(last[i]);
        Word const first = rows[0][i].thousandths;
        if (difference(first, last[i].thousandths) * thousand <= first * tolerated)
            continue;
        same = false;
        printf("bench: %s was %lu thousandths in the first run\n", last[i].name, first);
    }
    return same;
}

void print_growth(char const* operation, char const* what, Word n, Word count, Word base)
{
    Word const ratio = in_thousandths(count, base);
    printf("bench growth.%s.%s.%lu %lu.%03lu ratio\n", operation, what, n, ratio / thousand,
           ratio % thousand);
}

void print_count(char const* name, Word instructions)
{
    printf("bench %s %lu instructions\n", name, instructions);
}

}  // namespace bench
