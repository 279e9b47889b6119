// SPDX-License-Identifier: BSD-2-Clause
// Putting systems together, and what a test says about one.
#include <cstdlib>
#include <iostream>

#include "explorer_tables.h"

namespace pinyon::test {

Operations joined(std::vector<Operations> const& tables)
{
    Operations all;
    for (Operations const& table : tables)
        all.insert(all.end(), table.begin(), table.end());
    return all;
}

void expect_agreement(System const& system)
{
    Exploration const seen = explore(system);
    std::string const end = seen.closed ? "closed" : "bound: depth";
    std::cout << "explored " << system.name << ": " << system.actors.size() << " threads, "
              << system.operations.size() << " operations, " << seen.states << " states, "
              << seen.transitions << " transitions, " << end << " " << seen.depth << "\n";
    testing::Test::RecordProperty("states", int(seen.states));
    testing::Test::RecordProperty("transitions", int(seen.transitions));
    testing::Test::RecordProperty("closed", seen.closed ? "yes" : "no");
    EXPECT_EQ(seen.disagreement, "");
    EXPECT_TRUE(seen.closed);
}

// More operations for a run of minutes, asked for by EXPLORE_LONG in the environment.
Operations if_long(Operations const& table)
{
    return std::getenv("EXPLORE_LONG") ? table : Operations{};
}

Operations for_each(std::vector<int> const& threads, Operations (*table)(int))
{
    Operations all;
    for (int const thread : threads)
        all = joined({all, table(thread)});
    return all;
}

Operations plain_ipc(std::vector<int> const& threads)
{
    Operations all;
    for (int const self : threads) {
        std::vector<int> partners = threads;
        std::erase(partners, self);
        all = joined({all, ipc_operations(self, plain_shapes(self, partners))});
    }
    return all;
}

}  // namespace pinyon::test
