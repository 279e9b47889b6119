// SPDX-License-Identifier: BSD-2-Clause
// Tests of page faults and exceptions: the messages, the replies, and handlers that are not there.
#include "core_kernel.h"

#include <cstring>

namespace pinyon::test {
namespace {

constexpr Word page = 0x5000'0000;

struct CoreFaults : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        pager = &spawn();
        t = &spawn();
        t->utcb.write(PINYON_TCR_PAGER, pager->id.raw());
        t->utcb.write(PINYON_TCR_EXCEPTION_HANDLER, pager->id.raw());
    }
    static MsgTag fault_tag(Word access)
    {
        return tag_of(2, 0, protocol_label(PINYON_PROTO_PAGE_FAULT, access));
    }
    bool is_halted() { return t->halted; }
    bool runs() { return t->runs_user_code(); }
    void serve() { receive(*pager, anythread); }

    Tcb *pager = nullptr, *t = nullptr;
};

// ---- Page faults -------------------------------------------------------------------------------

TEST_F(CoreFaults, the_pager_is_told_address_access_and_instruction)
{
    for (Rights const access : {rights_r, rights_w, rights_x}) {
        serve();
        t->frame.ip = 0x40'1234;
        fault(*t, page + 0x123, access);
        EXPECT_EQ(outcome(*pager), (Outcome{t->id.raw(), fault_tag(access.raw()).raw(), 0}));
        EXPECT_EQ(words(*pager, 2), (Words{page + 0x123, 0x40'1234}));
        EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_WAITING});
        send(*pager, t->id, {}, time_zero);
        EXPECT_TRUE(runs());
    }
}

TEST_F(CoreFaults, a_reply_with_a_map_item_cures_the_fault)
{
    give(*pager, 0x7000'0000, 5);
    serve();
    fault(*t, page + 8, rights_w);
    Words const item = pages_item(0x7000'0000, 12, page);
    ipc(*pager, {.to = t->id, .send = time_zero, .tag = tag_of(0, 2), .words = item});
    EXPECT_EQ(outcome(*pager).error, 0u);
    EXPECT_TRUE(runs());
    EXPECT_TRUE(maps(*t, page));
    fault(*t, page + 8, rights_w);
    EXPECT_TRUE(runs()) << "flags that software keeps are no business of the pager";
    EXPECT_TRUE(host::user_access(UserAddr{page + 8}, rights_w).granted);
}

TEST_F(CoreFaults, a_reply_that_maps_nothing_leads_to_the_same_fault_again)
{
    serve();
    fault(*t, page, rights_r);
    reply_wait(*pager, t->id);
    fault(*t, page, rights_r);
    EXPECT_EQ(outcome(*pager).tag, fault_tag(PINYON_RIGHT_R).raw());
}

TEST_F(CoreFaults, a_fault_leaves_all_registers_and_control_words_of_the_thread_alone)
{
    serve();
    receive(*t, pager->id, time_zero);
    fill(*t, 0x300);
    for (unsigned i = 0; i < 33; ++i)
        t->utcb.write(PINYON_TCR_BR0 - int(i), 0x800 + i);
    t->utcb.write(PINYON_TCR_ERROR_CODE, 0x99);
    host::Registers const before = t->frame;
    fault(*t, page, rights_r);
    send(*pager, t->id, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, time_zero);
    EXPECT_TRUE(runs());
    EXPECT_EQ(std::memcmp(&before, &t->frame, sizeof before), 0);
    EXPECT_TRUE(filled(*t, 0x300, 0));
    EXPECT_EQ(t->utcb.read(PINYON_TCR_ERROR_CODE), 0x99u);
    for (unsigned i = 0; i < 33; ++i)
        EXPECT_EQ(t->utcb.buffer_register(int(i)), 0x800u + i);
}

TEST_F(CoreFaults, a_reply_with_an_item_that_cannot_be_taken_counts_as_an_answer)
{
    serve();
    fault(*t, page, rights_r);
    ipc(*pager, {.to = t->id, .send = time_zero, .tag = tag_of(0, 2), .words = {0, 0}});
    EXPECT_EQ(outcome(*pager).error, 0x8u);
    EXPECT_TRUE(runs());
}

TEST_F(CoreFaults, a_fault_waits_for_a_busy_pager_in_line_with_other_senders)
{
    Tcb& other = spawn();
    send(other, pager->id, {1});
    fault(*t, page, rights_r);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_PENDING_SEND});
    serve();
    EXPECT_EQ(outcome(*pager).from, other.id.raw());
    serve();
    EXPECT_EQ(outcome(*pager).from, t->id.raw());
}

TEST_F(CoreFaults, only_the_pager_can_answer)
{
    serve();
    fault(*t, page, rights_r);
    Tcb& other = spawn();
    send(other, t->id, {}, time_zero);
    EXPECT_EQ(outcome(other), failure(IpcFault::timeout, IpcPhase::send));
    EXPECT_FALSE(runs());
}

TEST_F(CoreFaults, without_a_pager_the_thread_is_halted)
{
    for (ThreadId const nobody : {nilthread, fresh_id(), anythread, anylocalthread}) {
        Tcb& victim = spawn();
        victim.utcb.write(PINYON_TCR_PAGER, nobody.raw());
        fault(victim, page, rights_r);
        EXPECT_TRUE(victim.halted) << nobody.raw();
        EXPECT_EQ(schedule_state(victim), Word{PINYON_SCHED_RUNNING});
    }
}

TEST_F(CoreFaults, a_thread_whose_pager_dies_faults_again_and_is_halted)
{
    serve();
    fault(*t, page, rights_r);
    remove(*pager);
    EXPECT_TRUE(runs());
    fault(*t, page, rights_r);
    EXPECT_TRUE(is_halted());
}

TEST_F(CoreFaults, a_thread_queued_at_a_pager_that_dies_faults_again)
{
    fault(*t, page, rights_r);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_PENDING_SEND});
    remove(*pager);
    EXPECT_TRUE(runs());
}

TEST_F(CoreFaults, a_thread_that_is_its_own_pager_waits_until_it_is_cut)
{
    Tcb& neighbour = spawn_with(*t);
    t->utcb.write(PINYON_TCR_PAGER, t->id.raw());
    fault(*t, page, rights_r);
    EXPECT_FALSE(runs());
    (void)exchange(neighbour, {.dest = t->id, .control = PINYON_EXREGS_SEND});
    EXPECT_TRUE(runs());
}

TEST_F(CoreFaults, a_pager_may_be_named_by_its_local_id)
{
    Tcb& neighbour = spawn_with(*t);
    t->utcb.write(PINYON_TCR_PAGER, neighbour.utcb_pointer.raw());
    receive(neighbour, anythread);
    fault(*t, page, rights_r);
    EXPECT_EQ(outcome(neighbour).from, t->utcb_pointer.raw());
}

TEST_F(CoreFaults, a_pager_that_faults_itself_is_served_by_its_own)
{
    receive(root(), anythread);
    serve();
    fault(*t, page, rights_r);
    fault(*pager, page, rights_r);
    EXPECT_EQ(outcome(root()).from, pager->id.raw());
    send(root(), pager->id, {}, time_zero);
    send(*pager, t->id, {}, time_zero);
    EXPECT_TRUE(runs());
}

TEST_F(CoreFaults, sigma0_is_served_by_the_kernel_except_in_reserved_memory)
{
    send(root(), sigma0().id);
    fault(sigma0(), user_ram.raw(), rights_w);
    EXPECT_TRUE(sigma0().runs_user_code());
    EXPECT_EQ(translation(sigma0(), user_ram.raw()).address, user_ram);
    fault(sigma0(), kernel().frames.base().raw(), rights_r);
    EXPECT_TRUE(sigma0().halted);
    EXPECT_FALSE(maps(sigma0(), kernel().frames.base().raw()));
}

// ---- Exceptions --------------------------------------------------------------------------------

TEST_F(CoreFaults, an_exception_message_carries_the_registers)
{
    serve();
    t->frame = {.mr = {1, 2, 3, 4, 5, 6, 7, 8},
                .arg = {11, 12, 13, 14, 15, 16, 17, 18},
                .ip = 0x100,
                .sp = 0x200,
                .flags = t->frame.flags | 9,
                .trap = 6,
                .code = 7,
                .address = 8,
                .thread_pointer = 0,
                .home = 0};
    except(*t);
    MsgTag const tag = tag_of(22, 0, protocol_label(PINYON_PROTO_ARCH_EXCEPTION));
    EXPECT_EQ(outcome(*pager), (Outcome{t->id.raw(), tag.raw(), 0}));
    EXPECT_EQ(words(*pager, 22), (Words{0x100, 0x200, 9,  6, 7, 8, 11, 12, 13, 14, 15,
                                        16,    17,    18, 1, 2, 3, 4,  5,  6,  7,  8}));
}

TEST_F(CoreFaults, a_system_exception_differs_in_its_label)
{
    serve();
    except(*t, ExceptionClass::system);
    EXPECT_EQ(MsgTag{mr(*pager, 0)}.raw() >> 16, protocol_label(PINYON_PROTO_SYSTEM_EXCEPTION));
}

TEST_F(CoreFaults, an_unknown_system_call_is_a_system_exception)
{
    serve();
    run(*t);
    call(*t, 200);
    EXPECT_EQ(MsgTag{mr(*pager, 0)}.raw() >> 16, protocol_label(PINYON_PROTO_SYSTEM_EXCEPTION));
    EXPECT_EQ(outcome(*pager).from, t->id.raw());
}

TEST_F(CoreFaults, a_reply_changes_the_registers_that_it_carries_and_no_others)
{
    serve();
    except(*t);
    host::Registers const before = t->frame;
    send(*pager, t->id, {0xA1, 0xA2, ~Word{0}, 0xBAD, 0xBAD, 0xBAD, 0xA7}, time_zero);
    EXPECT_TRUE(runs());
    EXPECT_EQ(t->frame.ip, 0xA1u);
    EXPECT_EQ(t->frame.sp, 0xA2u);
    EXPECT_EQ(t->frame.flags, host::flags_user_mode | 0xF) << "filtered";
    EXPECT_EQ(t->frame.trap, before.trap);
    EXPECT_EQ(t->frame.arg[0], 0xA7u);
    EXPECT_EQ(t->frame.arg[1], before.arg[1]);
    EXPECT_EQ(t->frame.mr[0], before.mr[0]);
}

TEST_F(CoreFaults, a_reply_of_sixty_three_words_is_taken_as_far_as_there_are_registers)
{
    serve();
    except(*t);
    Words all(63);
    for (Word i = 0; i < all.size(); ++i)
        all[i] = 0x100 + i;
    t->utcb.write(30, 0x77);
    send(*pager, t->id, all, time_zero);
    EXPECT_TRUE(runs());
    EXPECT_EQ(t->frame.mr[7], 0x100u + 21);
    EXPECT_EQ(t->utcb.read(30), 0x77u) << "no word of the reply gets into the UTCB";
}

TEST_F(CoreFaults, registers_that_were_exchanged_meanwhile_survive_the_reply)
{
    Tcb& neighbour = spawn_with(*t);
    Word const bits[] = {PINYON_EXREGS_SET_IP, PINYON_EXREGS_SET_SP, PINYON_EXREGS_SET_FLAGS};
    for (Word const bit : bits) {
        serve();
        except(*t);
        (void)exchange(neighbour,
                       {.dest = t->id, .control = bit, .sp = 0x52, .ip = 0x51, .flags = 5});
        send(*pager, t->id, {0x91, 0x92, 0xA}, time_zero);
        EXPECT_EQ(t->frame.ip, bit == PINYON_EXREGS_SET_IP ? 0x51u : 0x91u);
        EXPECT_EQ(t->frame.sp, bit == PINYON_EXREGS_SET_SP ? 0x52u : 0x92u);
        EXPECT_EQ(t->frame.flags & 0xF, bit == PINYON_EXREGS_SET_FLAGS ? 5u : 0xAu);
    }
    serve();
    except(*t);
    send(*pager, t->id, {0x71, 0x72, 3}, time_zero);
    EXPECT_EQ(t->frame.ip, 0x71u) << "the protection has ended with its exception";
}

TEST_F(CoreFaults, without_an_exception_handler_the_thread_is_halted)
{
    t->utcb.write(PINYON_TCR_EXCEPTION_HANDLER, 0);
    except(*t);
    EXPECT_TRUE(is_halted());
    Tcb& neighbour = spawn_with(*t);
    (void)exchange(neighbour, {.dest = t->id, .control = PINYON_EXREGS_SET_HALT});
    EXPECT_TRUE(runs());
}

TEST_F(CoreFaults, a_thread_whose_handler_dies_raises_its_exception_again_and_is_halted)
{
    serve();
    except(*t);
    remove(*pager);
    EXPECT_TRUE(runs());
    except(*t);
    EXPECT_TRUE(is_halted());
}

}  // namespace
}  // namespace pinyon::test
