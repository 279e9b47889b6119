// SPDX-License-Identifier: BSD-2-Clause
// String items: what a byte costs.
#include "results.h"
#include "rows.h"
#include "strings.h"

#include <l4/message.h>

namespace bench {
namespace {

constexpr Word rounds = 10;
constexpr Word longest = 65536;

alignas(page_bytes) constinit unsigned char source[longest] = {};
alignas(page_bytes) constinit unsigned char target[longest] = {};

struct Listening {
    Word buffer;
    Word bytes;
};
constinit Listening listening = {};

void listen(Word)
{
    L4_MsgBuffer_t buffer;
    L4_MsgBufferClear(&buffer);
    L4_MsgBufferAppendSimpleRcvString(&buffer,
                                      L4_StringItem(static_cast<int>(listening.bytes),
                                                    reinterpret_cast<void*>(listening.buffer)));
    L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
    L4_ThreadId_t client;
    (void)L4_Wait(&client);
    for (;;) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_ReplyWait(client, &client);
    }
}

Word count_string_calls(L4_ThreadId_t listener, Word bytes)
{
    Word const address = bytes == 0 ? 0 : reinterpret_cast<Word>(source);
    Word count = 0;
    for (Word i = 0; i < rounds; ++i)
        count += count_string_call(listener, address, bytes);
    return count;
}

void record_string(char const* name, L4_ThreadId_t listener, Word bytes)
{
    for (Word i = 0; i < bytes; ++i) {
        source[i] = static_cast<unsigned char>(i * 7 + bytes / page_bytes);
        target[i] = 0;
    }
    (void)count_string_calls(listener, bytes);
    Word const without = count_string_calls(listener, 0);
    record_per_byte(name, count_string_calls(listener, bytes) - without, bytes * rounds);
    for (Word i = 0; i < bytes; ++i)
        require(source[i] == target[i], "a string arrived with other bytes");
}

}  // namespace

L4_ThreadId_t start_listener(Space space, Word buffer, Word bytes)
{
    listening = {buffer, bytes};
    return start(space, listen);
}

Word count_string_call(L4_ThreadId_t listener, Word address, Word bytes)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    if (address != 0)
        L4_MsgAppendSimpleStringItem(
            &message, L4_StringItem(static_cast<int>(bytes), reinterpret_cast<void*>(address)));
    L4_MsgLoad(&message);
    Word const begin = read_counter();
    L4_MsgTag_t const tag = L4_Call(listener);
    Word const count = read_counter() - begin;
    require(L4_IpcSucceeded(tag), "a string was not received");
    return count;
}

void measure_strings()
{
    L4_ThreadId_t const listener =
        start_listener(other_space, reinterpret_cast<Word>(target), longest);
    record_string("string.4k", listener, 4096);
    record_string("string.64k", listener, longest);
    clear_stage();
}

}  // namespace bench
