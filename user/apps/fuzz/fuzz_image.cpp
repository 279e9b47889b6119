// SPDX-License-Identifier: BSD-2-Clause
// Knows where the image is, and loads map items for pages of it and of arenas.
#include "fuzz_image.h"

#include "fuzz_machine.h"

#include <l4/fpage.h>
#include <l4/kip.h>
#include <l4/message.h>

namespace fuzz {
namespace {

Word const* image()
{
    return reinterpret_cast<Word const*>(static_cast<char const*>(L4_GetKernelInterface()) +
                                         PINYON_KIP_ROOT);
}

Word image_low()
{
    return image()[2] & ~(page_bytes - 1);
}

Word image_end()
{
    return image()[3];
}

}  // namespace

void touch_image()
{
    for (Word page = image_low(); page < image_end(); page += page_bytes)
        (void)*reinterpret_cast<Word volatile*>(page);
}

// Of constants and code, up to the last function that is the fuzzer's own.
Word image_sum()
{
    Word sum = 0;
    Word const end = reinterpret_cast<Word>(machine::registers_changed) & ~(sizeof(Word) - 1);
    for (Word at = image_low(); at < end; at += sizeof(Word))
        sum = sum * 31 + *reinterpret_cast<Word const*>(at);
    return sum;
}

void load_page(Word from, Word rights, Word to)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_MsgAppendMapItem(&message,
                        L4_MapItem(L4_FpageLog2(from, page_log2) + rights, to & ~(page_bytes - 1)));
    L4_MsgLoad(&message);
}

bool load_image_page(Word address)
{
    bool const inside = address >= image_low() && address < image_end();
    if (inside)
        load_page(address, L4_ReadeXecOnly, address);
    return inside;
}

bool load_arena_page(Team const& team, Word address, Word rights)
{
    bool const inside = address - arena_base < arena_bytes;
    if (inside)
        load_page(team.arena() + (address - arena_base), rights, address);
    return inside;
}

}  // namespace fuzz
