// SPDX-License-Identifier: BSD-2-Clause
// Makes and removes the threads of test cases; keeps the watchdog that ends a run that hangs.
#include "workers.h"

#include "child_pager.h"
#include "machine.h"
#include "other_processors.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>

namespace conformance {
namespace {

constexpr unsigned slots = 16;
constexpr unsigned watchdog_slot = 0;
constexpr unsigned pager_slot = 1;
constexpr unsigned first_worker_slot = 2;
constexpr Word first_number = 16;    // above UserBase: room for the root servers
constexpr Word unused_number = 200;  // above UserBase: no thread ever has it
constexpr int utcb_area_log2 = 15;
constexpr Word stack_bytes = 8192;
constexpr Word highest_priority = 255;
constexpr L4_Word64_t hang_us = 20'000'000;

static_assert((slots + 1) * PINYON_UTCB_SIZE <= Word{1} << utcb_area_log2);

constexpr Word task_label = 0x7A5C;
constexpr Word result_label = 0xD04E;

constinit L4_ThreadId_t tester_id;
constinit L4_ThreadId_t pager_id;
alignas(16) constinit unsigned char stacks[slots][stack_bytes] = {};
constinit unsigned used_slots = first_worker_slot;
constinit Word next_version = 1;
unsigned volatile running_case;

Word user_base()
{
    return L4_ThreadIdUserBase(L4_GetKernelInterface());
}

Word slot_of(L4_ThreadId_t id)
{
    return L4_ThreadNo(id) - user_base() - first_number;
}

// A version is not valid if its low six bits are zero.
L4_ThreadId_t id_for(unsigned slot)
{
    constexpr Word low_bits = 0x3F;
    if ((++next_version & low_bits) == 0)
        ++next_version;
    return L4_GlobalId(user_base() + first_number + slot, next_version);
}

Word utcb_area()
{
    return (L4_MyLocalId().raw - PINYON_UTCB_POINTER_OFFSET) >> utcb_area_log2 << utcb_area_log2;
}

[[noreturn]] void work()
{
    for (;;) {
        if (L4_IpcFailed(L4_Receive(tester())))
            continue;
        Task const task = reinterpret_cast<Task>(mr(1));
        Word const argument = mr(2);
        waver();
        Word const result = task(argument);
        load(result_label, {result});
        L4_Send(tester());
    }
}

[[noreturn]] void watch()
{
    for (;;) {
        unsigned const before = running_case;
        L4_Sleep(L4_TimePeriod(hang_us));
        if (running_case != before)
            continue;
        printf("Bail out! Case %u hangs.\n", before);
        L4_KDB_Exit(1);
    }
}

L4_ThreadId_t start_servant(unsigned slot, void (*body)())
{
    L4_ThreadId_t const id = id_for(slot);
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    bool const started = thread_control(id, tester_id, tester_id, tester_id, utcb) == 0 &&
                         start_thread(id, reinterpret_cast<Word>(body), stack_of(id)) &&
                         L4_Set_Priority(id, highest_priority) != 0;
    if (!started) {
        printf("Bail out! A servant thread of the suite cannot be started.\n");
        L4_KDB_Exit(1);
    }
    return id;
}

}  // namespace

void start_servants()
{
    tester_id = L4_Myself();
    touch_image();
    start_servant(watchdog_slot, watch);
    pager_id = start_servant(pager_slot, serve_children);
}

void begin_case(unsigned number)
{
    running_case = number;
}

void clean_up()
{
    for (unsigned slot = first_worker_slot; slot < used_slots; ++slot)
        EXPECT_EQ(delete_thread(id_for(slot)), 0);
    used_slots = first_worker_slot;
    stop_spinning = false;
    L4_Accept(L4_UntypedWordsAcceptor);
    L4_Set_ExceptionHandler(L4_nilthread);
    reset_memory();
}

L4_ThreadId_t tester()
{
    return tester_id;
}

L4_ThreadId_t fresh_id()
{
    return used_slots < slots ? id_for(used_slots++) : L4_nilthread;
}

L4_ThreadId_t nobody()
{
    return L4_GlobalId(user_base() + unused_number, 1);
}

void* utcb_of(L4_ThreadId_t id)
{
    return reinterpret_cast<void*>(utcb_area() + (slot_of(id) + 1) * PINYON_UTCB_SIZE);
}

Word stack_of(L4_ThreadId_t id)
{
    return machine::stack_pointer_at(reinterpret_cast<Word>(stacks[slot_of(id)]) + stack_bytes);
}

Word worker_entry()
{
    return reinterpret_cast<Word>(work);
}

L4_ThreadId_t start_worker()
{
    L4_ThreadId_t const id = fresh_id();
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    EXPECT_EQ(thread_control(id, tester_id, tester_id, tester_id, utcb), 0);
    place(id);
    EXPECT(start_thread(id, worker_entry(), stack_of(id)));
    return id;
}

L4_ThreadId_t start_foreign_worker()
{
    L4_ThreadId_t const id = fresh_id();
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    EXPECT_EQ(thread_control(id, id, tester_id, L4_nilthread), 0);
    EXPECT_EQ(configure_space(id), 0);
    EXPECT_EQ(thread_control(id, id, tester_id, pager_id, utcb), 0);
    place(id);
    EXPECT(start_child(pager_id, id, worker_entry(), stack_of(id)));
    return id;
}

L4_ThreadId_t start_beside(L4_ThreadId_t other)
{
    L4_ThreadId_t const id = fresh_id();
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    EXPECT_EQ(thread_control(id, other, tester_id, pager_id, utcb), 0);
    place(id);
    EXPECT(start_child(pager_id, id, worker_entry(), stack_of(id)));
    return id;
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

bool start_thread(L4_ThreadId_t id, Word ip, Word sp)
{
    load(0, {ip, sp});
    return L4_IpcSucceeded(L4_Send_Timeout(id, patience()));
}

bool post(L4_ThreadId_t worker, Task task, Word argument)
{
    load(task_label, {reinterpret_cast<Word>(task), argument});
    bool const sent = L4_IpcSucceeded(L4_Send_Timeout(worker, patience()));
    waver();
    return sent;
}

bool finish(L4_ThreadId_t worker, Word& result)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    if (L4_IpcFailed(tag) || L4_Label(tag) != result_label)
        return false;
    result = mr(1);
    return true;
}

bool silent(L4_ThreadId_t worker)
{
    return error_of(L4_Receive_Timeout(worker, moment())) == receive_timeout;
}

Word run(L4_ThreadId_t worker, Task task, Word argument)
{
    Word result = ~Word{0};
    bool const worker_answers = post(worker, task, argument) && finish(worker, result);
    EXPECT(worker_answers);
    return result;
}

Word thread_control(L4_ThreadId_t dest, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                    L4_ThreadId_t pager, Word utcb)
{
    return L4_ThreadControl(dest, space, scheduler, pager, reinterpret_cast<void*>(utcb)) != 0
               ? 0
               : L4_ErrorCode();
}

Word delete_thread(L4_ThreadId_t id)
{
    return thread_control(id, L4_nilthread, L4_nilthread, L4_nilthread);
}

Word state_of(L4_ThreadId_t id)
{
    Word old_times;
    constexpr Word state_mask = 0xFF;
    return L4_Schedule(id, unchanged, unchanged, unchanged, unchanged, &old_times) & state_mask;
}

bool is_halted(L4_ThreadId_t id)
{
    Word control, sp, ip, flags, handle;
    L4_ThreadId_t pager;
    L4_ExchangeRegisters(id, PINYON_EXREGS_DELIVER, 0, 0, 0, 0, L4_nilthread, &control, &sp, &ip,
                         &flags, &handle, &pager);
    return (control & PINYON_EXREGS_HALT) != 0;
}

}  // namespace conformance
