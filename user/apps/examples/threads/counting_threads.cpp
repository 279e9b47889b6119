// SPDX-License-Identifier: BSD-2-Clause
// Example: a library of threads, made of X.2's calls. Threads count together, first without and
// then with mutual exclusion; ids are shown in both forms, and numbers that are used again.
#include "thread_library.h"

#include <l4/schedule.h>
#include <l4io.h>

namespace threads {
namespace {

using namespace examples;

// ---- Results

Word square(Word number)
{
    return number * number;
}

Word leave_early(Word number)
{
    if (number > 1)
        exit(number);
    return 1;
}

void show_results()
{
    L4_ThreadId_t const thread = create(square, 12);
    L4_ThreadId_t const other = create(leave_early, 5);
    L4_ThreadId_t const global = L4_GlobalIdOf(thread);
    printf("a thread has a global id, number %lu version %lu, and a local id, %lx\n",
           L4_ThreadNo(global), L4_Version(global), thread.raw);
    check(L4_IsLocalId(thread) && L4_IsGlobalId(global) && L4_SameThreads(thread, global),
          "the two ids name one thread");
    Word const results[] = {join(thread), join(other)};
    printf("results of two threads: %lu and %lu\n", results[0], results[1]);
    check(results[0] == 144 && results[1] == 5, "join tells the result");
}

// ---- Mutual exclusion

constexpr unsigned counters = 4;
constexpr unsigned steps = 25;

constinit Word volatile total = 0;
constinit Mutex* mutex = nullptr;

// Between reading and writing the others run.
void count_one()
{
    Word const before = total;
    L4_Yield();
    total = before + 1;
}

Word count_alone(Word)
{
    for (unsigned i = 0; i < steps; ++i)
        count_one();
    return 0;
}

Word count_by_turns(Word)
{
    for (unsigned i = 0; i < steps; ++i) {
        mutex->lock();
        count_one();
        mutex->unlock();
    }
    return 0;
}

Word total_of(Function function)
{
    L4_ThreadId_t ids[counters];
    total = 0;
    for (L4_ThreadId_t& id : ids)
        id = create(function, 0);
    for (L4_ThreadId_t const id : ids)
        join(id);
    return total;
}

void show_exclusion()
{
    Word const careless = total_of(count_alone);
    printf("%u threads count %u each, without a mutex: %lu\n", counters, steps, careless);
    check(careless < counters * steps, "threads get in each other's way");
    Mutex exclusion;
    mutex = &exclusion;
    Word const careful = total_of(count_by_turns);
    printf("with a mutex: %lu\n", careful);
    check(careful == counters * steps, "a mutex keeps them apart");
}

// ---- Numbers that are used again

Word error_of_send_to(L4_ThreadId_t thread)
{
    load(0);
    return L4_IpcFailed(L4_Reply(thread)) ? L4_ErrorCode() : 0;
}

void show_versions()
{
    constexpr Word no_such_partner = PINYON_IPC_NO_PARTNER << 1;
    L4_ThreadId_t const old_id = L4_GlobalIdOf(create(square, 1));
    join(L4_LocalIdOf(old_id));
    L4_ThreadId_t const thread = create(square, 2);
    L4_ThreadId_t const new_id = L4_GlobalIdOf(thread);
    Word const error = error_of_send_to(old_id);
    printf("number %lu is used again with version %lu; a message to version %lu: error %lu\n",
           L4_ThreadNo(new_id), L4_Version(new_id), L4_Version(old_id), error >> 1);
    check(L4_ThreadNo(new_id) == L4_ThreadNo(old_id), "the number is the same");
    check(L4_Version(new_id) != L4_Version(old_id), "the version is not");
    check(error == no_such_partner, "an old id names nobody");
    check(join(thread) == 4, "the new thread is not disturbed");
}

int demonstrate()
{
    begin();
    show_results();
    show_exclusion();
    show_versions();
    return conclude("threads");
}

}  // namespace
}  // namespace threads

int main()
{
    return threads::demonstrate();
}
