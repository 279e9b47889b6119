// SPDX-License-Identifier: BSD-2-Clause
// Section 4.12: the suite of the cases in C, and what they call.
#include "test_memory.h"

L4_Bool_t conformance_expect(L4_Bool_t holds, char const* file, int line, char const* text)
{
    return conformance::expect(holds, file, line, text);
}

L4_Bool_t conformance_expect_equal(L4_Word_t got, L4_Word_t wanted, char const* file, int line,
                                   char const* text)
{
    return conformance::expect_equal(got, wanted, file, line, text);
}

L4_ThreadId_t conformance_fresh_id()
{
    return conformance::fresh_id();
}

void* conformance_utcb_of(L4_ThreadId_t id)
{
    return conformance::utcb_of(id);
}

L4_Word_t conformance_stack_of(L4_ThreadId_t id)
{
    return conformance::stack_of(id);
}

L4_ThreadId_t conformance_start_worker()
{
    return conformance::start_worker();
}

L4_ThreadId_t conformance_start_foreign_worker()
{
    return conformance::start_foreign_worker();
}

L4_Bool_t conformance_post(L4_ThreadId_t worker, conformance_task task, L4_Word_t argument)
{
    return conformance::post(worker, task, argument);
}

L4_Word_t conformance_run(L4_ThreadId_t worker, conformance_task task, L4_Word_t argument)
{
    return conformance::run(worker, task, argument);
}

L4_Word_t conformance_scratch()
{
    return conformance::scratch();
}

namespace conformance {

constexpr Suite c_interface_suite = suite_of("programs in C", "4.12", c_interface_cases);

}  // namespace conformance
