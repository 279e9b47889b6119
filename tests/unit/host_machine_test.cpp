// SPDX-License-Identifier: BSD-2-Clause
// Tests of the simulated machine itself: that it behaves as hardware would.
#include "arch/host/host_machine.h"

#include <gtest/gtest.h>

namespace pinyon {
namespace {

using host::Format;
using host::Port;
using Kind = Interrupt::Kind;

constexpr UserAddr page{0x40'0000};
constexpr PhysAddr frame = host::ram_base + 0x10'0000;

struct HostMachine : testing::Test {
    void SetUp() override
    {
        host::power_on();
        Port::prepare_root(root);
    }
    static Word* table(PhysAddr p) { return static_cast<Word*>(Port::direct(p)); }

    // Makes `page` translate to `frame` by the leaf entry `leaf`.
    void map(Word leaf)
    {
        PhysAddr at = root;
        for (unsigned level = Format::levels; level-- > 1;) {
            PhysAddr const below = at + page_size;
            table(at)[index(level)] = Format::table(below);
            at = below;
        }
        leaf_entry = &(table(at)[index(0)] = leaf);
    }
    static unsigned index(unsigned level)
    {
        return unsigned(page.raw() >> (page_bits + level * Format::index_bits)) & 511;
    }
    static Word fresh(Rights rights) { return Format::leaf(frame, 0, rights, MemoryKind::normal); }

    PhysAddr const root = host::ram_base + 0x1000;
    Word* leaf_entry = nullptr;
};

TEST_F(HostMachine, ram_is_zero_after_power_on_and_reached_through_the_direct_map)
{
    auto* const word = table(frame);
    EXPECT_EQ(*word, 0u);
    EXPECT_EQ(Port::physical(word + 1), frame + 8);
    EXPECT_THROW((void)Port::direct(PhysAddr{0}), host::MachineCheck);
    EXPECT_THROW((void)Port::physical(&frame), host::MachineCheck);
}

TEST_F(HostMachine, the_format_is_the_inverse_of_itself)
{
    Word const e = Format::leaf(frame, 0, rights_rx, MemoryKind::device);
    EXPECT_TRUE(Format::present(e));
    EXPECT_FALSE(Format::is_table(e, 0));
    EXPECT_EQ(Format::target(e), frame);
    EXPECT_EQ(Format::rights(e), rights_rx);
    EXPECT_EQ(Format::kind(e), MemoryKind::device);
    EXPECT_EQ(Format::rights(Format::with_rights(e, rights_r)), rights_r);
    EXPECT_TRUE(Format::accessed(Format::with_dirty(e)));
    EXPECT_EQ(Format::without_status(Format::with_dirty(e)), e);
    EXPECT_TRUE(Format::special(Format::as_special(e)));
    EXPECT_FALSE(Format::present(0));
}

TEST_F(HostMachine, an_access_is_granted_only_with_rights_and_flags)
{
    Port::activate(root, Asid{1});
    EXPECT_FALSE(host::user_access(page, rights_r).granted) << "not mapped";
    map(fresh(rights_rw));
    EXPECT_FALSE(host::user_access(page, rights_r).granted) << "not accessed yet";
    *leaf_entry = Format::with_accessed(fresh(rights_rw));
    EXPECT_FALSE(host::user_access(page, rights_w).granted) << "not dirty yet";
    EXPECT_EQ(host::user_access(page + 5, rights_r).address, frame + 5);
    EXPECT_FALSE(host::user_access(page, rights_x).granted) << "not executable";
    EXPECT_FALSE(host::user_access(UserAddr{Port::user_end}, rights_r).granted);
}

TEST_F(HostMachine, a_translation_stays_until_it_is_flushed)
{
    map(Format::with_dirty(fresh(rights_rw)));
    Port::activate(root, Asid{1});
    ASSERT_TRUE(host::user_access(page, rights_w).granted);
    *leaf_entry = 0;
    EXPECT_TRUE(host::user_access(page, rights_w).granted);
    Port::flush_page(Asid{2}, page);
    EXPECT_TRUE(host::user_access(page, rights_w).granted) << "another tag";
    Port::flush_page(Asid{1}, page);
    EXPECT_FALSE(host::user_access(page, rights_w).granted);
    EXPECT_EQ(host::machine().page_flushes, 2u);
}

TEST_F(HostMachine, without_tags_a_switch_forgets_all_translations)
{
    host::machine().asid_count = 1;
    map(Format::with_dirty(fresh(rights_rw)));
    Port::activate(root, Asid{0});
    ASSERT_TRUE(host::user_access(page, rights_w).granted);
    *leaf_entry = 0;
    Port::activate(root, Asid{0});
    EXPECT_FALSE(host::user_access(page, rights_w).granted);
}

TEST_F(HostMachine, only_prepared_tables_and_existing_tags_can_be_activated)
{
    EXPECT_THROW(Port::activate(root + page_size, Asid{1}), host::MachineCheck);
    host::machine().asid_count = 4;
    EXPECT_THROW(Port::activate(root, Asid{4}), host::MachineCheck);
    Port::activate(root, Asid{3});
    EXPECT_EQ(host::cpu().activations, std::vector<host::Activation>({{root, Asid{3}}}));
}

TEST_F(HostMachine, the_clock_source_turns_the_counter_into_microseconds)
{
    host::set_clock(Clock{123'456'789});
    ClockSource const source = Port::clock_source();
    auto const product =
        static_cast<unsigned __int128>(Port::counter() - source.base) * source.scale;
    EXPECT_EQ(Word(product >> 64), 123'456'789u);
}

TEST_F(HostMachine, the_timer_fires_once_and_not_early)
{
    Port::set_timer(Clock{100});
    host::set_clock(Clock{99});
    EXPECT_EQ(Port::take_interrupt().kind, Kind::none);
    host::set_clock(Clock{100});
    EXPECT_TRUE(Port::interrupt_pending());
    EXPECT_EQ(Port::take_interrupt().kind, Kind::timer);
    EXPECT_EQ(Port::take_interrupt().kind, Kind::none);
}

TEST_F(HostMachine, a_line_interrupts_when_unmasked_and_is_masked_when_taken)
{
    host::raise(IrqLine{5});
    EXPECT_EQ(Port::take_interrupt().kind, Kind::none);
    Port::unmask(IrqLine{5});
    Interrupt const taken = Port::take_interrupt();
    EXPECT_EQ(taken.kind, Kind::line);
    EXPECT_EQ(taken.line, IrqLine{5});
    host::raise(IrqLine{5});
    EXPECT_FALSE(Port::interrupt_pending());
}

TEST_F(HostMachine, a_poke_reaches_the_cpu_that_is_meant)
{
    Port::poke(CpuId{1});
    EXPECT_EQ(Port::take_interrupt().kind, Kind::none);
    host::machine().this_cpu = CpuId{1};
    EXPECT_EQ(Port::take_interrupt().kind, Kind::poke);
    EXPECT_EQ(Port::take_interrupt().kind, Kind::none);
}

TEST_F(HostMachine, a_script_decides_every_preemption_point)
{
    host::machine().preempt_at = [](unsigned point) { return point == 1; };
    EXPECT_FALSE(Port::interrupt_pending());
    EXPECT_TRUE(Port::interrupt_pending());
    EXPECT_FALSE(Port::interrupt_pending());
    EXPECT_EQ(host::machine().preemption_points, 3u);
}

TEST_F(HostMachine, waiting_ends_with_an_interrupt_or_is_idle)
{
    EXPECT_THROW(Port::wait_for_interrupt(), host::Idle);
    Port::unmask(IrqLine{3});
    host::machine().while_waiting = [] { host::raise(IrqLine{3}); };
    Port::wait_for_interrupt();
    EXPECT_EQ(Port::take_interrupt().line, IrqLine{3});
}

TEST_F(HostMachine, the_fpu_serves_only_when_it_is_on)
{
    host::FpuRegisters state{};
    EXPECT_THROW(Port::save_fpu(state), host::MachineCheck);
    Port::enable_fpu();
    host::cpu().fpu.value[2] = 7;
    Port::save_fpu(state);
    EXPECT_EQ(state.value[2], 7u);
}

TEST_F(HostMachine, resuming_ends_the_kernels_run_with_the_frame)
{
    host::Registers frame_registers{};
    Port::reset(frame_registers);
    Port::set_flags(frame_registers, ~Word{0});
    EXPECT_EQ(Port::flags(frame_registers), host::flags_user_modifiable);
    try {
        Port::resume(frame_registers);
    } catch (host::UserMode const& user) {
        EXPECT_EQ(user.frame, &frame_registers);
    }
    frame_registers.flags = 0;
    EXPECT_THROW(Port::resume(frame_registers), host::MachineCheck);
}

TEST_F(HostMachine, exception_messages_can_change_all_but_the_reasons)
{
    host::Registers f{};
    Port::reset(f);
    for (unsigned i = 1; i <= Port::exception_words; ++i)
        Port::set_exception_word(f, i, 100 + i);
    for (unsigned i = 1; i <= Port::exception_words; ++i) {
        bool const reason = i >= 4 && i <= 6;
        Word const expected = reason ? 0 : i == 3 ? (103 & host::flags_user_modifiable) : 100 + i;
        EXPECT_EQ(Port::exception_word(f, i), expected) << i;
    }
    constexpr ExceptionBlock block = Port::exception_block;
    auto const* const words = reinterpret_cast<Word const*>(&f);
    for (unsigned i = 0; i < block.count; ++i)
        EXPECT_EQ(words[block.frame_word + i], 100 + block.first + i) << i;
}

TEST_F(HostMachine, typed_text_is_read_one_character_at_a_time)
{
    EXPECT_EQ(Port::console_get(), -1);
    host::type("a\xFF");
    EXPECT_EQ(Port::console_get(), 'a');
    EXPECT_EQ(Port::console_get(), 0xFF);
    EXPECT_EQ(Port::console_get(), -1);
}

}  // namespace
}  // namespace pinyon
