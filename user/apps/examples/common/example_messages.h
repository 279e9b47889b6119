// SPDX-License-Identifier: BSD-2-Clause
// Messages in short, and checks: what all examples would otherwise say at length.
#ifndef PINYON_EXAMPLE_MESSAGES_H
#define PINYON_EXAMPLE_MESSAGES_H

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/thread.h>

#include <initializer_list>

namespace examples {

using Word = L4_Word_t;

// ---- Messages

// Loads a message of a label and untyped words into the message registers.
inline void load(Word label, std::initializer_list<Word> words = {})
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, label);
    for (Word const word : words)
        L4_MsgAppendWord(&message, word);
    L4_MsgLoad(&message);
}

// Loads the answer to a page fault: the page, to appear at `address`.
inline void load_page(L4_Fpage_t page, Word address)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendMapItem(&message, L4_MapItem(page, address));
    L4_MsgLoad(&message);
}

// Message register `number` of the message that has just come.
inline Word mr(int number)
{
    Word word;
    L4_StoreMR(number, &word);
    return word;
}

// A message from the kernel has a negative protocol number in its label, above four bits that the
// protocol uses for itself.
inline long protocol(L4_MsgTag_t tag)
{
    constexpr int number_shift = 20;
    return static_cast<long>(tag.raw) >> number_shift;
}

// ---- Page faults: MR1 is the address, MR2 the instruction, the label says what was missing

struct PageFault {
    Word address;
    Word instruction;
    Word access;  // L4_Readable, L4_Writable or L4_eXecutable
};

inline bool is_page_fault(L4_MsgTag_t tag)
{
    return L4_IpcSucceeded(tag) && protocol(tag) == PINYON_PROTO_PAGE_FAULT;
}

inline PageFault page_fault(L4_MsgTag_t tag)
{
    return {mr(1), mr(2), L4_Label(tag) & L4_FullyAccessible};
}

// ---- What an example claims

// Tells of a claim that does not hold, and remembers it. For threads of the main thread's space.
void check(bool holds, char const* claim);

// The last line, which says that all went well only if it did. Returns the exit status.
int conclude(char const* example);

}  // namespace examples

#endif  // PINYON_EXAMPLE_MESSAGES_H
