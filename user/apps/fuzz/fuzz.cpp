// SPDX-License-Identifier: BSD-2-Clause
// Runs the fuzzer and says what came of it: a table of what the fuzzed threads did, then what had
// to stay right meanwhile, in TAP.
#include "fuzz_supervisor.h"

#include <l4io.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>

namespace fuzz {
namespace {

constexpr char const* names[action_count] = {
    [do_ipc] = "Ipc",
    [do_lipc] = "Lipc",
    [do_unmap] = "Unmap",
    [do_exchange_registers] = "ExchangeRegisters",
    [do_thread_switch] = "ThreadSwitch",
    [do_schedule] = "Schedule",
    [do_system_clock] = "SystemClock",
    [do_thread_control] = "ThreadControl",
    [do_space_control] = "SpaceControl",
    [do_processor_control] = "ProcessorControl",
    [do_memory_control] = "MemoryControl",
    [do_kernel_interface] = "KernelInterface",
    [do_debugger_request] = "debugger requests",
    [do_raw_trap] = "raw traps",
    [do_memory_access] = "memory accesses",
    [do_jump] = "jumps",
    [do_random_code] = "random code",
    [do_utcb_words] = "words of the UTCB",
};

Settings read_settings()
{
    constexpr Settings usual = {.seed = 1, .seconds = 30};
    char const* const text = pinyon_boot_arguments("fuzz");
    return {.seed = pinyon_argument_number(text, "seed", 0, usual.seed),
            .seconds = pinyon_argument_number(text, "seconds", 0, usual.seconds)};
}

void print_table(Outcome const& outcome)
{
    printf("\n%-20s %10s %10s %10s %10s %10s\n", "tried", "begun", "well", "refused", "cut short",
           "stuck");
    for (unsigned action = 0; action < action_count; ++action) {
        Tally const& tally = outcome.tallies[action];
        printf("%-20s %10lu %10lu %10lu %10lu %10lu\n", names[action], tally.begun, tally.succeeded,
               tally.refused, tally.begun - tally.succeeded - tally.refused, outcome.stuck[action]);
    }
    printf("%lu faults, %lu exceptions, %lu messages; %lu threads and %lu spaces made, "
           "%lu times no memory\n",
           outcome.faults, outcome.exceptions, outcome.messages, outcome.threads, outcome.spaces,
           outcome.failures.without_memory);
    WatcherNotes const& notes = outcome.notes;
    printf("watcher: %lu rounds of messages, %lu of registers, %lu of %lu us its own, "
           "at most %lu us away\n",
           notes.rounds, notes.spins, notes.own_time, notes.own_time + notes.away_time,
           notes.longest_away);
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

// How often the least frequent action was begun.
Word fewest(Outcome const& outcome)
{
    Word least = ~Word{0};
    for (Tally const& tally : outcome.tallies)
        least = tally.begun < least ? tally.begun : least;
    return least;
}

// The watcher's spinning thread shares the processor with the fuzzed threads and two of its own
// space, by turns of 10 ms. A quarter of its share must be there, and no pause twice as long.
Totals judge(Outcome const& outcome, Word seconds)
{
    constexpr Word rivals = fuzzed_threads + 2;
    constexpr Word turn_us = 10'000;
    WatcherNotes const& notes = outcome.notes;
    Word const wanted_time = notes.own_time + notes.away_time;
    Totals totals;
    printf("1..11\n");
    report(totals, fewest(outcome) >= 10 * seconds, "every kind of action was tried");
    report(totals, outcome.threads >= 10 * seconds && outcome.failures.refused == 0,
           "the supervisor can remove and remake what it likes");
    report(totals, outcome.failed_probes == 0, "there is kernel memory for a new space");
    report(totals, outcome.strange_ids == 0, "no thread is there that nobody made");
    report(totals, outcome.own_damage == 0, "what was mapped read-only was not written");
    report(totals, notes.rounds >= 10 * seconds && notes.wrong_messages == 0,
           "the watcher's messages arrive as they were sent");
    report(totals, notes.wrong_memory == 0, "the watcher's memory is as it was written");
    report(totals, outcome.lost_pages == 0,
           "the watcher loses no memory, and sends nothing itself");
    report(totals, notes.spins > seconds && notes.wrong_registers == 0,
           "the watcher's registers are as it left them");
    report(totals, notes.own_time >= wanted_time / (4 * (rivals + 1)),
           "the watcher has its share of the processor");
    report(totals, notes.longest_away <= 2 * rivals * turn_us, "the watcher is not kept waiting");
    return totals;
}

}  // namespace
}  // namespace fuzz

int main()
{
    fuzz::Settings const settings = fuzz::read_settings();
    printf("fuzz: seed %lu, %lu seconds\n", settings.seed, settings.seconds);
    fuzz::Outcome const outcome = fuzz::supervise(settings);
    fuzz::print_table(outcome);
    fuzz::Totals const totals = fuzz::judge(outcome, settings.seconds);
    if (totals.failed > 0)
        printf("fuzz: seed %lu repeats this\n", settings.seed);
    printf("%u passed, %u failed, 0 skipped\n", totals.passed, totals.failed);
    return totals.failed == 0 ? 0 : 1;
}
