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

// Answers in MR1 how many instructions a flush took.
void serve_as_holder(Word)
{
    L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        if (L4_Label(tag) == flush_label) {
            Word address, log2, calls;
            L4_StoreMR(1, &address);
            L4_StoreMR(2, &log2);
            L4_StoreMR(3, &calls);
            L4_LoadMR(1, count_flush_calls(address, static_cast<int>(log2), calls));
            L4_LoadMR(0, tag_of(0, 0, 1));
        } else {
            L4_LoadMR(0, 0);
        }
        tag = L4_ReplyWait(client, &client);
    }
}

Word call_to_flush(L4_ThreadId_t holder, Word address, int log2, Word calls)
{
    L4_LoadMR(0, tag_of(flush_label, 0, 3));
    L4_LoadMR(1, address);
    L4_LoadMR(2, static_cast<Word>(log2));
    L4_LoadMR(3, calls);
    require(L4_IpcSucceeded(L4_Call(holder)), "a holder of pages does not answer");
    Word count;
    L4_StoreMR(1, &count);
    return count;
}

struct Reading {
    Word address;
    Word pages;
};
constinit Reading reading = {};

void read_pages(Word)
{
    Word const count = count_page_reads(reading.address, reading.pages);
    L4_LoadMR(0, tag_of(report_label, 0, 1));
    L4_LoadMR(1, count);
    L4_Send(director());
}

}  // namespace

void fill_arena()
{
    for (Word page = 0; page < arena_pages; ++page) {
        L4_Fpage_t const window = L4_FpageLog2(arena + page * page_bytes, page_log2);
        require(!L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, page_log2, window)),
                "sigma0 has no page");
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

Word count_flushes(L4_ThreadId_t holder, Word address, Word pages)
{
    return call_to_flush(holder, address, page_log2, pages);
}

Word count_flush(L4_ThreadId_t holder, Word address, int log2)
{
    return call_to_flush(holder, address, log2, 1);
}

Word count_faults(Word address, Word pages)
{
    constexpr Word fault_label = static_cast<Word>(PINYON_PROTO_PAGE_FAULT);
    Word const given = (L4_FpageLog2(arena, page_log2) + L4_Readable).raw;
    reading = {address, pages};
    start(other_space, read_pages);
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    while (L4_Label(tag) >> 4 == (fault_label & ~Word{0} >> __L4_TAG_LABEL_SHIFT >> 4)) {
        Word missing;
        L4_StoreMR(1, &missing);
        L4_LoadMR(0, tag_of(0, item_words, 0));
        L4_LoadMR(1, (missing & ~(page_bytes - 1)) | PINYON_ITEM_MAP);
        L4_LoadMR(2, given);
        tag = L4_ReplyWait(client, &client);
    }
    require(L4_IpcSucceeded(tag) && L4_Label(tag) == report_label, "a reader does not report");
    Word count;
    L4_StoreMR(1, &count);
    return count;
}

}  // namespace bench
