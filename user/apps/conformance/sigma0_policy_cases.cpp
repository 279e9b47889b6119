// SPDX-License-Identifier: BSD-2-Clause
// Section 6.6 row by row: what sigma0 gives on which kind of request, its answers to page faults,
// the forms of a request, and the extended protocol.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>

namespace conformance {
namespace {

constexpr Word request = static_cast<Word>(PINYON_PROTO_SIGMA0 * 16L);
constexpr Word extended_request = static_cast<Word>(PINYON_PROTO_SIGMA0_EXTENDED * 16L);
constexpr Word boot_module = PINYON_MEM_SUBTYPE_BOOT_MODULE << 4 | PINYON_MEM_BOOT_LOADER;
constexpr Word page_fault = static_cast<Word>(PINYON_PROTO_PAGE_FAULT * 16L);

Word user_base()
{
    return L4_ThreadIdUserBase(L4_GetKernelInterface());
}

L4_ThreadId_t sigma0()
{
    return L4_GlobalId(user_base(), 1);
}

// The send fpage of the answer to a request for that fpage, mapped where it is; 0: refused.
Word ask(Word wanted)
{
    return L4_Sigma0_GetPage_RcvWindow(sigma0(), {wanted}, L4_CompleteAddressSpace).raw;
}

Word ask_for_page(Word page)
{
    return ask(fpage(page).raw);
}

Word any_page(Word log2 = page_log2)
{
    return L4_Address(L4_Sigma0_GetAny(L4_nilthread, log2, L4_CompleteAddressSpace));
}

// Sends what has been loaded, and tells whether an answer comes, which takes no time: sigma0 has
// done with the message when it answers the request behind it.
bool answered()
{
    if (error_of(L4_Send_Timeout(sigma0(), patience())) != no_error)
        return true;
    bool const silent = error_of(L4_Receive_Timeout(sigma0(), moment())) == receive_timeout;
    EXPECT(ask_for_page(scratch()) != 0);
    return !silent;
}

// Accesses a page with sigma0 as the pager.
Word peek_by_sigma0(Word page)
{
    L4_Set_Pager(sigma0());
    return peek(page);
}

Word poke_by_sigma0(Word page)
{
    L4_Set_Pager(sigma0());
    return poke(page);
}

// Whether a fault of a worker in another space gets no answer: sigma0 has taken it, has served
// others since, and the worker still waits. What it needs of the image it has got before.
bool goes_unanswered(Word page)
{
    L4_ThreadId_t const worker = start_foreign_worker();
    run(worker, peek, scratch());
    if (!post(worker, peek_by_sigma0, page) || !reaches(worker, PINYON_SCHED_WAITING))
        return false;
    EXPECT(ask_for_page(scratch()) != 0);
    L4_Sleep(moment());  // from another processor, the fault may have come behind the request
    return state_of(worker) == PINYON_SCHED_WAITING;
}

// The type that the memory descriptors give to a page; a later one overrides the others.
Word type_of(Word page)
{
    void* const kip = L4_GetKernelInterface();
    Word type = PINYON_MEM_UNDEFINED;
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        if (!L4_IsMemoryDescVirtual(range) && L4_MemoryDescLow(range) < page + page_bytes &&
            page <= L4_MemoryDescHigh(range))
            type = L4_MemoryDescType(range);
    }
    return type;
}

// The last page of that type that begins a descriptor.
bool find_page(Word type, Word& page)
{
    void* const kip = L4_GetKernelInterface();
    bool found = false;
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        Word const first = (L4_MemoryDescLow(range) + page_bytes - 1) & ~(page_bytes - 1);
        bool const whole = first + page_bytes - 1 <= L4_MemoryDescHigh(range);
        if (L4_IsMemoryDescVirtual(range) || !whole || type_of(first) != type)
            continue;
        page = first;
        found = true;
    }
    return found;
}

// A page about which the descriptors say nothing, in the gaps between RAM and devices.
bool find_hole(Word& page)
{
    constexpr Word stride = Word{1} << 26;
    for (page = stride; page < stride << 10; page += stride)
        if (type_of(page) == PINYON_MEM_UNDEFINED)
            return true;
    return false;
}

// Memory that is not plain belongs to the first who names it, and no fault is answered with it. The
// owner of the first page keeps it, so that a second time takes the next one.
void check_named_only(Word first_page)
{
    Word const page = first_page + (workers_are_elsewhere() ? page_bytes : 0);
    REQUIRE(type_of(page) == type_of(first_page));
    L4_ThreadId_t const first = start_worker();
    L4_ThreadId_t const second = start_worker();
    EXPECT(goes_unanswered(page));
    EXPECT(run(first, ask_for_page, page) != 0);
    EXPECT(run(first, ask_for_page, page) != 0);
    EXPECT_EQ(run(second, ask_for_page, page), 0);
    EXPECT_EQ(ask_for_page(page), 0);
}

constexpr Case cases[] = {
    // ---- Page faults

    {"a fault is answered with the page that has the address, 1:1 and with full rights",
     [] {
         L4_ThreadId_t const worker = start_worker();
         auto const own_page = [](Word) -> Word {
             Word const page = any_page();
             L4_Flush(fpage(page) + L4_FullyAccessible);
             return page;
         };
         Word const page = run(worker, own_page);
         REQUIRE(page != 0);
         EXPECT_EQ(run(worker, peek_by_sigma0, page + 8), 0);
         EXPECT_EQ(run(worker, poke_by_sigma0, page), 0);
         EXPECT_EQ(word_at(page), 1);
     }},

    {"the first who faults owns the page",
     [] {
         Word const page = any_page() - page_bytes;
         REQUIRE(type_of(page) == PINYON_MEM_CONVENTIONAL);
         L4_ThreadId_t const first = start_worker();
         EXPECT_EQ(run(first, poke_by_sigma0, page), 0);
         EXPECT_EQ(ask_for_page(page), 0);
         EXPECT(run(first, ask_for_page, page) != 0);
     }},

    {"faults at what another owns, or at reserved memory, are not answered",
     [] {
         Word reserved;
         REQUIRE(find_page(PINYON_MEM_RESERVED, reserved));
         EXPECT(goes_unanswered(any_page()));
         EXPECT(goes_unanswered(reserved));
     }},

    // ---- Kinds of memory

    {"memory of the boot loader is for the first who names it, and for no fault",
     [] {
         Word page;
         REQUIRE(find_page(boot_module, page));
         check_named_only(page);
     }},

    {"what no descriptor mentions is for the first who names it, and for no fault",
     [] {
         Word page;
         REQUIRE(find_hole(page));
         check_named_only(page);
     }},

    {"shared memory is for everyone, by name and by fault",
     [] {
         Word page;
         if (!find_page(PINYON_MEM_SHARED, page))
             return skip("no memory that is shared");
         EXPECT(ask_for_page(page) != 0);
         EXPECT(run(start_worker(), ask_for_page, page) != 0);
         EXPECT(ask_for_page(page) != 0);
         Word result = 0;
         L4_ThreadId_t const worker = start_worker();
         L4_Flush(fpage(page) + L4_FullyAccessible);
         REQUIRE(post(worker, peek_by_sigma0, page));
         EXPECT(finish(worker, result));
     }},

    {"the images of the servers belong to them from the start",
     [] {
         char const* const kip = static_cast<char const*>(L4_GetKernelInterface());
         Word const* const server = reinterpret_cast<Word const*>(kip + PINYON_KIP_SIGMA0);
         Word const* const root = reinterpret_cast<Word const*>(kip + PINYON_KIP_ROOT);
         EXPECT_EQ(ask_for_page(server[2]), 0);
         for (Word page = root[2]; page < root[3]; page += page_bytes)
             EXPECT(ask_for_page(page) != 0);
         EXPECT_EQ(run(start_worker(), ask_for_page, root[2]), 0);
     }},

    // ---- Requests

    {"a piece of several pages is given if all of them may be, and again",
     [] {
         Word const pair = any_page(page_log2 + 1);
         REQUIRE(pair != 0);
         EXPECT(ask_for_page(pair) != 0);
         EXPECT(ask_for_page(pair + page_bytes) != 0);
         EXPECT(ask(fpage(pair, page_log2 + 1).raw) != 0);
         L4_ThreadId_t const other = start_worker();
         Word const next = run(other, [](Word) -> Word { return any_page(); });
         REQUIRE(next != 0);
         constexpr Word log2 = page_log2 + 8;
         EXPECT_EQ(ask(fpage(next, log2).raw), 0);
         EXPECT_EQ(run(other, ask_for_page, next) & ~(page_bytes - 1), next);
     }},

    {"the receive window decides where the page lands",
     [] {
         Word const page = any_page();
         REQUIRE(page != 0);
         word_at(page) = 31;
         L4_Fpage_t const given = L4_Sigma0_GetPage_RcvWindow(sigma0(), fpage(page), fpage(window));
         EXPECT_EQ(L4_Address(given), page);
         EXPECT_EQ(L4_Rights(given), L4_FullyAccessible);
         EXPECT_EQ(word_at(window), 31);
     }},

    {"the rights in a request do not matter",
     [] {
         Word const page = any_page();
         for (Word const rights : {L4_NoAccess, L4_Readable, L4_FullyAccessible}) {
             Word const given = ask(fpage(page).raw | static_cast<Word>(rights));
             EXPECT_EQ(given, fpage(page).raw | L4_FullyAccessible);
         }
     }},

    {"a third word, announced by a bit of the fpage, holds the upper half of the address",
     [] {
         constexpr Word announced = 8;
         Word const page = any_page();
         Word const low = fpage(page).raw & 0xFFFF'FFFF;
         L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
         load(request, {low | announced, 0, page >> 32});
         EXPECT_EQ(error_of(L4_Call_Timeouts(sigma0(), patience(), patience())), no_error);
         EXPECT_EQ(mr(2), fpage(page).raw | L4_FullyAccessible);
         load(request, {low | announced, 0, 0xFFFF'FFFF});
         EXPECT_EQ(error_of(L4_Call_Timeouts(sigma0(), patience(), patience())), no_error);
         EXPECT_EQ(mr(2), 0);
     }},

    {"messages of a wrong form, or of no protocol that sigma0 knows, get no answer",
     [] {
         Word const page = fpage(scratch()).raw;
         for (Word const label : {request, page_fault | 4}) {
             load(label);
             EXPECT(!answered());
             load(label, {page});
             EXPECT(!answered());
             load(label, {page, 0, 0});
             EXPECT(!answered());
             load(label, {page, 0, 0, 0});
             EXPECT(!answered());
         }
         for (Word const label : {Word{0}, request | 1, request - 16, request + 16}) {
             load(label, {page, 0});
             EXPECT(!answered());
         }
     }},

    {"items in a request are an overflow, and sigma0 goes on",
     [] {
         load_item(L4_MapItem(fpage(scratch()) + L4_Readable, 0), {fpage(scratch()).raw, 0});
         EXPECT_EQ(error_of(L4_Send_Timeout(sigma0(), patience())), send_overflow);
         EXPECT(ask_for_page(scratch()) != 0);
     }},

    // ---- The extended protocol

    {"the root task sets sigma0's verbosity, which is not answered",
     [] {
         load(extended_request, {PINYON_SIGMA0_SET_VERBOSITY, 0});
         EXPECT(!answered());
         load(extended_request, {PINYON_SIGMA0_SET_VERBOSITY, 1});
         EXPECT(!answered());
     }},

    {"sigma0 shows the root task its pools, and answers with nothing if it is to",
     [] {
         load(extended_request, {PINYON_SIGMA0_DUMP, 1});
         L4_MsgTag_t const tag = L4_Call_Timeouts(sigma0(), patience(), patience());
         EXPECT_EQ(error_of(tag), no_error);
         EXPECT_EQ(plain(tag), 0);
         load(extended_request, {PINYON_SIGMA0_DUMP, 0});
         EXPECT(!answered());
     }},

    {"the extended protocol is not for others, and has no other operations",
     [] {
         auto const dump = [](Word) -> Word {
             load(extended_request, {PINYON_SIGMA0_DUMP, 1});
             return error_of(L4_Call_Timeouts(sigma0(), patience(), moment()));
         };
         EXPECT_EQ(run(start_worker(), dump), receive_timeout);
         EXPECT_EQ(run(start_foreign_worker(), dump), receive_timeout);
         for (Word const operation : {Word{0}, Word{3}, ~Word{0}}) {
             load(extended_request, {operation, 1});
             EXPECT(!answered());
         }
     }},
};

}  // namespace

constexpr Suite sigma0_policy_suite = suite_of("sigma0 in full", "6.6", cases);

}  // namespace conformance
