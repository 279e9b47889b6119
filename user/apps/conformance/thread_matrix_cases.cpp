// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.3 and 5 row by row: ids and operands, right and wrong; what each change does to the
// thread's IPC; deletion in every state; and all of it without privilege.
#include "child_pager.h"
#include "exchange.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/schedule.h>

namespace conformance {
namespace {

Word utcb_word(L4_ThreadId_t id)
{
    return reinterpret_cast<Word>(utcb_of(id));
}

Word create_inactive(L4_ThreadId_t id, L4_ThreadId_t space)
{
    return thread_control(id, space, tester(), L4_nilthread);
}

L4_ThreadId_t next_version(L4_ThreadId_t id)
{
    return L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + 64);
}

L4_ThreadId_t post_to_stuck(Task how, Word argument, Word state)
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(post(worker, how, argument));
    EXPECT(reaches(worker, state));
    return worker;
}

constinit Word volatile spins;

// Threads in every state in which they can be deleted or changed.
using Enter = L4_ThreadId_t (*)();

constexpr Enter states[] = {
    [] {  // inactive
        L4_ThreadId_t const id = fresh_id();
        EXPECT_EQ(create_inactive(id, tester()), 0);
        return id;
    },
    [] { return start_unborn(); },
    [] {  // runs
        spins = 0;
        L4_ThreadId_t const worker = start_worker();
        EXPECT(post(worker, spin, reinterpret_cast<Word>(&spins)));
        EXPECT(eventually([] { return spins > 0; }));
        return worker;
    },
    [] {  // halted
        L4_ThreadId_t const worker = start_worker();
        exchange(worker, halt);
        return worker;
    },
    [] { return post_to_stuck(receive_from, start_worker().raw, PINYON_SCHED_WAITING); },
    [] { return post_to_stuck(send_to, start_worker().raw, PINYON_SCHED_PENDING_SEND); },
    [] { return post_to_stuck(peek, window, PINYON_SCHED_PENDING_SEND); },  // fault not received
    [] {                                                                    // fault not answered
        L4_ThreadId_t const worker = start_worker();
        Word address = 0, ip = 0;
        EXPECT(post(worker, peek, window) && fault_of(worker, address, ip));
        return worker;
    },
};

// Every privileged call, made by a thread without privilege; 1: all are refused with error 1.
struct Attempt {
    L4_ThreadId_t fresh, own, victim;
};
constinit Attempt attempt;

Word try_everything(Word)
{
    L4_ThreadId_t const nil = L4_nilthread;
    Attempt const& a = attempt;
    Word const errors[] = {
        thread_control(a.fresh, a.fresh, a.own, nil),
        thread_control(a.fresh, a.own, a.own, a.own, utcb_word(a.fresh)),
        thread_control(a.own, a.own, nil, nil),
        thread_control(next_version(a.own), a.own, nil, nil),
        thread_control(a.own, a.victim, nil, nil),
        thread_control(a.victim, a.own, nil, nil),
        thread_control(a.victim, a.victim, a.own, a.own),
        thread_control(a.victim, nil, nil, nil),
        thread_control(a.own, nil, nil, nil),
        thread_control(nil, nil, nil, nil),
        thread_control(L4_GlobalId(0, 1), L4_GlobalId(0, 1), nil, a.own),
        configure_space(a.own),
        configure_space(a.victim),
    };
    for (Word const error : errors)
        if (error != L4_ErrNoPrivilege)
            return error;
    return 1;
}

constexpr Case cases[] = {
    // ---- Ids and operands

    {"nil, a wildcard and a version that none can have are no destinations: error 2",
     [] {
         L4_ThreadId_t const id = fresh_id();
         EXPECT_EQ(create_inactive(L4_nilthread, tester()), L4_ErrInvalidThread);
         EXPECT_EQ(create_inactive(L4_anythread, tester()), L4_ErrInvalidThread);
         EXPECT_EQ(create_inactive(L4_GlobalId(L4_ThreadNo(id), 64), tester()),
                   L4_ErrInvalidThread);
         EXPECT_EQ(delete_thread(L4_nilthread), L4_ErrInvalidThread);
     }},

    {"wildcards and stale ids name no space: error 3, at creation and at a change",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const stale = next_version(worker);
         EXPECT_EQ(create_inactive(fresh_id(), L4_anythread), L4_ErrInvalidSpace);
         EXPECT_EQ(create_inactive(fresh_id(), stale), L4_ErrInvalidSpace);
         EXPECT_EQ(thread_control(worker, nobody(), L4_nilthread, L4_nilthread),
                   L4_ErrInvalidSpace);
         EXPECT_EQ(run(worker, same_word, 1), 1);
     }},

    {"a scheduler that does not exist is refused with error 4, at creation and at a change",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(thread_control(fresh_id(), tester(), nobody(), L4_nilthread),
                   L4_ErrInvalidScheduler);
         EXPECT_EQ(thread_control(worker, tester(), nobody(), L4_nilthread),
                   L4_ErrInvalidScheduler);
         EXPECT_EQ(thread_control(fresh_id(), tester(), L4_anythread, L4_nilthread),
                   L4_ErrInvalidScheduler);
     }},

    {"space, scheduler and pager may be named by local ids",
     [] {
         L4_ThreadId_t const me = L4_MyLocalId();
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, me, me, me, utcb_word(id)) == 0);
         REQUIRE(start_thread(id, worker_entry(), stack_of(id)));
         EXPECT_EQ(run(id, [](Word) -> Word { return L4_Pager().raw; }), tester().raw);
     }},

    {"a thread may be its own scheduler",
     [] {
         L4_ThreadId_t const id = fresh_id();
         EXPECT_EQ(thread_control(id, tester(), id, L4_nilthread), 0);
         EXPECT_EQ(state_of(id), PINYON_SCHED_INACTIVE);
     }},

    {"a space may have several inactive threads before it is configured, and any names it",
     [] {
         L4_ThreadId_t const first = fresh_id();
         L4_ThreadId_t const second = fresh_id();
         L4_ThreadId_t const third = fresh_id();
         REQUIRE(create_inactive(first, first) == 0);
         REQUIRE(create_inactive(second, first) == 0);
         REQUIRE(create_inactive(third, second) == 0);
         EXPECT_EQ(delete_thread(first), 0);
         EXPECT_EQ(configure_space(third), 0);
         EXPECT_EQ(thread_control(second, third, L4_nilthread, tester(), utcb_word(second)), 0);
         EXPECT_EQ(state_of(second), PINYON_SCHED_WAITING);
     }},

    {"activation needs a UTCB that nobody has: error 6",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const id = fresh_id();
         EXPECT_EQ(thread_control(id, tester(), tester(), tester()), L4_ErrUtcbArea);
         EXPECT_EQ(thread_control(id, tester(), tester(), tester(), utcb_word(worker)),
                   L4_ErrUtcbArea);
         EXPECT_EQ(run(worker, same_word, 2), 2);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(id, moment())), send_no_partner);
     }},

    {"a thread that cannot be activated stays inactive, and can be activated later",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(create_inactive(id, tester()) == 0);
         EXPECT_EQ(thread_control(id, tester(), L4_nilthread, tester(), 0x1000), L4_ErrUtcbArea);
         EXPECT_EQ(state_of(id), PINYON_SCHED_INACTIVE);
         EXPECT_EQ(thread_control(id, tester(), L4_nilthread, tester(), utcb_word(id)), 0);
         EXPECT_EQ(state_of(id), PINYON_SCHED_WAITING);
     }},

    {"a new thread finds its id and pager, no handler, and zeros",
     [] {
         L4_ThreadId_t const id = start_worker();
         EXPECT_EQ(run(id, [](Word) -> Word { return L4_MyGlobalId().raw; }), id.raw);
         EXPECT_EQ(run(id, [](Word) -> Word { return L4_Pager().raw; }), tester().raw);
         EXPECT_EQ(run(id, [](Word) -> Word { return L4_ExceptionHandler().raw; }), 0);
         EXPECT_EQ(run(id, [](Word) -> Word { return L4_UserDefinedHandle(); }), 0);
     }},

    {"a start message of other than two words starts the thread at its present registers",
     [] {
         L4_ThreadId_t const young = start_unborn();
         load(0, {worker_entry(), stack_of(young), 0});
         REQUIRE(error_of(L4_Reply(young)) == no_error);
         Word address = 1, ip = 1;
         EXPECT(fault_of(young, address, ip));
         EXPECT_EQ(address, 0);
         EXPECT_EQ(ip, 0);
     }},

    // ---- Changes

    {"operands that are nil leave scheduler and pager as they are",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(thread_control(worker, worker, L4_nilthread, L4_nilthread) == 0);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_Pager().raw; }), tester().raw);
         EXPECT(L4_Set_Priority(worker, 90) != 0);
     }},

    {"only threads of the scheduler's space can schedule a thread, once that is set",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const stranger = start_foreign_worker();
         auto const set_priority = [](Word thread) -> Word {
             return L4_Set_Priority({thread}, 50) != 0 ? 0 : L4_ErrorCode();
         };
         EXPECT_EQ(run(stranger, set_priority, worker.raw), L4_ErrNoPrivilege);
         REQUIRE(thread_control(worker, worker, stranger, L4_nilthread) == 0);
         EXPECT_EQ(run(stranger, set_priority, worker.raw), 0);
     }},

    {"a pure abort of a thread that waits for its start lets it begin at its present registers",
     [] {
         L4_ThreadId_t const young = start_unborn();
         REQUIRE(thread_control(young, young, L4_nilthread, L4_nilthread) == 0);
         Word address = 1, ip = 1;
         EXPECT(fault_of(young, address, ip));
         EXPECT_EQ(ip, 0);
     }},

    {"a pure abort of a thread that waits for its pager has it fault again",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         Word address = 0, ip = 0;
         REQUIRE(fault_of(worker, address, ip));
         REQUIRE(thread_control(worker, worker, L4_nilthread, L4_nilthread) == 0);
         Word again = 0, ip_again = 0;
         EXPECT(fault_of(worker, again, ip_again));
         EXPECT_EQ(again, address);
         EXPECT_EQ(ip_again, ip);
     }},

    {"a halted thread stays halted when it is changed",
     [] {
         L4_ThreadId_t const worker = start_worker();
         exchange(worker, halt);
         REQUIRE(thread_control(worker, worker, L4_nilthread, L4_nilthread) == 0);
         EXPECT(is_halted(worker));
         exchange(worker, resume);
         EXPECT_EQ(run(worker, same_word, 4), 4);
     }},

    {"a new version ends sends to, and closed receives from, the old id with error 2",
     [] {
         L4_ThreadId_t const thread = start_worker();
         L4_ThreadId_t const sleeper = start_worker();
         REQUIRE(post(thread, receive_from, sleeper.raw));
         L4_ThreadId_t const sender = post_to_stuck(send_to, thread.raw, PINYON_SCHED_PENDING_SEND);
         L4_ThreadId_t const waiter = post_to_stuck(receive_from, thread.raw, PINYON_SCHED_WAITING);
         REQUIRE(thread_control(next_version(thread), thread, L4_nilthread, L4_nilthread) == 0);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_no_partner);
         REQUIRE(finish(waiter, error));
         EXPECT_EQ(error, receive_no_partner);
         REQUIRE(finish(next_version(thread), error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"an inactive thread can get a new version, too",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(create_inactive(id, tester()) == 0);
         REQUIRE(thread_control(next_version(id), id, L4_nilthread, L4_nilthread) == 0);
         EXPECT_EQ(state_of(next_version(id)), PINYON_SCHED_INACTIVE);
         EXPECT_EQ(thread_control(fresh_id(), id, tester(), L4_nilthread), L4_ErrInvalidSpace);
     }},

    // ---- Deletion

    {"a thread can be deleted in every state, and its number serves again at once",
     [] {
         for (Enter const enter : states) {
             L4_ThreadId_t const id = enter();
             EXPECT_EQ(delete_thread(id), 0);
             EXPECT_EQ(state_of(id), PINYON_SCHED_ERROR);
             EXPECT_EQ(create_inactive(next_version(id), tester()), 0);
             EXPECT_EQ(delete_thread(next_version(id)), 0);
         }
     }},

    {"the number alone selects the thread that is deleted",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(delete_thread(next_version(worker)), 0);
         EXPECT_EQ(state_of(worker), PINYON_SCHED_ERROR);
     }},

    {"the end of a thread ends sends to it and closed receives from it, and no others",
     [] {
         L4_ThreadId_t const mortal = start_worker();
         L4_ThreadId_t const sleeper = start_worker();
         REQUIRE(post(mortal, receive_from, sleeper.raw));
         L4_ThreadId_t const sender = post_to_stuck(send_to, mortal.raw, PINYON_SCHED_PENDING_SEND);
         L4_ThreadId_t const waiter = post_to_stuck(receive_from, mortal.raw, PINYON_SCHED_WAITING);
         L4_ThreadId_t const other = post_to_stuck(receive_from, sleeper.raw, PINYON_SCHED_WAITING);
         REQUIRE(delete_thread(mortal) == 0);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_no_partner);
         REQUIRE(finish(waiter, error));
         EXPECT_EQ(error, receive_no_partner);
         EXPECT_EQ(state_of(other), PINYON_SCHED_WAITING);
     }},

    {"a thread whose pager is gone is halted at its next fault",
     [] {
         L4_ThreadId_t const pager = start_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(thread_control(worker, worker, L4_nilthread, pager) == 0);
         REQUIRE(delete_thread(pager) == 0);
         REQUIRE(post(worker, peek, window));
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    // ---- Privilege

    {"without privilege every use of ThreadControl and SpaceControl is refused with error 1",
     [] {
         L4_ThreadId_t const victim = start_worker();
         L4_ThreadId_t const stranger = start_foreign_worker();
         attempt = {fresh_id(), stranger, victim};
         EXPECT_EQ(run(stranger, try_everything), 1);
         EXPECT_EQ(run(victim, same_word, 5), 5);
         EXPECT_EQ(state_of(attempt.fresh), PINYON_SCHED_ERROR);
     }},
};

}  // namespace

constexpr Suite thread_matrix_suite =
    suite_of("ThreadControl in full", "4.3, 5.1, 5.3, 5.4", cases);

}  // namespace conformance
