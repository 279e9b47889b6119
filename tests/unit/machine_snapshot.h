// SPDX-License-Identifier: BSD-2-Clause
// The state of a kernel on the simulated machine, kept and brought back: the kernel is one object
// and one range of memory, so a state is what differs in them from a first state.
#ifndef PINYON_MACHINE_SNAPSHOT_H
#define PINYON_MACHINE_SNAPSHOT_H

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "arch/host/host_machine.h"

namespace pinyon::test {

// What of the machine changes while threads communicate.
struct Hardware {
    struct PerCpu {
        host::Activation active;
        Clock deadline;
        UserAddr utcb;
        Word thread_pointer;
    };
    Clock now;
    std::vector<PerCpu> cpus;
    std::set<std::uint32_t> raised, unmasked;
};

class MachineSnapshots {
public:
    static constexpr std::size_t line = 64;
    struct Snapshot {
        Hardware hardware;
        std::vector<std::uint32_t> lines;  // numbers of those that differ from the first state
        std::vector<std::byte> bytes;      // `line` of each
    };

    // The present state of `memory` becomes the first one. All parts but the last are whole pages.
    explicit MachineSnapshots(std::vector<std::span<std::byte>> memory);
    [[nodiscard]] Snapshot take() const;
    void restore(Snapshot const& snapshot) const;

private:
    static constexpr std::size_t page = 4096;
    void take_lines(std::span<std::byte> part, std::size_t first, Snapshot& into) const;

    std::vector<std::span<std::byte>> memory_;
    std::vector<std::byte> first_;
};

}  // namespace pinyon::test

#endif  // PINYON_MACHINE_SNAPSHOT_H
