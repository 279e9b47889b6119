// SPDX-License-Identifier: BSD-2-Clause
// Another space: made, fed by answers to its page faults, and cut off; and memory as such.
#include "x86_64_binary_tools.h"

namespace binary {
namespace {

constexpr Word child_kip = 0x10'0000'0000;
constexpr Word child_utcb = 0x20'0000'0000;
constexpr Word used_memory = 0x7FFF'FFFF;  // what a kernel with limits (kmem-accounts) says there

Word call_space_control(Word kip_area, Word utcb_area, Word& old_control)
{
    Registers r = patterns();
    r.rdi = thread(child_thread);
    r.rsi = 0;
    r.rdx = kip_area;
    r.r8 = utcb_area;
    r.r9 = nil;
    call(r, space_control);
    old_control = r.rdx;
    return r.rax;
}

}  // namespace

void create_space()
{
    Word const id = thread(child_thread);
    Word old = 1;
    EXPECT_EQ(call_thread_control(id, id, myself(), nil, unchanged), 1);
    EXPECT_EQ(call_space_control(child_kip | 20 << 4, page(child_utcb, 0), old), 0);
    EXPECT_EQ(utcb()[error_code], 7);
    EXPECT_EQ(call_space_control(page(child_kip, 0), page(child_utcb, 0), old), 1);
    EXPECT_EQ(old & ~used_memory, 0);
    EXPECT_EQ(call_thread_control(id, id, nil, myself(), child_utcb), 1);
}

// Serves page faults until the child has sent its report.
void child_reports()
{
    constexpr Word page_fault = tag(-2 * 16, 2);
    constexpr Word access_bits = Word{7} << 16;
    constexpr Word map = 8;
    start(child_thread, child_start);
    Word to = nil;
    Registers r = patterns();
    for (int faults = 0; faults < 8; ++faults) {
        call_ipc(r, to, thread(child_thread), both_one_second);
        EXPECT_EQ(r.rsi, thread(child_thread));
        if ((r.r9 & ~access_bits) != page_fault)
            break;
        to = thread(child_thread);
        Word const where = r.rax;
        r = patterns();
        r.r9 = tag(0, 0, 2);
        r.rax = (where & ~Word{0xFFF}) | map;
        r.rbx = page(where, 7);
    }
    EXPECT_EQ(r.r9, tag(0, 3));
    EXPECT_EQ(r.rax, child_kip);
    EXPECT_EQ(r.rbx, child_utcb + pointer_in_utcb);
    EXPECT_EQ(r.r10, thread(child_thread));
}

// The tenth fpage is in the UTCB. The child has executed its code and written its stack.
void unmapping()
{
    constexpr Word last = 9;
    Registers r = patterns();
    r.r9 = page(reinterpret_cast<Word>(child_start), 7);
    r.rax = r.rbx = r.r10 = r.r12 = r.r13 = r.r14 = r.r15 = 0;
    utcb()[8] = 0;
    Word const stack = first_stack_pointer(child_thread) - 8;
    utcb()[last] = page(stack, 7);
    r.rdx = last;
    r.rdi = reinterpret_cast<Word>(utcb());
    call(r, unmap);
    EXPECT_EQ(r.r9, page(reinterpret_cast<Word>(child_start), 5));
    EXPECT_EQ(r.rax | r.rbx | r.r10 | r.r12 | r.r13 | r.r14 | r.r15, 0);
    EXPECT_EQ(utcb()[last] & 6, 6);
}

// The child needs its stack to return from its last call, and its code to go on.
void child_faults_again()
{
    Registers r = patterns();
    call_ipc(r, nil, thread(child_thread), both_one_second);
    EXPECT_EQ(r.r9 & ~(Word{7} << 16), tag(-2 * 16, 2));
    Word const code = reinterpret_cast<Word>(child_start);
    EXPECT(r.rax >> 12 == code >> 12 || r.rax >> 12 == first_stack_pointer(child_thread) >> 12);
}

// A wrong attribute is refused only by an fpage that selects it.
void memory_attributes()
{
    constexpr Word wrong = 0x99;
    for (Word selected = 0; selected < 4; ++selected)
        for (Word spoiled = 0; spoiled < 4; ++spoiled) {
            Registers r = patterns();
            r.rdx = 0;
            r.rcx = spoiled == 0 ? wrong : 0;
            r.rsi = spoiled == 1 ? wrong : 0;
            r.r8 = spoiled == 2 ? wrong : 0;
            r.r11 = spoiled == 3 ? wrong : 0;
            r.rdi = reinterpret_cast<Word>(utcb());
            r.r9 = page(reinterpret_cast<Word>(stacks), selected);
            call(r, memory_control);
            EXPECT_EQ(r.rdx, selected == spoiled ? 0 : 1);
        }
    EXPECT_EQ(utcb()[error_code], 5);
}

void memory_from_sigma0()
{
    constexpr Word anywhere = ~Word{0x3FF} | 12 << 4;
    constexpr Word window = 0x30'0000'0000;
    utcb()[buffer_register_0] = page(window, 0);
    Registers r = patterns();
    r.r9 = tag(-6 * 16, 2);
    r.rax = anywhere;
    r.rbx = 0;
    call_ipc(r, utcb()[pager], utcb()[pager], both_one_second);
    EXPECT_EQ(r.r9, tag(0, 0, 2));
    EXPECT_EQ(r.rax & 0xF, 8);
    EXPECT_EQ(r.rbx & 0x3F7, 12 << 4 | 7);
    Word volatile& word = *reinterpret_cast<Word volatile*>(window);
    word = 0x51'6A0;
    EXPECT_EQ(word, 0x51'6A0);
}

}  // namespace binary
