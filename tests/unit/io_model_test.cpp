// SPDX-License-Identifier: BSD-2-Clause
// Random property tests of I/O ports: against a naive model that knows each port of each space by
// itself, and with kernel memory that runs out.
#include <map>
#include <random>

#include "io_world.h"

namespace pinyon::test {
namespace {

constexpr unsigned used_ports = 256;  // on both sides of words of the bitmap, and some reserved
constexpr int root = -1;

// Who has a port from whom. Ports keep their numbers, so each is a tree of its own.
class PortModel {
public:
    [[nodiscard]] bool holds(int space, unsigned port) const
    {
        return space == root ? !reserved(port) : from_.contains({space, port});
    }
    void map(int source, int dest, unsigned port)
    {
        if (source == dest || !holds(source, port))
            return;
        if (holds(dest, port)) {
            if (from_.at({dest, port}) == source)
                return;
            flush(dest, port);
        }
        if (holds(source, port))
            from_[{dest, port}] = source;
    }
    void grant(int source, int dest, unsigned port)
    {
        if (source == root)
            return map(source, dest, port);
        if (source == dest || !holds(source, port))
            return;
        flush(dest, port);
        if (!holds(source, port))
            return;
        from_[{dest, port}] = from_.at({source, port});
        from_.erase({source, port});
        for (auto& [name, giver] : from_)
            if (name.second == port && giver == source)
                giver = dest;
    }
    void unmap(int space, unsigned port)
    {
        for (int child = 0; child < int(IoWorld::space_count); ++child)
            if (from_.contains({child, port}) && from_.at({child, port}) == space)
                flush(child, port);
    }
    void flush(int space, unsigned port)
    {
        unmap(space, port);
        from_.erase({space, port});
    }

private:
    static bool reserved(unsigned port) { return (port & ~1u) == 0x20 || (port & ~1u) == 0xA0; }

    std::map<std::pair<int, unsigned>, int> from_;
};

struct RandomPorts {
    explicit RandomPorts(unsigned seed) : random{seed} {}

    unsigned pick(unsigned n) { return unsigned(random() % n); }
    int some_space() { return int(pick(IoWorld::space_count)); }
    PortRange some_range() { return PortRange::around(pick(used_ports), pick(9)); }
    Space& at(int space) { return space == root ? world.sigma0 : world.space[unsigned(space)]; }

    IoWorld world;
    std::mt19937 random;
};

struct Twin : RandomPorts {
    using RandomPorts::RandomPorts;

    void map(int source, int dest, PortRange range, MapMode mode)
    {
        EXPECT_EQ(world.map(at(source), at(dest), range, mode), MapOutcome::done);
        for (unsigned port = range.base; port < range.end(); ++port)
            mode == MapMode::map ? model.map(source, dest, port) : model.grant(source, dest, port);
    }
    void revoke(int space, PortRange range, bool flush)
    {
        world.revoke(at(space), range, flush);
        for (unsigned port = range.base; port < range.end(); ++port)
            flush && space != root ? model.flush(space, port) : model.unmap(space, port);
    }
    void destroy(int space)
    {
        world.destroy(at(space));
        for (unsigned port = 0; port < used_ports; ++port)
            model.flush(space, port);
    }
    void step()
    {
        unsigned const choice = pick(100);
        if (choice < 15)
            map(root, some_space(), some_range(), pick(4) ? MapMode::map : MapMode::grant);
        else if (choice < 60)
            map(some_space(), some_space(), some_range(), MapMode::map);
        else if (choice < 75)
            map(some_space(), some_space(), some_range(), MapMode::grant);
        else if (choice < 97)
            revoke(some_space(), some_range(), pick(2));
        else if (choice < 99)
            revoke(root, some_range(), pick(2));
        else
            destroy(some_space());
    }
    void compare()
    {
        for (int space = 0; space < int(IoWorld::space_count); ++space)
            for (unsigned port = 0; port < used_ports; ++port)
                ASSERT_EQ(world.holds(at(space), port), model.holds(space, port))
                    << "space " << space << " port " << port;
        world.check();
    }

    PortModel model;
};

TEST(IoModel, random_items_and_revocations_do_what_the_naive_model_does)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        Twin twin{seed};
        for (unsigned i = 0; i < 500 && !testing::Test::HasFatalFailure(); ++i) {
            twin.step();
            twin.compare();
        }
    }
}

// Nothing is left when sigma0 has taken everything back.
void expect_empty(RandomPorts& p, Word nodes_before)
{
    p.world.unmap(p.world.sigma0, all_ports);
    EXPECT_EQ(p.world.ports.nodes_used(), nodes_before);
    for (Space const& space : p.world.space) {
        EXPECT_EQ(space.account.used, 0u);
        EXPECT_EQ(p.world.held(space), 0u);
    }
}

TEST(IoModel, with_memory_that_runs_out_trees_stay_sound_and_what_is_revoked_is_gone)
{
    unsigned refused = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        RandomPorts p{seed};
        p.world.hog(2 * IoWorld::space_count + 1);
        for (Space& space : p.world.space)
            space.account.limit = 2 * page_size + (5 + p.pick(20)) * sizeof(PortNode);
        for (unsigned i = 0; i < 500; ++i) {
            int const source = int(p.pick(IoWorld::space_count + 1)) - 1;
            PortRange const range = p.some_range();
            MapMode const mode = p.pick(3) ? MapMode::map : MapMode::grant;
            if (p.pick(3) > 0) {
                refused += p.world.map(p.at(source), p.at(p.some_space()), range, mode) ==
                           MapOutcome::no_memory;
            } else {
                p.world.revoke(p.at(source), range, true);
                if (source == root)
                    for (Space const& space : p.world.space)
                        for (unsigned port = range.base; port < range.end(); ++port)
                            ASSERT_FALSE(p.world.holds(space, port));
                else
                    for (unsigned port = range.base; port < range.end(); ++port)
                        ASSERT_FALSE(p.world.holds(p.at(source), port));
            }
            p.world.check();
        }
        expect_empty(p, 0);
    }
    EXPECT_GT(refused, 100u) << "memory ran out often enough to mean something";
}

}  // namespace
}  // namespace pinyon::test
