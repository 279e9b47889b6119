// SPDX-License-Identifier: BSD-2-Clause
// Measures IPC between spaces and page faults in guest instructions, in the root task's place.
//
// Needs a machine whose counter counts instructions (QEMU with -icount shift=0): there two runs
// agree to the last instruction, and a run that does not is reported as a failure.
#include "subject.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4io.h>

namespace bench {
namespace {

constexpr int page_log2 = 12;
constexpr Word first_number = 16;  // above UserBase: room for the root servers
constexpr Word stack_bytes = 8192;
constexpr Word unchanged = ~Word{0};

// C functions expect the stack as the call instruction leaves it, which on x86_64 pushes a word.
#if defined(__x86_64__)
constexpr Word call_gap = sizeof(Word);
#else
constexpr Word call_gap = 0;
#endif

alignas(page_bytes) constinit unsigned char lent_page[page_bytes] = {};
alignas(16) constinit unsigned char stacks[2][stack_bytes] = {};

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

// What is mapped to others must be mapped here.
void touch_image()
{
    for (Word page = own_image().low & ~(page_bytes - 1); page < own_image().high;
         page += page_bytes)
        (void)*reinterpret_cast<volatile Word const*>(page);
}

// ---- Threads

L4_ThreadId_t thread_id(unsigned index)
{
    return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()) + first_number + index, 1);
}

bool thread_control(L4_ThreadId_t id, L4_ThreadId_t pager, Word utcb)
{
    return L4_ThreadControl(id, id, L4_Myself(), pager, reinterpret_cast<void*>(utcb)) != 0;
}

// Makes a space with one thread and lets it begin in `body`.
bool start(unsigned index, void (*body)())
{
    void* const kip = L4_GetKernelInterface();
    L4_ThreadId_t const id = thread_id(index);
    Word const utcb_area = L4_MyLocalId().raw & ~(page_bytes - 1);
    Word old_control;
    bool const made =
        thread_control(id, L4_nilthread, unchanged) &&
        L4_SpaceControl(
            id, 0,
            L4_FpageLog2(reinterpret_cast<Word>(kip), static_cast<int>(L4_KipAreaSizeLog2(kip))),
            L4_FpageLog2(utcb_area, static_cast<int>(L4_UtcbAreaSizeLog2(kip))), L4_nilthread,
            &old_control) != 0 &&
        thread_control(id, L4_Myself(), utcb_area) && L4_Set_Timeslice(id, L4_Never, L4_Never) != 0;
    if (!made)
        return false;

    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, reinterpret_cast<Word>(body));
    L4_MsgAppendWord(&message, reinterpret_cast<Word>(stacks[index]) + stack_bytes - call_gap);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(id));
}

// ---- The pager

// Loads the answer to a page fault; false if there is none.
bool load_page(Word address)
{
    Word const page = address & ~(page_bytes - 1);
    Image const& image = own_image();
    L4_Fpage_t given = L4_FpageLog2(page, page_log2) + L4_FullyAccessible;
    if (address >= fault_window && address < fault_window + page_faults * page_bytes)
        given = L4_FpageLog2(reinterpret_cast<Word>(lent_page), page_log2) + L4_Readable;
    else if (address < image.low || address >= image.high)
        return false;

    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendMapItem(&message, L4_MapItem(given, page));
    L4_MsgLoad(&message);
    return true;
}

// Serves page faults until the caller says that it is done; false if something else happens.
bool serve()
{
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        long const label = static_cast<long>(tag.raw) >> 16;
        if (L4_IpcFailed(tag)) {
            printf("bench: an answer to a fault did not arrive\n");
            return false;
        }
        if (label == done_label)
            return true;
        Word address;
        L4_StoreMR(1, &address);
        if (label >> 4 != PINYON_PROTO_PAGE_FAULT || !load_page(address)) {
            printf("bench: unexpected message, label %lx, MR1 %lx\n", L4_Label(tag), address);
            return false;
        }
        tag = L4_ReplyWait(client, &client);
    }
}

// ---- Results

void print(char const* name, Word tenths)
{
    printf("bench %s %lu.%lu instructions\n", name, tenths / 10, tenths % 10);
}

void print_counts(Counts const& counts)
{
    print("loop.empty", counts.empty * 10);
    print("loop.1000", counts.loop * 10);
    print("ipc.inter.0", counts.calls * 10 / (2 * call_rounds));
    print("fault.pager", counts.faults * 10 / page_faults);
}

bool same(Counts const& a, Counts const& b)
{
    return a.empty == b.empty && a.loop == b.loop && a.calls == b.calls && a.faults == b.faults;
}

bool measure()
{
    touch_image();
    // The end of a time slice would be counted in whichever run it falls. One for which the timer
    // is set already comes during the sleep.
    constexpr L4_Word64_t longer_than_a_slice_us = 20'000;
    if (L4_Set_Timeslice(L4_Myself(), L4_Never, L4_Never) == 0)
        return false;
    L4_Sleep(L4_TimePeriod(longer_than_a_slice_us));
    blackboard.caller = thread_id(0);
    blackboard.answerer = thread_id(1);
    if (!start(1, answer) || !start(0, call_and_count)) {
        printf("bench: a thread cannot be started: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
        return false;
    }
    if (!serve())
        return false;

    Counts const& first = blackboard.counts[0];
    Counts const& second = blackboard.counts[1];
    print_counts(first);
    if (first.last_tag != 0 || second.last_tag != 0) {
        printf("bench: the calls failed\n");
        return false;
    }
    if (!same(first, second)) {
        printf("bench: the second run differs\n");
        print_counts(second);
        return false;
    }
    printf("bench: done\n");
    return true;
}

}  // namespace
}  // namespace bench

int main()
{
    return bench::measure() ? 0 : 1;
}
