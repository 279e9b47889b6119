// SPDX-License-Identifier: BSD-2-Clause
// Tests of MemoryControl: who may call it, for which pages, with which attributes, and what it
// does.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word at = 0x1000'0000;
constexpr Word pages_log2 = 14;
constexpr Word uncacheable = PINYON_MEMORY_UNCACHEABLE, combining = PINYON_MEMORY_WRITE_COMBINING;
constexpr Word not_offered = PINYON_MEMORY_WRITE_PROTECTED;  // by the simulated machine

struct CoreMemoryControl : CoreTest {
    static Word fpage(Word address, unsigned log2, Word attribute = 0)
    {
        return Fpage::make(address, log2).raw() | attribute;
    }
    Answer control(Words const& fpages, Words const& attributes = {0, 0, 0, 0})
    {
        return memory_control(*t, fpages, attributes);
    }
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
        t->space->privileged = true;
        give(*t, at, 0, 4);
    }

    [[nodiscard]] MemoryKind kind(Tcb const& who, Word address)
    {
        return translation(who, address).kind;
    }
    // How many pages in a row from `frame` have left the caches since the last question.
    static unsigned flushed(PhysAddr frame)
    {
        unsigned pages = 0;
        for (auto const& [base, size] : host::machine().data_flushes)
            pages += base == frame + pages * page_size && size == page_size;
        EXPECT_EQ(pages, host::machine().data_flushes.size());
        host::machine().data_flushes.clear();
        return pages;
    }

    Tcb* t = nullptr;
};

TEST_F(CoreMemoryControl, pages_that_are_mapped_can_have_the_default_attribute)
{
    EXPECT_EQ(control({fpage(at, 12)}), succeeded);
    EXPECT_EQ(control({fpage(at, pages_log2), 0, fpage(at, 12)}), succeeded);
}

TEST_F(CoreMemoryControl, without_privilege_it_is_refused)
{
    t->space->privileged = false;
    EXPECT_EQ(control({fpage(at, 12)}), refused(ErrorCode::no_privilege));
}

TEST_F(CoreMemoryControl, a_page_that_is_not_mapped_is_refused_wherever_it_is)
{
    EXPECT_EQ(control({fpage(at + 0x4000, 12)}), refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(control({fpage(at, pages_log2 + 1)}), refused(ErrorCode::invalid_parameter));
    unmap(*t, {fpage(at + 0x1000, 12, 7)}, true);
    EXPECT_EQ(control({fpage(at, pages_log2)}), refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(control({fpage(at, 12), fpage(0, 1)}), refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(control({Fpage::make_ports({0x60, 0}).raw()}), refused(ErrorCode::invalid_parameter));
}

TEST_F(CoreMemoryControl, each_fpage_chooses_one_of_four_attributes)
{
    EXPECT_EQ(control({fpage(at, 12, 2)}, {99, 99, 0, 99}), succeeded);
    EXPECT_EQ(control({fpage(at, 12, 1), fpage(at + 0x1000, 12, 3)}, {0, combining, 0, 1}),
              succeeded);
    EXPECT_EQ(kind(*t, at), MemoryKind::combining);
    EXPECT_EQ(kind(*t, at + 0x1000), MemoryKind::device);
    EXPECT_EQ(kind(*t, at + 0x2000), MemoryKind::normal);
}

TEST_F(CoreMemoryControl, an_attribute_that_the_machine_does_not_have_is_refused)
{
    for (Word const bad : {not_offered, Word{PINYON_MEMORY_STRONGLY_ORDERED}, Word{4}, Word{8},
                           Word{0x101}, ~Word{0}})
        EXPECT_EQ(control({fpage(at, 12)}, {bad, 0, 0, 0}), refused(ErrorCode::invalid_parameter));
}

TEST_F(CoreMemoryControl, one_bad_fpage_leaves_all_as_it_was)
{
    Words const attributes{uncacheable, not_offered, 0, 0};
    EXPECT_EQ(control({fpage(at, 12), fpage(at + 0x1000, 12, 1)}, attributes),
              refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(control({fpage(at, pages_log2 + 1)}, attributes),
              refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(kind(*t, at), MemoryKind::normal);
    EXPECT_TRUE(host::machine().data_flushes.empty());
}

TEST_F(CoreMemoryControl, ram_leaves_the_caches_when_its_attribute_changes_and_only_then)
{
    PhysAddr const frame = translation(*t, at).address;
    EXPECT_EQ(control({fpage(at, pages_log2)}, {uncacheable, 0, 0, 0}), succeeded);
    EXPECT_EQ(flushed(frame), 4u);
    EXPECT_EQ(control({fpage(at, 12), fpage(at, 12)}, {uncacheable, 0, 0, 0}), succeeded);
    EXPECT_EQ(flushed(frame), 0u);
    EXPECT_EQ(control({fpage(at + 0x3000, 12)}, {0, 0, 0, 0}), succeeded);
    EXPECT_EQ(flushed(frame + 0x3000), 1u);
    EXPECT_EQ(kind(*t, at + 0x2000), MemoryKind::device);
    EXPECT_EQ(kind(*t, at + 0x3000), MemoryKind::normal);
}

TEST_F(CoreMemoryControl, later_mappings_inherit_and_earlier_ones_follow_when_mapped_again)
{
    Tcb &before = spawn(), &after = spawn();
    Word const frame = user_ram.raw();
    give(before, at, 0, 1);
    send(root(), sigma0().id);
    EXPECT_EQ(memory_control(sigma0(), {fpage(frame, 12)}, {combining, 0, 0, 0}), succeeded);
    EXPECT_EQ(kind(before, at), MemoryKind::normal);
    give(after, at, 0, 2);
    EXPECT_EQ(kind(after, at), MemoryKind::combining);
    EXPECT_EQ(kind(after, at + 0x1000), MemoryKind::normal);
    give(before, at, 0, 1);
    EXPECT_EQ(kind(before, at), MemoryKind::combining);
}

TEST_F(CoreMemoryControl, default_is_what_the_memory_is)
{
    send(root(), sigma0().id);
    constexpr Word device = 0xF000'0000;
    EXPECT_EQ(memory_control(sigma0(), {fpage(device, 12)}, {combining, 0, 0, 0}), succeeded);
    EXPECT_EQ(kind(sigma0(), device), MemoryKind::combining);
    EXPECT_EQ(memory_control(sigma0(), {fpage(device, 12)}, {0, 0, 0, 0}), succeeded);
    EXPECT_EQ(kind(sigma0(), device), MemoryKind::device);
    EXPECT_TRUE(host::machine().data_flushes.empty()) << "no RAM was concerned";
}

TEST_F(CoreMemoryControl, sigma0_has_all_pages_that_are_not_reserved)
{
    send(root(), sigma0().id);
    EXPECT_EQ(memory_control(sigma0(), {fpage(user_ram.raw(), 16)}, {0, 0, 0, 0}), succeeded);
    EXPECT_EQ(memory_control(sigma0(), {fpage(host::ram_base.raw(), 24)}, {0, 0, 0, 0}),
              refused(ErrorCode::invalid_parameter));
}

TEST_F(CoreMemoryControl, many_pages_are_looked_at_in_steps)
{
    send(root(), sigma0().id);
    unsigned const before = host::machine().preemption_points;
    EXPECT_EQ(memory_control(sigma0(), {fpage(user_ram.raw(), 22)}, {combining, 0, 0, 0}),
              succeeded);
    EXPECT_GT(host::machine().preemption_points - before, 32u);
    EXPECT_EQ(flushed(user_ram), 1024u);
}

}  // namespace
}  // namespace pinyon::test
