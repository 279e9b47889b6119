// SPDX-License-Identifier: BSD-2-Clause
// Runs all suites in the root task's place, prints the results in TAP, and ends the machine.
#include "other_processors.h"
#include "selection.h"
#include "suite.h"
#include "workers.h"

#include <l4io.h>

namespace conformance {
namespace {

Suite const* const suites[] = {
    &kip_suite,
    &kip_detail_suite,
    &utcb_suite,
    &ipc_suite,
    &message_suite,
    &item_suite,
    &timeout_suite,
    &id_suite,
    &status_suite,
    &point_suite,
    &thread_suite,
    &thread_error_suite,
    &space_suite,
    &exregs_suite,
    &schedule_suite,
    &donation_suite,
    &mapping_suite,
    &derivation_suite,
    &unmap_suite,
    &fault_suite,
    &exception_suite,
    &trap_suite,
    &sigma0_suite,
    &sigma0_policy_suite,
    &interrupt_suite,
    &alarm_suite,
    &register_suite,
    &vector_suite,
    &machine_suite,
    &memory_control_suite,
    &string_suite,
    &string_fault_suite,
    &transfer_timeout_suite,
    &propagation_suite,
    &redirection_suite,
    &kernel_memory_suite,
    &thread_matrix_suite,
    &migration_suite,
    &exregs_matrix_suite,
    &halt_suite,
    &control_suite,
    &deletion_suite,
    &privilege_suite,
    &page_size_suite,
    &quantum_suite,
    &delay_suite,
    &preemption_suite,
    &c_interface_suite,
    &processor_suite,
    &crossing_suite,
    &processor_move_suite,
    &processor_reach_suite,
};

struct Failure {
    char const* file;
    int line;
    char const* text;
    bool with_values;
    Word got;
    Word wanted;
};

constexpr unsigned max_failures = 4;  // reported per case; the first ones tell the story

constinit Failure failures[max_failures];
constinit unsigned failure_count;
constinit char const* skipped_because;

void record(Failure const& failure)
{
    if (failure_count < max_failures)
        failures[failure_count] = failure;
    ++failure_count;
}

struct Totals {
    unsigned passed;
    unsigned failed;
    unsigned skipped;
};

// One of the times that a case is tried.
struct Trial {
    Suite const& suite;
    Case const& test;
    bool elsewhere;  // the workers

    [[nodiscard]] char const* suffix() const { return elsewhere ? " (other cpu)" : ""; }
};

void report(unsigned number, Trial const& trial, Totals& totals)
{
    bool const good = failure_count == 0;
    bool const skipped = good && skipped_because != nullptr;
    printf("%s %u - %s: %s%s [%s]%s%s\n", good ? "ok" : "not ok", number, trial.suite.subject,
           trial.test.rule, trial.suffix(), trial.suite.sections, skipped ? " # SKIP " : "",
           skipped ? skipped_because : "");
    for (unsigned i = 0; i < failure_count && i < max_failures; ++i) {
        Failure const& failure = failures[i];
        printf("# %s:%d: %s\n", failure.file, failure.line, failure.text);
        if (failure.with_values)
            printf("#     got %lx, wanted %lx\n", failure.got, failure.wanted);
    }
    ++(!good ? totals.failed : skipped ? totals.skipped : totals.passed);
}

// Calls `visit` for each time that a selected case is to be tried.
template <class Visit>
void for_all_trials(Selection const& selection, Visit visit)
{
    bool const several = processors() > 1;
    for (Suite const* suite : suites) {
        if (suite->where == Where::several && !several)
            continue;
        bool const twice = several && suite->where == Where::anywhere;
        for (unsigned i = 0; i < suite->count; ++i) {
            Case const& test = suite->cases[i];
            for (unsigned pass = 0; pass < (twice ? 2 : 1); ++pass) {
                Trial const trial = {*suite, test, pass > 0};
                if (selection.has(suite->subject, test.rule, trial.suffix()))
                    visit(trial);
            }
        }
    }
}

Totals run_all()
{
    Totals totals = {};
    unsigned number = 0;
    Selection const selection;
    for_all_trials(selection, [&number](Trial const&) { ++number; });
    printf("1..%u\n", number);
    number = 0;
    for_all_trials(selection, [&number, &totals](Trial const& trial) {
        ++number;
        failure_count = 0;
        skipped_because = nullptr;
        begin_case(number);
        place_workers(trial.elsewhere);
        trial.test.body();
        clean_up();
        report(number, trial, totals);
    });
    return totals;
}

}  // namespace

bool expect(bool holds, char const* file, int line, char const* text)
{
    if (!holds)
        record({file, line, text, false, 0, 0});
    return holds;
}

bool expect_equal(Word got, Word wanted, char const* file, int line, char const* text)
{
    if (got != wanted)
        record({file, line, text, true, got, wanted});
    return got == wanted;
}

void skip(char const* why)
{
    skipped_because = why;
}

}  // namespace conformance

int main()
{
    conformance::start_servants();
    conformance::Totals const totals = conformance::run_all();
    printf("%u passed, %u failed, %u skipped\n", totals.passed, totals.failed, totals.skipped);
    return totals.failed == 0 ? 0 : 1;
}
