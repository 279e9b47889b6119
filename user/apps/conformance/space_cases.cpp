// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.8 and 13: spaces are configured once, kept apart, and guarded by privilege.
#include "child_pager.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kdebug.h>
#include <l4/kip.h>

namespace conformance {
namespace {

// Areas for experiments, far from those of the workers.
constexpr Word free_kip_area = 0x30'0000'0000;
constexpr Word free_utcb_area = 0x30'1000'0000;

int kip_log2()
{
    return static_cast<int>(L4_KipAreaSizeLog2(L4_GetKernelInterface()));
}

Word space_control(L4_ThreadId_t id, L4_Fpage_t kip, L4_Fpage_t utcbs)
{
    Word old_control;
    return L4_SpaceControl(id, 0, kip, utcbs, L4_nilthread, &old_control) != 0 ? 0 : L4_ErrorCode();
}

Word configure(L4_Fpage_t kip, L4_Fpage_t utcbs)
{
    L4_ThreadId_t const id = fresh_id();
    EXPECT_EQ(thread_control(id, id, tester(), L4_nilthread), 0);
    return space_control(id, kip, utcbs);
}

L4_Fpage_t good_kip()
{
    return L4_FpageLog2(free_kip_area, kip_log2());
}

L4_Fpage_t good_utcbs()
{
    return L4_FpageLog2(free_utcb_area, 12);
}

Word configure_from_outside(Word thread)
{
    return space_control({thread}, good_kip(), good_utcbs());
}

Word kernel_interface_address(Word)
{
    Word version, flags, id;
    return reinterpret_cast<Word>(L4_KernelInterface(&version, &flags, &id));
}

Word read_magic(Word)
{
    return *static_cast<Word const*>(L4_GetKernelInterface());
}

Word try_to_end_the_machine(Word)
{
    L4_KDB_Exit(1);
    return 77;
}

constexpr Case cases[] = {
    {"a new space accepts its two areas",
     [] { EXPECT_EQ(configure(good_kip(), good_utcbs()), 0); }},

    {"a caller outside the privileged spaces is refused with error 1",
     [] {
         L4_ThreadId_t const target = fresh_id();
         REQUIRE(thread_control(target, target, tester(), L4_nilthread) == 0);
         EXPECT_EQ(run(start_foreign_worker(), configure_from_outside, target.raw),
                   L4_ErrNoPrivilege);
     }},

    {"a thread that does not exist names no space: error 3",
     [] {
         EXPECT_EQ(space_control(nobody(), good_kip(), good_utcbs()), L4_ErrInvalidSpace);
         EXPECT_EQ(space_control(L4_MyLocalId(), good_kip(), good_utcbs()), L4_ErrInvalidSpace);
     }},

    {"a UTCB area that is too small is refused with error 6",
     [] { EXPECT_EQ(configure(good_kip(), L4_FpageLog2(free_utcb_area, 10)), L4_ErrUtcbArea); }},

    {"a UTCB area outside the user's part is refused with error 6",
     [] {
         constexpr Word beyond = 0xFFFF'FFFF'0000'0000;
         EXPECT_EQ(configure(good_kip(), L4_FpageLog2(beyond, 12)), L4_ErrUtcbArea);
     }},

    {"a KIP area of the wrong size is refused with error 7",
     [] {
         EXPECT_EQ(configure(L4_FpageLog2(free_kip_area, kip_log2() + 1), good_utcbs()),
                   L4_ErrKipArea);
     }},

    {"a KIP area outside the user's part is refused with error 7",
     [] {
         constexpr Word beyond = 0xFFFF'FFFF'0000'0000;
         EXPECT_EQ(configure(L4_FpageLog2(beyond, kip_log2()), good_utcbs()), L4_ErrKipArea);
     }},

    {"a KIP area inside the UTCB area is refused with error 7",
     [] {
         EXPECT_EQ(configure(L4_FpageLog2(free_utcb_area, kip_log2()), good_utcbs()),
                   L4_ErrKipArea);
     }},

    {"the areas of a space with an active thread stay where they are",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const before = run(worker, kernel_interface_address);
         EXPECT_EQ(space_control(worker, good_kip(), good_utcbs()), 0);
         EXPECT_EQ(run(worker, kernel_interface_address), before);
         EXPECT_EQ(run(worker, read_magic), PINYON_KIP_MAGIC_VALUE);
     }},

    {"KernelInterface gives the address that SpaceControl chose",
     [] {
         EXPECT_EQ(run(start_foreign_worker(), kernel_interface_address),
                   reinterpret_cast<Word>(L4_GetKernelInterface()));
     }},

    {"the kernel interface page cannot be written",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const kip = reinterpret_cast<Word>(L4_GetKernelInterface());
         REQUIRE(post(worker, poke, kip));
         Fault fault;
         REQUIRE(caught(worker, fault));
         EXPECT_EQ(fault.address, kip);
         EXPECT_EQ(fault.access, L4_Writable);
     }},

    {"a map item that covers the KIP or UTCB area leaves both as they are",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const kip = reinterpret_cast<Word>(L4_GetKernelInterface());
         Word const utcb = reinterpret_cast<Word>(utcb_of(worker)) & ~(page_bytes - 1);
         EXPECT(give(worker, scratch(), L4_FullyAccessible, kip));
         EXPECT(give(worker, scratch(), L4_FullyAccessible, utcb));
         EXPECT_EQ(run(worker, read_magic), PINYON_KIP_MAGIC_VALUE);
     }},

    {"one space does not see what is mapped in another",
     [] {
         L4_ThreadId_t const rich = start_foreign_worker();
         L4_ThreadId_t const poor = start_foreign_worker();
         REQUIRE(give(rich, scratch(), L4_FullyAccessible, window));
         EXPECT_EQ(run(rich, peek, window), 0);
         REQUIRE(post(poor, peek, window));
         Fault fault;
         REQUIRE(caught(poor, fault));
         EXPECT_EQ(fault.address, window);
     }},

    {"an unprivileged program cannot end the machine",
     [] { EXPECT_EQ(run(start_foreign_worker(), try_to_end_the_machine), 77); }},
};

}  // namespace

constexpr Suite space_suite = suite_of("spaces", "4.8, 13", cases);

}  // namespace conformance
