// SPDX-License-Identifier: BSD-2-Clause
// Section 4.11: MemoryControl, of which Pinyon has the default attribute.
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

constexpr Case cases[] = {
    {"mapped pages can have the default attribute",
     [] {
         (void)peek(scratch(0));
         (void)peek(scratch(1));
         EXPECT_EQ(set_attribute(fpage(scratch()), L4_DefaultMemory), 0);
         EXPECT_EQ(set_attribute(fpage(scratch(), page_log2 + 1), L4_DefaultMemory), 0);
     }},

    {"attributes that the machine does not have are refused with error 5",
     [] { EXPECT_EQ(set_attribute(fpage(scratch()), unknown_attribute), invalid_parameter); }},

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

constexpr Suite memory_control_suite = suite_of("memory control", "4.11", cases);

}  // namespace conformance
