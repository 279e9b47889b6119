// SPDX-License-Identifier: BSD-2-Clause
// The expectations of the demonstration, and the comparison of every program's story with them.
#include "verdict.h"

#include <l4io.h>

namespace root {
namespace {

struct Expectation {
    char const* name;
    State state;
};

// These must be there; any other program is expected to end by itself, successfully.
constexpr Expectation demonstration[] = {
    {"ping", State::ended},
    {"pong", State::ended},
    {"wild", State::bad_access},
    {"illegal", State::trapped},
};

bool same(char const* a, char const* b)
{
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

State expected_state(Story const& story)
{
    for (Expectation const& expectation : demonstration)
        if (same(expectation.name, story.name))
            return expectation.state;
    return State::ended;
}

// What a program's story lacks, or nullptr.
char const* complaint(Story const& story)
{
    if (story.state != expected_state(story))
        return "has another outcome than it should";
    if (story.state == State::ended && story.status != 0)
        return "reports failure";
    if (story.messages == 0)
        return "exchanged no message";
    if (story.faults_served == 0)
        return "had no page fault served";
    return nullptr;
}

bool fail(char const* name, char const* why)
{
    printf("demonstration: FAILED (%s %s)\n", name, why);
    return false;
}

void print_outcome(Story const& story)
{
    switch (story.state) {
    case State::not_loaded:
        printf("not loaded: %s\n", story.reason);
        break;
    case State::running:
        printf("still running\n");
        break;
    case State::ended:
        printf("ended with status %lu\n", story.status);
        break;
    case State::bad_access:
        printf("removed: touched %lx at %lx\n", story.address, story.instruction);
        break;
    case State::trapped:
        printf("removed: exception %lu at %lx\n", story.status, story.instruction);
        break;
    }
}

bool present(char const* name, Program const* programs, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        if (same(programs[i].story.name, name))
            return true;
    return false;
}

}  // namespace

bool print_verdict(Program const* programs, unsigned count)
{
    printf("\n%-12s %9s %12s  %s\n", "program", "messages", "page faults", "outcome");
    for (unsigned i = 0; i < count; ++i) {
        Story const& story = programs[i].story;
        printf("%-12s %9lu %12lu  ", story.name, story.messages, story.faults_served);
        print_outcome(story);
    }

    for (Expectation const& expectation : demonstration)
        if (!present(expectation.name, programs, count))
            return fail(expectation.name, "is not among the boot modules");
    Word carried_on = 0;
    for (unsigned i = 0; i < count; ++i) {
        Story const& story = programs[i].story;
        if (char const* const why = complaint(story); why != nullptr)
            return fail(story.name, why);
        carried_on += story.after_removals;
    }
    if (carried_on == 0)
        return fail("nobody", "carried on after the removals");
    printf("demonstration: all went well\n");
    return true;
}

}  // namespace root
