// SPDX-License-Identifier: BSD-2-Clause
// Who takes part, and what all may know of each other.
//
// Workers do things to each other. They live in teams, a space each. Every processor has a keeper,
// a thread in the root space: the pager of two teams, which also removes, remakes and moves their
// threads. The image of the program appears at the same addresses in all spaces, writable, so that
// everything here is shared; it is made for many readers, and for one writer unless it says else.
#ifndef PINYON_TORTURE_WORLD_H
#define PINYON_TORTURE_WORLD_H

#include "torture_kinds.h"

#include <l4/schedule.h>
#include <l4/thread.h>

namespace torture {

inline constexpr unsigned most_processors = 16;  // further ones are left alone
inline constexpr unsigned team_size = 4;
inline constexpr unsigned teams_per_keeper = 2;
inline constexpr unsigned workers_per_keeper = team_size * teams_per_keeper;
inline constexpr unsigned most_workers = most_processors * workers_per_keeper;
inline constexpr unsigned most_teams = most_processors * teams_per_keeper;

inline constexpr Word page_log2 = 12;
inline constexpr Word page_bytes = Word{1} << page_log2;

// Where a worker takes pages that others send, in its own space: one page each.
inline constexpr Word windows = 0x20'0000'0000;

// A word that others read while its owner writes it.
class Shared {
public:
    [[nodiscard]] Word get() const { return __atomic_load_n(&word_, __ATOMIC_ACQUIRE); }
    void set(Word word) { __atomic_store_n(&word_, word, __ATOMIC_RELEASE); }
    void count() { set(word_ + 1); }  // for one writer

    // For many writers: the sum, and whether the word was `from`.
    Word add(Word number) { return __atomic_add_fetch(&word_, number, __ATOMIC_ACQ_REL); }
    bool change(Word from, Word to)
    {
        return __atomic_compare_exchange_n(&word_, &from, to, false, __ATOMIC_ACQ_REL,
                                           __ATOMIC_ACQUIRE);
    }

private:
    Word word_ = 0;
};

// What became of operations, by kind.
struct Tally {
    Shared counts[outcome_count];
};

struct alignas(64) Worker {
    // ---- Written by its keeper
    Shared version;  // of the present incarnation, or of the last one
    Shared ending;   // that incarnation is being removed, or is gone
    Shared death;    // World::deaths when it had been removed; written before `dead`
    Shared dead;     // that incarnation and all before are gone

    // ---- Written by the worker
    Shared begun;       // the incarnation that runs
    Shared progress;    // acts, of all incarnations
    Shared doing;       // a Kind
    Shared partner;     // index + 1 of the one whom it deals with
    Shared sends_to;    // index + 1, for whoever looks for a sender
    Shared listens_to;  // the same for whoever looks for a receiver; or `anybody`
    Shared parked;      // the incarnation that has stopped
    Tally tallies[kind_count];
};

inline constexpr Word anybody = ~Word{0};

struct Team {
    Shared halting;  // who may halt one of the team: index + 1; many writers
    Shared halted;   // whom: index + 1
};

struct Keeper {
    Shared progress;  // rounds
    Shared stopped;
    Shared image_faults;
    Shared window_faults;
    Tally tallies[kind_count];
};

struct World {
    unsigned processors = 0;
    unsigned workers = 0;
    Word seed = 0;
    Word stretch = 1;  // by which short times are longer than on a quick machine
    Shared deaths;     // many writers
    Shared strays;     // answers to faults that came too late; many writers
    Shared stopping;   // workers shall stop
    Shared closing;    // keepers, too
};

extern constinit World world;
extern constinit Worker workers[most_workers];
extern constinit Team teams[most_teams];
extern constinit Keeper keepers[most_processors];

// A short time, in microseconds of a quick machine.
inline L4_Time_t short_time(Word microseconds)
{
    return L4_TimePeriod(microseconds * world.stretch);
}

// ---- Names

L4_ThreadId_t worker_id(unsigned index, Word version);
L4_ThreadId_t keeper_id(unsigned number);

// The worker's id in its own space.
L4_ThreadId_t local_worker_id(unsigned index);

// Which worker or keeper has that number; only for those that are one.
bool is_worker(L4_ThreadId_t id);
bool is_keeper(L4_ThreadId_t id);
unsigned worker_of(L4_ThreadId_t id);
unsigned keeper_of(L4_ThreadId_t id);

constexpr unsigned team_of(unsigned worker)
{
    return worker / team_size;
}

// ---- The image

bool in_image(Word address);

// Makes all of it that is used the first thread's own: keepers map only what the root space has.
void touch_image();

// ---- Memory of each worker, in the image: a room of so many pages

inline constexpr unsigned room_pages = 7;
Word room(unsigned worker);

// What is in it: the page that the worker sends, buffers for strings, a stack.
Word own_page(unsigned worker);
inline constexpr Word buffer_bytes = 2 * page_bytes;
Word out_buffer(unsigned worker);
Word in_buffer(unsigned worker);

// The stack pointer with which a function may begin on the stack of a worker or keeper.
Word worker_stack(unsigned worker);
Word keeper_stack(unsigned number);

// Where it takes pages.
Word window(unsigned worker);

// What a window shows where nobody has sent a page, or it was taken back.
Word void_page();

inline L4_Fpage_t fpage(Word address, Word rights)
{
    return L4_FpageLog2(address, static_cast<int>(page_log2)) + rights;
}

}  // namespace torture

#endif  // PINYON_TORTURE_WORLD_H
