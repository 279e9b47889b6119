// SPDX-License-Identifier: BSD-2-Clause
// What a test case is, and how it says what it found.
//
// A case is a rule of the X.2 reference, written as a sentence that is true when the case passes,
// and a body that tries the rule. Every wait in a body has a timeout, so that a kernel that breaks
// the rule fails the case instead of hanging the run.
#ifndef PINYON_SUITE_H
#define PINYON_SUITE_H

#include "c_suite.h"

#include <l4/types.h>

namespace conformance {

using Word = L4_Word_t;

using Case = conformance_case;

// On which processors the cases of a suite are tried. Where there are several, a case runs once
// with all workers on the tester's processor, and then with each on another one.
enum class Where {
    anywhere,
    one_processor,  // once: they are about threads that share a processor, or about none
    several,        // once, and only where there are several: they place threads themselves
};

// Cases about one subject, and the sections of the reference that the rules are from.
struct Suite {
    char const* subject;
    char const* sections;
    Case const* cases;
    unsigned count;
    Where where;
};

template <unsigned count>
constexpr Suite suite_of(char const* subject, char const* sections, Case const (&cases)[count],
                         Where where = Where::anywhere)
{
    return {subject, sections, cases, count, where};
}

extern const Suite kip_suite;
extern const Suite kip_detail_suite;
extern const Suite utcb_suite;
extern const Suite ipc_suite;
extern const Suite propagation_suite;
extern const Suite redirection_suite;
extern const Suite message_suite;
extern const Suite string_suite;
extern const Suite string_fault_suite;
extern const Suite transfer_timeout_suite;
extern const Suite timeout_suite;
extern const Suite id_suite;
extern const Suite status_suite;
extern const Suite point_suite;
extern const Suite thread_suite;
extern const Suite thread_error_suite;
extern const Suite space_suite;
extern const Suite exregs_suite;
extern const Suite schedule_suite;
extern const Suite donation_suite;
extern const Suite quantum_suite;
extern const Suite delay_suite;
extern const Suite preemption_suite;
extern const Suite mapping_suite;
extern const Suite derivation_suite;
extern const Suite unmap_suite;
extern const Suite page_size_suite;
extern const Suite memory_control_suite;
extern const Suite fault_suite;
extern const Suite exception_suite;
extern const Suite trap_suite;  // of the architecture
extern const Suite sigma0_suite;
extern const Suite sigma0_policy_suite;
extern const Suite interrupt_suite;
extern const Suite alarm_suite;
extern const Suite privilege_suite;
extern const Suite register_suite;
extern const Suite vector_suite;
extern const Suite thread_matrix_suite;
extern const Suite migration_suite;
extern const Suite processor_suite;
extern const Suite crossing_suite;
extern const Suite processor_move_suite;
extern const Suite processor_reach_suite;
extern const Suite exregs_matrix_suite;
extern const Suite halt_suite;
extern const Suite control_suite;
extern const Suite item_suite;
extern const Suite deletion_suite;
extern const Suite kernel_memory_suite;
extern const Suite c_interface_suite;
extern const Suite machine_suite;  // of the architecture

// Records a failure of the running case unless the condition holds. Returns whether it held.
bool expect(bool holds, char const* file, int line, char const* text);
bool expect_equal(Word got, Word wanted, char const* file, int line, char const* text);

// Marks the running case as one that cannot be tried here, because of what hardware is missing.
void skip(char const* why);

}  // namespace conformance

#define EXPECT(condition) ::conformance::expect((condition), __FILE_NAME__, __LINE__, #condition)
#define EXPECT_EQ(got, wanted)                                                                     \
    ::conformance::expect_equal((got), (wanted), __FILE_NAME__, __LINE__, #got " == " #wanted)

// For what the rest of the case builds upon: leaves the body.
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!EXPECT(condition))                                                                    \
            return;                                                                                \
    } while (false)

#endif  // PINYON_SUITE_H
