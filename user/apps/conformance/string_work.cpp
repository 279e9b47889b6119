// SPDX-License-Identifier: BSD-2-Clause
// The sender's and the receiver's part of a transfer of strings.
#include "string_work.h"

#include <l4/thread.h>

namespace conformance {
namespace {

constinit Plan plan;

constexpr Word typed_shift = 6;

Word deliver(Word)
{
    L4_Set_XferTimeouts(plan.sender_times);
    for (unsigned i = 0; i < plan.typed; ++i)
        L4_LoadMR(static_cast<int>(i + 1), plan.items[i]);
    L4_Set_MsgTag(L4_MsgTag_t{Word{plan.typed} << typed_shift});
    return ipc_error(plan.receiver, L4_nilthread, L4_TimePeriod(plan.wait_us), L4_Never);
}

Word take(Word)
{
    L4_Set_XferTimeouts(plan.receiver_times);
    for (unsigned i = 0; i < plan.buffers; ++i)
        L4_LoadBR(static_cast<int>(i), plan.buffer[i]);
    L4_MsgTag_t const tag = L4_Receive_Timeout(plan.sender, L4_TimePeriod(plan.wait_us));
    plan.tag = plain(tag);
    L4_StoreMRs(1, PINYON_MESSAGE_REGISTERS - 1, &plan.received[1]);
    return error_of(tag);
}

unsigned char pattern(Word seed, Word i)
{
    constexpr Word step = 7;
    constexpr Word page_step = 13;
    return static_cast<unsigned char>(seed + i * step + (i >> page_log2) * page_step);
}

unsigned char volatile& byte_at(Word address)
{
    return *reinterpret_cast<unsigned char volatile*>(address);
}

}  // namespace

Plan& new_plan(L4_ThreadId_t sender, L4_ThreadId_t receiver)
{
    plan = {};
    plan.sender = sender;
    plan.receiver = receiver;
    plan.wait_us = patience_us;
    accept({L4_StringItemsAcceptor.raw});
    return plan;
}

Plan& new_plan()
{
    L4_ThreadId_t const sender = start_worker();
    return new_plan(sender, start_worker());
}

void say(std::initializer_list<Word> items)
{
    for (Word const word : items)
        plan.items[plan.typed++] = word;
}

void accept(std::initializer_list<Word> buffer)
{
    for (Word const word : buffer)
        plan.buffer[plan.buffers++] = word;
}

void begin_transfer()
{
    EXPECT(post(plan.receiver, take));
    EXPECT(post(plan.sender, deliver));
}

Ends end_transfer()
{
    Ends ends = {~Word{0}, ~Word{0}};
    EXPECT(finish(plan.sender, ends.sender));
    EXPECT(finish(plan.receiver, ends.receiver));
    return ends;
}

Ends transfer()
{
    begin_transfer();
    return end_transfer();
}

Ends transfer_from(Word at, Word bytes)
{
    say({string_header(bytes), at});
    return transfer();
}

void expect_ends(Ends got, Ends wanted, char const* file, int line)
{
    expect_equal(got.sender, wanted.sender, file, line, "the sender's error");
    expect_equal(got.receiver, wanted.receiver, file, line, "the receiver's error");
}

void fill_bytes(Word at, Word count, Word seed)
{
    for (Word i = 0; i < count; ++i)
        byte_at(at + i) = pattern(seed, i);
}

bool has_bytes(Word at, Word count, Word seed, Word first)
{
    for (Word i = 0; i < count; ++i)
        if (byte_at(at + i) != pattern(seed, first + i))
            return false;
    return true;
}

}  // namespace conformance
