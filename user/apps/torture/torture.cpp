// SPDX-License-Identifier: BSD-2-Clause
// Runs the torture and says what came of it: a table of what was done, then what had to hold
// meanwhile, in TAP.
#include "torture_findings.h"
#include "torture_watch.h"
#include "torture_world.h"

#include <l4/kip.h>
#include <l4io.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>

namespace torture {
namespace {

// What a run is told.
struct Settings {
    Word seed;
    Word seconds;
    Word least;  // operations of each kind
    Word stretch;
};

Settings read_settings()
{
    char const* const text = pinyon_boot_arguments("torture");
    return {.seed = pinyon_argument_number(text, "seed", 0, 1),
            .seconds = pinyon_argument_number(text, "seconds", 0, 30),
            .least = pinyon_argument_number(text, "least", 0, 10'000),
            .stretch = pinyon_argument_number(text, "stretch", 0, 1)};
}

void prepare(Settings const& settings)
{
    Word const there = L4_NumProcessors(L4_GetKernelInterface());
    world.processors = static_cast<unsigned>(there < most_processors ? there : most_processors);
    world.workers = world.processors * workers_per_keeper;
    world.seed = settings.seed;
    world.stretch = settings.stretch;
}

// ---- Sums

void add(Tally& sum, Tally const& tally)
{
    for (unsigned outcome = 0; outcome < outcome_count; ++outcome)
        (void)sum.counts[outcome].add(tally.counts[outcome].get());
}

Tally sum_of(unsigned kind)
{
    Tally sum;
    for (unsigned index = 0; index < world.workers; ++index)
        add(sum, workers[index].tallies[kind]);
    for (unsigned number = 0; number < world.processors; ++number)
        add(sum, keepers[number].tallies[kind]);
    return sum;
}

// One processor leaves no choice.
bool is_possible(unsigned kind)
{
    return kind != do_migrate || world.processors > 1;
}

bool has_enough_of_each(Word least)
{
    for (unsigned kind = 0; kind < kind_count; ++kind)
        if (is_possible(kind) && sum_of(kind).counts[well].get() < least)
            return false;
    return true;
}

// ---- What is said

void print_table()
{
    printf("\n%-14s %9s %9s %9s %9s\n", "operation", "done", "late", "cut", "gone");
    for (unsigned kind = 0; kind < kind_count; ++kind) {
        Tally const sum = sum_of(kind);
        if (is_possible(kind))
            printf("%-14s %9lu %9lu %9lu %9lu\n", kinds[kind].name, sum.counts[well].get(),
                   sum.counts[late].get(), sum.counts[cut].get(), sum.counts[gone].get());
    }
    Word image_faults = 0, window_faults = 0;
    for (Keeper const& keeper : keepers) {
        image_faults += keeper.image_faults.get();
        window_faults += keeper.window_faults.get();
    }
    printf("%lu faults where memory was evicted, %lu in windows; %lu late answers to faults\n",
           image_faults, window_faults, world.strays.get());
}

struct Totals {
    unsigned passed = 0;
    unsigned failed = 0;
};

void report(Totals& totals, bool good, char const* what)
{
    unsigned const number = totals.passed + totals.failed + 1;
    printf("%s %u - %s\n", good ? "ok" : "not ok", number, what);
    ++(good ? totals.passed : totals.failed);
}

bool none_of(Wrong wrong)
{
    return findings(wrong) == 0;
}

Totals judge(Word least)
{
    Totals totals;
    printf("1..10\n");
    report(totals, has_enough_of_each(least), "there were enough operations of each kind");
    report(totals, none_of(lost_message) && none_of(doubled_message),
           "each message arrives once, or its sender is told that it did not");
    report(totals, none_of(damaged_message), "messages arrive as they were sent");
    report(totals, none_of(wrong_error), "no IPC fails without a cause");
    report(totals, none_of(message_of_dead) && none_of(ran_when_dead),
           "a thread that was removed neither runs nor is heard");
    report(totals, none_of(revoked_read) && none_of(revoked_write),
           "a page that was taken back is out of reach");
    report(totals, none_of(ran_when_halted), "a halted thread stands still");
    report(totals, none_of(stands_still) && none_of(never_stopped), "every other thread goes on");
    report(totals, none_of(refused_call) && none_of(strange_fault),
           "threads can be made, moved and removed, and fault where memory is missing");
    report(totals, none_of(lost_memory), "the kernel keeps nothing of what was removed");
    return totals;
}

}  // namespace
}  // namespace torture

int main()
{
    torture::Settings const settings = torture::read_settings();
    torture::prepare(settings);
    printf("torture: seed %lu, %lu seconds, %u processors, %u workers\n", settings.seed,
           settings.seconds, torture::world.processors, torture::world.workers);
    torture::run_all(settings.seconds);
    torture::print_table();
    torture::print_findings();
    torture::Totals const totals = torture::judge(settings.least);
    printf("%u passed, %u failed, 0 skipped\n", totals.passed, totals.failed);
    return totals.failed == 0 ? 0 : 1;
}
