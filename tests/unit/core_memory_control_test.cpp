// SPDX-License-Identifier: BSD-2-Clause
// Tests of MemoryControl: who may call it, for which pages, and with which attributes.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word at = 0x1000'0000;
constexpr Word pages_log2 = 14;

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
    EXPECT_EQ(control({Fpage::make_ports({0x60, 0}).raw()}),
              refused(ErrorCode::invalid_parameter));
}

TEST_F(CoreMemoryControl, each_fpage_chooses_one_of_four_attributes_of_which_there_is_one)
{
    EXPECT_EQ(control({fpage(at, 12, 2)}, {1, 1, 0, 1}), succeeded);
    EXPECT_EQ(control({fpage(at, 12, 2)}, {0, 0, 1, 0}), refused(ErrorCode::invalid_parameter));
    EXPECT_EQ(control({fpage(at, 12, 0), fpage(at, 12, 3)}, {0, 0, 0, 7}),
              refused(ErrorCode::invalid_parameter));
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
    EXPECT_EQ(memory_control(sigma0(), {fpage(user_ram.raw(), 24)}, {0, 0, 0, 0}), succeeded);
    EXPECT_GT(host::machine().preemption_points - before, 32u);
}

}  // namespace
}  // namespace pinyon::test
