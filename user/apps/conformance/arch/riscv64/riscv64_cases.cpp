// SPDX-License-Identifier: BSD-2-Clause
// What only riscv64 can get wrong: the UTCB pointer is a register that any thread can overwrite.
#include "../../suite.h"
#include "../../words.h"

namespace conformance {
namespace {

// Without its UTCB pointer the thread cannot call the kernel any more, so it loops.
[[noreturn]] Word ruin_utcb_pointer(Word)
{
    asm volatile("li tp, 0\n"
                 "1: j 1b");
    __builtin_unreachable();
}

Word own_global_id(Word)
{
    return L4_MyGlobalId().raw;
}

constexpr Case cases[] = {
    {"a thread that overwrites its UTCB pointer harms only itself",
     [] {
         L4_ThreadId_t const neighbour = start_worker();
         L4_ThreadId_t const stranger = start_foreign_worker();
         L4_ThreadId_t const ruined = start_worker();
         REQUIRE(post(ruined, ruin_utcb_pointer));
         EXPECT(silent(ruined));
         EXPECT_EQ(run(neighbour, own_global_id), neighbour.raw);
         EXPECT_EQ(run(stranger, own_global_id), stranger.raw);
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
     }},
};

}  // namespace

constexpr Suite machine_suite = suite_of("riscv64", "13", cases);

}  // namespace conformance
