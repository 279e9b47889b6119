// SPDX-License-Identifier: BSD-2-Clause
// Section 4.12: a program in C uses the kernel by the names of the C interface.
#include "c_suite.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#define EXPECT(condition) conformance_expect((condition), __FILE_NAME__, __LINE__, #condition)
#define EXPECT_EQ(got, wanted)                                                                     \
    conformance_expect_equal((got), (wanted), __FILE_NAME__, __LINE__, #got " == " #wanted)
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!EXPECT(condition))                                                                    \
            return;                                                                                \
    } while (0)

enum { patience_us = 1000000, moment_us = 5000, label = 77 };

static L4_Time_t patience(void)
{
    return L4_TimePeriod(patience_us);
}

static L4_Word_t load_words(L4_Word_t first, L4_Word_t second)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, label);
    L4_MsgAppendWord(&message, first);
    L4_MsgAppendWord(&message, second);
    L4_MsgLoad(&message);
    return L4_MsgMsgTag(&message).raw;
}

// Answers the message of anyone with the sum and the difference of its words.
static L4_Word_t calculate(L4_Word_t unused)
{
    (void)unused;
    L4_ThreadId_t from;
    L4_MsgTag_t const tag = L4_Wait_Timeout(patience(), &from);
    L4_Msg_t message;
    L4_MsgStore(tag, &message);
    L4_Word_t const a = L4_MsgWord(&message, 0), b = L4_MsgWord(&message, 1);
    load_words(a + b, a - b);
    return L4_IpcSucceeded(L4_Reply(from));
}

static L4_Word_t store(L4_Word_t address)
{
    *(L4_Word_t volatile*)address = label;
    return 0;
}

static L4_Word_t volatile counter;

static void count_for_ever(void)
{
    for (;;)
        ++counter;
}

// Whether the thread comes to wait for a message.
static L4_Bool_t comes_to_wait(L4_ThreadId_t thread)
{
    for (int waited = 0; waited < patience_us; waited += moment_us) {
        L4_Time_t rest, quantum;
        if (L4_Timeslice(thread, &rest, &quantum) == L4_SCHEDRESULT_WAITING)
            return 1;
        L4_Sleep(L4_TimePeriod(moment_us));
    }
    return 0;
}

static void call_a_worker(void)
{
    L4_ThreadId_t const worker = conformance_start_worker();
    REQUIRE(conformance_post(worker, calculate, 0));
    load_words(50, 8);
    L4_MsgTag_t const tag = L4_Call_Timeouts(worker, patience(), patience());
    REQUIRE(L4_IpcSucceeded(tag));
    EXPECT_EQ(L4_Label(tag), label);
    EXPECT_EQ(L4_UntypedWords(tag), 2);
    L4_Word_t answer[2];
    L4_StoreMRs(1, 2, answer);
    EXPECT_EQ(answer[0], 58);
    EXPECT_EQ(answer[1], 42);
}

static void wait_in_vain(void)
{
    L4_Clock_t const before = L4_SystemClock();
    L4_ThreadId_t from;
    L4_MsgTag_t const tag = L4_Wait_Timeout(L4_TimePeriod(moment_us), &from);
    EXPECT(L4_IpcFailed(tag));
    EXPECT_EQ(L4_ErrorCode(), 3);
    EXPECT(!L4_IsClockEarlier(L4_SystemClock(), L4_ClockAddUsec(before, moment_us)));
}

static void send_to_nobody(void)
{
    load_words(1, 2);
    EXPECT(L4_IpcFailed(L4_Send_Timeout(conformance_fresh_id(), L4_ZeroTime)));
    EXPECT_EQ(L4_ErrorCode(), 4);
}

static void read_the_page(void)
{
    L4_Word_t version, flags, id;
    void* const kip = L4_KernelInterface(&version, &flags, &id);
    EXPECT(kip == L4_GetKernelInterface());
    EXPECT_EQ(version, L4_ApiVersion());
    EXPECT_EQ(flags, L4_ApiFlags());
    EXPECT_EQ(id, L4_KernelId());
    EXPECT(L4_PageSizeMask(kip) & 0x1000);
    EXPECT(L4_NumMemoryDescriptors(kip) > 0);
    EXPECT(L4_UtcbSize(kip) >= sizeof(L4_Word_t) * 64);
}

static void make_a_thread(void)
{
    L4_ThreadId_t const id = conformance_fresh_id();
    L4_ThreadId_t const self = L4_Myself();
    REQUIRE(L4_ThreadControl(id, self, self, self, conformance_utcb_of(id)));
    counter = 0;
    L4_Start_SpIp(id, conformance_stack_of(id), (L4_Word_t)count_for_ever);
    L4_Sleep(L4_TimePeriod(moment_us));
    EXPECT(counter > 0);
    EXPECT(L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, (void*)-1));
    L4_Word_t const at_the_end = counter;
    L4_Sleep(L4_TimePeriod(moment_us));
    EXPECT_EQ(counter, at_the_end);
}

static void name_threads(void)
{
    L4_ThreadId_t const id = L4_GlobalId(5, 3);
    EXPECT_EQ(L4_ThreadNo(id), 5);
    EXPECT_EQ(L4_Version(id), 3);
    EXPECT(L4_IsGlobalId(id) && L4_IsLocalId(L4_MyLocalId()));
    EXPECT(L4_IsThreadEqual(L4_GlobalIdOf(L4_MyLocalId()), L4_MyGlobalId()));
    EXPECT(L4_IsThreadNotEqual(id, L4_anythread) && L4_IsNilThread(L4_nilthread));
}

static void stop_and_go_on(void)
{
    L4_ThreadId_t const worker = conformance_start_worker();
    L4_Word_t const handle = 4711;
    REQUIRE(comes_to_wait(worker));
    L4_Set_UserDefinedHandleOf(worker, handle);
    EXPECT_EQ(L4_UserDefinedHandleOf(worker), handle);
    EXPECT(!L4_ThreadWasHalted(L4_Stop(worker)));
    L4_ThreadState_t const halted = L4_Stop(worker);
    EXPECT(L4_ThreadWasHalted(halted) && L4_ThreadWasReceiving(halted));
    L4_Start(worker);
    EXPECT(conformance_post(worker, calculate, 0));
}

static void schedule_a_thread(void)
{
    L4_ThreadId_t const worker = conformance_start_worker();
    EXPECT(L4_Set_Priority(worker, 50));
    EXPECT(L4_Set_Timeslice(worker, L4_TimePeriod(2048), L4_Never));
    EXPECT(comes_to_wait(worker));
    EXPECT(!L4_Set_ProcessorNo(worker, 999));
    EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidParam);
    L4_Yield();
}

static void map_a_page(void)
{
    L4_ThreadId_t const worker = conformance_start_foreign_worker();
    L4_Fpage_t const page = L4_FpageLog2(conformance_scratch(), 12);
    L4_UnmapFpage(L4_FpageAddRights(page, L4_FullyAccessible));
    EXPECT_EQ(conformance_run(worker, store, conformance_scratch()), 0);
    EXPECT_EQ(*(L4_Word_t volatile*)conformance_scratch(), label);
    L4_Fpage_t const status = L4_UnmapFpage(L4_FpageAddRights(page, L4_FullyAccessible));
    EXPECT_EQ(L4_Address(status), L4_Address(page));
    EXPECT(L4_WasWritten(status));
}

static void build_items(void)
{
    L4_Fpage_t const page = L4_FpageAddRights(L4_Fpage(0x8000, 0x3000), L4_Readable);
    L4_MapItem_t const item = L4_MapItem(page, 0x4000);
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, 1);
    L4_MsgAppendMapItem(&message, item);
    EXPECT_EQ(L4_TypedWords(L4_MsgMsgTag(&message)), 2);
    L4_MapItem_t found;
    EXPECT_EQ(L4_MsgGetMapItem(&message, 0, &found), 2);
    EXPECT(L4_IsMapItem(found));
    EXPECT_EQ(L4_MapItemSndBase(found), 0x4000);
    EXPECT_EQ(L4_SizeLog2(L4_MapItemSndFpage(found)), 14);
    EXPECT_EQ(L4_Rights(L4_MapItemSndFpage(found)), L4_Readable);
}

struct conformance_case const c_interface_cases[] = {
    {"a program in C calls a thread and takes the answer out of the message registers",
     call_a_worker},
    {"a program in C learns from the tag and ErrorCode that nobody sent", wait_in_vain},
    {"a program in C learns that nobody is there to send to", send_to_nobody},
    {"a program in C reads the kernel interface page", read_the_page},
    {"a program in C creates, starts and deletes a thread", make_a_thread},
    {"a program in C takes thread ids apart and compares them", name_threads},
    {"a program in C stops a thread, sees its state and starts it again", stop_and_go_on},
    {"a program in C sets priority and time slice, and is told what is wrong", schedule_a_thread},
    {"a program in C sees by Unmap that a page was written in another space", map_a_page},
    {"a program in C puts a map item into a message and finds it there", build_items},
};
