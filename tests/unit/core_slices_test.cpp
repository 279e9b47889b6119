// SPDX-License-Identifier: BSD-2-Clause
// Tests of the timer: slices whose length is changed, and many timeouts at once.
#include <algorithm>

#include "core_kernel.h"

namespace pinyon::test {
namespace {

struct CoreSlices : CoreTest {
    // The times word of Schedule for slices of this length.
    static Word period(Word microseconds)
    {
        return Word{IpcTime::period(microseconds).raw()} << 16;
    }
};

TEST_F(CoreSlices, a_new_length_counts_for_the_slice_that_is_running)
{
    Tcb &a = spawn_with(root(), 100), &b = spawn(100);
    park();
    ASSERT_EQ(current(), &a);
    elapse(default_slice / 2);
    EXPECT_EQ(schedule(a, a.id, {.time = period(3000)}).error, 0u);
    elapse(2999);
    EXPECT_EQ(current(), &a);
    elapse(1);
    EXPECT_EQ(current(), &b);
    elapse(default_slice);
    ASSERT_EQ(current(), &a);
    EXPECT_EQ(schedule(a, a.id, {.time = 0}).error, 0u);
    elapse(100 * default_slice);
    EXPECT_EQ(current(), &a);
}

TEST_F(CoreSlices, a_new_length_takes_the_place_of_what_was_left)
{
    Tcb &a = spawn(100), &urgent = spawn_with(root(), 200);
    receive(urgent, anythread, IpcTime::period(4000));
    park();
    elapse(4000);
    ASSERT_EQ(current(), &urgent);
    ASSERT_EQ(remaining(cpu(), a).slice, default_slice - 4000);
    EXPECT_EQ(schedule(urgent, a.id, {.time = period(3000)}).error, 0u);
    EXPECT_EQ(remaining(cpu(), a).slice, 3000u);
}

TEST_F(CoreSlices, a_slice_is_never_shorter_than_the_shortest)
{
    Tcb& a = spawn(100);
    for (Word const length : {1, 99, 100, 101}) {
        EXPECT_EQ(schedule(root(), a.id, {.time = period(length)}).error, 0u);
        EXPECT_EQ(remaining(cpu(), a).slice, length < 100 ? 100 : length);
    }
}

TEST_F(CoreSlices, of_many_timeouts_a_batch_ends_and_the_next_interrupt_comes_at_once)
{
    std::vector<Tcb*> sleepers;
    for (unsigned i = 0; i < 20; ++i) {
        sleepers.push_back(&spawn(100));
        receive(*sleepers.back(), anythread, IpcTime::period(100));
    }
    park();
    auto const awake = [&] {
        return std::count_if(sleepers.begin(), sleepers.end(),
                             [](Tcb* t) { return t->runnable(); });
    };
    elapse(99);
    EXPECT_EQ(awake(), 0);
    elapse(1);
    EXPECT_GT(awake(), 0);
    EXPECT_LT(awake(), 20) << "an event is short";
    EXPECT_LE(host::machine().cpus[0].deadline, host::machine().now);
    interrupt();
    EXPECT_EQ(awake(), 20);
}

}  // namespace
}  // namespace pinyon::test
