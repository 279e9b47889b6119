// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.3 and 5.3: threads move to other spaces, with their UTCB and their registers.
#include "exchange.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kdebug.h>
#include <l4/schedule.h>

namespace conformance {
namespace {

Word utcb_word(L4_ThreadId_t id)
{
    return reinterpret_cast<Word>(utcb_of(id));
}

Word pager_of(Word)
{
    return L4_Pager().raw;
}

Word local_id(Word)
{
    return L4_MyLocalId().raw;
}

Word restart(Word neighbour)
{
    L4_ThreadId_t const worker = {neighbour};
    L4_Start_SpIp(worker, stack_of(worker), worker_entry());
    return 0;
}

// A worker of the suite's space goes to that of `host`, whose pager serves it there.
Word move(L4_ThreadId_t worker, L4_ThreadId_t host, Word utcb = unchanged)
{
    L4_ThreadId_t const pager = {run(host, pager_of)};
    return thread_control(worker, host, L4_nilthread, pager, utcb);
}

Word spaces()
{
    return L4_KDB_KernelMemory(PINYON_KMEM_SPACES);
}

Word pages_of(L4_ThreadId_t member)
{
    Word old_control = 0;
    L4_SpaceControl(member, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old_control);
    return old_control;
}

constexpr Case cases[] = {
    {"a thread that moves sees the memory of its new space and no longer that of its old one",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(give(host, scratch(), L4_FullyAccessible, window));
         word_at(scratch()) = 0x5EE;
         REQUIRE(move(worker, host) == 0);
         EXPECT_EQ(run(worker, peek, window), 0x5EE);
         // The tester, in the old space, has no such page: exchange() finds no such neighbour.
         EXPECT_EQ(exchange(worker, 0).result.raw, 0);
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidThread);
     }},

    {"id, control registers and message registers move along",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         exchange(worker, PINYON_EXREGS_SET_HANDLE, 0, 0, 0x1234);
         REQUIRE(move(worker, host) == 0);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_UserDefinedHandle(); }), 0x1234);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_MyGlobalId().raw; }), worker.raw);
         EXPECT_EQ(run(worker, local_id), utcb_word(worker) + PINYON_UTCB_POINTER_OFFSET);
     }},

    {"a UTCB location in the new space becomes the new local id; the old one names nobody",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const old_local = L4_LocalIdOf(worker);
         Word const place = utcb_word(fresh_id());
         // Code that has read the UTCB pointer would go on with the old one: it begins anew.
         exchange(worker, halt);
         REQUIRE(move(worker, host, place) == 0);
         REQUIRE(run(host, restart, worker.raw) == 0);
         EXPECT_EQ(run(worker, local_id), place + PINYON_UTCB_POINTER_OFFSET);
         EXPECT_EQ(run(
                       host, [](Word id) -> Word { return L4_LocalIdOf({id}).raw; }, worker.raw),
                   place + PINYON_UTCB_POINTER_OFFSET);
         EXPECT_EQ(exchange(old_local, 0).result.raw, 0);
         // The place that it left can be taken by another thread.
         L4_ThreadId_t const next = fresh_id();
         EXPECT_EQ(thread_control(next, tester(), tester(), tester(), utcb_word(worker)), 0);
     }},

    {"a receive that goes on is cancelled by the move, and the thread sees that in its new space",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const partner = start_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, receive_from, partner.raw));
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         REQUIRE(move(worker, host) == 0);
         Word error = no_error;
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"a send that goes on is cancelled by the move",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const partner = start_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, send_to, partner.raw));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         REQUIRE(move(worker, host) == 0);
         Word error = no_error;
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, send_cancelled);
     }},

    {"a halted thread stays halted when it moves",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         exchange(worker, halt);
         REQUIRE(move(worker, host) == 0);
         REQUIRE(thread_control(worker, tester(), L4_nilthread, tester()) == 0);
         EXPECT(is_halted(worker));
     }},

    {"a thread goes there and back again",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         Word const pages = pages_of(host);
         for (unsigned round = 0; round < 3; ++round) {
             REQUIRE(move(worker, host) == 0);
             EXPECT_EQ(run(worker, same_word, round), round);
             REQUIRE(thread_control(worker, tester(), L4_nilthread, tester()) == 0);
             EXPECT_EQ(run(worker, same_word, round + 7), round + 7);
         }
         EXPECT(pages_of(host) <= pages + 16);
     }},

    {"the space that its last thread leaves is gone",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const lonely = start_foreign_worker();
         Word const before = spaces();
         REQUIRE(thread_control(lonely, host, L4_nilthread, L4_nilthread) == 0);
         EXPECT_EQ(spaces(), before - 1);
         EXPECT_EQ(run(lonely, same_word, 3), 3);
     }},

    {"an inactive thread moves, and may be activated by the same call",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const id = fresh_id();
         L4_ThreadId_t const other = fresh_id();
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         EXPECT_EQ(thread_control(id, host, L4_nilthread, L4_nilthread), 0);
         EXPECT_EQ(state_of(id), PINYON_SCHED_INACTIVE);
         REQUIRE(thread_control(other, tester(), tester(), L4_nilthread) == 0);
         EXPECT_EQ(thread_control(other, host, L4_nilthread, tester(), utcb_word(other)), 0);
         EXPECT_EQ(state_of(other), PINYON_SCHED_WAITING);
     }},

    {"an active thread cannot move into a space that is not configured: error 3",
     [] {
         L4_ThreadId_t const bare = fresh_id();
         REQUIRE(thread_control(bare, bare, tester(), L4_nilthread) == 0);
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(thread_control(worker, bare, L4_nilthread, L4_nilthread), L4_ErrInvalidSpace);
         EXPECT_EQ(run(worker, same_word, 6), 6);
     }},

    {"a place that is taken, outside the area or misaligned is refused with error 6",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         for (Word const place : {utcb_word(host), Word{0x1000}, utcb_word(worker) + 8}) {
             EXPECT_EQ(move(worker, host, place), L4_ErrUtcbArea);
             EXPECT_EQ(run(worker, same_word, 8), 8);
             EXPECT_EQ(run(worker, pager_of), tester().raw);
         }
     }},

    {"a privileged thread that moves away loses its privilege",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         auto const act = [](Word thread) -> Word {
             return thread_control({thread}, {thread}, L4_nilthread, L4_nilthread);
         };
         EXPECT_EQ(run(worker, act, host.raw), 0);
         REQUIRE(move(worker, host) == 0);
         EXPECT_EQ(run(worker, act, host.raw), L4_ErrNoPrivilege);
     }},
};

}  // namespace

constexpr Suite migration_suite = suite_of("threads that move", "4.3, 5.3", cases);

}  // namespace conformance
