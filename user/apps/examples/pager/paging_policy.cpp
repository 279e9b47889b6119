// SPDX-License-Identifier: BSD-2-Clause
// Looks at the client's accesses, and moves pages between frames and the store.
#include "paging_policy.h"

#include <l4/space.h>
#include <l4io.h>

namespace pager {
namespace {

using examples::page_size;

alignas(page_size) constinit unsigned char memory[frames][page_size] = {};
constinit unsigned char store[pages][page_size] = {};  // a disk would be behind it

}  // namespace

L4_Fpage_t Frames::fpage(unsigned frame)
{
    return examples::whole_page(reinterpret_cast<Word>(memory[frame]));
}

// The kernel keeps for each mapping whether it was used, and forgets that when it tells.
void Frames::look()
{
    ++looks_;
    for (unsigned i = 0; i < frames; ++i) {
        L4_Fpage_t const status = L4_GetStatus(fpage(i));
        if (L4_WasReferenced(status))
            frames_[i].last_seen = looks_;
        if (L4_WasWritten(status))
            frames_[i].written = true;
    }
}

// A free frame counts as never used.
unsigned Frames::longest_unused() const
{
    unsigned best = 0;
    for (unsigned i = 0; i < frames; ++i) {
        if (!frames_[i].used)
            return i;
        if (frames_[i].last_seen < frames_[best].last_seen)
            best = i;
    }
    return best;
}

// First the client loses the page, then it is saved: otherwise it could be written to in between.
// The status that comes back with the page tells of the time since the last look.
bool Frames::evict(unsigned i)
{
    L4_Fpage_t const status = L4_UnmapFpage(fpage(i));
    bool const written = frames_[i].written || L4_WasWritten(status) != 0;
    if (written)
        memcpy(store[frames_[i].page], memory[i], page_size);
    return written;
}

Placement Frames::place(unsigned page)
{
    look();
    unsigned const i = longest_unused();
    bool const replaces = frames_[i].used;
    Placement const result = {
        .frame = i, .replaces = replaces, .victim = frames_[i].page, .saved = replaces && evict(i)};
    memcpy(memory[i], store[page], page_size);
    frames_[i] = {.used = true, .written = false, .page = page, .last_seen = looks_};
    return result;
}

}  // namespace pager
