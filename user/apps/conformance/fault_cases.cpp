// SPDX-License-Identifier: BSD-2-Clause
// Section 6.1: page faults become messages to the pager, and its answer cures them.
//
// The workers live in the suite's own space and have the tester as pager, so that a case sees the
// messages themselves.
#include "fault_messages.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

// The mapping that lets any access to the window's first page go on.
void load_cure()
{
    load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window));
}

bool cure(L4_ThreadId_t worker)
{
    load_cure();
    return error_of(L4_Reply(worker)) == no_error;
}

constexpr Word offset = 0x128;  // faults report the byte, not the page

// Does `access` in a worker and checks the message that the tester gets as its pager.
L4_ThreadId_t check_message(Task access, Word right, Word code)
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(post(worker, access, window + offset));
    FaultMessage const fault = receive_fault(worker);
    EXPECT_EQ(fault.error, no_error);
    EXPECT_EQ(fault.tag, fault_tag(right));
    EXPECT_EQ(fault.address, window + offset);
    EXPECT(fault.ip >= code && fault.ip < code + access_code);
    return worker;
}

constexpr Word pattern = 0xC0DE'0000;

// Touches the window with all registers of the UTCB filled; returns how many changed.
Word registers_changed_by_fault(Word address)
{
    Word const error = error_of(L4_Receive_Timeout(nobody(), L4_ZeroTime));
    for (int i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
        L4_LoadMR(i, pattern + static_cast<Word>(i));
    for (int i = 1; i < PINYON_BUFFER_REGISTERS; ++i)
        L4_LoadBR(i, pattern - static_cast<Word>(i));
    L4_LoadBR(0, L4_UntypedWordsAcceptor.raw);

    (void)peek(address);

    Word changed = L4_ErrorCode() != error ? 1 : 0;
    for (int i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
        changed += mr(i) != pattern + static_cast<Word>(i) ? 1 : 0;
    for (int i = 1; i < PINYON_BUFFER_REGISTERS; ++i) {
        Word value;
        L4_StoreBR(i, &value);
        changed += value != pattern - static_cast<Word>(i) ? 1 : 0;
    }
    changed += L4_Accepted().raw != L4_UntypedWordsAcceptor.raw ? 1 : 0;
    return changed;
}

constexpr Case cases[] = {
    {"a read fault carries the address, the instruction and the right r",
     [] { check_message(peek, L4_Readable, reinterpret_cast<Word>(peek)); }},

    {"a write fault carries the address, the instruction and the right w",
     [] { check_message(poke, L4_Writable, reinterpret_cast<Word>(poke)); }},

    {"a fault of an instruction fetch carries the right x, and address and instruction agree",
     [] { check_message(jump, L4_eXecutable, window + offset); }},

    {"after the answer the instruction is repeated",
     [] {
         word_at(scratch()) = 65;
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         REQUIRE(receive_fault(worker).error == no_error);
         REQUIRE(cure(worker));
         Word value = 0;
         REQUIRE(finish(worker, value));
         EXPECT_EQ(value, 65);
     }},

    {"an answer that maps nothing leads to the same fault again",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, poke, window));
         FaultMessage const first = receive_fault(worker);
         load(0);
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         FaultMessage const second = receive_fault(worker);
         EXPECT_EQ(second.error, no_error);
         EXPECT_EQ(second.tag, first.tag);
         EXPECT_EQ(second.address, first.address);
         EXPECT(cure(worker));
     }},

    {"untyped words before the item do not disturb the answer",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, poke, window));
         REQUIRE(receive_fault(worker).error == no_error);
         load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window), {1, 2, 3});
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word done;
         EXPECT(finish(worker, done));
     }},

    {"a page may be granted in the answer",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, poke, window));
         REQUIRE(receive_fault(worker).error == no_error);
         load_item(L4_GrantItem(fpage(scratch()) + L4_ReadWriteOnly, window));
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word done;
         EXPECT(finish(worker, done));
     }},

    {"a fault changes no message register, no buffer register and not the error code",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, registers_changed_by_fault, window));
         REQUIRE(receive_fault(worker).error == no_error);
         REQUIRE(cure(worker));
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"a thread that waits for its pager is waiting, and can be freed to fault again",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         REQUIRE(receive_fault(worker).error == no_error);
         EXPECT_EQ(state_of(worker), PINYON_SCHED_WAITING);
         REQUIRE(thread_control(worker, tester(), L4_nilthread, L4_nilthread) == 0);
         EXPECT_EQ(receive_fault(worker).error, no_error);
         EXPECT(cure(worker));
     }},

    {"the pager that counts is the one in the register at the time of the fault",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const pager = start_worker();
         L4_Set_PagerOf(worker, pager);
         constexpr Task serve_one = [](Word client) -> Word {
             Word const error = error_of(L4_Receive_Timeout({client}, patience()));
             load_cure();
             return error != no_error ? error : error_of(L4_Reply({client}));
         };
         REQUIRE(post(pager, serve_one, worker.raw));
         REQUIRE(post(worker, poke, window));
         Word result = ~Word{0};
         REQUIRE(finish(pager, result));
         EXPECT_EQ(result, no_error);
         EXPECT(finish(worker, result));
     }},

    {"a thread whose pager does not exist is halted",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Set_PagerOf(worker, nobody());
         REQUIRE(post(worker, peek, window));
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},
};

}  // namespace

constexpr Suite fault_suite = suite_of("page faults", "6.1", cases);

}  // namespace conformance
