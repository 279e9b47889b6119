// SPDX-License-Identifier: BSD-2-Clause
// Tests of I/O ports as threads see them: items, Unmap, faults, and what the CPU lets them use.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr PortRange serial{0x3F8, 3};
constexpr Word serial_fpage = Fpage::make_ports(serial).raw();

struct CorePorts : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        a = &spawn();
        b = &spawn();
        b->utcb.write(PINYON_TCR_PAGER, a->id.raw());
        b->utcb.write(PINYON_TCR_EXCEPTION_HANDLER, a->id.raw());
    }
    // From sigma0, to all that accepts them.
    void give_ports(Tcb& t, PortRange range)
    {
        accept_all(t);
        receive(t, sigma0().id);
        if (sigma0().operation().phase() == Phase::recv_wait)
            send(root(0), sigma0().id);
        Words const item = item_words({.send_base = 0, .fpage = Fpage::make_ports(range).raw()});
        ipc(sigma0(), {.to = t.id, .from = anythread, .tag = tag_of(0, 2), .words = item});
    }
    void pass(Tcb& from, Tcb& to, Word fpage, bool grant = false)
    {
        receive(to, from.id);
        Words const item = item_words({.send_base = 0, .fpage = fpage, .grant = grant});
        ipc(from, {.to = to.id, .send = time_zero, .tag = tag_of(0, 2), .words = item});
    }
    // What the CPU would let the thread do.
    bool can_use(Tcb& t, unsigned port)
    {
        run(t);
        return host::cpu().open_ports[port];
    }
    static MsgTag fault_tag()
    {
        return tag_of(2, 0, protocol_label(PINYON_PROTO_IO_FAULT, 6));
    }

    Tcb *a = nullptr, *b = nullptr;
};

TEST_F(CorePorts, an_item_opens_ports_to_its_receiver_only)
{
    give_ports(*a, serial);
    EXPECT_TRUE(can_use(*a, 0x3F8));
    EXPECT_TRUE(can_use(*a, 0x3FF));
    EXPECT_FALSE(can_use(*a, 0x400));
    EXPECT_FALSE(can_use(*b, 0x3F8));
    EXPECT_TRUE(can_use(*a, 0x3F8));
}

TEST_F(CorePorts, the_receiver_gets_the_item_as_it_was_sent)
{
    give_ports(*a, serial);
    accept_all(*b);
    pass(*a, *b, serial_fpage);
    EXPECT_EQ(outcome(*b), (Outcome{a->id.raw(), tag_of(0, 2).raw(), 0}));
    EXPECT_EQ(words(*b, 2)[1], serial_fpage);
    EXPECT_TRUE(can_use(*b, 0x3FB));
}

TEST_F(CorePorts, a_window_of_ports_takes_what_lies_in_it)
{
    give_ports(*a, serial);
    set_acceptor(*b, Fpage::make_ports({0x3FC, 2}).raw());
    pass(*a, *b, serial_fpage);
    EXPECT_TRUE(can_use(*b, 0x3FC));
    EXPECT_FALSE(can_use(*b, 0x3FB));
    set_acceptor(*b, 0);
    pass(*a, *b, serial_fpage);
    EXPECT_EQ(outcome(*b).error, ipc_error(IpcFault::overflow, IpcPhase::receive));
}

TEST_F(CorePorts, a_grant_item_takes_ports_from_its_sender)
{
    give_ports(*a, serial);
    accept_all(*b);
    pass(*a, *b, Fpage::make_ports({0x3FF, 0}).raw(), true);
    EXPECT_TRUE(can_use(*b, 0x3FF));
    EXPECT_FALSE(can_use(*a, 0x3FF));
    EXPECT_TRUE(can_use(*a, 0x3FE));
}

TEST_F(CorePorts, an_item_beyond_the_account_overflows_on_both_sides)
{
    give_ports(*a, serial);
    accept_all(*b);
    b->space->account.limit = b->space->account.used + page_size;
    pass(*a, *b, serial_fpage);
    EXPECT_EQ(outcome(*a).error, ipc_error(IpcFault::overflow, IpcPhase::send));
    EXPECT_EQ(outcome(*b).error, ipc_error(IpcFault::overflow, IpcPhase::receive));
    EXPECT_FALSE(can_use(*b, 0x3F8));
}

TEST_F(CorePorts, unmap_takes_ports_from_others_and_flush_from_oneself)
{
    give_ports(*a, serial);
    accept_all(*b);
    pass(*a, *b, serial_fpage);
    EXPECT_EQ(unmap(*a, {serial_fpage | 7}, false), (Words{serial_fpage}));
    EXPECT_TRUE(can_use(*a, 0x3F8));
    EXPECT_FALSE(can_use(*b, 0x3F8));
    unmap(*a, {0, Fpage::make_ports({0x3F8, 0}).raw()}, true);
    EXPECT_FALSE(can_use(*a, 0x3F8));
    EXPECT_TRUE(can_use(*a, 0x3F9));
}

TEST_F(CorePorts, transfers_and_revocations_go_on_after_any_interrupt)
{
    give_ports(*a, {0x1000, 8});
    accept_all(*b);
    for (unsigned port = 0x1000; port < 0x1100; ++port)
        pass(*a, *b, Fpage::make_ports(PortRange::around(port, 0)).raw());
    EXPECT_EQ(b->space->ports.open, 0x100u);
    host::machine().preempt_at = [](unsigned n) { return n % 2 == 0; };
    unmap(*a, {Fpage::make_ports({0x1000, 8}).raw()}, false);
    EXPECT_EQ(b->space->ports.open, 0u);
    pass(*a, *b, Fpage::make_ports({0x1000, 8}).raw());
    EXPECT_EQ(outcome(*b).error, 0u);
    EXPECT_EQ(b->space->ports.open, 0x100u);
}

TEST_F(CorePorts, a_space_that_is_deleted_takes_its_ports_from_all)
{
    give_ports(*a, serial);
    accept_all(*b);
    pass(*a, *b, serial_fpage);
    remove(*a);
    EXPECT_FALSE(can_use(*b, 0x3F8));
    EXPECT_EQ(kernel().ports.nodes_used(), 0u);
}

TEST_F(CorePorts, ports_are_loaded_only_when_they_are_others)
{
    give_ports(*a, serial);
    Tcb& c = spawn_with(*a);
    (void)can_use(*a, 0);
    unsigned const before = host::machine().port_loads;
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(can_use(i % 2 ? *a : c, 0x3F8));
    EXPECT_EQ(host::machine().port_loads, before);
}

// ---- Faults ------------------------------------------------------------------------------------

TEST_F(CorePorts, the_pager_is_told_ports_and_instruction)
{
    receive(*a, anythread);
    b->frame.ip = 0x40'4321;
    port_fault(*b, 0x3F8, 4);
    EXPECT_EQ(outcome(*a), (Outcome{b->id.raw(), fault_tag().raw(), 0}));
    EXPECT_EQ(words(*a, 2), (Words{Fpage::make_ports({0x3F8, 2}).raw(), 0x40'4321}));
}

TEST_F(CorePorts, a_reply_with_ports_lets_the_thread_go_on)
{
    give_ports(*a, serial);
    receive(*a, anythread);
    port_fault(*b, 0x3F8, 1);
    Words const item = item_words({.send_base = 0, .fpage = serial_fpage});
    ipc(*a, {.to = b->id, .send = time_zero, .tag = tag_of(0, 2), .words = item});
    EXPECT_TRUE(b->runs_user_code());
    EXPECT_TRUE(can_use(*b, 0x3F8));
}

TEST_F(CorePorts, an_access_that_is_not_aligned_asks_for_one_missing_port_after_the_other)
{
    give_ports(*b, {0x3F9, 0});
    receive(*a, anythread);
    port_fault(*b, 0x3F9, 2);
    EXPECT_EQ(words(*a, 1), (Words{Fpage::make_ports({0x3FA, 0}).raw()}));
}

TEST_F(CorePorts, an_access_that_no_port_can_cure_is_an_exception)
{
    give_ports(*b, serial);
    for (auto const& [first, size] : {std::pair{0x3F8u, 4u}, {0xFFFFu, 2u}}) {
        receive(*a, anythread);
        port_fault(*b, first, size);
        Word const label = protocol_label(PINYON_PROTO_ARCH_EXCEPTION);
        EXPECT_EQ(outcome(*a).tag, tag_of(Arch::exception_words, 0, label).raw());
        send(*a, b->id, {}, time_zero);
    }
}

TEST_F(CorePorts, sigma0_needs_no_pager_for_its_ports)
{
    send(root(0), sigma0().id);
    port_fault(sigma0(), 0x3F8, 1);
    EXPECT_TRUE(sigma0().runs_user_code());
    EXPECT_TRUE(can_use(sigma0(), 0x3F8));
    EXPECT_FALSE(can_use(sigma0(), 0x3F9));
}

}  // namespace
}  // namespace pinyon::test
