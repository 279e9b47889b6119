// SPDX-License-Identifier: BSD-2-Clause
// Pages that workers send each other and take back.
//
// What the owner writes while nobody may have the page must never be seen in any window, and must
// stay as he wrote it. So a right that outlives its Unmap shows, whenever and wherever it is used.
#include "torture_acts.h"
#include "torture_findings.h"

#include <l4/space.h>

namespace torture {
namespace {

// The first word of a page tells whose it is and what may be done with it: [63:48] one of these,
// [47:32] the owner, [31:0] the generation. The others are like it, or marks of others.
enum State : Word {
    nobodys = 0x0DD0,   // the void page
    open = 0x09E0,      // others may read and write
    readable = 0x0EAD,  // they may read
    secret = 0x5EC2,    // they may do nothing
    mark = 0x3A2C,      // not in the first word
};

constexpr unsigned words = 8;  // that are used of each page

struct Page {
    State state;
    Word generation;
};

constinit Page pages[most_workers];  // each its owner's

Word volatile& word_at(Word address, Word place)
{
    return reinterpret_cast<Word volatile*>(address)[place];
}

Word stamp(Self const& self)
{
    Page const& page = pages[self.index];
    return Word{page.state} << 48 | Word{self.index} << 32 | (page.generation & 0xFFFF'FFFF);
}

void stamp_page(Self& self, State state)
{
    Page& page = pages[self.index];
    page.state = state;
    ++page.generation;
    for (unsigned i = 0; i < words; ++i)
        word_at(own_page(self.index), i) = stamp(self);
}

// Nobody else may have written to it since it was stamped.
void check_page(Self& self)
{
    if (pages[self.index].state == open)
        return;
    for (unsigned i = 0; i < words; ++i) {
        Word const word = word_at(own_page(self.index), i);
        if (word != stamp(self))
            find({revoked_write, worker_id(self.index, self.version).raw, word >> 32 & 0xFFFF, word,
                  stamp(self)});
    }
}

void revoke(Self& self, Word rights, State state)
{
    check_page(self);
    L4_UnmapFpage(fpage(own_page(self.index), rights));
    stamp_page(self, state);
}

// The window of a worker is his alone, but not what lies behind it.
bool may_be_seen(Word first)
{
    Word const state = first >> 48;
    return state == nobodys || state == open || state == readable;
}

// Whether the window shows what it may show.
bool look(Self& self)
{
    bool good = true;
    for (unsigned i = 0; i < words; ++i) {
        Word const word = word_at(window(self.index), i);
        if (i == 0 ? may_be_seen(word) : word >> 48 != secret)
            continue;
        good = false;
        find({revoked_read, worker_id(self.index, self.version).raw, word >> 32 & 0xFFFF, word, i});
    }
    return good;
}

}  // namespace

void prepare_void_page()
{
    word_at(void_page(), 0) = Word{nobodys} << 48;
}

// The thread before may have been removed at any moment, also between an Unmap and the stamp.
void prepare_page(Self& self)
{
    L4_UnmapFpage(fpage(own_page(self.index), L4_FullyAccessible));
    stamp_page(self, secret);
}

Offer offer_page(Self& self)
{
    Word const rights = self.random.one_in(4) ? L4_Readable : L4_ReadWriteOnly;
    if (self.random.one_in(4))
        return {window(self.index), rights};
    if (pages[self.index].state != open) {
        check_page(self);
        stamp_page(self, open);
    }
    return {own_page(self.index), rights};
}

Outcome touch_window(Self& self)
{
    if (look(self) && self.random.one_in(2)) {
        Word const place = 1 + self.random.below(words - 1);
        word_at(window(self.index), place) = Word{mark} << 48 | Word{self.index} << 32;
        (void)look(self);
    }
    return well;
}

// Sometimes only the right to write: then others may still read.
Outcome unmap_own_page(Self& self)
{
    if (pages[self.index].state == open && self.random.one_in(3))
        revoke(self, L4_Writable, readable);
    else
        revoke(self, L4_FullyAccessible, secret);
    return well;
}

// Behind an empty window appears the void page, as nobody else can send anything meanwhile.
Outcome flush_window(Self& self)
{
    L4_Flush(fpage(window(self.index), L4_FullyAccessible));
    Word const word = word_at(window(self.index), 0);
    if (word >> 48 != nobodys)
        find({revoked_read, worker_id(self.index, self.version).raw, word >> 32 & 0xFFFF, word, 0});
    return well;
}

}  // namespace torture
