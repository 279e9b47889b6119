// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.3 and 5: threads are created, started, changed and deleted.
#include "suite.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

Word utcb_word(L4_ThreadId_t id)
{
    return reinterpret_cast<Word>(utcb_of(id));
}

// A thread in the suite's space that waits for its start message.
L4_ThreadId_t activate()
{
    L4_ThreadId_t const id = fresh_id();
    EXPECT_EQ(thread_control(id, tester(), tester(), tester(), utcb_word(id)), 0);
    return id;
}

L4_ThreadId_t next_version(L4_ThreadId_t id)
{
    return L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + 64);
}

constexpr Case cases[] = {
    {"a thread without a pager is inactive",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         EXPECT_EQ(state_of(id), PINYON_SCHED_INACTIVE);
     }},

    {"a pager activates an inactive thread, which then waits",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         REQUIRE(thread_control(id, tester(), L4_nilthread, tester(), utcb_word(id)) == 0);
         EXPECT_EQ(state_of(id), PINYON_SCHED_WAITING);
     }},

    {"an activated thread takes a start message without patience at once",
     [] {
         L4_ThreadId_t const id = activate();
         load(0, {worker_entry(), stack_of(id)});
         EXPECT_EQ(error_of(L4_Reply(id)), no_error);
         EXPECT_EQ(run(
                       id, [](Word x) -> Word { return x + 1; }, 41),
                   42);
     }},

    {"only the pager can start a thread",
     [] {
         L4_ThreadId_t const id = activate();
         L4_ThreadId_t const other = start_worker();
         Word const error = run(
             other,
             [](Word thread) -> Word {
                 load(0, {worker_entry(), 0});
                 return error_of(L4_Send_Timeout({thread}, moment()));
             },
             id.raw);
         EXPECT_EQ(error, send_timeout);
         EXPECT_EQ(state_of(id), PINYON_SCHED_WAITING);
     }},

    {"a deleted thread does not exist any more, and its number can be used again",
     [] {
         L4_ThreadId_t const id = start_worker();
         REQUIRE(delete_thread(id) == 0);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(id, moment())), send_no_partner);
         L4_ThreadId_t const again = next_version(id);
         REQUIRE(thread_control(again, tester(), tester(), tester(), utcb_word(id)) == 0);
         REQUIRE(start_thread(again, worker_entry(), stack_of(id)));
         EXPECT_EQ(run(again, same_word, 5), 5);
     }},

    {"to delete a thread that does not exist is no error",
     [] { EXPECT_EQ(delete_thread(nobody()), 0); }},

    {"a running thread can be deleted",
     [] {
         static constinit Word volatile count;
         count = 0;
         L4_ThreadId_t const spinner = start_worker();
         REQUIRE(post(spinner, spin, reinterpret_cast<Word>(&count)));
         EXPECT(eventually([] { return count > 0; }));
         EXPECT_EQ(delete_thread(spinner), 0);
         Word const then = count;
         L4_Sleep(moment());
         EXPECT_EQ(count, then);
     }},

    {"a new version makes the old id invalid and keeps the thread",
     [] {
         L4_ThreadId_t const old_id = start_worker();
         L4_ThreadId_t const new_id = next_version(old_id);
         REQUIRE(thread_control(new_id, tester(), L4_nilthread, L4_nilthread) == 0);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(old_id, moment())), send_no_partner);
         EXPECT_EQ(run(new_id, [](Word) -> Word { return L4_MyGlobalId().raw; }), new_id.raw);
     }},

    {"ThreadControl ends a receive of its thread with error 3, even if it changes nothing",
     [] {
         L4_ThreadId_t const partner = start_worker();
         L4_ThreadId_t const victim = start_worker();
         REQUIRE(post(victim, receive_from, partner.raw));
         REQUIRE(reaches(victim, PINYON_SCHED_WAITING));
         REQUIRE(thread_control(victim, tester(), L4_nilthread, L4_nilthread) == 0);
         Word error = no_error;
         REQUIRE(finish(victim, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"ThreadControl ends a send of its thread with error 3",
     [] {
         L4_ThreadId_t const partner = start_worker();
         L4_ThreadId_t const victim = start_worker();
         REQUIRE(post(victim, send_to, partner.raw));
         REQUIRE(reaches(victim, PINYON_SCHED_PENDING_SEND));
         REQUIRE(thread_control(victim, tester(), L4_nilthread, L4_nilthread) == 0);
         Word error = no_error;
         REQUIRE(finish(victim, error));
         EXPECT_EQ(error, send_cancelled);
     }},

    {"a new pager shows in the thread's pager register",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const pager = start_worker();
         REQUIRE(thread_control(worker, tester(), L4_nilthread, pager) == 0);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_Pager().raw; }), pager.raw);
     }},

    {"a thread may be created in the space of another one, and shares its memory",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_beside(first);
         Word const local = run(
             second, [](Word other) -> Word { return L4_LocalIdOf({other}).raw; }, first.raw);
         EXPECT_EQ(local, utcb_word(first) + PINYON_UTCB_POINTER_OFFSET);
     }},

    {"the number of a thread whose space is gone can make a new space",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         REQUIRE(delete_thread(first) == 0);
         L4_ThreadId_t const second = next_version(first);
         REQUIRE(thread_control(second, second, tester(), L4_nilthread) == 0);
         EXPECT_EQ(state_of(second), PINYON_SCHED_INACTIVE);
     }},
};

}  // namespace

constexpr Suite thread_suite = suite_of("threads", "4.3, 5", cases);

}  // namespace conformance
