// SPDX-License-Identifier: BSD-2-Clause
// Creates the space of a program of another system and fills it.
//
// Layout, below 2^38 so that it suits every page-table format: what the file asks for at its
// addresses, below root::image_end; above that
//
//   launcher_page               where the thread begins
//   stack_low .. stack_top      stack, which begins as Linux's stacks do
//   utcb_area, kip_area         mapped by the kernel
#include "client.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/space.h>
#include <l4io.h>

namespace foreign {
namespace {

using root::page_size;

constexpr Word launcher_page = 0x3F'FC00'0000;
constexpr Word stack_top = 0x3F'FE00'0000;
constexpr Word stack_low = stack_top - 16 * page_size;
constexpr Word utcb_area = 0x3F'FF00'0000;
constexpr Word kip_area = 0x3F'FFF0'0000;
static_assert(root::image_end <= launcher_page);

constexpr Word first_number = 8;  // above UserBase: room for the root servers
constexpr Word name_bytes = 64;

// The top of the stack at the start: what the launcher pops, then what Linux gives a program.
struct StartStack {
    Word handler, entry;
    Word argument_count, argument, end_of_arguments, end_of_environment;
    Word auxiliary[2];  // zeros: none
    char name[name_bytes];
};
static_assert(sizeof(StartStack) % 16 == 0);

constexpr Word start_stack = stack_top - sizeof(StartStack);

Word page_of(Word address)
{
    return address & ~(page_size - 1);
}

}  // namespace

Word Client::rights_at(Word page) const
{
    if (page == launcher_page)
        return PINYON_RIGHT_R | PINYON_RIGHT_X;
    if (page >= stack_low && page < stack_top)
        return PINYON_RIGHT_R | PINYON_RIGHT_W;
    return file_.rights_at(page);
}

root::Page* Client::page_at(Word page)
{
    root::Page* const found = root::find_page(pages_, page);
    if (found != nullptr)
        return found;
    root::Page* const made = store_.add(pages_, page);
    if (made != nullptr)
        file_.copy_page(page, made->memory);
    return made;
}

bool Client::lay_out_start(char const* name)
{
    root::Page* const stack = page_at(page_of(start_stack));
    root::Page* const code = page_at(launcher_page);
    if (stack == nullptr || code == nullptr)
        return false;
    memcpy(code->memory, machine::launcher,
           static_cast<size_t>(machine::launcher_end - machine::launcher));
    auto& start = *reinterpret_cast<StartStack*>(stack->memory + (start_stack & (page_size - 1)));
    start = {.handler = L4_Myself().raw,
             .entry = file_.entry(),
             .argument_count = 1,
             .argument = start_stack + offsetof(StartStack, name),
             .end_of_arguments = 0,
             .end_of_environment = 0,
             .auxiliary = {},
             .name = {}};
    snprintf(start.name, sizeof start.name, "%s", name);
    return true;
}

char const* Client::create_thread()
{
    void* const kip = L4_GetKernelInterface();
    L4_ThreadId_t const self = L4_Myself();
    thread_ = L4_GlobalId(L4_ThreadIdUserBase(kip) + first_number, 1);
    Word old_control;
    L4_Fpage_t const kip_page = L4_FpageLog2(kip_area, static_cast<int>(L4_KipAreaSizeLog2(kip)));
    L4_Fpage_t const utcbs = L4_FpageLog2(utcb_area, static_cast<int>(L4_UtcbAreaSizeLog2(kip)));
    bool const made =
        L4_ThreadControl(thread_, thread_, self, L4_nilthread, reinterpret_cast<void*>(-1)) != 0 &&
        L4_SpaceControl(thread_, 0, kip_page, utcbs, L4_nilthread, &old_control) != 0 &&
        L4_ThreadControl(thread_, thread_, self, self, reinterpret_cast<void*>(utcb_area)) != 0;
    return made ? nullptr : L4_ErrorCode_String(L4_ErrorCode());
}

char const* Client::start(root::BootModule const& module)
{
    char const* wrong = file_.open(module.bytes, module.size);
    if (wrong == nullptr && !lay_out_start(module.name))
        wrong = "no memory";
    if (wrong == nullptr)
        wrong = create_thread();
    if (wrong != nullptr)
        return wrong;
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, launcher_page);
    L4_MsgAppendWord(&message, start_stack);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(thread_)) ? nullptr
                                              : "the thread did not take its start message";
}

L4_Fpage_t Client::serve_fault(Word address, Word access)
{
    Word const rights = rights_at(page_of(address));
    if (rights == 0 || (rights & access) != access)
        return L4_Nilpage;
    root::Page const* const page = page_at(page_of(address));
    if (page == nullptr)
        return L4_Nilpage;
    return L4_FpageLog2(reinterpret_cast<Word>(page->memory), __L4_Lsb(page_size)) + rights;
}

unsigned char const* Client::byte_at(Word address)
{
    if ((rights_at(page_of(address)) & PINYON_RIGHT_R) == 0)
        return nullptr;
    root::Page const* const page = page_at(page_of(address));
    return page != nullptr ? page->memory + (address & (page_size - 1)) : nullptr;
}

void Client::remove()
{
    L4_ThreadControl(thread_, L4_nilthread, L4_nilthread, L4_nilthread,
                     reinterpret_cast<void*>(-1));
    store_.take_back(pages_);
}

}  // namespace foreign
