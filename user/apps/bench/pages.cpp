// SPDX-License-Identifier: BSD-2-Clause
// How pages come to others and go away again.
#include "pages.h"

#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/space.h>

namespace bench {
namespace {

constexpr Word flush_label = 0xF1;
constexpr Word report_label = 0xF2;
constexpr Word sum_label = 0xF3;
constexpr Word item_words = 2;

constexpr Word tag_of(Word label, Word typed, Word untyped)
{
    return label << __L4_TAG_LABEL_SHIFT | typed << 6 | untyped;
}

Word count_flush_calls(Word address, int log2, Word calls)
{
    Word const begin = read_counter();
    for (Word i = 0; i < calls; ++i)
        (void)L4_Flush(L4_FpageLog2(address + (i << log2), log2) + L4_FullyAccessible);
    return read_counter() - begin;
}

// Of the first words of pages, so that their order counts.
Word sum_of(Word address, Word pages)
{
    constexpr Word factor = 31;
    Word sum = 0;
    for (Word page = 0; page < pages; ++page)
        sum = sum * factor + *reinterpret_cast<Word volatile*>(address + page * page_bytes);
    return sum;
}

void answer(Word word)
{
    L4_LoadMR(0, tag_of(0, 0, 1));
    L4_LoadMR(1, word);
}

// Loads the answer to a message: an empty one if it was pages.
void serve_holder(L4_MsgTag_t tag)
{
    Word address, log2, calls;
    L4_StoreMR(1, &address);
    L4_StoreMR(2, &log2);
    L4_StoreMR(3, &calls);
    if (L4_Label(tag) == flush_label)
        answer(count_flush_calls(address, static_cast<int>(log2), calls));
    else if (L4_Label(tag) == sum_label)
        answer(sum_of(address, calls));
    else
        L4_LoadMR(0, 0);
}

void serve_as_holder(Word)
{
    L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        serve_holder(tag);
        tag = L4_ReplyWait(client, &client);
    }
}

// A page fault of the holder's would come in place of the answer.
Word call_holder(L4_ThreadId_t holder, Word label, Word address, int log2, Word calls)
{
    L4_LoadMR(0, tag_of(label, 0, 3));
    L4_LoadMR(1, address);
    L4_LoadMR(2, static_cast<Word>(log2));
    L4_LoadMR(3, calls);
    require(L4_Call(holder).raw == tag_of(0, 0, 1), "a holder of pages does not answer");
    Word count;
    L4_StoreMR(1, &count);
    return count;
}

constinit Word pages_to_read = 0;

void read_pages(Word)
{
    Word const count = count_page_reads(window, pages_to_read);
    L4_LoadMR(0, tag_of(report_label, 0, 1));
    L4_LoadMR(1, count);
    L4_Send(director());
}

bool is_fault(L4_MsgTag_t tag)
{
    long const label = static_cast<long>(tag.raw) >> __L4_TAG_LABEL_SHIFT;
    return label >> 4 == PINYON_PROTO_PAGE_FAULT;
}

}  // namespace

void fill_arena()
{
    for (Word page = 0; page < arena_pages; ++page) {
        L4_Fpage_t const place = L4_FpageLog2(arena + page * page_bytes, page_log2);
        require(!L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, page_log2, place)),
                "sigma0 has no page");
        *reinterpret_cast<Word volatile*>(arena + page * page_bytes) = page + 1;
    }
}

L4_ThreadId_t start_holder(Space space)
{
    return start(space, serve_as_holder);
}

Word count_map(L4_ThreadId_t holder, L4_Fpage_t given, Word place)
{
    Word const begin = read_counter();
    L4_LoadMR(0, tag_of(0, item_words, 0));
    L4_LoadMR(1, place | PINYON_ITEM_MAP);
    L4_LoadMR(2, given.raw);
    L4_MsgTag_t const tag = L4_Call(holder);
    Word const count = read_counter() - begin;
    require(L4_IpcSucceeded(tag), "a page was not mapped");
    return count;
}

Word count_maps(L4_ThreadId_t holder, Word pages)
{
    Word count = 0;
    for (Word offset = 0; offset < pages * page_bytes; offset += page_bytes)
        count += count_map(holder, L4_FpageLog2(arena + offset, page_log2) + L4_FullyAccessible,
                           window + offset);
    return count;
}

bool same_pages(L4_ThreadId_t holder, Word pages)
{
    return call_holder(holder, sum_label, window, page_log2, pages) == sum_of(arena, pages);
}

Word count_flushes(L4_ThreadId_t holder, Word pages)
{
    return call_holder(holder, flush_label, window, page_log2, pages);
}

void flush(L4_ThreadId_t holder, Word address, int log2)
{
    (void)call_holder(holder, flush_label, address, log2, 1);
}

Word count_faults(Word pages)
{
    Word const given = (L4_FpageLog2(arena, page_log2) + L4_Readable).raw;
    pages_to_read = pages;
    start(other_space, read_pages);
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    Word faults = 0;
    for (; is_fault(tag); ++faults) {
        Word missing;
        L4_StoreMR(1, &missing);
        L4_LoadMR(0, tag_of(0, item_words, 0));
        L4_LoadMR(1, (missing & ~(page_bytes - 1)) | PINYON_ITEM_MAP);
        L4_LoadMR(2, given);
        tag = L4_ReplyWait(client, &client);
    }
    require(L4_IpcSucceeded(tag) && L4_Label(tag) == report_label, "a reader does not report");
    require(faults == pages, "a page was there without a fault");
    Word count;
    L4_StoreMR(1, &count);
    return count;
}

}  // namespace bench
