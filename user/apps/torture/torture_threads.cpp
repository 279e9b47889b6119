// SPDX-License-Identifier: BSD-2-Clause
// ThreadControl, SpaceControl and Schedule for workers and keepers.
#include "torture_threads.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/space.h>

namespace torture {
namespace {

constexpr int utcb_area_log2 = 15;
constexpr Word utcb_area_bytes = Word{1} << utcb_area_log2;
static_assert((most_processors + 1) * PINYON_UTCB_SIZE <= utcb_area_bytes);

// Of the root space; others have theirs at the same address.
Word utcb_area()
{
    return (L4_MyLocalId().raw - PINYON_UTCB_POINTER_OFFSET) / utcb_area_bytes * utcb_area_bytes;
}

Word utcb(Word place)
{
    return utcb_area() + place * PINYON_UTCB_SIZE;
}

Word control(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t scheduler, L4_ThreadId_t pager,
             Word place)
{
    return L4_ThreadControl(id, space, scheduler, pager, reinterpret_cast<void*>(place)) != 0
               ? 0
               : L4_ErrorCode();
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
    Word const error = control(id, id, L4_Myself(), L4_nilthread, unchanged);
    return error != 0 ? error : configure_space(id);
}

Word schedule(L4_ThreadId_t id, Word time, Word processor, Word priority)
{
    Word old_time;
    return L4_Schedule(id, time, processor, priority, unchanged, &old_time) != PINYON_SCHED_ERROR
               ? 0
               : L4_ErrorCode();
}

}  // namespace

Word make_worker(unsigned index, Word version, L4_ThreadId_t companion)
{
    L4_ThreadId_t const id = worker_id(index, version);
    bool const first = L4_IsNilThread(companion);
    Word error = first ? make_space(id) : 0;
    if (error == 0)
        error =
            control(id, first ? id : companion, L4_Myself(), L4_Myself(), utcb(index % team_size));
    if (error != 0)
        (void)delete_thread(id);
    return error;
}

Word start_worker(unsigned index, Word version, void (*body)())
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, reinterpret_cast<Word>(body));
    L4_MsgAppendWord(&message, worker_stack(index));
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(worker_id(index, version))) ? 0 : L4_ErrorCode();
}

Word make_keeper(unsigned number)
{
    return control(keeper_id(number), L4_Myself(), L4_Myself(), L4_Pager(), utcb(number + 1));
}

void start_keeper(unsigned number, void (*body)())
{
    L4_Start_SpIp(keeper_id(number), keeper_stack(number), reinterpret_cast<Word>(body));
}

Word delete_thread(L4_ThreadId_t id)
{
    return control(id, L4_nilthread, L4_nilthread, L4_nilthread, unchanged);
}

Word set_times(L4_ThreadId_t id, Word priority, Word slice_us)
{
    Word const time = Word{L4_TimePeriod(slice_us).raw} << 16 | L4_Never.raw;
    return schedule(id, time, unchanged, priority);
}

Word set_processor(L4_ThreadId_t id, Word processor)
{
    return schedule(id, unchanged, processor, unchanged);
}

}  // namespace torture
