// SPDX-License-Identifier: BSD-2-Clause
// What only arm64 can get wrong: the two thread pointers that user mode can read.
#include "../../suite.h"
#include "../../words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word rounds = 20;

// Keeps a value in the thread's own pointer register while other threads run.
Word keep_thread_pointer(Word value)
{
    Word changed = 0;
    asm volatile("msr tpidr_el0, %0" : : "r"(value));
    for (Word i = 0; i < rounds; ++i) {
        L4_Yield();
        Word now;
        asm volatile("mrs %0, tpidr_el0" : "=r"(now));
        changed += now != value ? 1 : 0;
    }
    return changed;
}

Word overwrite_utcb_pointer(Word)
{
    asm volatile("msr tpidrro_el0, %0" : : "r"(0UL));
    return 0;
}

constexpr Case cases[] = {
    {"the thread pointer is each thread's own",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(post(first, keep_thread_pointer, 0x1111));
         REQUIRE(post(second, keep_thread_pointer, 0x2222));
         Word changed = ~Word{0};
         REQUIRE(finish(first, changed));
         EXPECT_EQ(changed, 0);
         REQUIRE(finish(second, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"the UTCB pointer cannot be written in user mode",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, overwrite_utcb_pointer));
         EXPECT(silent(worker));
     }},
};

}  // namespace

constexpr Suite machine_suite = suite_of("arm64", "13", cases);

}  // namespace conformance
