// SPDX-License-Identifier: BSD-2-Clause
// Section 13.1: floating-point and vector state is each thread's own, also its control registers,
// through exceptions, strings, moves and deletion; nothing is left for the next owner.
#include "exception_work.h"
#include "machine.h"
#include "string_work.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word rounds = 20;
constexpr Word rounding_modes = 4;

Word fill(Word seed)
{
    machine::fill_vector_registers(seed);
    return 0;
}

Word count_changed(Word seed)
{
    return machine::vector_registers_changed(seed);
}

Word keep_rounding(Word mode)
{
    Word changed = 0;
    machine::set_rounding(mode);
    for (Word i = 0; i < rounds; ++i) {
        L4_Yield();
        changed += machine::rounding() != mode ? 1 : 0;
    }
    return changed;
}

Word rounding_at_start(Word)
{
    return machine::rounding();
}

Word keep_over_exception(Word seed)
{
    handle_by_tester();
    machine::fill_vector_registers(seed);
    machine::illegal_instruction();
    return machine::vector_registers_changed(seed);
}

Word keep_over_message(Word seed)
{
    machine::fill_vector_registers(seed);
    Word const error = receive_from(tester().raw);
    return error != no_error ? error : machine::vector_registers_changed(seed);
}

constexpr Word string_bytes = scratch_pages / 2 * page_bytes;

Word keep_over_string(Word seed)
{
    L4_Accept(L4_StringItemsAcceptor);
    L4_LoadBR(1, string_header(string_bytes));
    L4_LoadBR(2, scratch(scratch_pages / 2));
    Word const changed = keep_over_message(seed);
    L4_Accept(L4_UntypedWordsAcceptor);
    return changed;
}

// How many registers a thread finds without that pattern which never was anywhere.
Word all_registers()
{
    return run(start_worker(), count_changed, 0x0DD0'0000);
}

constexpr Case cases[] = {
    {"rounding is each thread's own",
     [] {
         L4_ThreadId_t threads[rounding_modes];
         for (Word mode = 0; mode < rounding_modes; ++mode) {
             threads[mode] = mode % 2 == 0 ? start_worker() : start_foreign_worker();
             REQUIRE(post(threads[mode], keep_rounding, mode));
         }
         for (L4_ThreadId_t const thread : threads) {
             Word changed = ~Word{0};
             REQUIRE(finish(thread, changed));
             EXPECT_EQ(changed, 0);
         }
     }},

    {"a new thread rounds as at the start, whatever others do",
     [] {
         L4_ThreadId_t const other = start_worker();
         REQUIRE(run(other, keep_rounding, 3) == 0);
         EXPECT_EQ(run(start_foreign_worker(), rounding_at_start), 0);
         REQUIRE(delete_thread(other) == 0);
         EXPECT_EQ(run(start_worker(), rounding_at_start), 0);
     }},

    {"an exception whose handler uses the registers does not change them",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, keep_over_exception, 0x7777'0000));
         REQUIRE(catch_exception(worker, exception));
         machine::fill_vector_registers(0);
         exception.set(ip_register,
                       exception.word(ip_register) + machine::illegal_instruction_bytes);
         REQUIRE(answer_exception(worker, exception));
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"a string that is received does not change them, nor those of its sender",
     [] {
         constexpr Word mine = 0x8888'0000;
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, keep_over_string, 0x9999'0000));
         fill_bytes(scratch(), string_bytes, 1);
         load_item(L4_StringItem(string_bytes, reinterpret_cast<void*>(scratch())));
         machine::fill_vector_registers(mine);
         REQUIRE(error_of(L4_Send_Timeout(worker, patience())) == no_error);
         EXPECT_EQ(machine::vector_registers_changed(mine), 0);
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
         EXPECT(has_bytes(scratch(scratch_pages / 2), string_bytes, 1));
     }},

    {"a thread that moves to another space takes them along",
     [] {
         L4_ThreadId_t const host = start_foreign_worker();
         L4_ThreadId_t const worker = start_worker();
         constexpr Task pager = [](Word) -> Word { return L4_Pager().raw; };
         L4_ThreadId_t const pager_there = {run(host, pager)};
         REQUIRE(run(worker, fill, 0xAAAA'0000) == 0);
         REQUIRE(thread_control(worker, host, L4_nilthread, pager_there) == 0);
         machine::fill_vector_registers(0);
         EXPECT_EQ(run(worker, count_changed, 0xAAAA'0000), 0);
     }},

    {"the registers of a deleted thread are left for nobody",
     [] {
         constexpr Word secret = 0x5EC2'0000;
         Word const all = all_registers();
         EXPECT(all >= 16);
         for (int i = 0; i < 3; ++i) {
             L4_ThreadId_t const owner = start_worker();
             REQUIRE(run(owner, fill, secret) == 0);
             REQUIRE(delete_thread(owner) == 0);
             EXPECT_EQ(run(start_worker(), count_changed, secret), all);
             EXPECT_EQ(run(start_foreign_worker(), count_changed, secret), all);
         }
     }},
};

}  // namespace

constexpr Suite vector_suite = suite_of("floating point and vectors", "13.1", cases);

}  // namespace conformance
