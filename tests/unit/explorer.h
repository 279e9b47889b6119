// SPDX-License-Identifier: BSD-2-Clause
// Breadth-first search through all states that a small system of threads can reach: in each state
// every operation that is possible is done by the real kernel and by the model, and both must agree
// about the answer, the state of every thread, and the results of every thread's last Ipc. The
// kernel checks its invariants after each event.
//
// A system is its threads and a table of operations; tables are made by explorer_tables.h, and a
// new kind of operation is a new entry there with its rule in x2_model.h.
#ifndef PINYON_EXPLORER_H
#define PINYON_EXPLORER_H

#include <functional>

#include "explorer_stage.h"

namespace pinyon::test {

struct Operation {
    std::string name;
    std::function<bool(x2::World const&)> possible;
    // Both answer what the caller is told, 0 where that is nothing or in the results.
    std::function<Word(x2::World&)> predict;
    std::function<Word(Stage&, x2::World const& before)> perform;
};
using Operations = std::vector<Operation>;

struct System {
    std::string name;
    std::vector<Stage::Actor> actors;
    Operations operations{};
    // Renamings of the threads that change nothing, neither in the actors nor in the table.
    std::vector<std::vector<int>> symmetries{};
    std::size_t most_states = 1'000'000;
};

struct Exploration {
    std::size_t states = 0, transitions = 0;
    unsigned depth = 0;        // of the last complete level
    bool closed = false;       // no transition leads to a state that was not seen
    std::string disagreement;  // empty, or the operations that led to it and what differs
};

[[nodiscard]] Exploration explore(System const& system);

}  // namespace pinyon::test

#endif  // PINYON_EXPLORER_H
