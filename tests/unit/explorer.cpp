// SPDX-License-Identifier: BSD-2-Clause
// The search.
#include "explorer.h"

#include <stdexcept>
#include <unordered_set>

namespace pinyon::test {

namespace {

using x2::World;

// A state that was reached: the model's and the kernel's.
struct Node {
    World world;
    Stage::Snapshot kernel;
    Operation const* last = nullptr;  // what led here
    std::size_t before = 0;           // from where
    unsigned depth = 0;
};

class Search {
public:
    explicit Search(System const& system) : system_{system}, stage_{system.actors} {}

    Exploration run()
    {
        World first = stage_.observe(World{});
        add({first, stage_.save()});
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_.size() > system_.most_states)
                return result(nodes_[i].depth, false);
            for (Operation const& operation : system_.operations) {
                if (operation.possible(nodes_[i].world) && !step(i, operation))
                    return result(nodes_[i].depth, false);
            }
            nodes_[i].kernel = {};
        }
        return result(nodes_.back().depth, true);
    }

private:
    Exploration result(unsigned depth, bool closed)
    {
        return {nodes_.size(), transitions_, depth, closed, disagreement_};
    }

    // False: kernel and model disagree.
    bool step(std::size_t from, Operation const& operation)
    {
        ++transitions_;
        Node next{nodes_[from].world, {}, &operation, from, nodes_[from].depth + 1};
        std::string difference;
        try {
            stage_.restore(nodes_[from].kernel);
            Word const answer = operation.perform(stage_, next.world);
            Word const expected = operation.predict(next.world);
            next.world.take_interrupts();
            difference = compare(next.world, expected, answer);
        } catch (std::exception const& error) {
            difference = std::string("the kernel ended: ") + error.what();
        }
        if (!difference.empty()) {
            disagreement_ = path(from) + operation.name + "\n" + difference;
            return false;
        }
        add(std::move(next));
        return true;
    }

    std::string compare(World const& expected, Word expected_answer, Word answer)
    {
        std::string difference;
        if (answer != expected_answer)
            difference = "the answer is " + std::to_string(answer) + ", expected " +
                         std::to_string(expected_answer) + "\n";
        World const seen = stage_.observe(expected);
        for (std::size_t i = 0; i < seen.threads.size(); ++i) {
            x2::Thread const &is = seen.threads[i], &should_be = expected.threads[i];
            if (is != should_be)
                difference += "thread " + std::string(1, char('A' + i)) + " is\n    " +
                              x2::text_of(is) + "\nbut should be\n    " + x2::text_of(should_be) +
                              "\n";
            bool const idle = should_be.state == x2::State::running &&
                              is.state == x2::State::running && !should_be.is_interrupt();
            if (idle && expected.results[i])
                difference += stage_.difference(int(i), *expected.results[i]);
        }
        for (std::size_t i = 0; i < seen.spaces.size(); ++i)
            if (seen.spaces[i] != expected.spaces[i])
                difference += "space " + std::to_string(i) + " has " + x2::text_of(seen.spaces[i]) +
                              "\nbut should have " + x2::text_of(expected.spaces[i]) + "\n";
        return difference;
    }

    void add(Node node)
    {
        std::string key = x2::key_of(node.world);
        for (std::vector<int> const& order : system_.symmetries)
            key = std::min(key, x2::key_of(x2::renamed(node.world, order)));
        if (!seen_.insert(key).second)
            return;
        if (node.last)
            node.kernel = stage_.save();
        nodes_.push_back(std::move(node));
    }

    std::string path(std::size_t node) const
    {
        if (!nodes_[node].last)
            return "from the beginning:\n";
        return path(nodes_[node].before) + nodes_[node].last->name + "\n";
    }

    System const& system_;
    Stage stage_;
    std::vector<Node> nodes_;
    std::unordered_set<std::string> seen_;
    std::size_t transitions_ = 0;
    std::string disagreement_;
};

}  // namespace

Exploration explore(System const& system)
{
    return Search{system}.run();
}

}  // namespace pinyon::test
