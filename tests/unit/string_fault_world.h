// SPDX-License-Identifier: BSD-2-Clause
// A string of which one side lacks its last pages, and the pager of that side.
#ifndef PINYON_STRING_FAULT_WORLD_H
#define PINYON_STRING_FAULT_WORLD_H

#include "string_world.h"

namespace pinyon::test {

constexpr unsigned pages_there = 2;
constexpr unsigned pages_needed = 4;
constexpr Word missing = pages_there * page_size;  // offset of the first byte that is not there
constexpr Word length = pages_needed * page_size;
constexpr Word stock_at = 0x7000'0000;  // of the pager
constexpr unsigned stock_log2 = 18;

struct StringFaultWorld : StringWorld {
    void SetUp() override
    {
        StringWorld::SetUp();
        pager = &spawn();
        answers = 0;
    }
    // Gives both their memory, but not all to `side`, and makes `b` ready to receive.
    void begin(Side side)
    {
        faulting = side;
        give(*a, from_at, 0, side == Side::sender ? pages_there : pages_needed);
        give(*b, to_at, 16, side == Side::receiver ? pages_there : pages_needed);
        give(*pager, stock_at, 32, pages_needed);
        for (Tcb* const t : {a, b})
            t->utcb.write(PINYON_TCR_PAGER, pager->id.raw());
        set_buffers(*b, simple(to_at, length));
    }
    Tcb& victim() { return faulting == Side::sender ? *a : *b; }
    Word missing_at() { return (faulting == Side::sender ? from_at : to_at) + missing; }
    static void set_time(Tcb& t, Word times) { t.utcb.write(PINYON_TCR_XFER_TIMEOUTS, times); }
    // What does not count is set to something else.
    void set_times(IpcTime of_sender, IpcTime of_receiver)
    {
        set_time(*a, Word{of_sender.raw()} << 16 | IpcTime::period(7).raw());
        set_time(*b, Word{IpcTime::period(7).raw()} << 16 | of_receiver.raw());
    }
    void send_string()
    {
        receive(*b, a->id);
        send_items(simple(from_at, length));
    }
    void serve() { receive(*pager, anythread); }
    // The pager maps a page where it is missing now, after some untyped words. False: nobody waits.
    bool answer(unsigned untyped = 0)
    {
        Word const at = mr(*pager, 1);
        Words const words = Words(untyped, 0xEE) + pages_item(stock_at + answers++ * page_size, 12,
                                                              round_down(at, page_size));
        ipc(*pager,
            {.to = victim().id, .send = time_zero, .tag = tag_of(untyped, 2), .words = words});
        step();
        return outcome(*pager).error == 0;
    }
    // Lets whoever drives a transfer go on.
    void step()
    {
        if (a->queue == Tcb::Queue::ready && a->drives_transfer())
            thread_switch(*current(), a->id);
    }
    static MsgTag fault_tag(Word access)
    {
        return tag_of(2, 0, protocol_label(PINYON_PROTO_PAGE_FAULT, access));
    }

    Tcb* pager = nullptr;
    Side faulting = Side::none;
    unsigned answers = 0;
};

}  // namespace pinyon::test

#endif  // PINYON_STRING_FAULT_WORLD_H
