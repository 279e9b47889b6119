// SPDX-License-Identifier: BSD-2-Clause
// The client: sends a string that lies in pieces, and another one that is too long.
#include "string_parts.h"

#include <l4io.h>

namespace strings {
namespace {

using namespace examples;

constexpr char const* pieces[] = {"one string can be gathered ", "from many places ",
                                  "and be scattered to others"};
constexpr char wanted[] = "ONE STRING CAN BE GATHERED FROM MANY PLACES AND BE SCATTERED TO OTHERS";
constexpr Word wanted_length = sizeof wanted - 1;
constexpr Word block_bytes = 6000;

// One string of three substrings, each a group of its own: their lengths differ.
void describe_text(Compound& text)
{
    text.item = piece(reinterpret_cast<Word>(pieces[0]), strlen(pieces[0]));
    for (int i = 1; i < 3; ++i) {
        L4_StringItem_t const next = piece(reinterpret_cast<Word>(pieces[i]), strlen(pieces[i]));
        L4_AddSubstringTo(&text.item, &next);
    }
}

Word fill_block(Word size)
{
    Word sum = 0;
    for (Word i = 0; i < size; ++i) {
        byte_at(block_area + i) = static_cast<unsigned char>(i);
        sum += byte_at(block_area + i);
    }
    return sum;
}

// Calls the server with the text and so many bytes of the block.
L4_MsgTag_t call_with_block(Word size)
{
    Compound text;
    L4_Msg_t message;
    describe_text(text);
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, work_label);
    L4_MsgAppendStringItem(&message, &text.item);
    L4_MsgAppendSimpleStringItem(&message, piece(block_area, size));
    L4_MsgLoad(&message);
    return L4_Call(server());
}

bool text_is_right()
{
    for (Word i = 0; i < wanted_length; ++i)
        if (byte_at(text_area + i) != static_cast<unsigned char>(wanted[i]))
            return false;
    return true;
}

// The error says how many bytes went over, of all strings together.
bool overflow_is_told(L4_MsgTag_t tag)
{
    constexpr Word error_mask = 0xF;
    constexpr Word send_overflow = PINYON_IPC_OVERFLOW << 1;
    constexpr int offset_shift = 4;
    Word const error = L4_ErrorCode();
    printf("client: too long; %lu bytes went over\n", error >> offset_shift);
    return L4_IpcFailed(tag) && (error & error_mask) == send_overflow &&
           error >> offset_shift == wanted_length + block_size;
}

}  // namespace

void run_client()
{
    L4_MsgBuffer_t buffer;
    L4_MsgBufferClear(&buffer);
    L4_MsgBufferAppendSimpleRcvString(&buffer, piece(text_area, text_size));
    L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);

    Findings found = {};
    Word const sum = fill_block(block_bytes);
    L4_MsgTag_t const tag = call_with_block(block_bytes);
    found.sum_is_right = L4_IpcSucceeded(tag) && mr(1) == sum;
    found.text_is_right = text_is_right();
    printf("client: %s\n", reinterpret_cast<char const*>(text_area));
    found.overflow_is_told = overflow_is_told(call_with_block(block_size + 1));

    L4_Msg_t message;
    L4_MsgPut(&message, report_label, findings_words, reinterpret_cast<Word const*>(&found), 0,
              nullptr);
    L4_MsgLoad(&message);
    L4_Send(main_thread());
    L4_Sleep(L4_Never);
}

}  // namespace strings
