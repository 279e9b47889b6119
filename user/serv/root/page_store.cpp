// SPDX-License-Identifier: BSD-2-Clause
// Implements the stock of pages on top of sigma0's "any memory" request.
#include "page_store.h"

#include <l4/sigma0.h>

namespace root {

Page* find_page(PageList list, Word address)
{
    while (list != nullptr && list->address != address)
        list = list->next;
    return list;
}

// The memory appears at its physical address: sigma0 names that address in the mapping, and the
// receive window is everything.
bool PageStore::restock()
{
    constexpr Word chunk = Word{1} << chunk_log2;
    if (capacity - known_ < chunk / page_size)
        return false;
    L4_Fpage_t const memory = L4_Sigma0_GetAny(L4_nilthread, chunk_log2, L4_CompleteAddressSpace);
    if (L4_IsNilFpage(memory))
        return false;

    for (Word offset = 0; offset < chunk; offset += page_size) {
        Page& page = pages_[known_++];
        page.memory = reinterpret_cast<unsigned char*>(L4_Address(memory) + offset);
        page.next = free_;
        free_ = &page;
    }
    return true;
}

Page* PageStore::add(PageList& list, Word address)
{
    if (free_ == nullptr && !restock())
        return nullptr;
    Page* const page = free_;
    free_ = page->next;

    __builtin_memset(page->memory, 0, page_size);
    page->address = address;
    page->next = list;
    list = page;
    return page;
}

void PageStore::take_back(PageList& list)
{
    while (list != nullptr) {
        Page* const page = list;
        list = page->next;
        page->next = free_;
        free_ = page;
    }
}

}  // namespace root
