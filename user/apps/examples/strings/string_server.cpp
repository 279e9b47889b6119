// SPDX-License-Identifier: BSD-2-Clause
// The server: takes strings into buffers, and answers with a string.
#include "string_parts.h"

#include <l4io.h>

namespace strings {
namespace {

using namespace examples;

constexpr Word head_size = 16;
constexpr L4_Word64_t patience_us = 1'000'000;

// The text is scattered as it comes: its head goes to the stack, the rest to the text area. It is
// sent back from there.
class Text {
public:
    // `size` of the whole.
    void describe(Compound& compound, Word size)
    {
        Word const in_head = size < head_size ? size : head_size;
        compound.item = piece(reinterpret_cast<Word>(head_), in_head);
        L4_StringItem_t const rest = piece(text_area, size - in_head);
        L4_AddSubstringTo(&compound.item, &rest);
    }

    void capitalise(Word size)
    {
        for (Word i = 0; i < size; ++i) {
            unsigned char volatile& c =
                i < head_size ? head_[i] : byte_at(text_area + i - head_size);
            c = c >= 'a' && c <= 'z' ? static_cast<unsigned char>(c - 'a' + 'A') : c;
        }
    }

private:
    unsigned char volatile head_[head_size] = {};
};

Word sum_of_block(Word size)
{
    Word sum = 0;
    for (Word i = 0; i < size; ++i)
        sum += byte_at(block_area + i);
    return sum;
}

// The n-th string of a message goes to the n-th buffer. The kernel reads the buffer registers when
// a message comes, and does not change them.
void accept_into(Text& text)
{
    L4_MsgBuffer_t buffers;
    Compound text_buffer;
    text.describe(text_buffer, text_size);
    L4_MsgBufferClear(&buffers);
    L4_MsgBufferAppendRcvString(&buffers, &text_buffer.item);
    L4_MsgBufferAppendSimpleRcvString(&buffers, piece(block_area, block_size));
    L4_AcceptStrings(L4_StringItemsAcceptor, &buffers);
}

// The items come as the client wrote them. Their lengths can be believed: the strings are here.
void load_answer(L4_MsgTag_t tag, Text& text)
{
    L4_Msg_t message;
    Compound text_item, block_item;
    L4_MsgStore(tag, &message);
    Word const next = L4_MsgGetStringItem(&message, 0, &text_item.item);
    L4_MsgGetStringItem(&message, next, &block_item.item);
    Word const text_bytes = length_of(&text_item.item);
    Word const block_bytes = length_of(&block_item.item);
    printf("server: a text of %lu bytes in %lu pieces, and %lu bytes more\n", text_bytes,
           L4_Substrings(&text_item.item), block_bytes);
    text.capitalise(text_bytes);
    Compound answer;
    text.describe(answer, text_bytes);
    L4_MsgClear(&message);
    L4_MsgAppendWord(&message, sum_of_block(block_bytes));
    L4_MsgAppendStringItem(&message, &answer.item);
    L4_MsgLoad(&message);
}

}  // namespace

void serve()
{
    Text text;
    accept_into(text);
    // A client whose pager does not answer must not hold the server for ever.
    L4_Set_XferTimeouts(L4_Timeouts(L4_TimePeriod(patience_us), L4_TimePeriod(patience_us)));
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        if (L4_IpcFailed(tag) || L4_Label(tag) != work_label) {
            tag = L4_Wait(&client);
            continue;
        }
        load_answer(tag, text);
        tag = L4_ReplyWait(client, &client);
    }
}

}  // namespace strings
