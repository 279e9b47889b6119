// SPDX-License-Identifier: BSD-2-Clause
// Serves the page faults of workers in other spaces, and starts them, being their pager.
#include "child_pager.h"

#include "test_memory.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word start_label = 0x57A7;

constinit Fault last_fault;  // of those that are not served

bool in_image(Word address)
{
    Word const* const root = reinterpret_cast<Word const*>(
        static_cast<char const*>(L4_GetKernelInterface()) + PINYON_KIP_ROOT);
    Word const low = root[2];
    Word const high = root[3];
    return address >= low && address < high;
}

bool answer_fault(Fault const& fault)
{
    if (!in_image(fault.address)) {
        last_fault = fault;
        return false;
    }
    load_item(L4_MapItem(fpage(fault.address) + L4_FullyAccessible, fault.address));
    return true;
}

// Passes the start message on to the child named in MR1.
void answer_start()
{
    L4_ThreadId_t const child = {mr(1)};
    load(0, {mr(2), mr(3)});
    Word const error = error_of(L4_Reply(child));
    load(start_label, {error});
}

bool answer(L4_ThreadId_t client, L4_MsgTag_t tag)
{
    long const label = static_cast<long>(tag.raw) >> 16;
    if (label >> 4 == PINYON_PROTO_PAGE_FAULT)
        return answer_fault({client, mr(1), mr(2), static_cast<Word>(label) & L4_FullyAccessible});
    if (label != start_label)
        return false;
    answer_start();
    return true;
}

}  // namespace

void touch_image()
{
    Word const* const root = reinterpret_cast<Word const*>(
        static_cast<char const*>(L4_GetKernelInterface()) + PINYON_KIP_ROOT);
    for (Word page = root[2] & ~(page_bytes - 1); page < root[3]; page += page_bytes)
        (void)peek(page);
}

void serve_children()
{
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        bool const answered = L4_IpcSucceeded(tag) && answer(client, tag);
        tag = answered ? L4_ReplyWait(client, &client) : L4_Wait(&client);
    }
}

bool start_child(L4_ThreadId_t servant, L4_ThreadId_t child, Word ip, Word sp)
{
    load(start_label, {child.raw, ip, sp});
    L4_MsgTag_t const tag = L4_Call_Timeouts(servant, patience(), patience());
    return L4_IpcSucceeded(tag) && mr(1) == no_error;
}

bool caught(L4_ThreadId_t worker, Fault& fault)
{
    bool const found = eventually([worker] { return last_fault.thread == worker; });
    fault = last_fault;
    return found;
}

}  // namespace conformance
