// SPDX-License-Identifier: BSD-2-Clause
// Leaving the mode in which firmware left the local APIC.
#include <gtest/gtest.h>

#include "arch/x86_64/boot/x86_64_apic_mode.h"

namespace pinyon::x86_64 {
namespace {

constexpr Word address = 0xfee0'0000, boot_processor = 1 << 8;
constexpr Word disabled = address | boot_processor;
constexpr Word xapic = disabled | 1 << 11, x2apic = disabled | 3 << 10;

// The register: a transition that is not in the manual's table is a fault.
class Register {
public:
    explicit Register(Word value) : value_{value} {}
    [[nodiscard]] Word read() const { return value_; }
    void write(Word value)
    {
        Word const from = value_ >> 10 & 3, to = value >> 10 & 3;
        bool const from_x2apic_to_xapic = from == 3 && to == 2;
        bool const from_disabled_to_x2apic = from == 0 && to == 3;
        EXPECT_NE(to, 1u) << "no such mode";
        EXPECT_FALSE(from_x2apic_to_xapic || from_disabled_to_x2apic);
        EXPECT_EQ(value & ~(Word{3} << 10), disabled) << "nothing else changes";
        value_ = value;
        ++writes;
    }
    unsigned writes = 0;

private:
    Word value_;
};

void lead(Register& r)
{
    for (Word next; r.writes < 9 && (next = ApicBase::towards_xapic(r.read())) != r.read();)
        r.write(next);
}

TEST(X86ApicMode, xapic_mode_is_left_alone)
{
    Register r{xapic};
    lead(r);
    EXPECT_EQ(r.writes, 0u);
}

TEST(X86ApicMode, a_disabled_apic_is_enabled)
{
    Register r{disabled};
    lead(r);
    EXPECT_EQ(r.read(), xapic);
    EXPECT_EQ(r.writes, 1u);
}

TEST(X86ApicMode, x2apic_mode_is_left_by_way_of_disabled)
{
    Register r{x2apic};
    lead(r);
    EXPECT_EQ(r.read(), xapic);
    EXPECT_EQ(r.writes, 2u);
}

}  // namespace
}  // namespace pinyon::x86_64
