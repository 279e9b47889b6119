// SPDX-License-Identifier: BSD-2-Clause
// What is expected of the programs of a boot image, and the comparison of their stories with it.
#include "verdict.h"

#include <l4io.h>

namespace root {
namespace {

struct Expectation {
    char const* name;
    State state;
};

// What must be there. A driver is expected to serve to the end, any other program to end by
// itself, successfully.
struct Occasion {
    char const* title;
    Expectation programs[4];
    bool removals;  // some program must have carried on after them
};

constexpr Occasion demonstration = {
    .title = "demonstration",
    .programs = {{"ping", State::ended},
                 {"pong", State::ended},
                 {"wild", State::bad_access},
                 {"illegal", State::trapped}},
    .removals = true,
};

constexpr Occasion disk_test = {
    .title = "disk test",
    .programs = {{"block", State::running}, {"disk", State::ended}},
    .removals = false,
};

bool same(char const* a, char const* b)
{
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

bool present(char const* name, Program const* programs, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        if (same(programs[i].story.name, name))
            return true;
    return false;
}

State expected_state(Occasion const& occasion, Program const& program)
{
    for (Expectation const& expectation : occasion.programs)
        if (expectation.name != nullptr && same(expectation.name, program.story.name))
            return expectation.state;
    return program.driver() ? State::running : State::ended;
}

// What a program's story lacks, or nullptr.
char const* complaint(Occasion const& occasion, Program const& program)
{
    Story const& story = program.story;
    if (story.state != expected_state(occasion, program))
        return "has another outcome than it should";
    if (story.state == State::ended && story.status != 0)
        return "reports failure";
    if (story.messages == 0)
        return "exchanged no message";
    if (story.faults_served == 0)
        return "had no page fault served";
    return nullptr;
}

bool fail(Occasion const& occasion, char const* name, char const* why)
{
    printf("%s: FAILED (%s %s)\n", occasion.title, name, why);
    return false;
}

void print_outcome(Story const& story)
{
    switch (story.state) {
    case State::not_loaded:
        printf("not loaded: %s\n", story.reason);
        break;
    case State::running:
        printf("served to the end\n");
        break;
    case State::ended:
        printf("ended with status %lu\n", story.status);
        break;
    case State::bad_access:
        printf("removed: touched %lx at %lx\n", story.address, story.instruction);
        break;
    case State::bad_port:
        printf("removed: touched I/O port %lx at %lx\n", story.address, story.instruction);
        break;
    case State::trapped:
        printf("removed: exception %lu at %lx\n", story.status, story.instruction);
        break;
    }
}

void print_table(Program const* programs, unsigned count)
{
    printf("\n%-12s %9s %12s  %s\n", "program", "messages", "page faults", "outcome");
    for (unsigned i = 0; i < count; ++i) {
        Story const& story = programs[i].story;
        printf("%-12s %9lu %12lu  ", story.name, story.messages, story.faults_served);
        print_outcome(story);
    }
}

}  // namespace

bool print_verdict(Program const* programs, unsigned count)
{
    print_table(programs, count);
    Occasion const& occasion = present("disk", programs, count) ? disk_test : demonstration;
    for (Expectation const& expectation : occasion.programs)
        if (expectation.name != nullptr && !present(expectation.name, programs, count))
            return fail(occasion, expectation.name, "is not among the boot modules");
    Word carried_on = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (char const* const why = complaint(occasion, programs[i]); why != nullptr)
            return fail(occasion, programs[i].story.name, why);
        carried_on += programs[i].story.after_removals;
    }
    if (occasion.removals && carried_on == 0)
        return fail(occasion, "nobody", "carried on after the removals");
    printf("%s: all went well\n", occasion.title);
    return true;
}

}  // namespace root
