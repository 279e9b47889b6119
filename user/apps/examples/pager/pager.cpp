// SPDX-License-Identifier: BSD-2-Clause
// Example: a pager. A client in a space of its own uses eight pages of memory, but its pager has
// only four frames for them. A page comes when the client touches it; when no frame is free, the
// page that was not used for the longest time goes, and comes back with what was in it.
#include "paging_policy.h"

#include <l4io.h>

namespace pager {
namespace {

using namespace examples;

constexpr Word report_label = 1;

// ---- The client, which knows nothing of all this

constexpr unsigned busy_pages = 2;  // pages 0 and 1 are used all the time, the others in turn

Word volatile& first_word(unsigned page)
{
    return word_at(free_area + page * page_size);
}

void use_busy_pages()
{
    for (unsigned page = 0; page < busy_pages; ++page)
        first_word(page) = first_word(page) + 1;
}

constexpr Word mark_of(unsigned page)
{
    return 0xA0 + page;
}

void client()
{
    for (unsigned page = busy_pages; page < pages; ++page) {
        use_busy_pages();
        first_word(page) = mark_of(page);
    }
    Word kept = 0;
    for (unsigned page = busy_pages; page < pages; ++page) {
        use_busy_pages();
        kept += first_word(page) == mark_of(page) ? 1 : 0;
    }
    load(report_label, {kept, first_word(0), first_word(1)});
    L4_Send(main_thread());
    L4_Sleep(L4_Never);
}

// ---- The pager

struct Counts {
    unsigned loaded = 0;
    unsigned saved = 0;
    unsigned dropped = 0;  // not written to, so that the store still has them
    unsigned busy_evicted = 0;
};

void tell(unsigned page, Placement const& placement)
{
    if (placement.replaces)
        printf("page %u comes into frame %u, page %u goes%s\n", page, placement.frame,
               placement.victim, placement.saved ? " and is saved" : ", unchanged");
    else
        printf("page %u comes into frame %u\n", page, placement.frame);
}

// Loads the answer to a fault; without one the client would stand still for ever.
bool answer(L4_ThreadId_t thread, PageFault const& fault, Frames& frames, Counts& counts)
{
    if (fault.address < free_area || fault.address >= free_area + pages * page_size)
        return load_image_page(thread, fault);
    unsigned const page = static_cast<unsigned>((fault.address - free_area) / page_size);
    Placement const placement = frames.place(page);
    tell(page, placement);
    ++counts.loaded;
    counts.saved += placement.saved;
    counts.dropped += placement.replaces && !placement.saved;
    counts.busy_evicted += placement.replaces && placement.victim < busy_pages;
    load_page(L4_FpageRemoveRights(Frames::fpage(placement.frame), L4_eXecutable),
              page_of(fault.address));
    return true;
}

// Until the client sends something else than a page fault. The answer and the wait for the next
// fault are one system call.
L4_MsgTag_t serve(L4_ThreadId_t thread, Counts& counts)
{
    Frames frames;
    L4_MsgTag_t tag = L4_Receive(thread);
    while (is_page_fault(tag)) {
        bool const answered = answer(thread, page_fault(tag), frames, counts);
        check(answered, "the client touches only what it may");
        tag = answered ? L4_Call(thread) : L4_Niltag;
    }
    return tag;
}

int demonstrate()
{
    begin();
    Counts counts;
    L4_ThreadId_t const thread = start_apart(client);
    L4_MsgTag_t const tag = serve(thread, counts);
    check(L4_Label(tag) == report_label, "the client comes to its end");
    printf("%lu of %u pages came back as they were; pages 0 and 1 were used %lu and %lu times\n",
           mr(1), pages - busy_pages, mr(2), mr(3));
    check(mr(1) == pages - busy_pages, "no page is lost");
    check(mr(2) == 2 * (pages - busy_pages) && mr(3) == mr(2), "no write is lost");
    printf("%u pages came, %u went and were saved, %u went unchanged\n", counts.loaded,
           counts.saved, counts.dropped);
    check(counts.saved > 0 && counts.dropped > 0, "only what was written to is saved");
    check(counts.busy_evicted == 0, "pages in use stay");
    remove(thread);
    return conclude("pager");
}

}  // namespace
}  // namespace pager

int main()
{
    return pager::demonstrate();
}
