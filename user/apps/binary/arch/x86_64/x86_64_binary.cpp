// SPDX-License-Identifier: BSD-2-Clause
// A program in the root task's place that knows the kernel from X.2's documents alone: it makes
// every system call with all registers given and looks at all that come back.
#include "x86_64_binary_tools.h"

namespace binary {
namespace {

// Answers messages with every word inverted.
void echo()
{
    Registers r = patterns();
    r.r9 = 0;
    Word partner = nil;
    for (;;) {
        call_ipc(r, partner, any, 0);
        partner = r.rsi;
        Word* const in_registers[] = {&r.rax, &r.rbx, &r.r10, &r.r12, &r.r13, &r.r14, &r.r15};
        for (Word* const word : in_registers)
            *word = ~*word;
        for (int i = 8; i < 64; ++i)
            utcb()[i] = ~utcb()[i];
        r.r9 &= 0x3F;
    }
}

void exchange_longest(EntryPoint entry)
{
    Registers r = patterns();
    r.r9 = tag(0x1234, 63);
    for (int i = 8; i < 64; ++i)
        utcb()[i] = pattern(100 + static_cast<Word>(i));
    call_ipc(r, thread(echo_thread), thread(echo_thread), both_one_second, entry);
    EXPECT_EQ(r.r9, tag(0, 63));
    EXPECT_EQ(r.rsi, utcb_location(1 + echo_thread) + pointer_in_utcb);
    Registers const sent = patterns();
    EXPECT_EQ(r.rax, ~sent.rax);
    EXPECT_EQ(r.rbx, ~sent.rbx);
    EXPECT_EQ(r.r10, ~sent.r10);
    EXPECT_EQ(r.r12, ~sent.r12);
    EXPECT_EQ(r.r13, ~sent.r13);
    EXPECT_EQ(r.r14, ~sent.r14);
    EXPECT_EQ(r.r15, ~sent.r15);
    for (int i = 8; i < 64; ++i)
        EXPECT_EQ(utcb()[i], ~pattern(100 + static_cast<Word>(i)));
}

// ---- Cases

void kernel_interface_page()
{
    Registers r = patterns();
    call_with(&r, reinterpret_cast<Word>(kernel_interface));
    kip = reinterpret_cast<Word const*>(r.rax);
    EXPECT_EQ(r.rax & 0xFFF, 0);
    EXPECT_EQ(kip[kip_magic], 0x4BE6344C);
    EXPECT_EQ(r.rcx, kip[kip_api_version]);
    EXPECT_EQ(r.rcx >> 24, 0x84);
    EXPECT_EQ(r.rdx, kip[kip_api_flags]);
    EXPECT_EQ(r.rdx, 4);
    EXPECT_EQ(r.rsi, *reinterpret_cast<Word const*>(r.rax + kip[kip_kernel_descriptor]));
    Registers const before = patterns();
    r.rax = before.rax, r.rcx = before.rcx, r.rdx = before.rdx, r.rsi = before.rsi;
    for (unsigned n = 0; n < 15; ++n)
        EXPECT_EQ((&r.rax)[n], (&before.rax)[n]);
    EXPECT_EQ(r.rsp_change, 0);
}

void kernel_interface_fields()
{
    Word const here = reinterpret_cast<Word>(&kernel_interface_fields);
    EXPECT(here >= kip[kip_root_low] && here < kip[kip_root_high]);
    EXPECT_EQ(kip[kip_utcb_info] & 0xFFFF, 10 << 10 | 1);
    for (int entry = space_control; entry <= schedule; ++entry)
        EXPECT(kip[entry] >= Word{1} << (kip[kip_area_info] & 0x3F));
}

void thread_control_registers()
{
    Word const first_user = kip[kip_thread_info] >> 20 & 0xFFF;
    EXPECT_EQ(reinterpret_cast<Word>(utcb()) % utcb_size, pointer_in_utcb);
    EXPECT_EQ(utcb()[my_global_id], global_id(first_user + 2, 1));
    EXPECT_EQ(utcb()[pager], global_id(first_user, 1));
    EXPECT_EQ(utcb()[exception_handler], nil);
    EXPECT_EQ(utcb()[processor_no], 0);
    EXPECT_EQ(utcb()[word_size_mask], ~Word{0});
}

void clock()
{
    Registers r = patterns();
    call(r, system_clock);
    Word const before = r.rax;
    r = patterns();
    r.r9 = 0;
    call_ipc(r, nil, myself(), one_millisecond);
    r = patterns();
    call(r, system_clock);
    EXPECT(r.rax >= before + 1000);
}

void giving_up_the_processor()
{
    Registers r = patterns();
    r.rdi = nil;
    call(r, thread_switch);
}

void receive_timeout()
{
    Registers r = patterns();
    call_ipc(r, nil, myself(), one_millisecond);
    EXPECT_EQ(r.r9, tag_error);
    EXPECT_EQ(utcb()[error_code], 3);
}

void create_and_start()
{
    Word const id = thread(echo_thread);
    EXPECT_EQ(call_thread_control(id, myself(), myself(), myself(), utcb_location(1)), 1);
    start(echo_thread, echo);
}

void create_without_scheduler()
{
    EXPECT_EQ(call_thread_control(thread(child_thread), myself(), nil, nil, unchanged), 0);
    EXPECT_EQ(utcb()[error_code], 4);
}

void id_translation_and_registers()
{
    constexpr Word deliver = 1 << 9;
    constexpr Word set_handle = 1 << 6;
    Word const local = utcb_location(1 + echo_thread) + pointer_in_utcb;
    Registers r = patterns();
    r.rax = thread(echo_thread);
    r.rsi = set_handle | deliver;
    r.r10 = 0x4A4D;
    call(r, exchange_registers);
    EXPECT_EQ(r.rax, local);
    EXPECT_EQ(r.rsi, 2);  // in a receive phase
    Word const stack = reinterpret_cast<Word>(stacks[echo_thread]);
    EXPECT(r.rdx > stack && r.rdx < stack + sizeof stacks[echo_thread]);
    EXPECT_EQ(r.r8 >> 12, kip[ipc] >> 12);  // waits in the code behind the entry point
    EXPECT_EQ(r.r10, 0);
    EXPECT_EQ(r.rdi, myself());

    r = patterns();
    r.rax = local;
    r.rsi = deliver;
    call(r, exchange_registers);
    EXPECT_EQ(r.rax, thread(echo_thread));
    EXPECT_EQ(r.r10, 0x4A4D);
}

void registers_of_nobody()
{
    Registers r = patterns();
    r.rax = thread(child_thread);
    r.rsi = 0;
    call(r, exchange_registers);
    EXPECT_EQ(r.rax, nil);
    EXPECT_EQ(utcb()[error_code], 2);
}

Word call_schedule(Word time, Word processor, Word priority, Word preemption, Word& old_time)
{
    Registers r = patterns();
    r.rdi = thread(echo_thread);
    r.rdx = time;
    r.r8 = processor;
    r.rsi = priority;
    r.r9 = preemption;
    call(r, schedule);
    old_time = r.rdx;
    return r.rax;
}

void scheduling()
{
    constexpr Word waiting = 6;
    Word old = 0;
    EXPECT_EQ(call_schedule(one_millisecond << 16, unchanged, 90, unchanged, old), waiting);
    EXPECT_EQ(old & 0xFFFF, 0);
    EXPECT_EQ(call_schedule(unchanged, unchanged, unchanged, unchanged, old), waiting);
    EXPECT_EQ(old & 0xFFFF, 0);
    EXPECT((old >> 16) - 1 < one_millisecond);
    EXPECT_EQ(call_schedule(unchanged, 0xFFFE, unchanged, unchanged, old), 0);
    EXPECT_EQ(utcb()[error_code], 5);
}

void processor_frequency()
{
    Registers r = patterns();
    r.rdi = 0xFFFE;
    r.rsi = r.rdx = r.r8 = 0;
    call(r, processor_control);
    EXPECT_EQ(r.rax, 0);
    EXPECT_EQ(utcb()[error_code], 5);
}

void exception()
{
    constexpr Word exception_words = 20;
    Word const location = utcb_location(1 + trap_thread);
    EXPECT_EQ(call_thread_control(thread(trap_thread), myself(), myself(), myself(), location), 1);
    start(trap_thread, trap_start);
    Registers r = patterns();
    call_ipc(r, nil, thread(trap_thread), both_one_second);
    EXPECT_EQ(r.r9, tag(-5 * 16, exception_words));
    EXPECT_EQ(r.rax, reinterpret_cast<Word>(trap_instruction));
    EXPECT_EQ(r.r15, 0x7EAB);
    EXPECT_EQ(utcb()[17], first_stack_pointer(trap_thread));
    EXPECT_EQ(utcb()[19], 6);
    r.r9 = tag(0, exception_words);
    r.rax += 2;
    r.r15 = 0x7EAC;
    call_ipc(r, thread(trap_thread), thread(trap_thread), both_one_second);
    EXPECT_EQ(r.r9, tag(0, 1));
    EXPECT_EQ(r.rax, 0x7EAC);
}

void deletion()
{
    for (Word n = 0; n < threads; ++n) {
        EXPECT_EQ(call_thread_control(thread(n), nil, nil, nil, unchanged), 1);
        Registers r = patterns();
        r.r9 = 0;
        call_ipc(r, thread(n), nil, both_one_second);
        EXPECT_EQ(r.r9, tag_error);
        EXPECT_EQ(utcb()[error_code], 4);
    }
}

void reading_a_character()
{
    EXPECT_EQ(debugger_read(0), ~Word{0});
}

constexpr Case cases[] = {
    {"`lock nop` finds the kernel interface page and changes no other register",
     kernel_interface_page},
    {"the page tells where this program is, and addresses to call", kernel_interface_fields},
    {"the word at GS:0 is the UTCB pointer, and the registers below it are filled",
     thread_control_registers},
    {"SystemClock: microseconds in RAX", clock},
    {"ThreadSwitch comes back", giving_up_the_processor},
    {"Ipc: a timeout is told in R9 and in the ErrorCode register", receive_timeout},
    {"ThreadControl: creates a thread, which Ipc starts", create_and_start},
    {"ThreadControl: result 0 in RAX and an ErrorCode", create_without_scheduler},
    {"Ipc: MR1 to MR7 in registers and the rest in the UTCB, both ways",
     [] { exchange_longest(ipc); }},
    {"Lipc: the same", [] { exchange_longest(lipc); }},
    {"ExchangeRegisters: all seven operands", id_translation_and_registers},
    {"ExchangeRegisters: result 0 in RAX for a thread that does not exist", registers_of_nobody},
    {"Schedule: all five operands, state and old times", scheduling},
    {"SpaceControl: makes a space from its areas", create_space},
    {"page faults of another space are served by map items, and it finds page and UTCB",
     child_reports},
    {"Unmap: fpages in registers and in the UTCB, access status in their place", unmapping},
    {"what was unmapped faults again", child_faults_again},
    {"MemoryControl: attributes 0 to 3 in RCX, RSI, R8 and R11, result in RDX", memory_attributes},
    {"ProcessorControl: result in RAX", processor_frequency},
    {"an exception's message and its answer have X.2's layout", exception},
    {"ThreadControl: deletes threads", deletion},
    {"sigma0 gives memory that is asked for", memory_from_sigma0},
    {"the debugger has no character when none was typed", reading_a_character},
};

}  // namespace
}  // namespace binary

extern "C" [[noreturn]] void binary_main()
{
    bool const good = binary::run_cases(binary::cases, sizeof binary::cases / sizeof(binary::Case));
    debugger_exit(good ? 0 : 1);
}
