// SPDX-License-Identifier: BSD-2-Clause
// Tests of what the interface has for features of some kernels: control transfer items, the trace
// buffer, 32-bit thread ids.
#include <l4/message.h>
#include <l4/tracebuffer.h>

#include <gtest/gtest.h>

#if defined(__x86_64__)
#include <l4/amd64/compat.h>
#endif

namespace {

L4_CtrlXferItem_t three_registers()
{
    L4_CtrlXferItem_t c;
    L4_Init(&c, 5);
    c.X.mask = 0b10110;
    c.X.reg[0] = 11;
    c.X.reg[1] = 22;
    c.X.reg[2] = 33;
    return c;
}

TEST(UserCtrlXfer, header_has_group_and_mask)
{
    EXPECT_EQ(three_registers().raw[0], 0b10110u << 12 | 5 << 4 | 0xC);
    L4_CtrlXferItem_t c;
    L4_Init(&c, 2, 0x3);
    EXPECT_EQ(c.raw[0], 0x3u << 12 | 2 << 4 | 0xC);
    EXPECT_TRUE(L4_CtrlXferItem(&c));
    c.raw[0] = PINYON_ITEM_MAP;
    EXPECT_FALSE(L4_IsCtrlXferItem(&c));
}

TEST(UserCtrlXfer, item_is_as_long_as_its_mask_says)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_CtrlXferItem_t const item = three_registers();
    L4_Append(&m, &item);
    L4_Append(&m, L4_MapItem(L4_FpageLog2(0x1000, 12), 0));
    EXPECT_EQ(m.tag.raw, 6u << 6);
    EXPECT_EQ(m.raw[1], item.raw[0] | 1);
    EXPECT_EQ(m.raw[4], 33u);
    EXPECT_EQ(m.raw[5] & 0xF, 8u);
}

TEST(UserCtrlXfer, items_after_one_are_chained_where_they_begin)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_CtrlXferItem_t item = three_registers();
    item.X.reg[0] = 0;
    L4_Append(&m, &item);
    L4_Append(&m, L4_MapItem(L4_FpageLog2(0x1000, 12), 0));
    L4_Append(&m, L4_GrantItem(L4_FpageLog2(0x1000, 12), 0));
    EXPECT_EQ(m.raw[2], 0u);
    EXPECT_EQ(m.raw[5] & 0xF, 9u);
    EXPECT_EQ(m.raw[7] & 0xF, 0xAu);
}

TEST(UserCtrlXfer, put_and_get_are_inverse)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_CtrlXferItem_t const item = three_registers();
    L4_Append(&m, &item);
    L4_CtrlXferItem_t changed = item;
    changed.X.reg[1] = 99;
    L4_Put(&m, 0, &changed);
    L4_CtrlXferItem_t back;
    EXPECT_EQ(L4_Get(&m, 0, &back), 4u);
    EXPECT_EQ(back.X.id, 5u);
    EXPECT_EQ(back.X.reg[0], 11u);
    EXPECT_EQ(back.X.reg[1], 99u);
}

TEST(UserCtrlXfer, configuration_has_an_item_for_every_fault)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_AppendFaultConfCtrlXferItems(&m, 1u << 2 | 1u << 5, 0x3, 0);
    EXPECT_EQ(m.tag.raw, 2u << 6);
    EXPECT_EQ(m.raw[1], 0x3u << 12 | 2 << 4 | 0xD);
    EXPECT_EQ(m.raw[2], 0x3u << 12 | 5 << 4 | 0xC);
    L4_Clear(&m);
    L4_AppendFaultConfCtrlXferItems(&m, 1u << 3, 0x1, 1);
    EXPECT_EQ(m.raw[1], 0x1u << 12 | 3 << 4 | 0xD);
}

// Room for three records behind the header.
struct Traced {
    L4_TraceBuffer_t header = {};
    L4_TraceRecord_t records[3] = {};
    Traced() { header.max = sizeof records; }
};

TEST(UserTraceBuffer, records_are_taken_in_turn_and_again)
{
    Traced traced;
    for (int round = 0; round < 2; round++)
        for (auto& record : traced.records)
            EXPECT_EQ(__L4_Tbuf_Claim(&traced.header), &record);
}

TEST(UserTraceBuffer, a_type_that_is_masked_is_not_recorded)
{
    Traced traced;
    L4_Word_t const words[4] = {1, 2, 3, 4};
    __L4_Tbuf_Fill(nullptr, 100, "text", 0, words);
    __L4_Tbuf_Fill(&traced.header, 100, "text", 0, words);
    EXPECT_EQ(traced.header.current, 0u);
}

#if defined(__x86_64__)
TEST(UserCompat, global_ids_keep_number_and_version)
{
    L4_ThreadId32_t const narrow = L4_ThreadId32(L4_GlobalId(0x12345, 0x1001));
    EXPECT_EQ(narrow.raw, 0x12345u << 14 | 0x1001);
    EXPECT_EQ(L4_ThreadNo32(narrow), 0x12345u);
    EXPECT_EQ(L4_Version32(narrow), 0x1001u);
    EXPECT_EQ(L4_ThreadIdFrom32(narrow).raw, L4_GlobalId(0x12345, 0x1001).raw);
    EXPECT_TRUE(L4_IsThreadEqual32(narrow, L4_GlobalId32(0x12345, 0x1001)));
    EXPECT_FALSE(L4_IsLocalId32(narrow));
}

TEST(UserCompat, special_and_local_ids_are_the_same_in_both_forms)
{
    EXPECT_TRUE(L4_ThreadId32(L4_anythread) == L4_anythread32);
    EXPECT_TRUE(L4_ThreadId32(L4_anylocalthread) == L4_anylocalthread32);
    EXPECT_TRUE(L4_IsNilThread32(L4_ThreadId32(L4_nilthread)));
    EXPECT_TRUE(L4_ThreadIdFrom32(L4_anythread32) == L4_anythread);
    EXPECT_TRUE(L4_ThreadIdFrom32(L4_anylocalthread32) == L4_anylocalthread);
    EXPECT_TRUE(L4_ThreadIdFrom32(L4_nilthread32) == L4_nilthread);
    L4_ThreadId_t const local = {0x4000'0200};
    EXPECT_TRUE(L4_ThreadIdFrom32(L4_ThreadId32(local)) == local);
    EXPECT_TRUE(L4_IsLocalId32(L4_ThreadId32(local)));
}
#endif

}  // namespace
