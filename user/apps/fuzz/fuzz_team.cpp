// SPDX-License-Identifier: BSD-2-Clause
// Makes and removes threads and spaces with the privileged calls.
#include "fuzz_team.h"

#include "fuzz_machine.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>

namespace fuzz {
namespace {

constexpr int utcb_area_log2 = 15;
constexpr Word unchanged = ~Word{0};

constinit Word last_version = 1;

// A version is not valid if its low six bits are zero.
Word new_version()
{
    constexpr Word low_bits = 0x3F;
    if ((++last_version & low_bits) == 0)
        ++last_version;
    return last_version;
}

Word configure_space(L4_ThreadId_t id)
{
    void* const kip = L4_GetKernelInterface();
    L4_Fpage_t const kip_area =
        L4_FpageLog2(reinterpret_cast<Word>(kip), static_cast<int>(L4_KipAreaSizeLog2(kip)));
    Word old_control;
    return L4_SpaceControl(id, 0, kip_area, L4_FpageLog2(utcb_area(), utcb_area_log2), L4_nilthread,
                           &old_control) != 0
               ? 0
               : L4_ErrorCode();
}

Word make_space(L4_ThreadId_t id)
{
    Word const error = control_thread(id, id, L4_Myself(), L4_nilthread, unchanged);
    return error != 0 ? error : configure_space(id);
}

bool note(Word error)
{
    if (error != 0)
        ++(error == L4_ErrNoMem ? failures.without_memory : failures.refused);
    return error == 0;
}

}  // namespace

constinit Failures failures;

Word control_thread(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                    L4_ThreadId_t pager, Word utcb)
{
    return L4_ThreadControl(id, space, scheduler, pager, reinterpret_cast<void*>(utcb)) != 0
               ? 0
               : L4_ErrorCode();
}

Word delete_thread(L4_ThreadId_t id)
{
    return control_thread(id, L4_nilthread, L4_nilthread, L4_nilthread, unchanged);
}

// Whoever is no thread's scheduler learns that by an error, too.
bool exists(L4_ThreadId_t id)
{
    Word old;
    return L4_Schedule(id, unchanged, unchanged, unchanged, unchanged, &old) != 0 ||
           L4_ErrorCode() != L4_ErrInvalidThread;
}

Word utcb_area()
{
    return (L4_MyLocalId().raw - PINYON_UTCB_POINTER_OFFSET) >> utcb_area_log2 << utcb_area_log2;
}

Word first_user_number()
{
    return L4_ThreadIdUserBase(L4_GetKernelInterface());
}

void Team::rename(unsigned index)
{
    ids_[index] = L4_GlobalId(first_user_number() + number_ + index, new_version());
}

L4_ThreadId_t Team::companion() const
{
    for (unsigned index = 0; index < threads_per_space; ++index)
        if (lives_[index])
            return ids_[index];
    return L4_nilthread;
}

Word Team::make(unsigned index, Word utcb)
{
    L4_ThreadId_t const id = ids_[index];
    L4_ThreadId_t const other = companion();
    if (!L4_IsNilThread(other))
        return control_thread(id, other, L4_Myself(), L4_Myself(), utcb);
    Word const error = make_space(id);
    return error != 0 ? error : control_thread(id, id, L4_Myself(), L4_Myself(), utcb);
}

bool Team::start(unsigned index, Word priority)
{
    L4_ThreadId_t const id = ids_[index];
    if (!note(make(index, utcb_area() + index * PINYON_UTCB_SIZE))) {
        (void)delete_thread(id);
        return false;
    }
    lives_[index] = true;
    if (L4_Set_Priority(id, priority) == 0)
        ++failures.refused;

    Word const top = arena_base + stacks_offset + (index + 1) * stack_bytes;
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, reinterpret_cast<Word>(body_));
    L4_MsgAppendWord(&message, machine::stack_pointer_at(top));
    L4_MsgLoad(&message);
    // Fails if others of its space were quicker and sent the thread elsewhere.
    (void)L4_Reply(id);
    return true;
}

void Team::stop(unsigned index)
{
    if (lives_[index])
        (void)note(delete_thread(ids_[index]));
    lives_[index] = false;
}

void Team::stop_all()
{
    for (unsigned index = 0; index < threads_per_space; ++index)
        stop(index);
}

void Team::let_schedule(unsigned index, unsigned scheduler)
{
    (void)note(control_thread(ids_[index], ids_[index], ids_[scheduler], L4_nilthread, unchanged));
}

bool Team::has(L4_ThreadId_t thread) const
{
    for (unsigned index = 0; index < threads_per_space; ++index)
        if (lives_[index] && ids_[index].raw == thread.raw)
            return true;
    return false;
}

unsigned Team::index_of(L4_ThreadId_t thread) const
{
    return static_cast<unsigned>(L4_ThreadNo(thread) - first_user_number()) - number_;
}

bool try_new_space(L4_ThreadId_t id)
{
    Word const made = make_space(id);
    Word const error =
        made != 0 ? made : control_thread(id, id, L4_Myself(), L4_Myself(), utcb_area());
    (void)delete_thread(id);
    return note(error);
}

}  // namespace fuzz
