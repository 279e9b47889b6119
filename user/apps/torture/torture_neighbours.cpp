// SPDX-License-Identifier: BSD-2-Clause
// What workers do to threads of their own space by ExchangeRegisters.
#include "torture_acts.h"
#include "torture_findings.h"

#include <l4/ipc.h>

namespace torture {
namespace {

// A neighbour who has begun; without one, his index is the own one.
struct Neighbour {
    unsigned index;
    Word version;
};

Neighbour choose_neighbour(Self& self)
{
    unsigned const first = team_of(self.index) * team_size;
    Word const step = 1 + self.random.below(team_size - 1);
    unsigned const index = first + static_cast<unsigned>((self.index - first + step) % team_size);
    Word const version = workers[index].version.get();
    return workers[index].begun.get() == version ? Neighbour{index, version}
                                                 : Neighbour{self.index, self.version};
}

// Only a thread that is being removed may be refused.
Outcome exchange(Self& self, Neighbour const& neighbour, Word control)
{
    L4_ThreadId_t const id = worker_id(neighbour.index, neighbour.version);
    Word old_control, sp, ip, flags, handle;
    L4_ThreadId_t pager;
    L4_ThreadId_t const result = L4_ExchangeRegisters(
        id, control, 0, 0, 0, 0, L4_nilthread, &old_control, &sp, &ip, &flags, &handle, &pager);
    if (!L4_IsNilThread(result))
        return well;
    if (workers[neighbour.index].ending.get() < neighbour.version)
        find({refused_call, worker_id(self.index, self.version).raw, id.raw, L4_ErrorCode(),
              control});
    return gone;
}

// A halted thread must not come further. It may be removed meanwhile, but who comes after it has
// another version.
void watch_halted(Self& self, Neighbour const& neighbour)
{
    Worker const& worker = workers[neighbour.index];
    Word const before = worker.progress.get();
    L4_Sleep(short_time(20 + self.random.below(200)));
    Word const after = worker.progress.get();
    if (after != before && worker.version.get() == neighbour.version)
        find({ran_when_halted, worker_id(neighbour.index, neighbour.version).raw,
              worker_id(self.index, self.version).raw, after, before});
}

}  // namespace

Outcome abort_neighbour(Self& self)
{
    constexpr Word phases[] = {PINYON_EXREGS_RECEIVE, PINYON_EXREGS_SEND,
                               PINYON_EXREGS_RECEIVE | PINYON_EXREGS_SEND};
    Neighbour const neighbour = choose_neighbour(self);
    Word const control = phases[self.random.below(3)];
    return neighbour.index == self.index ? gone : exchange(self, neighbour, control);
}

// One at a time in each team: two who halt each other would never run again.
Outcome halt_neighbour(Self& self)
{
    constexpr Word halt = PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT;
    constexpr Word resume = PINYON_EXREGS_SET_HALT;
    Team& team = teams[team_of(self.index)];
    Neighbour const neighbour = choose_neighbour(self);
    if (neighbour.index == self.index)
        return gone;
    if (!team.halting.change(0, self.index + 1))
        return late;
    team.halted.set(neighbour.index + 1);
    Outcome outcome = exchange(self, neighbour, halt);
    if (outcome == well) {
        watch_halted(self, neighbour);
        outcome = exchange(self, neighbour, resume);
    }
    team.halted.set(0);
    team.halting.set(0);
    return outcome;
}

}  // namespace torture
