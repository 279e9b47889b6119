// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.3, 4.8 and 6.5: SpaceControl, and ThreadControl of interrupts, with every parameter
// that can be wrong, one at a time; and that what is refused has changed nothing.
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>

namespace conformance {
namespace {

// Areas for experiments, far from those of the workers.
constexpr Word kip_place = 0x30'0000'0000;
constexpr Word utcb_place = 0x30'1000'0000;

L4_Fpage_t kip_area()
{
    return fpage(kip_place, L4_KipAreaSizeLog2(L4_GetKernelInterface()));
}

L4_Fpage_t utcb_area()
{
    return fpage(utcb_place, 12);
}

Word space_control(L4_ThreadId_t space, L4_Fpage_t kip, L4_Fpage_t utcbs,
                   L4_ThreadId_t redirector = L4_nilthread)
{
    Word old_control;
    return L4_SpaceControl(space, 0, kip, utcbs, redirector, &old_control) != 0 ? 0
                                                                                : L4_ErrorCode();
}

// A thread in a space of its own that has no areas yet.
L4_ThreadId_t fresh_space()
{
    L4_ThreadId_t const id = fresh_id();
    EXPECT_EQ(thread_control(id, id, tester(), L4_nilthread), 0);
    return id;
}

// Whether a thread can be activated at the start of the UTCB area for experiments, which only a
// space that has it allows.
bool has_area(L4_ThreadId_t id)
{
    return thread_control(id, id, L4_nilthread, tester(), utcb_place) == 0;
}

// ---- Interrupts

L4_ThreadId_t line_thread(Word version = 1)
{
    return L4_GlobalId(machine::quiet_interrupt_line, version);
}

Word attach(L4_ThreadId_t handler)
{
    return thread_control(line_thread(), line_thread(), L4_nilthread, handler);
}

// The line is attached: its thread can be named. A detached one is inactive.
Word line_state()
{
    return state_of(line_thread());
}

constexpr Case cases[] = {
    // ---- SpaceControl

    {"neither wildcards, stale ids, interrupts nor the nil thread name a space: error 3",
     [] {
         L4_ThreadId_t const id = fresh_space();
         REQUIRE(attach(tester()) == 0);
         for (L4_ThreadId_t const wrong :
              {L4_nilthread, L4_anythread, L4_anylocalthread, line_thread(),
               L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + 1),
               L4_GlobalId(L4_ThreadIdSystemBase(L4_GetKernelInterface()), 1)})
             EXPECT_EQ(space_control(wrong, kip_area(), utcb_area()), L4_ErrInvalidSpace);
         EXPECT_EQ(attach(line_thread()), 0);
         EXPECT_EQ(thread_control(id, id, L4_nilthread, tester(), utcb_place), L4_ErrInvalidSpace);
     }},

    {"UTCB areas of a wrong form are refused with error 6",
     [] {
         L4_ThreadId_t const id = fresh_space();
         Word const ports = 2 << 4 | 16 << 10;
         for (L4_Fpage_t const wrong :
              {L4_Nilpage, fpage(utcb_place, 11), fpage(utcb_place, 9), L4_Fpage_t{ports},
               L4_CompleteAddressSpace, fpage(0, 63), fpage(0xFFFF'FFFF'FFFF'F000, 12)})
             EXPECT_EQ(space_control(id, kip_area(), wrong), L4_ErrUtcbArea);
         EXPECT(!has_area(id));
     }},

    {"KIP areas of a wrong form are refused with error 7",
     [] {
         L4_ThreadId_t const id = fresh_space();
         Word const log2 = L4_SizeLog2(kip_area());
         Word const ports = 2 << 4 | 16 << 10;
         for (L4_Fpage_t const wrong :
              {L4_Nilpage, fpage(kip_place, log2 - 1), fpage(kip_place, log2 + 1),
               L4_Fpage_t{ports}, L4_CompleteAddressSpace, fpage(0xFFFF'FFFF'FFFF'F000, log2)})
             EXPECT_EQ(space_control(id, wrong, utcb_area()), L4_ErrKipArea);
         EXPECT(!has_area(id));
     }},

    {"areas that overlap in any way are refused with error 7",
     [] {
         L4_ThreadId_t const id = fresh_space();
         L4_Fpage_t const large = fpage(utcb_place, 16);
         for (Word const place : {utcb_place, utcb_place + 0x8000, utcb_place + 0xF000})
             EXPECT_EQ(space_control(id, fpage(place, L4_SizeLog2(kip_area())), large),
                       L4_ErrKipArea);
         EXPECT_EQ(space_control(id, kip_area(), fpage(kip_place, 20)), L4_ErrKipArea);
         EXPECT_EQ(space_control(id, fpage(utcb_place + 0x1'0000, L4_SizeLog2(kip_area())), large),
                   0);
     }},

    {"a wrong redirector is refused with error 3, and the areas are not set then",
     [] {
         L4_ThreadId_t const id = fresh_space();
         EXPECT_EQ(space_control(id, kip_area(), utcb_area(), nobody()), L4_ErrInvalidSpace);
         EXPECT_EQ(space_control(id, kip_area(), utcb_area(), L4_anylocalthread),
                   L4_ErrInvalidSpace);
         EXPECT(!has_area(id));
     }},

    {"a call that is refused leaves the areas of a space as they were",
     [] {
         L4_ThreadId_t const id = fresh_space();
         REQUIRE(space_control(id, kip_area(), utcb_area()) == 0);
         EXPECT_EQ(space_control(id, kip_area(), L4_Nilpage), L4_ErrUtcbArea);
         EXPECT_EQ(space_control(id, utcb_area(), utcb_area()), L4_ErrKipArea);
         EXPECT(has_area(id));
     }},

    {"areas can be set anew while no thread of the space is active, and not afterwards",
     [] {
         L4_ThreadId_t const id = fresh_space();
         REQUIRE(space_control(id, kip_area(), fpage(utcb_place + 0x10'0000)) == 0);
         EXPECT(!has_area(id));
         REQUIRE(space_control(id, kip_area(), utcb_area()) == 0);
         EXPECT(has_area(id));
         EXPECT_EQ(space_control(id, kip_area(), fpage(utcb_place + 0x10'0000)), 0);
         L4_ThreadId_t const second = fresh_id();
         EXPECT_EQ(thread_control(second, id, tester(), tester(), utcb_place + 0x10'0000),
                   L4_ErrUtcbArea);
         EXPECT_EQ(thread_control(second, id, tester(), tester(), utcb_place + PINYON_UTCB_SIZE),
                   0);
     }},

    {"the size of the UTCB area bounds the number of threads",
     [] {
         L4_ThreadId_t const id = fresh_space();
         REQUIRE(space_control(id, kip_area(), utcb_area()) == 0);
         constexpr Word room = 4096 / PINYON_UTCB_SIZE;
         EXPECT(has_area(id));
         for (Word i = 1; i < room; ++i)
             EXPECT_EQ(thread_control(fresh_id(), id, tester(), tester(),
                                      utcb_place + i * PINYON_UTCB_SIZE),
                       0);
         L4_ThreadId_t const last = fresh_id();
         EXPECT_EQ(thread_control(last, id, tester(), tester(), utcb_place + 4096), L4_ErrUtcbArea);
         EXPECT_EQ(thread_control(last, id, tester(), tester(), utcb_place - PINYON_UTCB_SIZE),
                   L4_ErrUtcbArea);
     }},

    {"any thread of a space names it, also an inactive one",
     [] {
         L4_ThreadId_t const id = fresh_space();
         L4_ThreadId_t const second = fresh_id();
         REQUIRE(thread_control(second, id, tester(), L4_nilthread) == 0);
         EXPECT_EQ(space_control(second, kip_area(), utcb_area()), 0);
         EXPECT(has_area(id));
     }},

    // ---- ThreadControl of interrupts

    {"an interrupt of another version, or that is none, is refused with error 2",
     [] {
         for (Word const version : {Word{2}, Word{64}, Word{65}})
             EXPECT_EQ(
                 thread_control(line_thread(version), line_thread(version), L4_nilthread, tester()),
                 L4_ErrInvalidThread);
         L4_ThreadId_t const system =
             L4_GlobalId(L4_ThreadIdSystemBase(L4_GetKernelInterface()), 1);
         EXPECT_EQ(thread_control(system, system, L4_nilthread, tester()), L4_ErrInvalidThread);
         EXPECT_EQ(delete_thread(system), L4_ErrInvalidThread);
     }},

    {"an interrupt is in no space, and cannot be deleted: error 3",
     [] {
         for (L4_ThreadId_t const space : {tester(), L4_nilthread, nobody(), L4_anythread})
             EXPECT_EQ(thread_control(line_thread(), space, L4_nilthread, tester()),
                       L4_ErrInvalidSpace);
     }},

    {"wildcards, stale ids, interrupts and the nil thread are no handlers: error 2",
     [] {
         L4_ThreadId_t const worker = start_worker();
         for (L4_ThreadId_t const wrong : {L4_nilthread, L4_anythread, L4_anylocalthread, nobody(),
                                           L4_GlobalId(L4_ThreadNo(worker), L4_Version(worker) + 1),
                                           L4_GlobalId(machine::quiet_interrupt_line + 1, 1)})
             EXPECT_EQ(attach(wrong), L4_ErrInvalidThread);
     }},

    {"a refused attachment leaves the handler that there was",
     [] {
         REQUIRE(attach(tester()) == 0);
         EXPECT_EQ(attach(nobody()), L4_ErrInvalidThread);
         EXPECT_EQ(thread_control(line_thread(), tester(), L4_nilthread, tester()),
                   L4_ErrInvalidSpace);
         EXPECT_EQ(error_of(L4_Receive_Timeout(line_thread(), moment())), receive_timeout);
         EXPECT(line_state() != PINYON_SCHED_INACTIVE);
         EXPECT_EQ(attach(line_thread()), 0);
     }},

    {"a handler may be named by its local id, and may be without privilege",
     [] {
         EXPECT_EQ(attach(L4_MyLocalId()), 0);
         EXPECT_EQ(attach(start_foreign_worker()), 0);
         EXPECT_EQ(attach(line_thread()), 0);
     }},

    {"to detach a line that nobody has attached is no error",
     [] {
         EXPECT_EQ(attach(line_thread()), 0);
         EXPECT_EQ(attach(line_thread()), 0);
     }},
};

}  // namespace

constexpr Suite control_suite = suite_of("wrong parameters of control", "4.3, 4.8, 6.5", cases);

}  // namespace conformance
