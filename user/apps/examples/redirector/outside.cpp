// SPDX-License-Identifier: BSD-2-Clause
// The world outside of the confinement: a service, and the confined program's pager.
#include "redirector_cast.h"

namespace redirector {
namespace {

using namespace examples;

alignas(page_size) constinit Word volatile gifts[2][page_size / sizeof(Word)] = {};

// The page for an address of the confined program; nil if there is none for it.
L4_Fpage_t page_for(PageFault const& fault)
{
    if (page_of(fault.address) != gift_page && page_of(fault.address) != other_gift_page)
        return image_page(cast.confined, fault.address, fault.access);
    Word volatile* const page = gifts[(fault.address - gift_page) / page_size];
    page[0] = gift;
    return L4_FpageLog2(reinterpret_cast<Word>(page), page_log2) + L4_Readable;
}

}  // namespace

// Counts whatever it hears.
void run_service()
{
    Word requests = 0;
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        Word const label = L4_Label(tag);
        requests += label == count_requests ? 0 : 1;
        load(label, {label == double_word      ? 2 * mr(1)
                     : label == ask_for_secret ? secret
                                               : requests});
        tag = L4_ReplyWait(client, &client);
    }
}

// Only what the pager itself has can it hand on: it touches the page, which its own pager cures.
void run_pager()
{
    for (;;) {
        L4_ThreadId_t client;
        L4_MsgTag_t const tag = L4_Wait(&client);
        if (!is_page_fault(tag) || client != cast.confined)
            continue;
        PageFault const fault = page_fault(tag);
        L4_Fpage_t const page = page_for(fault);
        if (L4_IsNilFpage(page))
            continue;
        touch(L4_Address(page));
        load_page(page, page_of(fault.address));
        L4_Reply(client);
    }
}

}  // namespace redirector
