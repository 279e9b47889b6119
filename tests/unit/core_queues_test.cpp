// SPDX-License-Identifier: BSD-2-Clause
// Tests of the core's containers against naive models: timeouts, ready threads, tags, numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include "arch/host/host_machine.h"
#include "generic/threads/tag_allocator.h"
#include "generic/threads/thread_table.h"
#include "generic/time/ready_queues.h"

namespace pinyon {
namespace {

// ---- Timer queue -------------------------------------------------------------------------------

struct CoreTimerQueue : testing::Test {
    // The shortest path to a missing child, counted.
    static unsigned measured_rank(TimerNode const* n)
    {
        return n ? 1 + std::min(measured_rank(n->left), measured_rank(n->right)) : 0;
    }
    static unsigned verify(TimerNode const* n, TimerNode const* up)
    {
        if (!n)
            return 0;
        EXPECT_EQ(n->up, up);
        EXPECT_TRUE(n->queued);
        EXPECT_LE(n->place, n->when);
        EXPECT_EQ(n->rank, measured_rank(n));
        EXPECT_GE(measured_rank(n->left), measured_rank(n->right));
        EXPECT_TRUE(!up || up->place <= n->place);
        return 1 + verify(n->left, n) + verify(n->right, n);
    }
    static TimerNode const* root_of(TimerNode const& node)
    {
        TimerNode const* n = &node;
        while (n->up)
            n = n->up;
        return n;
    }
    // The queue holds exactly the nodes that say so.
    static void verify(std::vector<TimerNode> const& nodes)
    {
        auto const queued = [](TimerNode const& n) { return n.queued; };
        auto const one = std::find_if(nodes.begin(), nodes.end(), queued);
        if (one == nodes.end())
            return;
        EXPECT_EQ(verify(root_of(*one), nullptr),
                  unsigned(std::count_if(nodes.begin(), nodes.end(), queued)));
    }
    // The deadlines that have come, in the order in which the queue tells of them.
    std::vector<Word> take_all_due(Clock now)
    {
        std::vector<Word> due;
        while (queue.next_place() <= now) {
            TimerNode* const node = queue.take_due(now);
            if (!node) {
                ++early;
                continue;
            }
            due.push_back(node->when.raw());
            TimerQueue::cancel(*node);
        }
        return due;
    }
    TimerQueue queue;
    unsigned early = 0;  // places that were due before their deadlines
};

TEST_F(CoreTimerQueue, random_operations_agree_with_a_sorted_vector)
{
    std::mt19937_64 random{42};
    std::vector<TimerNode> nodes(64);
    std::vector<Word> model;
    unsigned armed = 0;
    Word now = 0;
    for (unsigned step = 0; step < 20'000; ++step) {
        TimerNode& node = nodes[random() % nodes.size()];
        if (random() % 8 == 0) {
            now += random() % 300;
            auto const later = std::upper_bound(model.begin(), model.end(), now);
            auto due = take_all_due(Clock{now});
            std::sort(due.begin(), due.end());
            ASSERT_EQ(due, std::vector<Word>(model.begin(), later));
            model.erase(model.begin(), later);
        } else if (node.armed()) {
            model.erase(std::find(model.begin(), model.end(), node.when.raw()));
            TimerQueue::cancel(node);
        } else {
            Clock const when{now + 1 + random() % 1000};
            model.insert(std::upper_bound(model.begin(), model.end(), when.raw()), when.raw());
            queue.arm(node, when);
            ++armed;
        }
        verify(nodes);
        ASSERT_LE(queue.next_place(), model.empty() ? clock_never : Clock{model.front()});
    }
    EXPECT_GT(early, 100u);
    EXPECT_LE(early, armed) << "at most one for each time that a timeout was armed";
}

TEST_F(CoreTimerQueue, taking_the_earliest_again_and_again_sorts)
{
    std::mt19937_64 random{7};
    std::vector<TimerNode> nodes(500);
    for (TimerNode& node : nodes)
        queue.arm(node, Clock{random() % 300});
    auto const due = take_all_due(Clock{300});
    EXPECT_EQ(due.size(), nodes.size());
    EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
    EXPECT_EQ(queue.next_place(), clock_never);
    EXPECT_EQ(early, 0u);
}

TEST_F(CoreTimerQueue,
       a_node_that_is_armed_again_for_later_stays_and_is_moved_when_its_place_is_due)
{
    TimerNode node;
    queue.arm(node, Clock{5});
    TimerQueue::cancel(node);
    EXPECT_FALSE(node.armed());
    queue.arm(node, Clock{9});
    EXPECT_EQ(queue.next_place(), Clock{5});
    EXPECT_EQ(queue.take_due(Clock{5}), nullptr);
    EXPECT_EQ(queue.next_place(), Clock{9});
    EXPECT_EQ(queue.take_due(Clock{9}), &node);
    EXPECT_EQ(queue.next_place(), clock_never);
}

TEST_F(CoreTimerQueue, a_node_that_is_armed_again_for_earlier_goes_there)
{
    TimerNode node, other;
    queue.arm(node, Clock{9});
    queue.arm(other, Clock{7});
    TimerQueue::cancel(node);
    queue.arm(node, Clock{3});
    EXPECT_EQ(queue.take_due(Clock{3}), &node);
    EXPECT_EQ(queue.next_place(), Clock{7});
}

TEST_F(CoreTimerQueue, a_node_that_was_disarmed_leaves_when_its_place_is_due_or_it_is_forgotten)
{
    TimerNode idle, first, second;
    queue.arm(first, Clock{5});
    queue.arm(second, Clock{6});
    TimerQueue::cancel(idle);
    TimerQueue::cancel(first);
    EXPECT_EQ(queue.take_due(Clock{5}), nullptr);
    EXPECT_EQ(queue.next_place(), Clock{6});
    queue.forget(second);
    queue.forget(idle);
    EXPECT_EQ(queue.next_place(), clock_never);
}

// ---- Ready queues ------------------------------------------------------------------------------

TEST(CoreReadyQueues, random_operations_agree_with_lists_by_priority)
{
    std::mt19937_64 random{1};
    ReadyQueues ready;
    std::vector<Tcb> threads(40);
    std::vector<std::deque<Tcb*>> model(256);
    auto const top = [&] {
        for (int p = 255; p >= 0; --p)
            if (!model[unsigned(p)].empty())
                return p;
        return -1;
    };
    for (unsigned step = 0; step < 20'000; ++step) {
        Tcb& t = threads[random() % threads.size()];
        auto& line = model[t.priority.raw()];
        if (t.queue == Tcb::Queue::ready) {
            line.erase(std::find(line.begin(), line.end(), &t));
            ready.remove(t);
        } else if (int const highest = top(); highest >= 0 && random() % 4 == 0) {
            t.priority = Priority{std::uint8_t(highest)};
            auto& chosen = model[t.priority.raw()];
            Tcb& first = *chosen.front();
            ready.replace_first(first, t);
            ASSERT_EQ(first.queue, Tcb::Queue::none);
            chosen.front() = &t;
        } else {
            t.priority = Priority{std::uint8_t(random() % 20 * 13)};
            auto& chosen = model[t.priority.raw()];
            bool const front = random() % 2;
            chosen.insert(front ? chosen.begin() : chosen.end(), &t);
            front ? ready.add_first(t) : ready.add_last(t);
        }
        ASSERT_EQ(ready.top(), top());
        ASSERT_EQ(ready.empty(), top() < 0);
        for (int p = 0; p < 256; ++p) {
            auto const& expected = model[unsigned(p)];
            ASSERT_EQ(ready.first(p), expected.empty() ? nullptr : expected.front());
        }
    }
}

TEST(CoreReadyQueues, threads_of_one_priority_keep_the_order_in_which_they_came)
{
    ReadyQueues ready;
    std::vector<Tcb> threads(3);
    for (Tcb& t : threads)
        ready.add_last(t);
    Tcb urgent;
    ready.add_first(urgent);
    std::vector<Tcb*> order;
    while (!ready.empty()) {
        order.push_back(ready.first(ready.top()));
        ready.remove(*order.back());
    }
    EXPECT_EQ(order, (std::vector<Tcb*>{&urgent, &threads[0], &threads[1], &threads[2]}));
}

// ---- Tags --------------------------------------------------------------------------------------

struct CoreAsids : testing::Test {
    void SetUp() override { host::power_on(); }
    TagAllocator tags;
};

TEST_F(CoreAsids, four_thousand_spaces_share_nothing_and_those_that_come_then_share_a_tag)
{
    tags.initialise(4096);
    std::vector<Space> spaces(4097);
    std::vector<bool> used(4096);
    for (Space& space : spaces)
        tags.assign(space);
    for (unsigned i = 0; i < 4095; ++i) {
        ASSERT_NE(spaces[i].tag.raw(), 0);
        ASSERT_FALSE(tags.shares(spaces[i]));
        ASSERT_FALSE(used[spaces[i].tag.raw()]);
        used[spaces[i].tag.raw()] = true;
    }
    EXPECT_TRUE(tags.shares(spaces[4095]) && tags.shares(spaces[4096]));
    EXPECT_EQ(host::machine().full_flushes, 0u);
}

TEST_F(CoreAsids, a_space_keeps_its_tag)
{
    tags.initialise(4);
    Space a, b;
    tags.assign(a);
    Asid const first = a.tag;
    tags.assign(b);
    tags.assign(a);
    EXPECT_EQ(a.tag, first);
    EXPECT_NE(a.tag, b.tag);
}

TEST_F(CoreAsids, the_tag_of_a_space_that_is_gone_serves_another_one_when_it_is_clean)
{
    tags.initialise(70);  // more than a word of them, and not a whole number of words
    std::vector<Space> spaces(70);
    for (Space& space : spaces)
        tags.assign(space);
    ASSERT_TRUE(tags.shares(spaces[69]));
    Asid const freed = spaces[66].tag;
    unsigned const flushes = host::machine().asid_flushes;
    tags.release(spaces[66]);
    EXPECT_EQ(host::machine().asid_flushes, flushes + 1);
    tags.assign(spaces[69]);
    EXPECT_EQ(spaces[69].tag, freed);
    Space next;
    tags.assign(next);
    EXPECT_TRUE(tags.shares(next));
}

TEST_F(CoreAsids, a_machine_without_tags_gives_all_spaces_number_zero_and_needs_no_flush)
{
    tags.initialise(1);
    std::vector<Space> spaces(10);
    for (Space& space : spaces) {
        tags.assign(space);
        EXPECT_EQ(space.tag.raw(), 0);
        EXPECT_FALSE(tags.shares(space));
    }
    EXPECT_EQ(host::machine().full_flushes, 0u);
}

// ---- Thread numbers ----------------------------------------------------------------------------

TEST(CoreThreadTable, only_the_exact_id_of_a_living_thread_is_found)
{
    std::vector<Tcb*> slots(1024);
    ThreadTable table;
    table.initialise(slots.data(), 10);
    Tcb t;
    t.id = ThreadId::global(700, 3);
    table.set(700, &t);
    EXPECT_EQ(table.find(t.id), &t);
    EXPECT_EQ(table.find(ThreadId::global(700, 4)), nullptr);
    EXPECT_EQ(table.find(ThreadId::global(700 + 1024, 3)), nullptr) << "aliases by its low bits";
    for (ThreadId const odd : {nilthread, anythread, anylocalthread, ThreadId{0x1000}})
        EXPECT_EQ(table.find(odd), nullptr);
    t.id = ThreadId{};
    EXPECT_EQ(table.find(ThreadId::global(700, 3)), nullptr) << "being deleted";
    EXPECT_EQ(table.at(700), &t);
}

}  // namespace
}  // namespace pinyon
