// SPDX-License-Identifier: BSD-2-Clause
// Tests of kernel memory: frames, pools and the accounts that pay.
#include "generic/memory/kernel_memory.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "arch/host/host_machine.h"

namespace pinyon {
namespace {

using Use = FrameInfo::Use;

struct Thing {
    Word value = 7;
    Word rest[4];
};

struct KernelMemory : testing::Test {
    void SetUp() override
    {
        host::power_on(Word{1} << 20);
        frames.initialise(host::ram_base, Word{64} << page_bits);
        things.initialise(frames);
    }
    PhysAddr take(Use use = Use::kernel)
    {
        auto const frame = frames.allocate(account, use);
        EXPECT_TRUE(bool(frame));
        return frame.value();
    }
    KernelFrames frames;
    Pool<Thing> things;
    Account account;
};

Word size_at_boot()
{
    return 1024;
}

TEST_F(KernelMemory, a_frame_known_to_be_zero_is_kept_for_those_who_need_one)
{
    PhysAddr const zero = take(), used = take();
    Word* const words = static_cast<Word*>(host::Port::direct(used));
    words[5] = 1;
    frames.release(used, account);
    frames.release_zero(zero, account);
    EXPECT_EQ(take(Use::object), used);
    EXPECT_EQ(words[5], 1u) << "objects are made one by one";
    frames.release(used, account);
    EXPECT_EQ(take(Use::utcb), zero);
    EXPECT_EQ(take(Use::utcb), used);
    EXPECT_EQ(words[5], 0u);
}

TEST_F(KernelMemory, objects_may_be_larger_than_their_type)
{
    Pool<Thing, size_at_boot> large;
    large.initialise(frames);
    EXPECT_EQ(large.per_frame(), 4u);
    std::vector<Thing*> all;
    for (unsigned i = 0; i < 9; ++i) {
        Thing* const thing = large.allocate(account).value();
        __builtin_memset(static_cast<void*>(thing), int(i), size_at_boot());
        all.push_back(thing);
    }
    EXPECT_EQ(account.used, 9 * size_at_boot());
    EXPECT_EQ(frames.free_frames(), 60u);
    for (unsigned i = 0; i < 9; ++i) {
        EXPECT_EQ(large.at(large.index_of(all[i])), all[i]);
        auto const* const bytes = reinterpret_cast<unsigned char const*>(all[i]);
        EXPECT_EQ(bytes[0], i);
        EXPECT_EQ(bytes[size_at_boot() - 1], i);
        large.release(all[i], account);
    }
    EXPECT_EQ(account.used, 0u);
    EXPECT_EQ(frames.free_frames(), 63u);
}

TEST_F(KernelMemory, records_of_frames_come_from_the_start_of_the_range)
{
    EXPECT_EQ(frames.total_frames(), 63u);
    EXPECT_EQ(frames.base(), host::ram_base + page_size);
    EXPECT_TRUE(frames.owns(host::ram_base + page_size));
    EXPECT_FALSE(frames.owns(host::ram_base));
    EXPECT_FALSE(frames.owns(host::ram_base + 64 * page_size));
}

TEST_F(KernelMemory, every_frame_is_handed_out_once_and_then_there_are_none)
{
    std::set<PhysAddr> seen;
    for (unsigned i = 0; i < 63; ++i)
        seen.insert(take());
    EXPECT_EQ(seen.size(), 63u);
    EXPECT_EQ(*seen.begin(), frames.base());
    EXPECT_FALSE(frames.has(1));
    EXPECT_EQ(frames.allocate(account, Use::object).error(), ErrorCode::no_memory);
    EXPECT_EQ(account.used, 63 * page_size);
    PhysAddr const one = *std::next(seen.begin());
    frames.release(one, account);
    EXPECT_EQ(take(), one) << "no other is free";
    frames.release_zero(one, account);
    EXPECT_EQ(take(Use::object), one);
}

TEST_F(KernelMemory, a_frame_comes_zeroed_though_it_was_used_before)
{
    PhysAddr const frame = take();
    __builtin_memset(Arch::direct(frame), 0xAA, page_size);
    frames.info(frame).table.live = 5;
    frames.release(frame, account);
    ASSERT_EQ(take(Use::page_table), frame);
    auto const* const words = static_cast<Word const*>(Arch::direct(frame));
    for (unsigned i = 0; i < page_size / sizeof(Word); ++i)
        ASSERT_EQ(words[i], 0u);
    EXPECT_EQ(frames.info(frame).table.live, 0u);
    EXPECT_EQ(frames.info(frame).use, Use::page_table);
}

TEST_F(KernelMemory, an_account_gets_no_more_than_its_limit)
{
    account.limit = page_size + sizeof(Thing);
    (void)take();
    EXPECT_EQ(frames.allocate(account, Use::object).error(), ErrorCode::no_memory);
    auto const thing = things.allocate(account);
    ASSERT_TRUE(bool(thing));
    EXPECT_FALSE(bool(things.allocate(account)));
    things.release(thing.value(), account);
    EXPECT_EQ(account.used, page_size);
    EXPECT_TRUE(bool(things.allocate(account)));
}

TEST_F(KernelMemory, a_frame_released_twice_is_noticed)
{
    PhysAddr const frame = take();
    frames.release(frame, account);
    EXPECT_THROW(frames.release(frame, account), host::MachineEnd);
}

TEST_F(KernelMemory, a_pool_makes_fresh_objects_with_distinct_indices_that_lead_back)
{
    std::set<std::uint32_t> indices;
    for (unsigned i = 0; i < 3 * Pool<Thing>::per_frame(); ++i) {
        auto const thing = things.allocate(account);
        ASSERT_TRUE(bool(thing));
        EXPECT_EQ(thing.value()->value, 7u);
        EXPECT_EQ(thing.value()->rest[3], 0u);
        std::uint32_t const index = things.index_of(thing.value());
        EXPECT_NE(index, 0u);
        EXPECT_EQ(things.at(index), thing.value());
        indices.insert(index);
        thing.value()->value = 1;
    }
    EXPECT_EQ(indices.size(), 3 * Pool<Thing>::per_frame());
    EXPECT_EQ(things.used(), 3 * Pool<Thing>::per_frame());
}

TEST_F(KernelMemory, a_pool_takes_a_frame_exactly_when_it_says_so)
{
    for (unsigned i = 0; i < 3 * Pool<Thing>::per_frame(); ++i) {
        Word const before = frames.free_frames();
        Word const announced = things.frames_for_next();
        ASSERT_TRUE(bool(things.allocate(account)));
        ASSERT_EQ(before - frames.free_frames(), announced);
    }
}

TEST_F(KernelMemory, a_pool_gives_back_each_frame_with_its_last_object)
{
    constexpr unsigned count = 5 * Pool<Thing>::per_frame();
    Word const before = frames.free_frames();
    // From the front, from the back, and in strides that meet every object once.
    for (unsigned const stride : {1u, count - 1, 7u, 101u}) {
        std::vector<Thing*> all;
        for (unsigned i = 0; i < count; ++i)
            all.push_back(things.allocate(account).value());
        ASSERT_EQ(before - frames.free_frames(), 5u);
        for (unsigned i = 0; i < count; ++i)
            things.release(all[i * stride % count], account);
        EXPECT_EQ(frames.free_frames(), before) << stride;
        EXPECT_EQ(things.available(), 0u);
        EXPECT_EQ(things.used(), 0u);
        EXPECT_EQ(account.used, 0u);
    }
}

TEST_F(KernelMemory, a_full_pool_makes_room_anywhere_and_fills_it_before_it_grows)
{
    constexpr unsigned per_frame = Pool<Thing>::per_frame();
    std::vector<Thing*> all;
    for (unsigned i = 0; i < 4 * per_frame; ++i)
        all.push_back(things.allocate(account).value());
    std::set<Thing*> gaps;
    for (unsigned frame = 0; frame < 4; ++frame)
        gaps.insert(all[frame * per_frame + frame]);
    for (Thing* thing : gaps)
        things.release(thing, account);
    for (unsigned i = 0; i < 4; ++i) {
        EXPECT_EQ(things.frames_for_next(), 0u);
        EXPECT_EQ(gaps.erase(things.allocate(account).value()), 1u);
    }
    EXPECT_EQ(things.frames_for_next(), 1u);
}

TEST_F(KernelMemory, an_account_whose_limit_lies_below_its_use_gets_nothing)
{
    (void)take();
    account.limit = 8;
    EXPECT_EQ(frames.allocate(account, Use::object).error(), ErrorCode::no_memory);
    EXPECT_FALSE(bool(things.allocate(account)));
    EXPECT_TRUE(account.allows(0)) << "nothing is always there";
}

TEST_F(KernelMemory, a_released_object_is_used_again_before_new_memory)
{
    (void)things.allocate(account);
    Thing* const thing = things.allocate(account).value();
    thing->value = 99;
    Word const left = frames.free_frames();
    things.release(thing, account);
    EXPECT_EQ(account.used, sizeof(Thing));
    Thing* const next = things.allocate(account).value();
    EXPECT_EQ(next, thing);
    EXPECT_EQ(next->value, 7u);
    EXPECT_EQ(frames.free_frames(), left);
}

}  // namespace
}  // namespace pinyon
