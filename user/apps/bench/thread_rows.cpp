// SPDX-License-Identifier: BSD-2-Clause
// Making and deleting threads and spaces, and exceptions.
#include "results.h"
#include "rows.h"
#include "thread_counts.h"

namespace bench {
namespace {

constexpr Word space_count = 16;
constexpr Word exceptions = 100;

// A space with one active thread each.
Word count_space_creations()
{
    Word const begin = read_counter();
    for (Word i = 0; i < space_count; ++i) {
        L4_ThreadId_t const id = id_of(free_numbers + i);
        require(thread_control(id, id, L4_nilthread) && configure_space(id, small_area_threads) &&
                    thread_control(id, id, director(), utcb_of(other_space, 0)),
                "a space cannot be made");
    }
    return read_counter() - begin;
}

void measure_spaces()
{
    (void)count_space_creations();
    (void)count_deletions(space_count);
    record("space.create", count_space_creations(), space_count);
    (void)count_deletions(space_count);
}

// ---- Exceptions

constinit Word volatile exception_count = 0;

void raise_exceptions(Word)
{
    L4_Set_ExceptionHandler(director());
    exception_count = count_exceptions(exceptions);
    L4_Set_MsgTag(L4_Niltag);
    L4_Send(director());
}

// MR1 of an exception message, and of the answer, is the instruction pointer.
void measure_exceptions()
{
    constexpr Word label_and_flags = ~Word{0xFFF};
    start(other_space, raise_exceptions);
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    while (L4_Label(tag) != 0) {
        Word ip;
        L4_StoreMR(1, &ip);
        L4_LoadMR(1, ip + illegal_instruction_bytes);
        L4_LoadMR(0, tag.raw & ~label_and_flags);
        tag = L4_ReplyWait(client, &client);
    }
    require(L4_IpcSucceeded(tag), "an exception was not answered");
    record("exception.reply", exception_count, exceptions);
    clear_stage();
}

}  // namespace

Word count_creations(Word threads)
{
    Word const begin = read_counter();
    for (Word i = 0; i < threads; ++i)
        require(create_thread(id_of(free_numbers + i), other_space, free_numbers + i),
                "a thread cannot be made");
    return read_counter() - begin;
}

Word count_deletions(Word threads)
{
    Word const begin = read_counter();
    for (Word i = 0; i < threads; ++i)
        require(thread_control(id_of(free_numbers + i), L4_nilthread, L4_nilthread),
                "a thread cannot be deleted");
    return read_counter() - begin;
}

void measure_threads()
{
    constexpr Word threads = 64;
    (void)count_creations(threads);
    (void)count_deletions(threads);
    record("thread.create", count_creations(threads), threads);
    record("thread.delete", count_deletions(threads), threads);
    measure_spaces();
    measure_exceptions();
}

}  // namespace bench
