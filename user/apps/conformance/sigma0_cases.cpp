// SPDX-License-Identifier: BSD-2-Clause
// Section 6.6: what sigma0 gives, what it refuses, and what it does not even answer.
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/sigma0.h>

namespace conformance {
namespace {

L4_ThreadId_t sigma0()
{
    return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
}

// Asks with everything given by hand. Returns the send fpage of the answer; fails without one.
L4_Fpage_t ask(Word wanted, Word attribute = 0)
{
    load(static_cast<Word>(PINYON_PROTO_SIGMA0 * 16L), {wanted, attribute});
    L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
    L4_MsgTag_t const tag = L4_Call_Timeouts(sigma0(), patience(), patience());
    L4_Accept(L4_UntypedWordsAcceptor);
    EXPECT(L4_IpcSucceeded(tag) && L4_UntypedWords(tag) == 0 && L4_TypedWords(tag) == 2);
    return {mr(2)};
}

L4_Fpage_t any_page()
{
    return L4_Sigma0_GetAny(L4_nilthread, page_log2, L4_CompleteAddressSpace);
}

bool holds(L4_MemoryDesc_t* range, Word page)
{
    return !L4_IsMemoryDescVirtual(range) && L4_MemoryDescLow(range) < page + page_bytes &&
           page <= L4_MemoryDescHigh(range);
}

// The first page that is wholly inside a descriptor of that type and that no later one, which
// would take precedence, says something else about.
bool find_page(Word type, Word& page)
{
    void* const kip = L4_GetKernelInterface();
    Word const count = L4_NumMemoryDescriptors(kip);
    for (Word i = 0; i < count; ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        page = (L4_MemoryDescLow(range) + page_bytes - 1) & ~(page_bytes - 1);
        bool found = !L4_IsMemoryDescVirtual(range) && L4_MemoryDescType(range) == type &&
                     page + page_bytes - 1 <= L4_MemoryDescHigh(range);
        for (Word later = i + 1; later < count; ++later)
            found = found && !holds(L4_MemoryDesc(kip, later), page);
        if (found)
            return true;
    }
    return false;
}

bool answers(Word label, std::initializer_list<Word> words)
{
    load(label, words);
    return error_of(L4_Call_Timeouts(sigma0(), patience(), moment())) != receive_timeout;
}

constexpr Case cases[] = {
    {"a page from anywhere is conventional memory, mapped at its physical address",
     [] {
         L4_Fpage_t const page = any_page();
         REQUIRE(!L4_IsNilFpage(page));
         EXPECT_EQ(L4_SizeLog2(page), page_log2);
         word_at(L4_Address(page)) = 12;
         EXPECT_EQ(word_at(L4_Address(page)), 12);
     }},

    {"every page from anywhere is another one",
     [] {
         L4_Fpage_t const first = any_page();
         L4_Fpage_t const second = any_page();
         EXPECT(!L4_IsNilFpage(first) && !L4_IsNilFpage(second));
         EXPECT(L4_Address(first) != L4_Address(second));
     }},

    {"a large piece is aligned to its size",
     [] {
         constexpr Word log2 = 16;
         L4_Fpage_t const piece = L4_Sigma0_GetAny(L4_nilthread, log2, L4_CompleteAddressSpace);
         REQUIRE(!L4_IsNilFpage(piece));
         EXPECT_EQ(L4_SizeLog2(piece), log2);
         EXPECT_EQ(L4_Address(piece) & ((Word{1} << log2) - 1), 0);
     }},

    {"what one owns is given again",
     [] {
         L4_Fpage_t const page = any_page();
         REQUIRE(!L4_IsNilFpage(page));
         EXPECT_EQ(ask(fpage(L4_Address(page)).raw).raw, page.raw);
     }},

    {"the suite's own image belongs to it",
     [] { EXPECT(!L4_IsNilFpage(ask(fpage(scratch()).raw))); }},

    {"what another thread owns is refused",
     [] {
         auto const ask_for_scratch = [](Word) -> Word { return ask(fpage(scratch()).raw).raw; };
         EXPECT_EQ(run(start_worker(), ask_for_scratch), 0);
     }},

    {"reserved memory is refused",
     [] {
         Word page;
         REQUIRE(find_page(PINYON_MEM_RESERVED, page));
         EXPECT(L4_IsNilFpage(ask(fpage(page).raw)));
     }},

    {"a piece that contains reserved memory is refused as a whole",
     [] {
         Word page;
         REQUIRE(find_page(PINYON_MEM_RESERVED, page));
         EXPECT(L4_IsNilFpage(ask(fpage(page, 40).raw)));
     }},

    {"a request below the smallest page is refused",
     [] { EXPECT(L4_IsNilFpage(ask(fpage(scratch(), page_log2 - 1).raw))); }},

    {"more memory than there is, is refused",
     [] { EXPECT(L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, 60, L4_CompleteAddressSpace))); }},

    {"memory attributes that sigma0 does not know are refused",
     [] { EXPECT(L4_IsNilFpage(ask(fpage(scratch()).raw, 99))); }},

    {"a page can be had with each attribute of the machine, and with the default again",
     [] {
         L4_Fpage_t const page = any_page();
         REQUIRE(!L4_IsNilFpage(page));
         Word const all = machine::memory_attributes(fpage(scratch()));
         for (Word attribute = 1; attribute < 8; ++attribute) {
             L4_Fpage_t const given = ask(fpage(L4_Address(page)).raw, attribute);
             EXPECT_EQ(given.raw, (all >> attribute & 1) != 0 ? page.raw : 0);
             word_at(L4_Address(page)) = attribute;
             EXPECT_EQ(word_at(L4_Address(page)), attribute);
         }
         EXPECT_EQ(ask(fpage(L4_Address(page)).raw).raw, page.raw);
         EXPECT_EQ(word_at(L4_Address(page)), 7);
     }},

    {"a request that makes no sense gets no answer",
     [] {
         constexpr Word request = static_cast<Word>(PINYON_PROTO_SIGMA0 * 16L);
         EXPECT(!answers(request, {fpage(scratch()).raw}));
         EXPECT(!answers(request, {fpage(scratch()).raw, 0, 0}));
         EXPECT(!answers(0x123, {fpage(scratch()).raw, 0}));
         EXPECT(!L4_IsNilFpage(ask(fpage(scratch()).raw)));
     }},
};

}  // namespace

constexpr Suite sigma0_suite = suite_of("sigma0", "6.6", cases);

}  // namespace conformance
