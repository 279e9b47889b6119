// SPDX-License-Identifier: BSD-2-Clause
// A worker does one act after another, as its random numbers say.
#include "torture_worker.h"

#include "torture_acts.h"
#include "torture_findings.h"
#include "torture_ledger.h"

#include <l4/ipc.h>

namespace torture {
namespace {

void begin(Self& self)
{
    Worker& worker = self.worker();
    worker.sends_to.set(0);
    worker.listens_to.set(0);
    open_books(self.index);
    prepare_letters(self);
    prepare_page(self);
    worker.begun.set(self.version);
}

void act(Self& self)
{
    Worker& worker = self.worker();
    Kind const kind = any_kind(self.random);
    worker.progress.count();
    worker.doing.set(kind);
    Outcome const outcome = kinds[kind].act(self);
    worker.tallies[kind].counts[outcome].count();
}

}  // namespace

void work()
{
    L4_ThreadId_t const id = L4_Myself();
    unsigned const index = worker_of(id);
    Self self{index, L4_Version(id), Random{mix(world.seed) + mix(id.raw)}};
    begin(self);
    while (world.stopping.get() == 0)
        act(self);
    self.worker().parked.set(self.version);
    for (;;)
        L4_Sleep(L4_Never);
}

}  // namespace torture
