// SPDX-License-Identifier: BSD-2-Clause
// Makes the spaces of the bench and its threads.
#include "stage.h"

#include <l4/kdebug.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>

namespace bench {
namespace {

constexpr Word first_number = 16;  // above UserBase: room for the root servers
constexpr Word stack_bytes = 4096;
// The UTCB area of every space but the director's, whose area the kernel chose.
constexpr Word utcb_area = 0x21'0000'0000;
constexpr Word anchor_number = actor_numbers + most_actors;  // the first of `spaces` numbers

// C functions expect the stack as the call instruction leaves it, which on x86_64 pushes a word.
#if defined(__x86_64__)
constexpr Word call_gap = sizeof(Word);
#else
constexpr Word call_gap = 0;
#endif

alignas(16) constinit unsigned char stacks[most_actors + spaces][stack_bytes] = {};
constinit L4_ThreadId_t director_id = {0};
constinit Word user_base = 0;
constinit L4_ThreadId_t actors[most_actors] = {};
constinit unsigned used_actors = 0;
constinit Word next_version = 1;  // of actors

// What the thread that is being started is to do.
struct Task {
    Body body;
    Word argument;
};
constinit Task task = {};

[[noreturn]] void begin()
{
    Task const mine = task;
    mine.body(mine.argument);
    for (;;)
        L4_Sleep(L4_Never);
}

struct Image {
    Word low;
    Word high;
};

Image const& own_image()
{
    constexpr Word low_field = PINYON_KIP_ROOT + 2 * sizeof(Word);
    char const* const kip = static_cast<char const*>(L4_GetKernelInterface());
    return *reinterpret_cast<Image const*>(kip + low_field);
}

// Reads all pages of the image, so that they are mapped.
void touch_image()
{
    Image const& image = own_image();
    for (Word page = image.low & ~(page_bytes - 1); page < image.high; page += page_bytes)
        (void)*reinterpret_cast<volatile Word const*>(page);
}

// Of a thread of some space: has its image mapped, says so, and stays.
void hold_space(Word)
{
    touch_image();
    L4_Set_MsgTag(L4_Niltag);
    L4_Send(director());
}

// Answers the page faults of a new space until its thread says that it is done.
void map_image()
{
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    while (L4_Label(tag) != 0) {
        Word address;
        L4_StoreMR(1, &address);
        bool const inside = address >= own_image().low && address < own_image().high;
        require(L4_IpcSucceeded(tag) && inside, "a thread leaves its image");
        Word const page = address & ~(page_bytes - 1);
        L4_Msg_t message;
        L4_MsgClear(&message);
        L4_MsgAppendMapItem(&message,
                            L4_MapItem(L4_FpageLog2(page, page_log2) + L4_FullyAccessible, page));
        L4_MsgLoad(&message);
        tag = L4_ReplyWait(client, &client);
    }
}

Word stack_of(Word number)
{
    return stack_pointer_at(reinterpret_cast<Word>(stacks[number]) + stack_bytes);
}

void make_space(Space space, Word utcb_area_threads)
{
    Word const number = anchor_number + space;
    L4_ThreadId_t const id = id_of(number);
    require(thread_control(id, id, L4_nilthread) && configure_space(id, utcb_area_threads) &&
                thread_control(id, id, director(), utcb_of(space, number)) &&
                L4_Set_Timeslice(id, L4_Never, L4_Never) != 0 &&
                send_start(id, hold_space, 0, stack_of(number)),
            "a space cannot be made");
    map_image();
}

// The end of a slice would be counted in whichever measurement it falls. One for which the timer
// is set already comes during the sleep.
void run_for_ever()
{
    constexpr L4_Word64_t longer_than_a_slice_us = 20'000;
    require(L4_Set_Timeslice(director(), L4_Never, L4_Never) != 0, "no endless time slice");
    L4_Sleep(L4_TimePeriod(longer_than_a_slice_us));
}

}  // namespace

void give_up(char const* what)
{
    printf("bench: %s (error %lx)\n", what, L4_ErrorCode());
    L4_KDB_Exit(1);
    for (;;) {}
}

void set_stage()
{
    director_id = L4_Myself();
    user_base = L4_ThreadIdUserBase(L4_GetKernelInterface());
    run_for_ever();
    touch_image();
    make_space(other_space, small_area_threads);
    make_space(crowd_space, large_area_threads);
}

L4_ThreadId_t start(Space space, Body body, Word argument, Word priority)
{
    require(used_actors < most_actors, "too many actors");
    constexpr Word version_bits = 0x3F;  // not all zero in a valid version
    if ((++next_version & version_bits) == 0)
        ++next_version;
    Word const number = actor_numbers + used_actors;
    L4_ThreadId_t const id = id_of(number, next_version);
    actors[used_actors++] = id;
    require(create_thread(id, space, number) && L4_Set_Timeslice(id, L4_Never, L4_Never) != 0 &&
                L4_Set_Priority(id, priority) != 0 &&
                send_start(id, body, argument, stack_of(number)),
            "a thread cannot be started");
    if (priority == top_priority)
        L4_ThreadSwitch(id);
    return id;
}

void clear_stage()
{
    while (used_actors > 0)
        require(thread_control(actors[--used_actors], L4_nilthread, L4_nilthread),
                "a thread cannot be deleted");
}

L4_ThreadId_t director()
{
    return director_id;
}

L4_ThreadId_t id_of(Word number, Word version)
{
    return L4_GlobalId(user_base + first_number + number, version);
}

// In its own area the director has the first block.
Word utcb_of(Space space, Word number)
{
    Word const own_block = L4_MyLocalId().raw - PINYON_UTCB_POINTER_OFFSET;
    Word const first = space == own_space ? own_block + PINYON_UTCB_SIZE : utcb_area;
    return first + number * PINYON_UTCB_SIZE;
}

L4_ThreadId_t anchor_of(Space space)
{
    return space == own_space ? director() : id_of(anchor_number + space);
}

bool thread_control(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t pager, Word utcb)
{
    return L4_ThreadControl(id, space, director(), pager, reinterpret_cast<void*>(utcb)) != 0;
}

bool create_thread(L4_ThreadId_t id, Space space, Word number)
{
    return thread_control(id, anchor_of(space), director(), utcb_of(space, number));
}

bool send_start(L4_ThreadId_t id, Body body, Word argument, Word sp)
{
    task = {body, argument};
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, reinterpret_cast<Word>(begin));
    L4_MsgAppendWord(&message, sp);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(id));
}

bool configure_space(L4_ThreadId_t id, Word utcb_area_threads)
{
    void* const kip = L4_GetKernelInterface();
    Word old_control;
    return L4_SpaceControl(
               id, 0,
               L4_FpageLog2(reinterpret_cast<Word>(kip), static_cast<int>(L4_KipAreaSizeLog2(kip))),
               L4_Fpage(utcb_area, utcb_area_threads * PINYON_UTCB_SIZE), L4_nilthread,
               &old_control) != 0;
}

Word stack_pointer_at(Word top)
{
    return top - call_gap;
}

}  // namespace bench
