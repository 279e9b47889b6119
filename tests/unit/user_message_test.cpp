// SPDX-License-Identifier: BSD-2-Clause
// Tests of the X.2 message layer: tags, items, messages in memory, acceptors.
#include <l4/ipc.h>
#include <l4/message.h>

#include <gtest/gtest.h>

namespace {

void* address(L4_Word_t word)
{
    return reinterpret_cast<void*>(word);
}

TEST(UserTag, label_is_kept_apart_from_sizes_and_flags)
{
    L4_MsgTag_t tag = {0xF000 | 3 << 6 | 5};
    L4_Set_Label(&tag, 0xFFFFFFFFFFE6);
    EXPECT_EQ(L4_Label(tag), 0xFFFFFFFFFFE6u);
    EXPECT_EQ(L4_UntypedWords(tag), 5u);
    EXPECT_EQ(L4_TypedWords(tag), 3u);
    tag += 1;
    EXPECT_EQ(L4_Label(tag), 0xFFFFFFFFFFE7u);
    EXPECT_EQ(tag.raw & 0xFFFF, 0xF0C5u);
}

TEST(UserTag, flags_tell_the_outcome)
{
    EXPECT_TRUE(L4_IpcFailed({0x8000}));
    EXPECT_TRUE(L4_IpcXcpu({0x4000}));
    EXPECT_TRUE(L4_IpcRedirected({0x2000}));
    EXPECT_TRUE(L4_IpcPropagated({0x1000}));
    EXPECT_TRUE(L4_IpcSucceeded({0x7000}));
    L4_MsgTag_t tag = {0xE000 | 2};
    L4_Set_Propagation(&tag);
    EXPECT_EQ(tag.raw, 0x1002u);
}

TEST(UserTag, timeouts_word_has_the_send_timeout_above)
{
    EXPECT_EQ(L4_Timeouts({0x1234}, {0x5678}), 0x12345678u);
}

TEST(UserItem, map_and_grant_items_differ_in_type_only)
{
    L4_Fpage_t const f = L4_FpageLog2(0x400000, 12) + L4_FullyAccessible;
    L4_MapItem_t const map = L4_MapItem(f, 0x12345);
    L4_GrantItem_t const grant = L4_GrantItem(f, 0x12345);
    EXPECT_EQ(map.raw[0], 0x12008u);
    EXPECT_EQ(grant.raw[0], 0x1200Au);
    EXPECT_EQ(map.raw[1], f.raw);
    EXPECT_TRUE(L4_MapItem(map));
    EXPECT_TRUE(L4_GrantItem(grant));
    EXPECT_EQ(L4_SndBase(map), 0x12000u);
    EXPECT_EQ(L4_SndFpage(grant).raw, f.raw);
}

TEST(UserItem, compound_string_counts_all_its_substrings)
{
    L4_Word_t room[16] = {};
    auto* const s = reinterpret_cast<L4_StringItem_t*>(room);
    *s = L4_StringItem(100, address(0x1000));
    EXPECT_FALSE(L4_CompoundString(s));
    *s += address(0x2000);
    L4_StringItem_t const other = L4_StringItem(50, address(0x3000));
    *s += other;
    *s += address(0x4000);
    EXPECT_TRUE(L4_CompoundString(s));
    EXPECT_EQ(L4_Substrings(s), 4u);
    EXPECT_EQ(__L4_StringWords(s), 6u);
    EXPECT_EQ(room[0], 100u << 10 | 1 << 9 | 1 << 4);
    EXPECT_EQ(room[3], 50u << 10 | 1 << 4);
    EXPECT_EQ(L4_Substring(s, 1), address(0x1000));
    EXPECT_EQ(L4_Substring(s, 2), address(0x2000));
    EXPECT_EQ(L4_Substring(s, 3), address(0x3000));
    EXPECT_EQ(L4_Substring(s, 4), address(0x4000));
    EXPECT_EQ(L4_Substring(s, 5), nullptr);
}

TEST(UserItem, cache_hint_stands_in_the_type_bits_of_a_string)
{
    L4_StringItem_t s = L4_StringItem(1, nullptr);
    s += L4_DoNotAllocateNewCacheLines;
    EXPECT_EQ(s.raw[0], 1u << 10 | 4);
    EXPECT_TRUE(L4_IsStringItem(&s));
    EXPECT_TRUE(L4_CacheAllocationHint(s) == L4_DoNotAllocateNewCacheLines);
}

TEST(UserMessage, appended_words_go_before_items)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_Append(&m, 11);
    L4_Append(&m, L4_MapItem(L4_FpageLog2(0x1000, 12), 0));
    L4_Append(&m, 22ul);
    EXPECT_EQ(m.tag.raw, 2u << 6 | 2);
    EXPECT_EQ(L4_Get(&m, 0), 11u);
    EXPECT_EQ(L4_MsgWord(&m, 1), 22u);
    L4_MapItem_t item;
    EXPECT_EQ(L4_Get(&m, 0, &item), 2u);
    EXPECT_EQ(L4_Address(L4_SndFpage(item)), 0x1000u);
}

TEST(UserMessage, only_the_last_item_has_no_successor)
{
    L4_Msg_t m;
    L4_Clear(&m);
    L4_Append(&m, L4_MapItem(L4_FpageLog2(0x1000, 12), 0));
    L4_Append(&m, L4_StringItem(8, address(0x2000)));
    L4_Append(&m, L4_GrantItem(L4_FpageLog2(0x3000, 12), 0));
    EXPECT_EQ(m.raw[1] & 0xF, 0x9u);
    EXPECT_EQ(m.raw[3] & 0xF, 0x1u);
    EXPECT_EQ(m.raw[5] & 0xF, 0xAu);
}

TEST(UserMessage, what_does_not_fit_leaves_the_message_as_it_is)
{
    L4_Msg_t m;
    L4_Clear(&m);
    for (int n = 0; n < 62; n++)
        L4_Append(&m, n);
    L4_Append(&m, L4_MapItem(L4_FpageLog2(0x1000, 12), 0));
    EXPECT_EQ(m.tag.raw, 62u);
    L4_Append(&m, 62);
    L4_Append(&m, 63);
    EXPECT_EQ(m.tag.raw, 63u);
    EXPECT_EQ(m.raw[63], 62u);
}

TEST(UserMessage, put_and_get_are_inverse)
{
    L4_Word_t const untyped[] = {1, 2, 3};
    L4_MapItem_t const item = L4_MapItem(L4_FpageLog2(0x1000, 12), 0x2000);
    L4_Msg_t m;
    L4_Put(&m, 77, 3, untyped, 2, &item);
    EXPECT_EQ(L4_Label(&m), 77u);
    L4_Word_t words[3] = {};
    L4_MapItem_t back;
    L4_Get(&m, words, &back);
    EXPECT_EQ(words[2], 3u);
    EXPECT_EQ(back.raw[0], item.raw[0]);
    EXPECT_EQ(back.raw[1], item.raw[1]);
}

TEST(UserMessage, a_tag_that_claims_too_much_is_not_believed)
{
    EXPECT_EQ(__L4_TagWords({63 << 6 | 63}), 63);
    EXPECT_EQ(__L4_TagWords({2 << 6 | 1}), 3);
}

TEST(UserAcceptor, window_and_flags_add_and_subtract)
{
    L4_Fpage_t const window = L4_FpageLog2(0x800000, 20) + L4_FullyAccessible;
    L4_Acceptor_t a = L4_StringItemsAcceptor + L4_MapGrantItems(window);
    EXPECT_EQ(a.raw, 0x800000u | 20 << 4 | 1);
    EXPECT_EQ(L4_RcvWindow(a).raw, window.raw & ~0xFul);
    a += L4_CtrlXferAcceptor;
    EXPECT_EQ(a.raw & 0xF, 3u);
    a -= L4_MapGrantItems(L4_CompleteAddressSpace);
    EXPECT_FALSE(L4_HasMapGrantItems(a));
    EXPECT_TRUE(L4_StringItems(a));
    a -= L4_StringItemsAcceptor;
    EXPECT_EQ(a.raw, L4_CtrlXferAcceptor.raw);
}

TEST(UserAcceptor, buffers_are_chained_in_order)
{
    L4_MsgBuffer_t b;
    L4_Clear(&b);
    EXPECT_EQ(__L4_MsgBufferWords(&b), 2u);
    L4_Append(&b, L4_StringItem(10, address(0x1000)));
    L4_Append(&b, L4_StringItem(20, address(0x2000)));
    EXPECT_EQ(__L4_MsgBufferWords(&b), 4u);
    EXPECT_EQ(b.raw[0], 10u << 10 | 1);
    EXPECT_EQ(b.raw[2], 20u << 10);
    EXPECT_EQ(b.raw[3], 0x2000u);
}

TEST(UserAcceptor, a_buffer_too_many_is_left_out)
{
    L4_MsgBuffer_t b;
    L4_Clear(&b);
    for (L4_Word_t n = 1; n <= 17; n++)
        L4_Append(&b, L4_StringItem(8, address(n)));
    EXPECT_EQ(__L4_MsgBufferWords(&b), 32u);
    EXPECT_EQ(b.raw[31], 16u);
    EXPECT_EQ(b.raw[30] & 1, 0u);
}

}  // namespace
