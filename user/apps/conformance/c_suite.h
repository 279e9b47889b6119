// SPDX-License-Identifier: BSD-2-Clause
// What cases written in C see of the suite, and how it finds them.
#ifndef PINYON_C_SUITE_H
#define PINYON_C_SUITE_H

#include <l4/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// A rule and the body that tries it (suite.h).
struct conformance_case {
    char const* rule;
    void (*body)(void);
};

enum { c_interface_case_count = 10 };
extern struct conformance_case const c_interface_cases[c_interface_case_count];

// What a worker does for the tester.
typedef L4_Word_t (*conformance_task)(L4_Word_t);

// As their namesakes in suite.h, workers.h and test_memory.h.
L4_Bool_t conformance_expect(L4_Bool_t holds, char const* file, int line, char const* text);
L4_Bool_t conformance_expect_equal(L4_Word_t got, L4_Word_t wanted, char const* file, int line,
                                   char const* text);
L4_ThreadId_t conformance_fresh_id(void);
void* conformance_utcb_of(L4_ThreadId_t id);
L4_Word_t conformance_stack_of(L4_ThreadId_t id);
L4_ThreadId_t conformance_start_worker(void);
L4_ThreadId_t conformance_start_foreign_worker(void);
L4_Bool_t conformance_post(L4_ThreadId_t worker, conformance_task task, L4_Word_t argument);
L4_Word_t conformance_run(L4_ThreadId_t worker, conformance_task task, L4_Word_t argument);
L4_Word_t conformance_scratch(void);

#ifdef __cplusplus
}
#endif

#endif  // PINYON_C_SUITE_H
