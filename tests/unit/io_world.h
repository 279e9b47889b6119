// SPDX-License-Identifier: BSD-2-Clause
// A world for tests of I/O ports: kernel memory, sigma0 and four spaces on the simulated machine.
#ifndef PINYON_IO_WORLD_H
#define PINYON_IO_WORLD_H

#include <gtest/gtest.h>

#include <array>

#include "arch/host/host_machine.h"
#include "generic/kernel.h"

namespace pinyon::test {

struct IoWorld {
    static constexpr unsigned space_count = 4;
    static constexpr Word kernel_memory = Word{4} << 20;

    explicit IoWorld(Word memory = kernel_memory)
    {
        host::power_on();
        frames.initialise(host::ram_base, memory);
        ports.initialise(frames);
        sigma0.owns_all = true;
    }

    MapOutcome map_step(Space& from, Space& to, PortRange range, Word& moved,
                        MapMode mode = MapMode::map)
    {
        return ports.map(from, to, range, moved, mode);
    }
    // To its end, or until memory runs out.
    MapOutcome map(Space& from, Space& to, PortRange range, MapMode mode = MapMode::map)
    {
        Word moved = 0;
        for (unsigned round = 0; round < 100'000; ++round) {
            if (moved >= range.size() && !ports.walking())
                return MapOutcome::done;
            MapOutcome const outcome = map_step(from, to, range, moved, mode);
            if (outcome == MapOutcome::no_memory)
                return outcome;
        }
        ADD_FAILURE() << "an item that never ends";
        return MapOutcome::again;
    }
    MapOutcome grant(Space& from, Space& to, PortRange range)
    {
        return map(from, to, range, MapMode::grant);
    }
    void give(Space& to, PortRange range)
    {
        EXPECT_EQ(map(sigma0, to, range), MapOutcome::done);
    }
    void revoke(Space& space, PortRange range, bool flush)
    {
        Word done = 0;
        for (unsigned round = 0; !ports.revoke(space, range, flush, done); ++round)
            ASSERT_LT(round, 100'000u);
    }
    void unmap(Space& space, PortRange range) { revoke(space, range, false); }
    void flush(Space& space, PortRange range) { revoke(space, range, true); }
    void destroy(Space& space)
    {
        for (unsigned round = 0; !ports.destroy(space); ++round)
            ASSERT_LT(round, 100'000u);
    }
    [[nodiscard]] static bool holds(Space const& space, unsigned port)
    {
        return IoPorts::may_use(space, port, 1);
    }
    [[nodiscard]] static unsigned held(Space const& space) { return space.ports.open; }
    // Leaves so many frames.
    void hog(Word left)
    {
        while (frames.free_frames() > left)
            EXPECT_TRUE(bool(frames.allocate(hogs, FrameInfo::Use::object)));
    }
    void check() const
    {
        for (Space const& each : space)
            ports.check_space(each);
    }

    KernelFrames frames;
    Account hogs;
    IoPorts ports;
    Space sigma0;
    std::array<Space, space_count> space{};
};

inline constexpr PortRange all_ports{0, 16};

}  // namespace pinyon::test

#endif  // PINYON_IO_WORLD_H
