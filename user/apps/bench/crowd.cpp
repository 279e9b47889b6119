// SPDX-License-Identifier: BSD-2-Clause
// Makes crowds of threads and mappings.
#include "crowd.h"

#include "pages.h"

#include <l4/message.h>
#include <l4/schedule.h>

namespace bench {
namespace {

constexpr Word place = 0x10'0000'0000;  // of the mappings in the crowd's space
constexpr int place_log2 = 29;
static_assert(most_mappings * page_bytes <= Word{1} << place_log2);

// One stack for all: see park(). Those that only spin need none.
alignas(16) constinit unsigned char stack[256] = {};
constinit Word threads = 0;
constinit Word timeouts = 0;
constinit Word mappings = 0;

L4_ThreadId_t member(Word index)
{
    return id_of(crowd_numbers + index);
}

void wait_for_director(Word)
{
    park(director().raw);
}

void spin(Word)
{
    for (bool volatile for_ever = true; for_ever;) {}
}

L4_ThreadId_t add_thread(Body body, Word priority)
{
    Word const number = crowd_numbers + threads;
    L4_ThreadId_t const id = member(threads);
    require(create_thread(id, crowd_space, number), "a thread of the crowd cannot be made");
    ++threads;
    Word const sp = stack_pointer_at(reinterpret_cast<Word>(stack) + sizeof stack);
    require(L4_Set_Timeslice(id, L4_Never, L4_Never) != 0 && L4_Set_Priority(id, priority) != 0 &&
                send_start(id, body, 0, sp),
            "a thread of the crowd cannot be started");
    return id;
}

// Some minutes to an hour, in an order that is neither up nor down.
Word receive_timeout(Word index)
{
    constexpr unsigned exponent = 22;  // units of 4 s
    constexpr Word shortest = 64, spread = 960, stride = 367;
    return exponent << 10 | (shortest + index * stride % spread);
}

// Pages of the largest item that begins at page `done` of the place.
Word pages_of_item(Word done, Word wanted)
{
    Word pages = arena_pages;
    while (done % pages != 0 || pages > wanted)
        pages /= 2;
    return pages;
}

}  // namespace

void block_threads(Word count)
{
    while (threads < count)
        L4_ThreadSwitch(add_thread(wait_for_director, top_priority));
}

void set_timeouts(Word count)
{
    require(count <= threads, "too few threads for so many timeouts");
    for (; timeouts < count; ++timeouts) {
        L4_Msg_t message;
        L4_MsgClear(&message);
        L4_MsgAppendWord(&message, receive_timeout(timeouts));
        L4_MsgLoad(&message);
        require(L4_IpcSucceeded(L4_Reply(member(timeouts))), "a thread of the crowd is lost");
        L4_ThreadSwitch(member(timeouts));
    }
}

void delete_threads()
{
    while (threads > 0)
        require(thread_control(member(--threads), L4_nilthread, L4_nilthread),
                "a thread of the crowd cannot be deleted");
    timeouts = 0;
}

// Lowest first: none of them runs while the director does.
void occupy_priorities(Word count)
{
    while (threads < count)
        add_thread(spin, threads);
}

void map_others(Word count)
{
    L4_ThreadId_t const holder = start_holder(crowd_space);
    while (mappings < count) {
        Word const pages = pages_of_item(mappings, count - mappings);
        L4_Fpage_t const given = L4_Fpage(arena, pages * page_bytes) + L4_FullyAccessible;
        (void)count_map(holder, given, place + mappings * page_bytes);
        mappings += pages;
    }
    clear_stage();
}

void flush_others()
{
    L4_ThreadId_t const holder = start_holder(crowd_space);
    flush(holder, place, place_log2);
    mappings = 0;
    clear_stage();
}

}  // namespace bench
