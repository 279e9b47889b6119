// SPDX-License-Identifier: BSD-2-Clause
// Snapshots as differences from a first state.
#include "machine_snapshot.h"

#include <algorithm>
#include <cstring>

namespace pinyon::test {

namespace {

Hardware present_hardware()
{
    host::Machine const& machine = host::machine();
    Hardware result{machine.now, {}, machine.raised, machine.unmasked};
    for (host::Cpu const& cpu : machine.cpus)
        result.cpus.push_back({cpu.active, cpu.deadline, cpu.utcb, cpu.thread_pointer});
    return result;
}

void set_hardware(Hardware const& hardware)
{
    host::Machine& machine = host::machine();
    machine.now = hardware.now;
    machine.raised = hardware.raised;
    machine.unmasked = hardware.unmasked;
    for (std::size_t i = 0; i < hardware.cpus.size(); ++i) {
        host::Cpu& cpu = machine.cpus[i];
        Hardware::PerCpu const& saved = hardware.cpus[i];
        cpu.active = saved.active;
        cpu.deadline = saved.deadline;
        cpu.utcb = saved.utcb;
        cpu.thread_pointer = saved.thread_pointer;
        cpu.poked = false;
        cpu.activations.clear();
        cpu.translations.clear();
    }
}

}  // namespace

MachineSnapshots::MachineSnapshots(std::vector<std::span<std::byte>> memory)
    : memory_{std::move(memory)}
{
    for (std::span<std::byte> const part : memory_)
        first_.insert(first_.end(), part.begin(), part.end());
}

MachineSnapshots::Snapshot MachineSnapshots::take() const
{
    Snapshot result{present_hardware(), {}, {}};
    std::size_t first = 0;
    for (std::span<std::byte> const part : memory_) {
        for (std::size_t at = 0; at < part.size(); at += page) {
            std::size_t const size = std::min(page, part.size() - at);
            if (std::memcmp(&part[at], &first_[first + at], size) != 0)
                take_lines(part.subspan(at, size), first + at, result);
        }
        first += part.size();
    }
    return result;
}

void MachineSnapshots::take_lines(std::span<std::byte> part, std::size_t first,
                                  Snapshot& into) const
{
    for (std::size_t at = 0; at < part.size(); at += line) {
        std::size_t const size = std::min(line, part.size() - at);
        if (std::memcmp(&part[at], &first_[first + at], size) == 0)
            continue;
        into.lines.push_back(std::uint32_t((first + at) / line));
        into.bytes.insert(into.bytes.end(), &part[at], &part[at] + size);
        into.bytes.resize(into.lines.size() * line);
    }
}

void MachineSnapshots::restore(Snapshot const& snapshot) const
{
    set_hardware(snapshot.hardware);
    std::size_t first = 0, next = 0;
    for (std::span<std::byte> const part : memory_) {
        std::memcpy(part.data(), &first_[first], part.size());
        for (; next < snapshot.lines.size(); ++next) {
            std::size_t const at = snapshot.lines[next] * line - first;
            if (at >= part.size())
                break;
            std::memcpy(&part[at], &snapshot.bytes[next * line], std::min(line, part.size() - at));
        }
        first += part.size();
    }
}

}  // namespace pinyon::test
