// SPDX-License-Identifier: BSD-2-Clause
// Tests of who runs next: priorities, slices, donation, ThreadSwitch.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word slice = default_slice;

struct CoreScheduler : CoreTest {
    // All of them wait for anyone, so that only those that the test wakes are there.
    void rest(std::initializer_list<Tcb*> threads)
    {
        for (Tcb* t : threads)
            receive(*t, anythread);
    }
    Tcb* slice_owner() { return cpu().slice_owner; }
    Clock deadline() { return host::machine().cpus[0].deadline; }
};

// ---- IPC ---------------------------------------------------------------------------------------

TEST_F(CoreScheduler, a_callee_of_any_priority_runs_on_the_slice_of_its_caller)
{
    for (Word const priority : {50, 100, 150}) {
        Tcb &client = spawn(100), &server = spawn(priority);
        rest({&server});
        park();
        ASSERT_EQ(current(), &client);
        call_ipc(client, server.id);
        EXPECT_EQ(current(), &server);
        EXPECT_EQ(slice_owner(), &client);
        reply_wait(server, client.id);
        EXPECT_EQ(current(), &client);
        EXPECT_EQ(slice_owner(), &client);
        unpark(client);
        remove(client);
        remove(server);
    }
}

TEST_F(CoreScheduler, a_callee_waits_while_somebody_ready_is_higher)
{
    Tcb &client = spawn(150), &server = spawn(50), &middle = spawn(100);
    rest({&server});
    park();
    call_ipc(client, server.id);
    EXPECT_EQ(current(), &middle);
    EXPECT_EQ(slice_owner(), &middle);
    receive(middle, anythread);
    EXPECT_EQ(current(), &server);
}

TEST_F(CoreScheduler, a_reply_to_a_low_client_does_not_pass_a_ready_thread_between_them)
{
    Tcb &client = spawn(50), &server = spawn(150), &middle = spawn(100);
    rest({&server, &middle});
    park();
    call_ipc(client, server.id);
    ASSERT_EQ(current(), &server);
    send(server, middle.id);
    ASSERT_EQ(current(), &server);
    reply_wait(server, client.id);
    EXPECT_EQ(current(), &middle);
}

TEST_F(CoreScheduler, after_a_send_the_higher_of_both_goes_on_and_the_sender_among_equals)
{
    Tcb &sender = spawn(100), &low = spawn(99), &equal = spawn(100), &high = spawn(101);
    rest({&low, &equal, &high});
    park();
    send(sender, low.id);
    EXPECT_EQ(current(), &sender);
    send(sender, equal.id);
    EXPECT_EQ(current(), &sender);
    send(sender, high.id);
    EXPECT_EQ(current(), &high);
    EXPECT_EQ(slice_owner(), &high);
    receive(high, anythread);
    EXPECT_EQ(current(), &sender) << "it was overtaken and stands first among its equals";
    receive(sender, anythread);
    EXPECT_EQ(current(), &equal);
    receive(equal, anythread);
    EXPECT_EQ(current(), &low);
}

TEST_F(CoreScheduler, a_server_with_the_next_request_in_hand_stays_unless_somebody_is_higher)
{
    Tcb &server = spawn(100), &client = spawn(100), &next = spawn(100);
    rest({&server});
    call_ipc(client, server.id);
    call_ipc(next, server.id);
    park();
    ASSERT_EQ(current(), &server);
    reply_wait(server, client.id);
    EXPECT_EQ(current(), &server);
    EXPECT_EQ(outcome(server).from, next.id.raw());
}

TEST_F(CoreScheduler, a_server_with_the_next_request_gives_way_to_a_higher_client)
{
    Tcb &server = spawn(100), &client = spawn(120), &next = spawn(100);
    rest({&server});
    call_ipc(client, server.id);
    call_ipc(next, server.id);
    park();
    reply_wait(server, client.id);
    EXPECT_EQ(current(), &client);
    EXPECT_EQ(outcome(server).from, next.id.raw());
}

TEST_F(CoreScheduler, a_receiver_that_finds_a_queued_sender_gives_way_to_it_only_if_it_is_higher)
{
    for (Word const priority : {90, 100, 110}) {
        Tcb &receiver = spawn(100), &sender = spawn(priority);
        send(sender, receiver.id);
        park();
        ASSERT_EQ(current(), &receiver);
        receive(receiver, anythread);
        EXPECT_EQ(current(), priority > 100 ? &sender : &receiver);
        unpark(*current());
        remove(receiver);
        remove(sender);
    }
}

// ---- Preemption --------------------------------------------------------------------------------

TEST_F(CoreScheduler, a_timeout_preempts_only_if_it_wakes_somebody_higher)
{
    for (Word const priority : {99, 100, 101}) {
        Tcb &sleeper = spawn(priority), &worker = spawn(100);
        receive(sleeper, anythread, IpcTime::period(100));
        park();
        ASSERT_EQ(current(), &worker);
        elapse(100);
        EXPECT_EQ(current(), priority > 100 ? &sleeper : &worker);
        unpark(*current());
        remove(sleeper);
        remove(worker);
    }
}

TEST_F(CoreScheduler, a_thread_on_a_donated_slice_is_preempted_only_from_above_its_donor)
{
    Tcb &donor = spawn(150), &server = spawn(50), &below = spawn(149), &above = spawn(151);
    rest({&server});
    receive(below, anythread, IpcTime::period(100));
    receive(above, anythread, IpcTime::period(200));
    park();
    call_ipc(donor, server.id);
    ASSERT_EQ(current(), &server);
    elapse(100);
    EXPECT_EQ(current(), &server);
    elapse(100);
    EXPECT_EQ(current(), &above);
    EXPECT_EQ(slice_owner(), &above);
    receive(above, anythread);
    EXPECT_EQ(current(), &below) << "the donation has ended";
}

TEST_F(CoreScheduler, a_preempted_thread_goes_on_first_among_its_equals_with_the_rest_of_its_slice)
{
    Tcb &worker = spawn(100), &equal = spawn(100), &urgent = spawn(200);
    receive(urgent, anythread, IpcTime::period(4000));
    park();
    ASSERT_EQ(current(), &worker);
    elapse(4000);
    ASSERT_EQ(current(), &urgent);
    receive(urgent, anythread);
    EXPECT_EQ(current(), &worker);
    elapse(slice - 4000 - 1);
    EXPECT_EQ(current(), &worker);
    elapse(1);
    EXPECT_EQ(current(), &equal);
}

TEST_F(CoreScheduler, nobody_ready_leaves_the_processor_idle_until_an_interrupt_wakes_one)
{
    Tcb& sleeper = spawn(10);
    receive(sleeper, anythread, IpcTime::period(300));
    park();
    EXPECT_EQ(current(), nullptr);
    EXPECT_EQ(slice_owner(), nullptr);
    elapse(299);
    EXPECT_EQ(current(), nullptr);
    elapse(1);
    EXPECT_EQ(current(), &sleeper);
}

// ---- Slices ------------------------------------------------------------------------------------

TEST_F(CoreScheduler, equals_take_turns_slice_by_slice)
{
    Tcb &a = spawn(100), &b = spawn(100), &c = spawn(100), &low = spawn(99);
    park();
    Tcb* const first = current();
    std::vector<Tcb*> turns;
    for (unsigned i = 0; i < 6; ++i) {
        EXPECT_LE(deadline(), host::machine().now + slice) << "the timer ends the slice";
        turns.push_back(current());
        elapse(slice - 1);
        ASSERT_EQ(current(), turns.back());
        elapse(1);
    }
    EXPECT_EQ(first, &a);
    EXPECT_EQ(turns, (std::vector<Tcb*>{&a, &b, &c, &a, &b, &c}));
    EXPECT_EQ(low.queue, Tcb::Queue::ready);
}

TEST_F(CoreScheduler, an_endless_slice_is_never_over)
{
    Tcb &a = spawn(100), &b = spawn(100);
    EXPECT_EQ(schedule(root(), a.id, {.time = 0}).error, 0u);
    park();
    ASSERT_EQ(current(), &a);
    elapse(100 * slice);
    EXPECT_EQ(current(), &a);
    thread_switch(a, nilthread);
    EXPECT_EQ(current(), &b);
    elapse(slice);
    EXPECT_EQ(current(), &a);
}

TEST_F(CoreScheduler, the_end_of_a_donated_slice_rotates_whoever_runs_on_it)
{
    Tcb &donor = spawn(100), &server = spawn(100), &equal = spawn(100);
    rest({&server});
    park();
    call_ipc(donor, server.id);
    ASSERT_EQ(current(), &server);
    elapse(slice);
    EXPECT_EQ(current(), &equal);
    elapse(slice);
    EXPECT_EQ(current(), &server);
    EXPECT_EQ(slice_owner(), &server) << "on its own slice now";
    reply_wait(server, donor.id);
    elapse(0);
    EXPECT_EQ(remaining(cpu(), donor).slice, slice) << "the donor's slice is fresh";
}

TEST_F(CoreScheduler, a_slice_that_ends_alone_is_renewed)
{
    Tcb& a = spawn(100);
    park();
    elapse(slice);
    EXPECT_EQ(current(), &a);
    EXPECT_EQ(remaining(cpu(), a).slice, slice);
    elapse(slice / 2);
    EXPECT_EQ(remaining(cpu(), a).slice, slice / 2);
}

// ---- ThreadSwitch ------------------------------------------------------------------------------

TEST_F(CoreScheduler, giving_up_the_processor_goes_behind_all_equals_with_a_fresh_slice)
{
    Tcb &a = spawn(100), &b = spawn(100), &c = spawn(100);
    park();
    elapse(slice / 2);
    ASSERT_EQ(current(), &a);
    thread_switch(a, nilthread);
    EXPECT_EQ(current(), &b);
    thread_switch(b, nilthread);
    EXPECT_EQ(current(), &c);
    thread_switch(c, nilthread);
    EXPECT_EQ(current(), &a);
    EXPECT_EQ(remaining(cpu(), a).slice, slice);
}

TEST_F(CoreScheduler, a_switch_to_a_ready_thread_runs_it_at_once_on_the_callers_slice)
{
    Tcb &a = spawn(100), &equal = spawn(100), &low = spawn(5);
    park();
    elapse(slice / 4);
    thread_switch(a, low.id);
    EXPECT_EQ(current(), &low);
    EXPECT_EQ(slice_owner(), &a);
    elapse(slice - slice / 4 - 1);
    EXPECT_EQ(current(), &low);
    elapse(1);
    EXPECT_EQ(current(), &equal) << "the caller's turn is over";
    receive(equal, anythread);
    EXPECT_EQ(current(), &a);
}

TEST_F(CoreScheduler, a_switch_to_one_who_cannot_run_is_a_switch_to_nobody)
{
    Tcb &a = spawn(100), &b = spawn(100), &blocked = spawn(100);
    rest({&blocked});
    park();
    for (ThreadId const id : {blocked.id, fresh_id(), sigma0().id, anythread}) {
        Tcb* const before = current();
        thread_switch(*before, id);
        EXPECT_EQ(current(), before == &a ? &b : &a) << id.raw();
    }
}

TEST_F(CoreScheduler, a_switch_to_oneself_does_nothing)
{
    Tcb &a = spawn(100), &b = spawn(100);
    park();
    elapse(slice / 2);
    thread_switch(a, a.id);
    EXPECT_EQ(current(), &a);
    EXPECT_EQ(remaining(cpu(), a).slice, slice / 2);
    EXPECT_EQ(b.queue, Tcb::Queue::ready);
}

// ---- Floating point ----------------------------------------------------------------------------

TEST_F(CoreScheduler, each_thread_has_its_own_floating_point_registers)
{
    Tcb &a = spawn(100), &b = spawn(100);
    host::Cpu& hardware = host::machine().cpus[0];
    touch_fpu(a);
    hardware.fpu.value[0] = 1;
    touch_fpu(b);
    EXPECT_EQ(hardware.fpu.value[0], 0u) << "registers start as zero";
    hardware.fpu.value[0] = 2;
    touch_fpu(a);
    EXPECT_EQ(hardware.fpu.value[0], 1u);
    run(root());
    EXPECT_FALSE(hardware.fpu_enabled) << "whoever has not asked has none";
    run(a);
    EXPECT_TRUE(hardware.fpu_enabled) << "the owner is not asked again";
}

TEST_F(CoreScheduler, registers_of_a_deleted_owner_do_not_reach_the_next_thread)
{
    Tcb& a = spawn(100);
    touch_fpu(a);
    host::machine().cpus[0].fpu.value[0] = 0xDEAD;
    remove(a);
    Tcb& b = spawn(100);
    EXPECT_EQ(&a, &b) << "the same memory";
    touch_fpu(b);
    EXPECT_EQ(host::machine().cpus[0].fpu.value[0], 0u);
}

TEST_F(CoreScheduler, thread_registers_follow_the_thread)
{
    Tcb &a = spawn(100), &b = spawn(100);
    host::Cpu& hardware = host::machine().cpus[0];
    run(a);
    hardware.thread_pointer = 0xAAA;
    EXPECT_EQ(hardware.utcb, a.utcb_pointer);
    run(b);
    EXPECT_EQ(hardware.thread_pointer, 0u);
    EXPECT_EQ(hardware.utcb, b.utcb_pointer);
    EXPECT_EQ(hardware.active.root, b.space->root);
    hardware.thread_pointer = 0xBBB;
    run(a);
    EXPECT_EQ(hardware.thread_pointer, 0xAAAu);
}

}  // namespace
}  // namespace pinyon::test
