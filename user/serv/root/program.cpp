// SPDX-License-Identifier: BSD-2-Clause
// Creates, feeds and removes programs.
//
// Layout of a program's space, below 2^38 so that it suits every page-table format:
//
//   image_low .. image_end      what its file asks for
//   stack_low .. stack_top      stack, page by page as it grows; nothing around it
//   utcb_area, kip_area         mapped by the kernel
#include "program.h"

#include "driver_requests.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>

namespace root {
namespace {

constexpr Word stack_top = 0x3F'FE00'0000;
constexpr Word stack_low = stack_top - 16 * page_size;
constexpr Word utcb_area = 0x3F'FF00'0000;
constexpr Word kip_area = 0x3F'FFF0'0000;
static_assert(image_end <= stack_low);

// Above that of other programs: a device does not wait.
constexpr Word driver_priority = 150;

constexpr Word stack_rights = PINYON_RIGHT_R | PINYON_RIGHT_W;

Word rights_at(ProgramFile const& file, Word page)
{
    return page >= stack_low && page < stack_top ? stack_rights : file.rights_at(page);
}

// Returns what follows the name.
char const* copy_name(char (&to)[PINYON_ROOT_NAME_BYTES], char const* from)
{
    unsigned i = 0;
    for (; i < PINYON_ROOT_NAME_BYTES - 1 && from[i] != '\0' && from[i] != ' '; ++i)
        to[i] = from[i];
    to[i] = '\0';
    return from[i] == ' ' ? from + i + 1 : from + i;
}

}  // namespace

void Program::load(BootModule const& module, Word thread_no, PageStore& store)
{
    arguments_ = copy_name(story.name, module.name);
    story.reason = file_.open(module.bytes, module.size);
    if (story.reason == nullptr)
        story.reason = create_thread(thread_no);
    if (story.reason == nullptr) {
        story.reason = start();
        if (story.reason != nullptr)
            remove(store);
    }
    story.state = story.reason == nullptr ? State::running : State::not_loaded;
}

char const* Program::create_thread(Word thread_no)
{
    void* const kip = L4_GetKernelInterface();
    L4_ThreadId_t const root = L4_Myself();
    thread_ = L4_GlobalId(thread_no, 1);

    if (L4_ThreadControl(thread_, thread_, root, L4_nilthread, reinterpret_cast<void*>(-1)) == 0)
        return L4_ErrorCode_String(L4_ErrorCode());
    Word old_control;
    L4_Fpage_t const kip_page = L4_FpageLog2(kip_area, static_cast<int>(L4_KipAreaSizeLog2(kip)));
    L4_Fpage_t const utcbs = L4_FpageLog2(utcb_area, static_cast<int>(L4_UtcbAreaSizeLog2(kip)));
    if (L4_SpaceControl(thread_, 0, kip_page, utcbs, L4_nilthread, &old_control) == 0 ||
        L4_ThreadControl(thread_, thread_, root, root, reinterpret_cast<void*>(utcb_area)) == 0) {
        char const* const reason = L4_ErrorCode_String(L4_ErrorCode());
        L4_ThreadControl(thread_, L4_nilthread, L4_nilthread, L4_nilthread,
                         reinterpret_cast<void*>(-1));
        return reason;
    }
    if (driver())
        (void)L4_Set_Priority(thread_, driver_priority);
    return nullptr;
}

// An activated thread waits for the start message from its pager: where to begin, on which stack.
char const* Program::start()
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, file_.entry());
    L4_MsgAppendWord(&message, stack_top);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(thread_)) ? nullptr
                                              : "the thread did not take its start message";
}

L4_Fpage_t Program::serve_fault(Word address, Word access, PageStore& store)
{
    Word const where = address & ~(page_size - 1);
    Word const rights = rights_at(file_, where);
    if ((rights & access) != access || rights == 0)
        return L4_Nilpage;

    Page* page = find_page(pages_, where);
    if (page == nullptr) {
        page = store.add(pages_, where);
        if (page == nullptr)
            return L4_Nilpage;
        file_.copy_page(where, page->memory);
    }
    ++story.faults_served;
    Word const memory = reinterpret_cast<Word>(page->memory);
    return L4_FpageLog2(memory, __L4_Lsb(page_size)) + rights;
}

void Program::remove(PageStore& store)
{
    take_interrupts_back(thread_);
    L4_ThreadControl(thread_, L4_nilthread, L4_nilthread, L4_nilthread,
                     reinterpret_cast<void*>(-1));
    store.take_back(pages_);
}

}  // namespace root
