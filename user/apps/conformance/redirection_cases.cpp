// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.8 and 4.9, redirection: what leaves a space goes to its redirector.
//
// In most cases the tester redirects the space of a worker in another space; workers in a third
// space are the destinations. Faults and results of these workers go into the tester's space, and
// so go where they are sent.
#include "propagation.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/space.h>

namespace conformance {
namespace {

Word redirect(L4_ThreadId_t space, L4_ThreadId_t redirector)
{
    Word old_control;
    return L4_SpaceControl(space, 0, L4_Nilpage, L4_Nilpage, redirector, &old_control) != 0
               ? 0
               : L4_ErrorCode();
}

bool finishes_with(L4_ThreadId_t worker, Word wanted)
{
    Word result = ~wanted;
    return finish(worker, result) && result == wanted;
}

// The next message to the tester, from anyone.
Delivery next()
{
    return receive_delivery(L4_anythread, patience());
}

// Passes the message that has just been received on in its sender's name.
Word pass_on(Delivery const& got, L4_ThreadId_t to)
{
    L4_LoadMR(0, got.tag.raw);
    return send_in_name_of(got.from, to, patience());
}

// ---- Tasks

Word send_at_once(Word thread)
{
    load(0);
    return error_of(L4_Send_Timeout({thread}, L4_ZeroTime));
}

constinit Word volatile brief_send_error;

// Its result is held like the message: the tester finds the error in memory.
Word send_briefly(Word thread)
{
    load(0);
    brief_send_error = error_of(L4_Send_Timeout({thread}, moment()));
    return brief_send_error;
}

// The flags of the message that comes from that thread.
Word flags_of_message_from(Word thread)
{
    Delivery const got = receive_delivery({thread}, patience());
    return got.error != no_error ? got.error
                                 : got.tag.raw & (PINYON_TAG_PROPAGATED | PINYON_TAG_REDIRECTED);
}

constinit Word volatile faults_passed_on;

// Passes everything on to where it was sent, until the tester itself says something.
Word pass_everything_on(Word)
{
    for (;;) {
        Delivery const got = receive_delivery(L4_anythread, L4_Never);
        if (got.from == tester())
            return no_error;
        long const label = static_cast<long>(got.tag.raw) >> 16;
        if (label >> 4 == PINYON_PROTO_PAGE_FAULT)
            faults_passed_on = faults_passed_on + 1;
        if (pass_on(got, got.intended) != no_error)
            return 1;
    }
}

// Ends that.
Word end_passing_on(L4_ThreadId_t worker)
{
    load(0);
    Word result = ~Word{0};
    return error_of(L4_Send_Timeout(worker, patience())) == no_error && finish(worker, result)
               ? result
               : 1;
}

Word redirect_to_myself(Word space)
{
    return redirect({space}, L4_Myself());
}

// A worker whose space the tester redirects, and one elsewhere.
struct Scene {
    L4_ThreadId_t sender = start_foreign_worker();
    L4_ThreadId_t outside = start_foreign_worker();
    bool ready = redirect(sender, tester()) == 0;
};

constexpr Case cases[] = {
    {"a message that leaves the space goes to the redirector, which learns of its destination",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.sender, send_to, scene.outside.raw));
         Delivery const got = next();
         EXPECT(got.redirected() && !got.propagated());
         EXPECT_EQ(got.from.raw, scene.sender.raw);
         EXPECT_EQ(got.intended.raw, scene.outside.raw);
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"the sender waits for the redirector although its destination waits for it",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.outside, receive_from, scene.sender.raw));
         REQUIRE(reaches(scene.outside, PINYON_SCHED_WAITING));
         REQUIRE(post(scene.sender, send_to, scene.outside.raw));
         EXPECT(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         EXPECT(reaches(scene.outside, PINYON_SCHED_WAITING));
     }},

    {"a redirector that does not wait lets a send without timeout fail",
     [] {
         Scene const scene;
         REQUIRE(redirect(scene.sender, start_worker()) == 0);
         REQUIRE(post(scene.outside, receive_from, scene.sender.raw));
         REQUIRE(reaches(scene.outside, PINYON_SCHED_WAITING));
         EXPECT_EQ(run(scene.sender, send_at_once, scene.outside.raw), send_timeout);
     }},

    {"messages inside the space are not redirected",
     [] {
         Scene const scene;
         L4_ThreadId_t const beside = start_beside(scene.sender);
         REQUIRE(scene.ready && post(beside, flags_of_message_from, scene.sender.raw));
         EXPECT_EQ(run(scene.sender, send_to, beside.raw), no_error);
         EXPECT(finishes_with(beside, 0));
     }},

    {"messages into the redirector's space are not redirected",
     [] {
         Scene const scene;
         L4_ThreadId_t const local = start_worker();
         REQUIRE(scene.ready && post(local, flags_of_message_from, scene.sender.raw));
         EXPECT_EQ(run(scene.sender, send_to, local.raw), no_error);
         EXPECT(finishes_with(local, 0));
     }},

    {"messages into a redirected space are not redirected",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.sender, flags_of_message_from, scene.outside.raw));
         EXPECT_EQ(run(scene.outside, send_to, scene.sender.raw), no_error);
         EXPECT(finishes_with(scene.sender, 0));
     }},

    {"a caller's wait is turned to the redirector, which may answer itself",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.sender, call_other, scene.outside.raw));
         REQUIRE(next().redirected());
         load(0);
         EXPECT_EQ(error_of(L4_Reply(scene.sender)), no_error);
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"a call that the redirector passes on is answered by its destination",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.outside, answer_one));
         REQUIRE(post(scene.sender, call_other, scene.outside.raw));
         Delivery const got = next();
         REQUIRE(got.redirected());
         EXPECT_EQ(pass_on(got, got.intended), no_error);
         EXPECT(finishes_with(scene.outside, no_error));
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"the destination sees a propagated message that was not redirected to it",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.outside, flags_of_message_from, scene.sender.raw));
         REQUIRE(post(scene.sender, send_to, scene.outside.raw));
         Delivery const got = next();
         EXPECT_EQ(pass_on(got, got.intended), no_error);
         EXPECT(finishes_with(scene.outside, PINYON_TAG_PROPAGATED));
     }},

    {"redirectors form chains",
     [] {
         Scene const scene;
         L4_ThreadId_t const inner = start_foreign_worker();
         REQUIRE(redirect(scene.sender, inner) == 0 && redirect(inner, tester()) == 0);
         REQUIRE(post(inner, pass_everything_on) && post(scene.outside, answer_one));
         REQUIRE(post(scene.sender, call_other, scene.outside.raw));
         Delivery const got = next();
         EXPECT(got.redirected() && got.propagated());
         EXPECT_EQ(got.from.raw, scene.sender.raw);
         EXPECT_EQ(got.actual.raw, inner.raw);
         EXPECT_EQ(got.intended.raw, scene.outside.raw);
         REQUIRE(redirect(scene.sender, tester()) == 0);
         EXPECT_EQ(pass_on(got, got.intended), no_error);
         EXPECT(finishes_with(scene.outside, no_error));
         EXPECT(finishes_with(scene.sender, no_error));
         EXPECT_EQ(end_passing_on(inner), no_error);
     }},

    {"page faults are redirected too, and answered by the pager when they are passed on",
     [] {
         L4_ThreadId_t const sender = start_foreign_worker();
         L4_ThreadId_t const redirector = start_foreign_worker();
         faults_passed_on = 0;
         word_at(scratch()) = 44;
         REQUIRE(post(redirector, pass_everything_on));
         REQUIRE(redirect(sender, redirector) == 0);
         REQUIRE(post(sender, peek, scratch()));
         // The result is redirected as well; it comes in the worker's name.
         EXPECT(finishes_with(sender, 44));
         EXPECT(faults_passed_on > 0);
         REQUIRE(redirect(sender, L4_anythread) == 0);
         EXPECT_EQ(end_passing_on(redirector), no_error);
     }},

    {"senders are held when the redirector is deleted, until the space has none",
     [] {
         Scene const scene;
         L4_ThreadId_t const mortal = start_worker();
         REQUIRE(redirect(scene.sender, mortal) == 0);
         REQUIRE(post(scene.outside, flags_of_message_from, scene.sender.raw));
         REQUIRE(post(scene.sender, send_to, scene.outside.raw));
         REQUIRE(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(mortal) == 0);
         EXPECT(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         EXPECT(reaches(scene.outside, PINYON_SCHED_WAITING));
         EXPECT_EQ(redirect(scene.sender, L4_anythread), 0);
         EXPECT(finishes_with(scene.outside, 0));
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"a new redirector gets what was held",
     [] {
         Scene const scene;
         L4_ThreadId_t const mortal = start_worker();
         REQUIRE(redirect(scene.sender, mortal) == 0);
         REQUIRE(post(scene.sender, send_to, scene.outside.raw));
         REQUIRE(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(mortal) == 0);
         EXPECT_EQ(redirect(scene.sender, tester()), 0);
         Delivery const got = next();
         EXPECT(got.redirected());
         EXPECT_EQ(got.intended.raw, scene.outside.raw);
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"a held sender has its timeout",
     [] {
         Scene const scene;
         L4_ThreadId_t const mortal = start_worker();
         REQUIRE(redirect(scene.sender, mortal) == 0);
         // From here on it does not fault, not even behind the end of a task; its faults would be
         // held.
         for (int times = 0; times < 2; ++times)
             EXPECT_EQ(run(scene.sender, send_briefly, scene.outside.raw), send_timeout);
         REQUIRE(delete_thread(mortal) == 0);
         REQUIRE(post(scene.outside, receive_from, scene.sender.raw));
         brief_send_error = no_error;
         REQUIRE(post(scene.sender, send_briefly, scene.outside.raw));
         EXPECT(eventually([] { return brief_send_error == send_timeout; }));
         EXPECT(reaches(scene.outside, PINYON_SCHED_WAITING));
     }},

    {"a redirector with a new version is no longer the redirector",
     [] {
         Scene const scene;
         L4_ThreadId_t const old = start_worker();
         REQUIRE(redirect(scene.sender, old) == 0);
         REQUIRE(post(scene.outside, receive_from, scene.sender.raw));
         REQUIRE(post(scene.sender, send_to, scene.outside.raw));
         REQUIRE(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         L4_ThreadId_t const renewed = L4_GlobalId(L4_ThreadNo(old), L4_Version(old) + 64);
         REQUIRE(thread_control(renewed, old, L4_nilthread, L4_nilthread) == 0);
         EXPECT(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         EXPECT(reaches(scene.outside, PINYON_SCHED_WAITING));
         EXPECT_EQ(redirect(scene.sender, L4_anythread), 0);
         EXPECT(finishes_with(scene.outside, no_error));
         EXPECT(finishes_with(scene.sender, no_error));
     }},

    {"the deletion of its destination ends a redirected send with error 2",
     [] {
         Scene const scene;
         REQUIRE(scene.ready && post(scene.sender, send_to, scene.outside.raw));
         REQUIRE(reaches(scene.sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(scene.outside) == 0);
         EXPECT(finishes_with(scene.sender, send_no_partner));
     }},

    {"a redirected message to nobody is an error of the sender",
     [] {
         Scene const scene;
         REQUIRE(scene.ready);
         EXPECT_EQ(run(scene.sender, send_to, nobody().raw), send_no_partner);
     }},

    {"anythread takes the redirector away, nil leaves it",
     [] {
         Scene const scene;
         REQUIRE(redirect(scene.sender, start_worker()) == 0);
         REQUIRE(redirect(scene.sender, L4_nilthread) == 0);
         REQUIRE(post(scene.outside, flags_of_message_from, scene.sender.raw));
         REQUIRE(reaches(scene.outside, PINYON_SCHED_WAITING));
         EXPECT_EQ(run(scene.sender, send_at_once, scene.outside.raw), send_timeout);
         EXPECT_EQ(redirect(scene.sender, L4_anythread), 0);
         EXPECT_EQ(run(scene.sender, send_to, scene.outside.raw), no_error);
         EXPECT(finishes_with(scene.outside, 0));
     }},

    {"a redirector that does not exist is refused with error 3",
     [] { EXPECT_EQ(redirect(start_foreign_worker(), nobody()), L4_ErrInvalidSpace); }},

    {"rings of redirectors are refused with error 3",
     [] {
         Scene const scene;
         EXPECT_EQ(redirect(scene.sender, scene.sender), L4_ErrInvalidSpace);
         REQUIRE(redirect(scene.sender, scene.outside) == 0);
         EXPECT_EQ(redirect(scene.outside, scene.sender), L4_ErrInvalidSpace);
     }},

    {"only privileged threads redirect",
     [] {
         Scene const scene;
         EXPECT_EQ(run(scene.outside, redirect_to_myself, scene.sender.raw), L4_ErrNoPrivilege);
     }},
};

}  // namespace

constexpr Suite redirection_suite = suite_of("redirection", "4.8, 4.9", cases);

}  // namespace conformance
