// SPDX-License-Identifier: BSD-2-Clause
// Writes letters whose content follows from their stamps, and checks it.
#include "torture_letters.h"

#include "torture_findings.h"
#include "torture_ledger.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/space.h>

namespace torture {
namespace {

// A letter has these words, then some that follow from the first; then perhaps an item.
struct Head {
    Word stamp;     // [63:32] number in the pair, [31:16] sender, [15:0] receiver
    Word versions;  // [63:32] of the sender, [31:0] of the receiver
};
constexpr Word head_words = 2;

constexpr Word answer_label = 1;

Word stamp_of(Word number, unsigned from, unsigned to)
{
    return number << 32 | Word{from} << 16 | to;
}

constexpr Word low_half(Word word)
{
    return word & 0xFFFF'FFFF;
}

Word content(Word stamp, Word place)
{
    return mix(stamp + place);
}

// ---- Writing

void fill_string(Self& self, Word stamp, Word bytes)
{
    Word* const out = reinterpret_cast<Word*>(out_buffer(self.index));
    for (Word i = 0; i < bytes / sizeof(Word); ++i)
        out[i] = content(~stamp, i);
}

void add_item(Self& self, L4_Msg_t& letter, Cargo cargo, Word stamp)
{
    if (cargo == a_string) {
        Word const words = 1 + self.random.below(buffer_bytes / sizeof(Word));
        Word const bytes = words / (1 + self.random.below(8)) * sizeof(Word);
        fill_string(self, stamp, bytes);
        L4_StringItem_t const item =
            L4_StringItem(static_cast<int>(bytes), reinterpret_cast<void*>(out_buffer(self.index)));
        L4_MsgAppendSimpleStringItem(&letter, item);
    }
    if (cargo == a_page) {
        Offer const offer = offer_page(self);
        L4_MsgAppendMapItem(&letter, L4_MapItem(fpage(offer.address, offer.rights), 0));
    }
}

// ---- Checking what came

bool has_string(Self& self, Word stamp, L4_Msg_t const& letter, Word first)
{
    Word const bytes = letter.msg[first] >> 10;
    Word const* const in = reinterpret_cast<Word const*>(in_buffer(self.index));
    for (Word i = 0; i < bytes / sizeof(Word); ++i)
        if (in[i] != content(~stamp, i))
            return false;
    return true;
}

bool is_sound(Self& self, L4_Msg_t const& letter, L4_MsgTag_t tag)
{
    Word const stamp = letter.msg[1];
    Word const untyped = L4_UntypedWords(tag);
    for (Word i = 0; i + head_words < untyped; ++i)
        if (letter.msg[1 + head_words + i] != content(stamp, i))
            return false;
    if (L4_TypedWords(tag) == 0)
        return true;
    Word const item = untyped + 1;
    bool const is_string = (letter.msg[item] & PINYON_ITEM_MAP) == 0;
    return L4_TypedWords(tag) == 2 && (!is_string || has_string(self, stamp, letter, item));
}

// Whether the letter says of both sides what is true, and came under the sender's name.
bool is_for(Self& self, Head const& head, L4_ThreadId_t from)
{
    unsigned const sender = static_cast<unsigned>(head.stamp >> 16 & 0xFFFF);
    if (sender >= world.workers || (head.stamp & 0xFFFF) != self.index ||
        low_half(head.versions) != self.version)
        return false;
    bool const local = team_of(sender) == team_of(self.index);
    return from.raw ==
           (local ? local_worker_id(sender).raw : worker_id(sender, head.versions >> 32).raw);
}

// Where there is one processor, nothing comes from another one.
bool flags_are_right(L4_MsgTag_t tag)
{
    return !L4_IpcPropagated(tag) && !L4_IpcRedirected(tag) &&
           (world.processors > 1 || !L4_IpcXcpu(tag));
}

// A keeper's answer to a fault that somebody cut off meets whatever the worker does next. The page
// in it went into the window, where only letters may put pages.
Arrival take_stray(Self& self)
{
    (void)world.strays.add(1);
    L4_Flush(fpage(window(self.index), L4_FullyAccessible));
    return {};
}

}  // namespace

void prepare_letters(Self& self)
{
    L4_MsgBuffer_t buffer;
    L4_MsgBufferClear(&buffer);
    L4_MsgBufferAppendSimpleRcvString(
        &buffer, L4_StringItem(buffer_bytes, reinterpret_cast<void*>(in_buffer(self.index))));
    L4_Acceptor_t const pages = L4_MapGrantItems(fpage(window(self.index), 0));
    L4_AcceptStrings(L4_AddAcceptor(pages, L4_StringItemsAcceptor), &buffer);
    L4_Set_XferTimeouts(L4_Timeouts(L4_Never, L4_Never));
}

void load_letter(Self& self, Address const& to, Cargo cargo, bool answer_wanted)
{
    Word const most = cargo == many_words ? 58 : 6;
    Word const words = self.random.below(most);
    Word const stamp =
        stamp_of(next_number(self.index, to.index, to.version), self.index, to.index);
    L4_Msg_t letter;
    L4_MsgClear(&letter);
    L4_Set_MsgLabel(&letter, answer_wanted ? answer_label : 0);
    L4_MsgAppendWord(&letter, stamp);
    L4_MsgAppendWord(&letter, self.version << 32 | to.version);
    for (Word i = 0; i < words; ++i)
        L4_MsgAppendWord(&letter, content(stamp, i));
    add_item(self, letter, cargo, stamp);
    L4_MsgLoad(&letter);
}

Arrival take(Self& self, L4_ThreadId_t from, L4_MsgTag_t tag, Word deaths)
{
    if (is_keeper(from))
        return take_stray(self);
    L4_Msg_t letter;
    L4_MsgStore(tag, &letter);
    Head const head = {letter.msg[1], letter.msg[2]};
    if (L4_UntypedWords(tag) < head_words || !is_for(self, head, from) || !flags_are_right(tag) ||
        !is_sound(self, letter, tag)) {
        find({damaged_message, worker_id(self.index, self.version).raw, from.raw, tag.raw,
              head.stamp});
        return {};
    }
    Address const sender = {static_cast<unsigned>(head.stamp >> 16 & 0xFFFF), head.versions >> 32};
    note_received(self.index, sender.index, sender.version, head.stamp >> 32);
    Worker const& worker = workers[sender.index];
    if (sender.version <= worker.dead.get() && worker.death.get() <= deaths)
        find({message_of_dead, worker_id(self.index, self.version).raw, sender.id().raw, deaths,
              worker.death.get()});
    return {true, L4_Label(tag) == answer_label, sender};
}

}  // namespace torture
