// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.3, 4.8, 4.10 and 4.11: what a space without privilege asks for with a privileged call
// is refused with error 1, whatever the parameters are, and nothing has changed then.
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>

namespace conformance {
namespace {

constexpr Word free_area = 0x30'0000'0000;
constexpr Word marked = 0x7E57;

// Whom the calls of a sweep name. It lies in the image, which the caller's space shares.
struct Targets {
    L4_ThreadId_t victim;    // of the suite's space
    L4_ThreadId_t stranger;  // of another space without privilege
    L4_ThreadId_t absent;    // could be created
    L4_ThreadId_t line;      // an interrupt
    Word utcb;               // where the absent one could have its UTCB
};

constinit Targets targets;

bool refused(Word result)
{
    return result == 0 && L4_ErrorCode() == L4_ErrNoPrivilege;
}

// Calls `check` with all ids that a parameter may have.
template <class Check>
void for_all_ids(Check check)
{
    for (L4_ThreadId_t const id :
         {targets.victim, targets.stranger, targets.absent, targets.line, tester(), L4_Myself(),
          L4_MyLocalId(), nobody(), L4_nilthread, L4_anythread, L4_anylocalthread})
        check(id);
}

// Each sweep returns how many of its calls were not refused.
Word sweep_thread_control(Word)
{
    Word wrong = 0;
    for_all_ids([&](L4_ThreadId_t dest) {
        for_all_ids([&](L4_ThreadId_t space) {
            for (L4_ThreadId_t const other : {L4_nilthread, L4_Myself(), tester()})
                for (Word const utcb : {unchanged, targets.utcb, Word{0}})
                    wrong += !refused(
                        L4_ThreadControl(dest, space, other, other, reinterpret_cast<void*>(utcb)));
        });
    });
    return wrong;
}

Word sweep_space_control(Word)
{
    int const kip_log2 = static_cast<int>(L4_KipAreaSizeLog2(L4_GetKernelInterface()));
    L4_Fpage_t const good_kip = L4_FpageLog2(free_area, kip_log2);
    L4_Fpage_t const good_utcbs = L4_FpageLog2(free_area + (Word{1} << 20), 15);
    Word wrong = 0;
    for_all_ids([&](L4_ThreadId_t space) {
        for_all_ids([&](L4_ThreadId_t redirector) {
            for (L4_Fpage_t const area : {L4_Nilpage, good_kip, L4_CompleteAddressSpace})
                for (Word const control : {Word{0}, Word{1}, ~Word{0}}) {
                    Word old;
                    wrong += !refused(
                        L4_SpaceControl(space, control, area, good_utcbs, redirector, &old));
                }
        });
    });
    return wrong;
}

Word sweep_processor_control(Word)
{
    Word wrong = 0;
    for (Word const processor : {Word{0}, Word{1}, ~Word{0}})
        for (Word const frequency : {Word{0}, Word{1'000'000}, ~Word{0}})
            for (Word const voltage : {Word{0}, Word{1000}, ~Word{0}})
                wrong += !refused(L4_ProcessorControl(processor, frequency, frequency, voltage));
    return wrong;
}

Word sweep_memory_control(Word own_page)
{
    Word wrong = 0;
    for (L4_Fpage_t const page : {L4_Nilpage, fpage(own_page), fpage(window), fpage(free_area, 20),
                                  L4_CompleteAddressSpace})
        for (Word const attribute : {Word{0}, Word{1}, ~Word{0}})
            for (Word const control : {Word{0}, Word{63}, ~Word{0}}) {
                Word const attributes[] = {attribute, attribute, attribute, attribute};
                for (int i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
                    L4_LoadMR(i, (page + L4_FullyAccessible).raw);
                wrong += !refused(L4_MemoryControl(control, attributes));
            }
    return wrong;
}

L4_ThreadId_t choose_targets()
{
    L4_ThreadId_t const caller = start_foreign_worker();
    targets.victim = start_worker();
    targets.stranger = start_foreign_worker();
    targets.absent = fresh_id();
    targets.line = L4_GlobalId(machine::quiet_interrupt_line, 1);
    targets.utcb = reinterpret_cast<Word>(utcb_of(targets.absent));
    return caller;
}

Word kernel_interface(Word)
{
    Word version, flags, id;
    return reinterpret_cast<Word>(L4_KernelInterface(&version, &flags, &id));
}

constexpr Case cases[] = {
    {"ThreadControl with any thread, space, scheduler, pager and UTCB is refused",
     [] { EXPECT_EQ(run(choose_targets(), sweep_thread_control), 0); }},

    {"after that all threads live and have their pagers, and no thread was made",
     [] {
         L4_ThreadId_t const caller = choose_targets();
         L4_ThreadId_t const pager = L4_PagerOf(targets.victim);
         EXPECT_EQ(run(caller, sweep_thread_control), 0);
         EXPECT_EQ(run(targets.victim, same_word, 1), 1);
         EXPECT_EQ(run(targets.stranger, same_word, 2), 2);
         EXPECT_EQ(run(caller, same_word, 3), 3);
         EXPECT_EQ(L4_PagerOf(targets.victim).raw, pager.raw);
         EXPECT_EQ(ipc_error(targets.absent, L4_nilthread, L4_ZeroTime, L4_Never), send_no_partner);
         EXPECT_EQ(ipc_error(nobody(), L4_nilthread, L4_ZeroTime, L4_Never), send_no_partner);
     }},

    {"after that no interrupt line has a new handler",
     [] {
         L4_ThreadId_t const caller = choose_targets();
         REQUIRE(L4_AssociateInterrupt(targets.line, tester()) != 0);
         EXPECT_EQ(run(caller, sweep_thread_control), 0);
         EXPECT_EQ(L4_DeassociateInterrupt(targets.line), 1);
     }},

    {"SpaceControl with any space, areas, control and redirector is refused",
     [] { EXPECT_EQ(run(choose_targets(), sweep_space_control), 0); }},

    {"after that all spaces have their areas, and messages still arrive",
     [] {
         L4_ThreadId_t const caller = choose_targets();
         Word const before = run(targets.stranger, kernel_interface);
         EXPECT_EQ(run(caller, sweep_space_control), 0);
         EXPECT_EQ(run(targets.stranger, kernel_interface), before);
         EXPECT_EQ(run(caller, kernel_interface), before);
         EXPECT_EQ(run(targets.victim, same_word, 1), 1);
     }},

    {"ProcessorControl with any processor, frequencies and voltage is refused",
     [] { EXPECT_EQ(run(choose_targets(), sweep_processor_control), 0); }},

    {"MemoryControl with any pages and attributes is refused, and the memory is as it was",
     [] {
         L4_ThreadId_t const caller = choose_targets();
         REQUIRE(give(caller, scratch(), L4_FullyAccessible, window));
         word_at(scratch()) = marked;
         EXPECT_EQ(run(caller, sweep_memory_control, scratch()), 0);
         EXPECT_EQ(run(caller, peek, window), marked);
         EXPECT_EQ(word_at(scratch()), marked);
     }},
};

}  // namespace

constexpr Suite privilege_suite = suite_of("privilege", "4.3, 4.8, 4.10, 4.11", cases);

}  // namespace conformance
