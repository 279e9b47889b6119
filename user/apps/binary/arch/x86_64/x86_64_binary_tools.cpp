// SPDX-License-Identifier: BSD-2-Clause
// Calls by the binary interface with every register given, and threads.
#include "x86_64_binary_tools.h"

namespace binary {

Word const* kip;

Registers patterns()
{
    Registers r;
    Word* const words = &r.rax;
    for (Word n = 0; n < sizeof r / sizeof(Word); ++n)
        words[n] = pattern(n);
    return r;
}

constexpr Word direction_flag = 1 << 10;

void call(Registers& r, EntryPoint entry)
{
    Word const vector = r.xmm15;
    call_with(&r, kip[entry]);
    EXPECT_EQ(r.rsp_change, 0);
    EXPECT_EQ(r.flags & direction_flag, 0);
    EXPECT_EQ(r.xmm15, vector);
}

void call_ipc(Registers& r, Word to, Word from, Word timeouts, EntryPoint entry)
{
    r.rsi = to;
    r.rdx = from;
    r.r8 = timeouts;
    r.rdi = reinterpret_cast<Word>(utcb());
    call(r, entry);
}

Word call_thread_control(Word dest, Word space, Word scheduler, Word new_pager, Word location)
{
    Registers r = patterns();
    r.rdi = dest;
    r.r8 = space;
    r.rdx = scheduler;
    r.rsi = new_pager;
    r.r9 = location;
    call(r, thread_control);
    return r.rax;
}

alignas(4096) Stack stacks[threads];

Word myself()
{
    return utcb()[my_global_id];
}

Word thread(Word n)
{
    return global_id((kip[kip_thread_info] >> 20 & 0xFFF) + 16 + n, 1);
}

Word utcb_location(Word n)
{
    return reinterpret_cast<Word>(utcb()) - pointer_in_utcb + n * utcb_size;
}

Word first_stack_pointer(Word n)
{
    return reinterpret_cast<Word>(stacks[n] + sizeof stacks[n]) - 8;
}

void start(Word n, void (*code)())
{
    // This thread is the other one's pager, but serves no faults of its own space: touch the stack.
    *reinterpret_cast<Word volatile*>(first_stack_pointer(n)) = 0;
    Registers r = patterns();
    r.r9 = tag(0, 2);
    r.rax = reinterpret_cast<Word>(code);
    r.rbx = first_stack_pointer(n);
    call_ipc(r, thread(n), nil, both_one_second);
    EXPECT_EQ(r.r9 & tag_error, 0);
}

}  // namespace binary
