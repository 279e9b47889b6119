// SPDX-License-Identifier: BSD-2-Clause
// A keeper is the pager of its workers, and removes, remakes and moves them.
//
// It never waits for anybody: its own sends have no time.
#include "torture_keeper.h"

#include "torture_findings.h"
#include "torture_worker.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/space.h>

namespace torture {
namespace {

constexpr Word tick_us = 500;

// In each team the last ones are removed all the time, the others seldom.
constexpr unsigned short_lived = 2;
constexpr Word chances_of_the_others = 64;

// A message to the keeper.
struct Request {
    L4_ThreadId_t from;
    L4_MsgTag_t tag;
    Word address;
    Word ip;
    bool is_fault;
};

class Ward {
public:
    explicit Ward(unsigned number)
        : number_(number), first_(number * workers_per_keeper),
          random_(mix(world.seed) + mix(~Word{number}))
    {}

    void make_all();
    void tick();
    bool answer(Request const& request);  // whether an answer was loaded

private:
    // What the keeper knows of a worker besides what all know.
    struct Entry {
        bool lives;
        Word seen;  // progress when it was made, or when it ended
    };

    [[nodiscard]] Keeper& keeper() const { return keepers[number_]; }
    Entry& entry(unsigned index) { return entries_[index - first_]; }
    unsigned any_worker()
    {
        return first_ + static_cast<unsigned>(random_.below(workers_per_keeper));
    }
    L4_ThreadId_t companion(unsigned index);
    void note(Kind kind, Word error, unsigned index);
    void count(Kind kind) { keeper().tallies[kind].counts[well].count(); }

    Word create(unsigned index);
    void make(unsigned index);
    void remove(unsigned index);
    void free_halted(unsigned halter);
    [[nodiscard]] bool may_remove(unsigned index);
    void remove_any();
    void remove_team(unsigned index);
    void evict();
    void migrate();

    unsigned number_;
    unsigned first_;
    Random random_;
    Entry entries_[workers_per_keeper] = {};
};

void Ward::note(Kind kind, Word error, unsigned index)
{
    if (error == 0)
        count(kind);
    else
        find({refused_call, keeper_id(number_).raw,
              worker_id(index, workers[index].version.get()).raw, error, kind});
}

// ---- Making

L4_ThreadId_t Ward::companion(unsigned index)
{
    unsigned const first = team_of(index) * team_size;
    for (unsigned other = first; other < first + team_size; ++other)
        if (entry(other).lives)
            return worker_id(other, workers[other].version.get());
    return L4_nilthread;
}

// A version is not valid if its low six bits are zero.
Word version_after(Word version)
{
    constexpr Word low_bits = 0x3F;
    return (++version & low_bits) == 0 ? version + 1 : version;
}

// Others learn the version when it names a thread.
Word Ward::create(unsigned index)
{
    Worker& worker = workers[index];
    Word const version = version_after(worker.version.get());
    Word const error = make_worker(index, version, companion(index));
    if (error != 0)
        return error;
    entry(index).lives = true;
    worker.version.set(version);
    Word const slice_us = (100 + random_.below(4000)) * world.stretch;
    Word const refused = set_times(worker_id(index, version), worker_priority, slice_us);
    return refused != 0 ? refused : start_worker(index, version, work);
}

void Ward::make(unsigned index)
{
    Worker const& worker = workers[index];
    Entry& mine = entry(index);
    if (worker.progress.get() != mine.seen)
        find({ran_when_dead, worker_id(index, worker.version.get()).raw, 0, worker.progress.get(),
              mine.seen});
    mine.seen = worker.progress.get();
    note(do_create, create(index), index);
}

void Ward::make_all()
{
    for (unsigned n = 0; n < workers_per_keeper; ++n)
        make(first_ + n);
}

// ---- Removing

// Who stands still is left for the watchdog to find.
bool Ward::may_remove(unsigned index)
{
    return entry(index).lives && workers[index].progress.get() != entry(index).seen;
}

// A worker that was removed can resume nobody: whom it halted goes, too.
void Ward::free_halted(unsigned halter)
{
    Team& team = teams[team_of(halter)];
    if (team.halting.get() != halter + 1)
        return;
    Word const halted = team.halted.get();
    team.halted.set(0);
    team.halting.set(0);
    if (halted != 0 && entry(static_cast<unsigned>(halted) - 1).lives)
        remove(static_cast<unsigned>(halted) - 1);
}

void Ward::remove(unsigned index)
{
    Worker& worker = workers[index];
    Word const version = worker.version.get();
    worker.ending.set(version);
    Word const error = delete_thread(worker_id(index, version));
    worker.death.set(world.deaths.add(1));
    worker.dead.set(version);
    entry(index) = {false, worker.progress.get()};
    note(do_remove, error, index);
    free_halted(index);
}

void Ward::remove_team(unsigned index)
{
    unsigned const first = team_of(index) * team_size;
    for (unsigned other = first; other < first + team_size; ++other)
        if (may_remove(other))
            remove(other);
}

void Ward::remove_any()
{
    unsigned const index = any_worker();
    bool const is_short_lived = index % team_size >= team_size - short_lived;
    if (!may_remove(index))
        return;
    if (is_short_lived)
        remove(index);
    else if (random_.one_in(chances_of_the_others))
        random_.one_in(2) ? remove(index) : remove_team(index);
}

// ---- What else happens to workers

// Takes memory away, which comes back by a page fault with the same content.
void Ward::evict()
{
    Word const page = random_.below(room_pages) * page_bytes;
    L4_UnmapFpage(fpage(room(any_worker()) + page, L4_FullyAccessible));
    count(do_evict);
}

void Ward::migrate()
{
    unsigned const index = any_worker();
    if (!entry(index).lives)
        return;
    Word const to = random_.below(world.processors);
    note(do_migrate, set_processor(worker_id(index, workers[index].version.get()), to), index);
}

void Ward::tick()
{
    if (world.stopping.get() != 0)
        return;
    evict();
    remove_any();
    for (unsigned n = 0; n < workers_per_keeper; ++n)
        if (!entries_[n].lives && random_.one_in(2))
            make(first_ + n);
    if (world.processors > 1)
        migrate();
}

// ---- Faults

void load_page(Word from, Word to)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendMapItem(&message, L4_MapItem(fpage(from, L4_FullyAccessible), to));
    L4_MsgLoad(&message);
}

Request read_request(L4_ThreadId_t from, L4_MsgTag_t tag)
{
    constexpr Word fault_words = 2;
    Request request = {from, tag, 0, 0, false};
    L4_StoreMR(1, &request.address);
    L4_StoreMR(2, &request.ip);
    request.is_fault = static_cast<long>(tag.raw) >> 20 == PINYON_PROTO_PAGE_FAULT &&
                       L4_UntypedWords(tag) == fault_words && is_worker(from);
    return request;
}

bool Ward::answer(Request const& request)
{
    Word const page = request.address & ~(page_bytes - 1);
    if (request.is_fault && in_image(page)) {
        keeper().image_faults.count();
        load_page(page, page);
        return true;
    }
    if (request.is_fault && page == window(worker_of(request.from))) {
        keeper().window_faults.count();
        load_page(void_page(), page);
        return true;
    }
    find({strange_fault, request.from.raw, request.tag.raw, request.address, request.ip});
    return false;
}

}  // namespace

void keep()
{
    unsigned const number = keeper_of(L4_Myself());
    Ward ward{number};
    ward.make_all();
    L4_Time_t const wait = short_time(tick_us);
    Word next_tick = 0;
    L4_ThreadId_t from = L4_nilthread;
    bool answering = false;
    while (world.closing.get() == 0) {
        L4_MsgTag_t const tag =
            answering ? L4_ReplyWait_Timeout(from, wait, &from) : L4_Wait_Timeout(wait, &from);
        bool const asked = L4_IpcSucceeded(tag);
        Request const request = read_request(from, tag);
        if (L4_SystemClock().raw >= next_tick) {
            ward.tick();
            next_tick = L4_SystemClock().raw + tick_us * world.stretch;
        }
        answering = asked && ward.answer(request);
        keepers[number].progress.count();
    }
    keepers[number].stopped.set(1);
    for (;;)
        L4_Sleep(L4_Never);
}

}  // namespace torture
