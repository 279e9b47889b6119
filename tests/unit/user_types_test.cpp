// SPDX-License-Identifier: BSD-2-Clause
// Tests of the X.2 basic types: fpages, thread ids, clocks and times.
#include <l4/arch.h>
#include <l4/types.h>

#include <gtest/gtest.h>

namespace {

TEST(UserFpage, size_is_rounded_up_to_a_power_of_two)
{
    EXPECT_EQ(L4_Size(L4_Fpage(0, 4096)), 4096u);
    EXPECT_EQ(L4_Size(L4_Fpage(0, 4097)), 8192u);
    EXPECT_EQ(L4_SizeLog2(L4_Fpage(0, 1)), 0u);
}

TEST(UserFpage, size_zero_is_the_nil_page)
{
    EXPECT_TRUE(L4_IsNilFpage(L4_Fpage(0x1000, 0)));
    EXPECT_EQ(L4_Size(L4_Nilpage), 0u);
}

TEST(UserFpage, base_is_cut_to_the_size)
{
    L4_Fpage_t const f = L4_FpageLog2(0x12345678, 16);
    EXPECT_EQ(f.raw, 0x12340000u | 16 << 4);
    EXPECT_EQ(L4_Address(f), 0x12340000u);
}

TEST(UserFpage, complete_space_has_size_field_one)
{
    EXPECT_EQ(L4_CompleteAddressSpace.raw, 0x10u);
    EXPECT_EQ((L4_CompleteAddressSpace + L4_FullyAccessible).raw, 0x17u);
}

TEST(UserFpage, rights_are_added_and_removed_in_copies_and_in_place)
{
    L4_Fpage_t f = L4_FpageLog2(0x400000, 12);
    EXPECT_EQ(L4_Rights(f + L4_ReadWriteOnly), L4_ReadWriteOnly);
    EXPECT_EQ(L4_Rights(f), L4_NoAccess);
    f += L4_FullyAccessible;
    f -= L4_Writable;
    EXPECT_EQ(L4_Rights(f), L4_ReadeXecOnly);
    EXPECT_EQ(L4_Address(f), 0x400000u);
}

#if defined(__x86_64__)
TEST(UserFpage, io_fpage_names_ports)
{
    L4_Fpage_t const f = L4_IoFpage(0x3f8, 8);
    EXPECT_EQ(f.raw, 0x3f8u << 16 | 3 << 10 | 2 << 4);
    EXPECT_TRUE(L4_IsIoFpage(f));
    EXPECT_EQ(L4_IoFpagePort(f), 0x3f8u);
    EXPECT_EQ(L4_IoFpageSize(f), 8u);
    EXPECT_FALSE(L4_IsIoFpage(L4_FpageLog2(0x1000, 12)));
}
#endif

TEST(UserThreadId, global_id_holds_number_and_version)
{
    L4_ThreadId_t const t = L4_GlobalId(96, 1);
    EXPECT_EQ(t.raw, 0x0000006000000001u);
    EXPECT_EQ(L4_ThreadNo(t), 96u);
    EXPECT_EQ(L4_Version(t), 1u);
    EXPECT_TRUE(L4_IsGlobalId(t));
    EXPECT_FALSE(L4_IsLocalId(t));
}

TEST(UserThreadId, wildcards_have_their_reserved_values)
{
    EXPECT_EQ(L4_anythread.raw, ~0ul);
    EXPECT_EQ(L4_anylocalthread.raw, ~0x3Ful);
    EXPECT_TRUE(L4_IsNilThread(L4_nilthread));
    EXPECT_TRUE(L4_IsLocalId(L4_nilthread));
    EXPECT_TRUE(L4_anythread != L4_anylocalthread);
}

TEST(UserTime, periods_match_the_reference_examples)
{
    EXPECT_EQ(L4_TimePeriod(1000).raw, 0x03E8);
    EXPECT_EQ(L4_TimePeriod(10000).raw, 0x1271);
    EXPECT_EQ(L4_TimePeriod(1000000).raw, 0x2BD0);
}

TEST(UserTime, no_time_is_zero_and_not_never)
{
    EXPECT_EQ(L4_TimePeriod(0).raw, L4_ZeroTime.raw);
    EXPECT_NE(L4_ZeroTime.raw, L4_Never.raw);
}

TEST(UserTime, period_takes_the_smallest_exponent_that_fits)
{
    for (unsigned shift = 0; shift < 41; shift++) {
        L4_Word64_t const usec = 1ul << shift;
        L4_Time_t const t = L4_TimePeriod(usec);
        EXPECT_EQ(L4_Word64_t{t.period.m} << t.period.e, usec);
        EXPECT_EQ(t.period.e, shift < 10 ? 0 : shift - 9);
    }
}

TEST(UserTime, period_too_long_for_the_format_is_never)
{
    EXPECT_EQ(L4_TimePeriod(1023ul << 31).raw, 0x7FFF);
    EXPECT_EQ(L4_TimePeriod(1024ul << 31).raw, L4_Never.raw);
}

// What a kernel makes of a point, from the definition in the reference manual.
L4_Word64_t moment(L4_Time_t t, L4_Word64_t now)
{
    unsigned const e = t.point.e;
    L4_Word64_t const window = now >> (e + 10);
    L4_Word64_t const at = (t.point.m + (window << 10)) << e;
    return (window & 1) == t.point.c ? at : at + (1ul << (e + 10));
}

TEST(UserTime, point_means_the_moment_it_was_made_from)
{
    for (L4_Word64_t now : {0ul, 1000ul, 1023ul, 123456789ul})
        for (L4_Word64_t ahead : {1ul, 500ul, 1023ul, 1024ul, 70000ul, 1023ul << 15}) {
            L4_Time_t const t = __L4_TimePointFrom({now}, {now + ahead});
            EXPECT_EQ(t.point.a, 1);
            L4_Word64_t const meant = moment(t, now);
            EXPECT_LE(meant, now + ahead);
            EXPECT_LT(now + ahead - meant, 1ul << t.point.e);
        }
}

TEST(UserTime, point_in_the_past_is_zero_and_out_of_reach_is_never)
{
    EXPECT_EQ(__L4_TimePointFrom({5000}, {5000}).raw, L4_ZeroTime.raw);
    EXPECT_EQ(__L4_TimePointFrom({5000}, {1}).raw, L4_ZeroTime.raw);
    EXPECT_EQ(__L4_TimePointFrom({0}, {1024ul << 15}).raw, L4_Never.raw);
}

TEST(UserClock, operators_compare_and_move)
{
    L4_Clock_t const c = {1000};
    EXPECT_EQ((c + 5).raw, 1005u);
    EXPECT_EQ((c - 5).raw, 995u);
    EXPECT_EQ((c + -5).raw, 995u);
    EXPECT_TRUE(c < c + 1);
    EXPECT_TRUE(c >= c - 1ul);
    EXPECT_TRUE(c == L4_ClockSubUsec(L4_ClockAddUsec(c, 7), 7));
}

}  // namespace
