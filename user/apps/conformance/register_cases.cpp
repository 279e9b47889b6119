// SPDX-License-Identifier: BSD-2-Clause
// Sections 13.1, 13.2: which registers a call changes; floating point and vector registers are each
// thread's own, whatever happens.
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/entry.h>
#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word rounds = 20;

// Keeps a pattern in the registers while the thread gives up the processor again and again.
Word keep_while_yielding(Word seed)
{
    Word changed = 0;
    machine::fill_vector_registers(seed);
    for (Word i = 0; i < rounds; ++i) {
        L4_Yield();
        changed += machine::vector_registers_changed(seed);
    }
    return changed;
}

// The same while the thread exchanges messages with the tester.
Word keep_over_ipc(Word seed)
{
    machine::fill_vector_registers(seed);
    Word const error = echo_messages(rounds);
    return error != no_error ? error : machine::vector_registers_changed(seed);
}

// The same while time slices end.
Word keep_while_preempted(Word seed)
{
    Word changed = 0;
    L4_Word64_t const end = L4_SystemClock().raw + 10 * moment_us;
    machine::fill_vector_registers(seed);
    while (L4_SystemClock().raw < end)
        changed += machine::vector_registers_changed(seed);
    return changed;
}

void check_pair(L4_ThreadId_t first, L4_ThreadId_t second, Task task)
{
    REQUIRE(post(first, task, 0x1111'0000));
    REQUIRE(post(second, task, 0x2222'0000));
    Word changed = ~Word{0};
    REQUIRE(finish(first, changed));
    EXPECT_EQ(changed, 0);
    REQUIRE(finish(second, changed));
    EXPECT_EQ(changed, 0);
}

L4_ThreadId_t start_sliced_worker()
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(L4_Set_Timeslice(worker, L4_TimePeriod(1000), L4_Never) != 0);
    return worker;
}

constexpr Word harmless = 0x1234'5678;
constexpr Word secret = ~harmless;

Word answer_filled(Word fill)
{
    Word found = 0;
    for (Word i = 0; i < rounds; ++i)
        found += machine::registers_after_ipc(__L4_Entry.ipc, tester().raw, L4_anythread.raw, fill);
    return fill == harmless ? found : 0;
}

// Calls a partner and is called back; whichever has the harmless fill looks for the other's.
void check_exchange(L4_ThreadId_t partner, Word mine, Word theirs)
{
    REQUIRE(post(partner, answer_filled, theirs));
    REQUIRE(L4_IpcSucceeded(L4_Receive_Timeout(partner, patience())));
    Word found = 0;
    for (Word i = 1; i < rounds; ++i)
        found += machine::registers_after_ipc(__L4_Entry.ipc, partner.raw, partner.raw, mine);
    load(0);
    REQUIRE(L4_IpcSucceeded(L4_Send_Timeout(partner, patience())));
    if (mine == harmless)
        EXPECT_EQ(found, 0);
    REQUIRE(finish(partner, found));
    EXPECT_EQ(found, 0);
}

// The members of __L4_Entry.
constexpr unsigned entry_points = sizeof(__L4_EntryPoints_t) / sizeof(Word);

constexpr Case cases[] = {
    {"every system call preserves the registers that the binding says, and lets nothing out",
     [] {
         auto const* const entries = reinterpret_cast<Word const*>(&__L4_Entry);
         for (unsigned i = 0; i < entry_points; ++i)
             EXPECT_EQ(machine::registers_changed_by_call(entries[i]), 0);
     }},

    {"IPC lets nothing of the partner and of the kernel out but the message",
     [] {
         check_exchange(start_foreign_worker(), harmless, secret);
         check_exchange(start_foreign_worker(), secret, harmless);
         check_exchange(start_worker(), harmless, secret);
         check_exchange(start_worker(), secret, harmless);
     }},

    {"two threads that switch to each other keep their own",
     [] { check_pair(start_worker(), start_worker(), keep_while_yielding); }},

    {"two threads in different spaces keep their own",
     [] { check_pair(start_foreign_worker(), start_foreign_worker(), keep_while_yielding); }},

    {"two threads that are preempted keep their own",
     [] { check_pair(start_sliced_worker(), start_sliced_worker(), keep_while_preempted); }},

    {"a partner that uses them does not change the caller's",
     [] {
         L4_ThreadId_t const partner = start_foreign_worker();
         constexpr Word mine = 0x3333'0000;
         REQUIRE(post(partner, keep_over_ipc, 0x4444'0000));
         machine::fill_vector_registers(mine);
         for (Word i = 0; i < rounds; ++i) {
             load(0, {i});
             REQUIRE(L4_IpcSucceeded(L4_Call_Timeouts(partner, patience(), patience())));
             EXPECT_EQ(machine::vector_registers_changed(mine), 0);
         }
         Word changed = ~Word{0};
         REQUIRE(finish(partner, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"a new thread finds nothing of another thread in them",
     [] {
         constexpr Word secret = 0x5EC2'0000;
         constexpr Task look = [](Word seed) -> Word {
             return machine::vector_registers_changed(seed);
         };
         constexpr Task fill = [](Word seed) -> Word {
             machine::fill_vector_registers(seed);
             return 0;
         };
         L4_ThreadId_t const owner = start_worker();
         run(owner, fill, secret);
         Word const all = run(start_foreign_worker(), look, secret);
         run(owner, fill, ~secret);
         EXPECT_EQ(run(start_foreign_worker(), look, secret), all);
         EXPECT(all > 0);
     }},

    {"a page fault does not change them",
     [] {
         constexpr Task fill_and_touch = [](Word seed) -> Word {
             machine::fill_vector_registers(seed);
             (void)peek(window);
             return machine::vector_registers_changed(seed);
         };
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, fill_and_touch, 0x6666'0000));
         REQUIRE(L4_IpcSucceeded(L4_Receive_Timeout(worker, patience())));
         machine::fill_vector_registers(0);
         load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window));
         REQUIRE(L4_IpcSucceeded(L4_Reply(worker)));
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},
};

}  // namespace

constexpr Suite register_suite = suite_of("registers", "13.1", cases);

}  // namespace conformance
