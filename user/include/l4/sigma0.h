// SPDX-License-Identifier: BSD-2-Clause
// Requests to sigma0, the server that owns all memory in the beginning.
#ifndef PINYON_L4_SIGMA0_H
#define PINYON_L4_SIGMA0_H

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/types.h>

// "Anywhere" in a request: a base of all ones.
#define __L4_SIGMA0_ANY (~(L4_Word_t)0x3FF)

L4_INLINE L4_ThreadId_t __L4_Sigma0Id(L4_ThreadId_t s0)
{
    if (!L4_IsNilThread(s0))
        return s0;
    return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
}

// Asks for `f`, to be mapped into `window`; s0 = nilthread means the sigma0 of the system. The
// result is what sigma0 mapped, nil if it refused. The acceptor is as before when this returns.
L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow(L4_ThreadId_t s0, L4_Fpage_t f, L4_Fpage_t window)
{
    L4_ThreadId_t const server = __L4_Sigma0Id(s0);
    L4_Acceptor_t const accepted = L4_Accepted();
    L4_Msg_t m;
    L4_MsgClear(&m);
    L4_Set_MsgLabel(&m, (L4_Word_t)(PINYON_PROTO_SIGMA0 * 16));
    L4_MsgAppendWord(&m, f.raw);
    L4_MsgAppendWord(&m, L4_DefaultMemory);
    L4_Accept(L4_MapGrantItems(window));
    L4_MsgLoad(&m);
    L4_MsgTag_t const tag = L4_Call(server);
    L4_Accept(accepted);
    if (L4_IpcFailed(tag) || L4_UntypedWords(tag) != 0 || L4_TypedWords(tag) != 2)
        return L4_Nilpage;
    L4_MapItem_t item;
    L4_MsgStore(tag, &m);
    L4_MsgGetMapItem(&m, 0, &item);
    return L4_IsMapItem(item) ? L4_MapItemSndFpage(item) : L4_Nilpage;
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f)
{
    return L4_Sigma0_GetPage_RcvWindow(s0, f, f);
}

// `high` holds the address bits above a word; where a word holds every address it must be 0.
L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow_High(L4_ThreadId_t s0, L4_Fpage_t f,
                                                      L4_Fpage_t window, L4_Word_t high)
{
    return high == 0 ? L4_Sigma0_GetPage_RcvWindow(s0, f, window) : L4_Nilpage;
}

// Asks for 2^log2_size bytes of conventional memory, wherever they are.
L4_INLINE L4_Fpage_t L4_Sigma0_GetAny(L4_ThreadId_t s0, L4_Word_t log2_size, L4_Fpage_t window)
{
    L4_Fpage_t f = {__L4_SIGMA0_ANY | log2_size << __L4_FPAGE_SIZE_SHIFT};
    L4_Set_Rights(&f, L4_FullyAccessible);
    return L4_Sigma0_GetPage_RcvWindow(s0, f, window);
}

// Maps one memory range from `at` on, page by page; the result is the address behind it, or a
// null pointer when sigma0 refused a page.
L4_INLINE void* __L4_Sigma0_GetRange(L4_MemoryDesc_t const* desc, void* at, L4_Word_t page_size)
{
    L4_Word_t to = (L4_Word_t)at;
    L4_Word_t const last = L4_MemoryDescHigh(desc);
    for (L4_Word_t from = L4_MemoryDescLow(desc); from < last; from += page_size) {
        L4_Fpage_t page = L4_Fpage(from, page_size);
        L4_Set_Rights(&page, L4_FullyAccessible);
        if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, L4_Fpage(to, page_size))))
            return 0;
        to += page_size;
    }
    return (void*)to;
}

// Maps all physical memory of a descriptor type, range after range, to `address` and up. The
// result is `address`, or a null pointer when there is none or sigma0 refused a part of it.
L4_INLINE void* L4_Sigma0_GetSpecial(L4_Word_t type, void* address, L4_Word_t page_size)
{
    void const* const kip = L4_GetKernelInterface();
    void* at = address;
    L4_MemoryDesc_t const* desc;
    for (L4_Word_t n = 0; at != 0 && (desc = L4_MemoryDesc(kip, n)) != 0; n++)
        if (!L4_IsMemoryDescVirtual(desc) && L4_MemoryDescType(desc) == type)
            at = __L4_Sigma0_GetRange(desc, at, page_size);
    return at == 0 || at == address ? 0 : address;
}

#endif
