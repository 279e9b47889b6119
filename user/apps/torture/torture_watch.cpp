// SPDX-License-Identifier: BSD-2-Clause
// The first thread: starts the keepers, sees that everybody comes further, and ends the run.
#include "torture_watch.h"

#include "torture_acts.h"
#include "torture_findings.h"
#include "torture_keeper.h"
#include "torture_ledger.h"

#include <l4/ipc.h>
#include <l4/kdebug.h>

namespace torture {
namespace {

constexpr Word look_us = 10'000;

// A machine that does not run has no looks either, so that these are at least five seconds of its
// own time.
constexpr unsigned patience = 500;

// How often in a row somebody was found where he had been.
class Still {
public:
    // Whether it is for too long, told once.
    bool look(Word progress)
    {
        looks_ = progress == seen_ ? looks_ + 1 : 0;
        seen_ = progress;
        return looks_ == patience;
    }

private:
    Word seen_ = 0;
    unsigned looks_ = 0;
};

constinit Still still_workers[most_workers];
constinit Still still_keepers[most_processors];

// ---- What must come back to the kernel

struct Kept {
    Word threads;
    Word spaces;
    Word mappings;
};

Kept count_kept()
{
    return {L4_KDB_KernelMemory(PINYON_KMEM_THREADS), L4_KDB_KernelMemory(PINYON_KMEM_SPACES),
            L4_KDB_KernelMemory(PINYON_KMEM_MAPPINGS)};
}

void compare_kept(Kept const& before)
{
    Kept const now = count_kept();
    if (now.threads != before.threads || now.spaces != before.spaces)
        find({lost_memory, 0, now.spaces - before.spaces, now.threads, before.threads});
    if (now.mappings > before.mappings)
        find({lost_memory, 0, 0, now.mappings, before.mappings});
}

// ---- The beginning

void require(Word error, unsigned number)
{
    if (error != 0)
        find({refused_call, keeper_id(number).raw, 0, error, 0});
}

void start_keepers()
{
    for (unsigned number = 0; number < world.processors; ++number) {
        L4_ThreadId_t const id = keeper_id(number);
        require(make_keeper(number), number);
        require(set_times(id, keeper_priority, 10'000), number);
        if (world.processors > 1)
            require(set_processor(id, number), number);
        start_keeper(number, keep);
    }
}

// ---- The course

bool ends(Worker const& worker)
{
    return worker.ending.get() == worker.version.get();
}

void look_after_workers()
{
    for (unsigned index = 0; index < world.workers; ++index) {
        Worker const& worker = workers[index];
        Word const version = worker.version.get();
        if (still_workers[index].look(worker.progress.get() + mix(version)) && !ends(worker))
            find({stands_still, worker_id(index, version).raw, worker.partner.get(),
                  L4_Set_Priority(worker_id(index, version), worker_priority), worker.doing.get()});
    }
}

void look_after_keepers()
{
    for (unsigned number = 0; number < world.processors; ++number)
        if (still_keepers[number].look(keepers[number].progress.get()))
            find({stands_still, keeper_id(number).raw, 0, 0, 0});
}

template <class Done>
bool watch_until(Done done, unsigned most_looks)
{
    for (unsigned looks = 0; !done(); ++looks) {
        if (looks == most_looks)
            return false;
        L4_Sleep(L4_TimePeriod(look_us));
        look_after_keepers();
    }
    return true;
}

// ---- The end

bool has_stopped(unsigned index)
{
    Worker const& worker = workers[index];
    return ends(worker) || worker.parked.get() == worker.version.get();
}

bool have_stopped()
{
    unsigned number = 0;
    while (number < world.workers && has_stopped(number))
        ++number;
    return number == world.workers;
}

bool keepers_have_stopped()
{
    unsigned number = 0;
    while (number < world.processors && keepers[number].stopped.get() != 0)
        ++number;
    return number == world.processors;
}

void stop_all()
{
    world.stopping.set(1);
    if (!watch_until(have_stopped, patience)) {
        for (unsigned index = 0; index < world.workers; ++index)
            if (!has_stopped(index))
                find({never_stopped, worker_id(index, workers[index].version.get()).raw,
                      workers[index].partner.get(), workers[index].doing.get(), 0});
        return;
    }
    compare_books([](unsigned index) { return !ends(workers[index]); });
}

void remove_all()
{
    world.closing.set(1);
    if (!watch_until(keepers_have_stopped, patience))
        find({never_stopped, keeper_id(0).raw, 0, 0, 0});
    for (unsigned index = 0; index < world.workers; ++index)
        (void)delete_thread(worker_id(index, workers[index].version.get()));
    for (unsigned number = 0; number < world.processors; ++number)
        (void)delete_thread(keeper_id(number));
}

}  // namespace

void run_all(Word seconds)
{
    touch_image();
    prepare_void_page();
    Kept const before = count_kept();
    Word const end = L4_SystemClock().raw + seconds * 1'000'000;
    start_keepers();
    while (L4_SystemClock().raw < end) {
        L4_Sleep(L4_TimePeriod(look_us));
        look_after_workers();
        look_after_keepers();
    }
    stop_all();
    remove_all();
    compare_kept(before);
}

}  // namespace torture
