// SPDX-License-Identifier: BSD-2-Clause
// Threads come and go; their numbers are used again, with new versions.
#include "thread_library.h"

namespace threads {
namespace {

using namespace examples;

constexpr Word stack_size = 2 * page_size;

struct Slot {
    bool used = false;
    Word version = 1;
    L4_ThreadId_t creator = {};
    Function function = nullptr;
    Word argument = 0;
};

constinit Slot slots[most_threads] = {};
alignas(page_size) constinit unsigned char stacks[most_threads][stack_size] = {};

// The kernel keeps one word for each thread, which is the thread's to use: here its slot.
Slot& own_slot()
{
    return *reinterpret_cast<Slot*>(L4_UserDefinedHandle());
}

Slot& slot_of(L4_ThreadId_t thread)
{
    return *reinterpret_cast<Slot*>(L4_UserDefinedHandleOf(thread));
}

L4_ThreadId_t global_id(Slot const& slot)
{
    return L4_GlobalId(thread_number(static_cast<unsigned>(&slot - slots)), slot.version);
}

// Of a version at least one of the low six bits is set.
Word version_after(Word version)
{
    constexpr Word low_bits = 0x3F;
    ++version;
    return (version & low_bits) != 0 ? version : version + 1;
}

Slot* free_slot()
{
    for (Slot& slot : slots)
        if (!slot.used)
            return &slot;
    return nullptr;
}

void begin_thread()
{
    Slot const& slot = own_slot();
    exit(slot.function(slot.argument));
}

// Whoever still has the old id learns from error 2 that the thread is gone: the next thread of that
// number has another version.
void free_thread(Slot& slot)
{
    bool const removed = L4_ThreadControl(global_id(slot), L4_nilthread, L4_nilthread, L4_nilthread,
                                          reinterpret_cast<void*>(~Word{0})) != 0;
    check(removed, "a thread is removed");
    slot.version = version_after(slot.version);
    slot.used = false;
}

}  // namespace

L4_ThreadId_t create(Function function, Word argument)
{
    Slot* const slot = free_slot();
    if (slot == nullptr)
        return L4_nilthread;
    unsigned const index = static_cast<unsigned>(slot - slots);
    L4_ThreadId_t const self = L4_Myself();
    L4_ThreadId_t const id = global_id(*slot);
    if (L4_ThreadControl(id, self, self, self, reinterpret_cast<void*>(utcb_place(index))) == 0)
        return L4_nilthread;
    *slot = {.used = true,
             .version = slot->version,
             .creator = L4_MyLocalId(),
             .function = function,
             .argument = argument};
    L4_Set_UserDefinedHandleOf(id, reinterpret_cast<Word>(slot));
    L4_Start_SpIp(id, initial_stack_pointer(reinterpret_cast<Word>(stacks[index]) + stack_size),
                  reinterpret_cast<Word>(begin_thread));
    return L4_LocalIdOf(id);
}

// The call has no answer: the thread ends while it waits for one.
void exit(Word result)
{
    for (;;) {
        load(0, {result});
        L4_Lcall(own_slot().creator);
    }
}

Word join(L4_ThreadId_t thread)
{
    Slot& slot = slot_of(thread);
    L4_MsgTag_t const tag = L4_Receive(thread);
    check(L4_IpcSucceeded(tag), "a thread says that it ends");
    Word const result = mr(1);
    free_thread(slot);
    return result;
}

void cancel(L4_ThreadId_t thread)
{
    free_thread(slot_of(thread));
}

// ---- Mutual exclusion

namespace {

Word guard(Word)
{
    load(0);
    for (;;) {
        L4_ThreadId_t holder;
        L4_Ipc(L4_nilthread, L4_anylocalthread, L4_Timeouts(L4_Never, L4_Never), &holder);
        load(0);
        L4_Lcall(holder);  // he is in, until his next message
    }
}

}  // namespace

Mutex::Mutex() : guard_{create(guard, 0)}
{
    check(!L4_IsNilThread(guard_), "a mutex has its guard");
}

Mutex::~Mutex()
{
    cancel(guard_);
}

void Mutex::lock()
{
    load(0);
    L4_Lcall(guard_);
}

void Mutex::unlock()
{
    load(0);
    L4_Send(guard_);
}

}  // namespace threads
