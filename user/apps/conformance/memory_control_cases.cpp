// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.11 and 13.6: MemoryControl. That a page is not cached shows in strings: the kernel
// does not copy from or to it.
#include "machine.h"
#include "string_work.h"
#include "suite.h"
#include "test_memory.h"

#include <l4/misc.h>
#include <l4/thread.h>

namespace conformance {
namespace {

constexpr Word no_privilege = 1;
constexpr Word invalid_parameter = 5;
constexpr Word unknown_attribute = 99;

// 0, or the error code.
Word set_attribute(L4_Fpage_t page, Word attribute)
{
    return L4_Set_PageAttribute(page, attribute) == 1 ? 0 : L4_ErrorCode();
}

bool machine_has(Word attribute)
{
    return (machine::memory_attributes(fpage(scratch())) >> attribute & 1) != 0;
}

// Whether the thread can send bytes at the address as a string.
bool cached(L4_ThreadId_t thread, Word address)
{
    constexpr Word bytes = 16;
    new_plan(thread, start_worker());
    accept({string_header(bytes), scratch(scratch_pages - 1)});
    Ends const result = transfer_from(address, bytes);
    if (result.sender != 0)
        EXPECT_EQ(result.sender, Word{PINYON_IPC_OVERFLOW} << 1);
    return result.sender == 0;
}

bool cached(Word address)
{
    return cached(start_worker(), address);
}

constexpr Case cases[] = {
    {"mapped pages can have the default attribute",
     [] {
         (void)peek(scratch(0));
         (void)peek(scratch(1));
         EXPECT_EQ(set_attribute(fpage(scratch()), L4_DefaultMemory), 0);
         EXPECT_EQ(set_attribute(fpage(scratch(), page_log2 + 1), L4_DefaultMemory), 0);
     }},

    {"attributes that the machine has are accepted, and others refused with error 5",
     [] {
         Word const all = machine::memory_attributes(fpage(scratch()));
         for (Word attribute = 1; attribute < 64; ++attribute) {
             bool const has = (all >> attribute & 1) != 0;
             EXPECT_EQ(set_attribute(fpage(scratch()), attribute), has ? 0 : invalid_parameter);
         }
         EXPECT_EQ(set_attribute(fpage(scratch()), unknown_attribute), invalid_parameter);
         EXPECT_EQ(set_attribute(fpage(scratch()), L4_DefaultMemory), 0);
         EXPECT_EQ(L4_Set_PageAttribute(fpage(scratch()), ~Word{0}), 0);
     }},

    {"memory keeps its content whatever its attribute, and can be written",
     [] {
         Word const all = machine::memory_attributes(fpage(scratch()));
         for (Word attribute = 1; attribute < 64; ++attribute) {
             if ((all >> attribute & 1) == 0)
                 continue;
             word_at(scratch(1)) = attribute;
             EXPECT_EQ(set_attribute(fpage(scratch(0), page_log2 + 1), attribute), 0);
             EXPECT_EQ(word_at(scratch(1)), attribute);
             word_at(scratch(1)) = ~attribute;
             EXPECT_EQ(set_attribute(fpage(scratch(0), page_log2 + 1), L4_DefaultMemory), 0);
             EXPECT_EQ(word_at(scratch(1)), ~attribute);
         }
     }},

    {"an attribute is that of the pages named and of no others",
     [] {
         if (!machine_has(L4_UncacheableMemory))
             return;
         EXPECT_EQ(set_attribute(fpage(scratch(2), page_log2 + 1), L4_UncacheableMemory), 0);
         EXPECT(cached(scratch(1)) && !cached(scratch(2)) && !cached(scratch(3)));
         EXPECT(cached(scratch(4)));
         EXPECT_EQ(set_attribute(fpage(scratch(3)), L4_DefaultMemory), 0);
         EXPECT(!cached(scratch(2)) && cached(scratch(3)));
         EXPECT_EQ(set_attribute(fpage(scratch(2)), L4_WriteBackMemory), 0);
         EXPECT(cached(scratch(2)));
     }},

    {"later mappings inherit the attribute, earlier ones keep theirs",
     [] {
         if (!machine_has(L4_WriteCombiningMemory))
             return;
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(give(worker, scratch(2), L4_ReadWriteOnly, window));
         EXPECT_EQ(set_attribute(fpage(scratch(2)), L4_WriteCombiningMemory), 0);
         EXPECT(cached(worker, window));
         REQUIRE(give(worker, scratch(2), L4_ReadWriteOnly, window + page_bytes));
         EXPECT(!cached(worker, window + page_bytes));
         EXPECT_EQ(set_attribute(fpage(scratch(2)), L4_DefaultMemory), 0);
         EXPECT(!cached(worker, window + page_bytes));
     }},

    {"where one fpage is bad, the others keep their attributes",
     [] {
         if (!machine_has(L4_UncacheableMemory))
             return;
         L4_Fpage_t const pages[2] = {fpage(scratch(2)), fpage(window)};
         Word const attributes[4] = {L4_UncacheableMemory, 0, 0, 0};
         EXPECT_EQ(L4_Set_PageAttributes(2, pages, attributes), 0);
         EXPECT_EQ(L4_ErrorCode(), invalid_parameter);
         EXPECT(cached(scratch(2)));
     }},

    {"the two lowest bits of each fpage select one of four attributes",
     [] {
         L4_Fpage_t const pages[2] = {fpage(scratch()) + 1, fpage(scratch()) + 3};
         Word const one_unknown[4] = {unknown_attribute, 0, unknown_attribute, 0};
         EXPECT_EQ(L4_Set_PageAttributes(2, pages, one_unknown), 1);
         Word const last_unknown[4] = {0, 0, 0, unknown_attribute};
         EXPECT_EQ(L4_Set_PageAttributes(2, pages, last_unknown), 0);
         EXPECT_EQ(L4_ErrorCode(), invalid_parameter);
     }},

    {"a page that is not mapped is refused with error 5",
     [] { EXPECT_EQ(set_attribute(fpage(window), L4_DefaultMemory), invalid_parameter); }},

    {"a space without privilege is refused with error 1",
     [] {
         Task const try_it = [](Word) -> Word {
             return set_attribute(fpage(scratch()), L4_DefaultMemory);
         };
         EXPECT_EQ(run(start_foreign_worker(), try_it), no_privilege);
     }},
};

}  // namespace

constexpr Suite memory_control_suite = suite_of("memory control", "4.11, 13.6", cases);

}  // namespace conformance
