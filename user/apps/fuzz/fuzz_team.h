// SPDX-License-Identifier: BSD-2-Clause
// A team: the threads of one space, made and removed one by one or all together.
#ifndef PINYON_FUZZ_TEAM_H
#define PINYON_FUZZ_TEAM_H

#include "fuzz_arena.h"

#include <l4/thread.h>

namespace fuzz {

// What the supervisor could not have because the kernel had no memory, and what it was refused for
// another reason, which never happens to a kernel that is right.
struct Failures {
    Word without_memory;
    Word refused;
};

extern constinit Failures failures;

// Privileged calls: 0 or the error code.
Word control_thread(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                    L4_ThreadId_t pager, Word utcb);
Word delete_thread(L4_ThreadId_t id);
bool exists(L4_ThreadId_t id);

// What all spaces have alike.
Word utcb_area();
Word first_user_number();

class Team {
public:
    // Its threads have the numbers from `number` on, counted from the first of users, and begin at
    // `body`. The supervisor is their pager and scheduler. `arena` is where it has their arena.
    constexpr Team(unsigned number, void (*body)(), unsigned char* arena)
        : number_(number), body_(body), arena_(arena)
    {}

    // Gives the thread a new id, which `id` says from then on.
    void rename(unsigned index);
    L4_ThreadId_t id(unsigned index) const { return ids_[index]; }
    bool lives(unsigned index) const { return lives_[index]; }

    // The thread must not live. A space is made with its first thread and ends with its last. False
    // if the kernel failed; then nothing remains.
    bool start(unsigned index, Word priority);
    void stop(unsigned index);
    void stop_all();

    // Lets another thread of the team be the thread's scheduler.
    void let_schedule(unsigned index, unsigned scheduler);

    bool has(L4_ThreadId_t thread) const;
    unsigned index_of(L4_ThreadId_t thread) const;  // of a thread that it has

    // The arena as the supervisor sees it.
    Word arena() const { return reinterpret_cast<Word>(arena_); }

    template <class Board>
    Board& board()
    {
        return *reinterpret_cast<Board*>(arena_);
    }

private:
    L4_ThreadId_t companion() const;
    Word make(unsigned index, Word utcb);

    unsigned number_;
    void (*body_)();
    L4_ThreadId_t ids_[threads_per_space] = {};
    bool lives_[threads_per_space] = {};
    unsigned char* arena_;
};

// A new space with one thread in it, which never runs.
bool try_new_space(L4_ThreadId_t id);

}  // namespace fuzz

#endif  // PINYON_FUZZ_TEAM_H
