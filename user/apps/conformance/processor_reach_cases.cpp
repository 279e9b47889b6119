// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.2, 4.3, 4.7, 6 and 9: calls and faults that concern threads of other processors.
#include "child_pager.h"
#include "crossing.h"
#include "exception_work.h"
#include "exchange.h"
#include "fault_messages.h"
#include "machine.h"
#include "suite.h"
#include "test_memory.h"

#include <pinyon/alarm.h>

namespace conformance {
namespace {

constinit Word volatile count;
constinit Word volatile last_seen;

// A task: reads the word for ever, and tells what it sees.
Word keep_reading(Word address)
{
    for (;;)
        last_seen = word_at(address);
}

// A task: writes to it for ever.
Word keep_writing(Word address)
{
    for (;;)
        word_at(address) = word_at(address) + 1;
}

// A worker of another space on another processor that does that with the first scratch page.
L4_ThreadId_t start_using(Task task)
{
    word_at(scratch()) = 1;
    last_seen = 0;
    L4_ThreadId_t const worker = start_foreign_on(other_processor());
    EXPECT(give(worker, scratch(), L4_FullyAccessible, window));
    EXPECT(post(worker, task, window));
    EXPECT(eventually([] { return last_seen == 1 || word_at(scratch()) != 1; }));
    return worker;
}

Word version_later(L4_ThreadId_t id)
{
    constexpr Word step = 64;
    return L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + step).raw;
}

// ---- Interrupts

L4_Time_t alarm_time()
{
    return L4_TimePeriod(4 * patience_us);
}

Word attach(L4_ThreadId_t line, L4_ThreadId_t handler)
{
    return thread_control(line, line, L4_nilthread, handler);
}

// Runs the body with the alarm's line attached to a worker, and leaves the line detached.
template <class Body>
void with_handler(Body body)
{
    Word const number = pinyon_start_alarm();
    if (number == PINYON_NO_ALARM)
        return skip("no device that a program could make interrupt");
    L4_ThreadId_t const line = L4_GlobalId(number, 1);
    L4_ThreadId_t const handler = start_worker();
    REQUIRE(attach(line, handler) == 0);
    body(handler, line);
    pinyon_quiet_alarm();
    EXPECT_EQ(attach(line, line), 0);
}

// A task: takes an interrupt of the line and acknowledges it; where the handler ran, or an error.
Word handle_interrupt(Word line)
{
    Word const error = error_of(L4_Receive_Timeout({line}, alarm_time()));
    pinyon_quiet_alarm();
    load(0);
    Word const answer = error_of(L4_Reply({line}));
    return error + answer != no_error ? ~Word{0} : L4_ProcessorNo();
}

// Rings, with the handler's task under way; where it ran. Another device of the line may be
// quicker.
Word ring(L4_ThreadId_t handler, L4_ThreadId_t line)
{
    EXPECT(post(handler, handle_interrupt, line.raw));
    pinyon_set_alarm();
    Word where = ~Word{0};
    for (int tries = 0; tries < 5; ++tries)
        if (finish(handler, where))
            break;
    return where;
}

constexpr Case cases[] = {
    {"ExchangeRegisters reads the registers of a thread that runs elsewhere",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         Registers const old = exchange(spinner, PINYON_EXREGS_DELIVER);
         Word const code = reinterpret_cast<Word>(spin);
         EXPECT_EQ(old.result.raw, L4_LocalIdOf(spinner).raw);
         EXPECT(old.ip >= code && old.ip < code + 128);
         EXPECT(old.sp <= stack_of(spinner) && old.sp > stack_of(spinner) - 8192);
         EXPECT_EQ(old.pager.raw, tester().raw);
     }},

    {"a thread that is halted from elsewhere stands still when the call returns",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         for (int tries = 0; tries < 50; ++tries) {
             exchange(spinner, halt);
             Word const then = count;
             for (int i = 0; i < 100; ++i)
                 EXPECT_EQ(count, then);
             exchange(spinner, resume);
             REQUIRE(advances(count));
         }
     }},

    {"a thread that runs elsewhere gets a new instruction pointer",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         L4_Start_SpIp(spinner, stack_of(spinner), worker_entry());
         EXPECT_EQ(run(spinner, same_word, 6), 6);
         EXPECT(stands_still(count));
     }},

    {"R and S cut waits of threads of other processors with error 3",
     [] {
         L4_ThreadId_t const partner = start_stuck(receive_from, PINYON_SCHED_WAITING);
         L4_ThreadId_t const receiver = start_on(other_processor());
         L4_ThreadId_t const sender = start_on(other_processor(1));
         REQUIRE(post(receiver, receive_from, partner.raw));
         REQUIRE(post(sender, send_to, partner.raw));
         REQUIRE(reaches(receiver, PINYON_SCHED_WAITING));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         EXPECT_EQ(phase_of(exchange(receiver, PINYON_EXREGS_RECEIVE)), PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(phase_of(exchange(sender, PINYON_EXREGS_SEND)), PINYON_EXREGS_SEND);
         Word error = no_error;
         REQUIRE(finish(receiver, error));
         EXPECT_EQ(error, receive_cancelled);
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_cancelled);
     }},

    {"ThreadControl changes the version of a thread that runs elsewhere",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         L4_ThreadId_t const later = {version_later(spinner)};
         EXPECT_EQ(thread_control(later, tester(), L4_nilthread, L4_nilthread), 0);
         EXPECT_EQ(exchange(spinner, 0).result.raw, 0);
         EXPECT(exchange(later, 0).result.raw != 0);
         EXPECT(advances(count));
     }},

    {"a thread that runs elsewhere has stopped when its deletion returns",
     [] {
         for (int tries = 0; tries < 8; ++tries) {
             L4_ThreadId_t const spinner = start_counting(other_processor(), count);
             EXPECT_EQ(delete_thread(spinner), 0);
             Word const then = count;
             EXPECT(stands_still(count));
             EXPECT_EQ(count, then);
         }
     }},

    {"a number whose thread was deleted elsewhere can be used again at once",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         EXPECT_EQ(delete_thread(spinner), 0);
         L4_ThreadId_t const later = {version_later(spinner)};
         Word const utcb = reinterpret_cast<Word>(utcb_of(later));
         EXPECT_EQ(thread_control(later, tester(), tester(), tester(), utcb), 0);
         REQUIRE(start_thread(later, worker_entry(), stack_of(later)));
         EXPECT_EQ(run(later, own_processor), L4_ProcessorNo());
     }},

    {"the last thread of a space can be deleted while it runs elsewhere",
     [] {
         L4_ThreadId_t const worker = start_using(keep_writing);
         EXPECT_EQ(delete_thread(worker), 0);
         Word const then = word_at(scratch());
         L4_Sleep(moment());
         EXPECT_EQ(word_at(scratch()), then);
     }},

    {"after Unmap no other processor reads the page",
     [] {
         for (int tries = 0; tries < 8; ++tries) {
             L4_ThreadId_t const reader = start_using(keep_reading);
             L4_UnmapFpage(fpage(scratch()) + L4_FullyAccessible);
             word_at(scratch()) = 2;
             Fault fault;
             EXPECT(caught(reader, fault));
             EXPECT_EQ(last_seen, 1);
             EXPECT_EQ(delete_thread(reader), 0);
         }
     }},

    {"after Unmap of the right w no other processor writes to the page",
     [] {
         for (int tries = 0; tries < 8; ++tries) {
             L4_ThreadId_t const writer = start_using(keep_writing);
             L4_UnmapFpage(fpage(scratch()) + L4_Writable);
             word_at(scratch()) = 0;
             Fault fault;
             EXPECT(caught(writer, fault));
             EXPECT_EQ(fault.access, L4_Writable);
             EXPECT_EQ(word_at(scratch()), 0);
             EXPECT_EQ(delete_thread(writer), 0);
         }
     }},

    {"after a flush no other thread of the own space reads the page on another processor",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         word_at(scratch()) = 1;
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         REQUIRE(post(worker, keep_reading, window));
         REQUIRE(eventually([] { return last_seen == 1; }));
         L4_Flush(fpage(window) + L4_FullyAccessible);
         word_at(scratch()) = 2;
         EXPECT_EQ(receive_fault(worker).address, window);
         EXPECT_EQ(last_seen, 1);
     }},

    {"the status that Unmap tells has what other processors did to the page",
     [] {
         L4_ThreadId_t const worker = start_foreign_on(other_processor());
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         (void)L4_GetStatus(fpage(scratch()));
         run(worker, poke, window);
         EXPECT(L4_WasWritten(L4_GetStatus(fpage(scratch()))));
         (void)L4_GetStatus(fpage(scratch()));
         run(worker, poke, window);
         EXPECT(L4_WasWritten(L4_GetStatus(fpage(scratch()))));
     }},

    {"a page fault comes from where it happened, with X, and the answer goes there",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(post(worker, peek, window));
         FaultMessage const fault = receive_fault(worker);
         EXPECT_EQ(fault.error, no_error);
         EXPECT_EQ(fault.tag, fault_tag(L4_Readable) | PINYON_TAG_CROSS_CPU);
         EXPECT_EQ(fault.address, window);
         word_at(scratch()) = 0x55;
         load_item(L4_MapItem(fpage(scratch()) + L4_FullyAccessible, window));
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 0x55);
     }},

    {"an exception comes from where it happened, and the answer goes there",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         auto const raise = [](Word) -> Word {
             handle_by_tester();
             machine::illegal_instruction();
             return L4_ProcessorNo();
         };
         REQUIRE(post(worker, raise));
         Exception exception;
         REQUIRE(catch_exception(worker, exception));
         EXPECT_EQ(exception.word(machine::number_register), machine::exception_number);
         exception.set(ip_register,
                       exception.word(ip_register) + machine::illegal_instruction_bytes);
         REQUIRE(answer_exception(worker, exception));
         Word where = ~Word{0};
         REQUIRE(finish(worker, where));
         EXPECT_EQ(where, other_processor());
     }},

    {"interrupts follow their handler to each processor",
     [] {
         with_handler([](L4_ThreadId_t handler, L4_ThreadId_t line) {
             for (Word n = 0; n < processors() && n < 4; ++n) {
                 EXPECT_EQ(move_to(handler, n), 0);
                 EXPECT_EQ(ring(handler, line), n);
             }
         });
     }},

    {"an interrupt that its handler has not taken is there for him after he moved",
     [] {
         with_handler([](L4_ThreadId_t handler, L4_ThreadId_t line) {
             pinyon_set_alarm();
             EXPECT(eventually([line] { return state_of(line) == PINYON_SCHED_PENDING_SEND; }));
             EXPECT_EQ(move_to(handler, other_processor()), 0);
             EXPECT_EQ(run(handler, handle_interrupt, line.raw), other_processor());
         });
     }},
};

}  // namespace

constexpr Suite processor_reach_suite =
    suite_of("calls to other processors", "4.2, 4.3, 4.7, 6, 9", cases, Where::several);

}  // namespace conformance
