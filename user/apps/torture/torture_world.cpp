// SPDX-License-Identifier: BSD-2-Clause
// The shared state and memory of all who take part.
#include "torture_world.h"

#include <l4/kip.h>

namespace torture {

constinit World world;
constinit Worker workers[most_workers];
constinit Team teams[most_teams];
constinit Keeper keepers[most_processors];

namespace {

constexpr unsigned first_number = 16;  // above UserBase: room for the root servers
constexpr unsigned first_worker = first_number + most_processors;
constexpr Word stack_bytes = 2 * page_bytes;

struct alignas(page_bytes) Room {
    unsigned char page[page_bytes];
    unsigned char out[buffer_bytes];
    unsigned char in[buffer_bytes];
    unsigned char stack[stack_bytes];
};
static_assert(sizeof(Room) == room_pages * page_bytes);

constinit Room rooms[most_workers] = {};
alignas(page_bytes) constinit unsigned char keeper_stacks[most_processors][stack_bytes] = {};
alignas(page_bytes) constinit unsigned char nothing[page_bytes] = {};

Word user_number(L4_ThreadId_t id)
{
    return L4_ThreadNo(id) - L4_ThreadIdUserBase(L4_GetKernelInterface());
}

L4_ThreadId_t user_id(Word number, Word version)
{
    return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()) + number, version);
}

template <unsigned size>
Word address_of(unsigned char const (&room)[size])
{
    return reinterpret_cast<Word>(room);
}

Word const* image()
{
    return reinterpret_cast<Word const*>(static_cast<char const*>(L4_GetKernelInterface()) +
                                         PINYON_KIP_ROOT);
}

Word image_low()
{
    return image()[2] & ~(page_bytes - 1);
}

Word image_end()
{
    return image()[3];
}

// On x86_64 a call pushes the return address, and functions expect it there.
Word stack_pointer_at(Word top)
{
#if defined(__x86_64__)
    return top - sizeof(Word);
#else
    return top;
#endif
}

}  // namespace

L4_ThreadId_t worker_id(unsigned index, Word version)
{
    return user_id(first_worker + index, version);
}

L4_ThreadId_t keeper_id(unsigned number)
{
    return user_id(first_number + number, 1);
}

// Areas of UTCBs are at the same address in all spaces.
L4_ThreadId_t local_worker_id(unsigned index)
{
    constexpr Word area = team_size * PINYON_UTCB_SIZE;
    Word const first = (L4_MyLocalId().raw - PINYON_UTCB_POINTER_OFFSET) / area * area;
    return {first + index % team_size * PINYON_UTCB_SIZE + PINYON_UTCB_POINTER_OFFSET};
}

bool is_worker(L4_ThreadId_t id)
{
    return L4_IsGlobalId(id) && user_number(id) - first_worker < most_workers;
}

bool is_keeper(L4_ThreadId_t id)
{
    return L4_IsGlobalId(id) && user_number(id) - first_number < most_processors;
}

unsigned worker_of(L4_ThreadId_t id)
{
    return static_cast<unsigned>(user_number(id)) - first_worker;
}

unsigned keeper_of(L4_ThreadId_t id)
{
    return static_cast<unsigned>(user_number(id)) - first_number;
}

bool in_image(Word address)
{
    return address >= image_low() && address < image_end();
}

void touch_image()
{
    for (Word page = image_low(); page < image_end(); page += page_bytes)
        if (page < room(world.workers) || page >= room(most_workers))
            (void)*reinterpret_cast<Word volatile*>(page);
}

Word room(unsigned worker)
{
    return reinterpret_cast<Word>(&rooms[worker]);
}

Word own_page(unsigned worker)
{
    return address_of(rooms[worker].page);
}

Word window(unsigned worker)
{
    return windows + worker * page_bytes;
}

Word out_buffer(unsigned worker)
{
    return address_of(rooms[worker].out);
}

Word in_buffer(unsigned worker)
{
    return address_of(rooms[worker].in);
}

Word worker_stack(unsigned worker)
{
    return stack_pointer_at(address_of(rooms[worker].stack) + stack_bytes);
}

Word keeper_stack(unsigned number)
{
    return stack_pointer_at(address_of(keeper_stacks[number]) + stack_bytes);
}

Word void_page()
{
    return address_of(nothing);
}

}  // namespace torture
