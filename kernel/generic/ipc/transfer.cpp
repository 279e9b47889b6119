// SPDX-License-Identifier: BSD-2-Clause
// Typed items of a message transfer.
#include "generic/ipc/transfer.h"

#include "generic/ipc/ipc.h"
#include "generic/ipc/ipc_end.h"
#include "generic/ipc/message_words.h"
#include "generic/ipc/string_copy.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

// Between two looks at pending interrupts: pages in runs; any other page counts as two.
constexpr unsigned pages_per_check = 32;
constexpr unsigned visits_per_check = 64;  // page-table entries looked at in one search

Acceptor sink_acceptor(Tcb const& r)
{
    switch (r.kernel_op) {
    case KernelOp::none:
        return Acceptor{r.utcb.buffer_register(0)};
    case KernelOp::page_fault:
    case KernelOp::port_fault:
        return Acceptor::complete_space();
    default:
        return Acceptor{};
    }
}

// ---- Items ------------------------------------------------------------------------------------

// Reads the item at the next message register. False: it cannot be delivered.
bool open_item(Tcb& s, Tcb& r)
{
    Transfer& x = s.xfer;
    unsigned const end = x.tag.words() + 1;
    Word const word0 = source_word(s, x.next);
    if (StringItem{word0}.is_one())
        return open_string(s, r, word0);
    if (!MapItem::is_one(word0) || x.next + MapItem::words > end)
        return false;
    Fpage const window = sink_acceptor(r).window();
    if (window.is_nil())
        return false;
    MapItem const item{word0, source_word(s, x.next + 1u)};
    sink_word(r, x.next, word0);
    sink_word(r, x.next + 1u, item.fpage().raw());
    x.ports = HasIoPorts<Arch> && item.fpage().is_ports();
    x.range = x.ports ? map_port_range(item.fpage(), window)
                      : map_range(item.fpage(), item.send_base(), window);
    x.rights = item.fpage().rights();
    x.granting = item.grants();
    x.moved = 0;
    x.copying = false;
    x.item_open = true;
    return true;
}

Word last_offset(Transfer const& x)
{
    return x.range.size_log2 >= 64 ? ~Word{0} : (Word{1} << x.range.size_log2) - 1;
}

// The next page of the range that has something to map, as an offset; `found` false: search on
// from `x.moved`, or the end (`x.item_open` false).
bool next_page(Cpu& cpu, Tcb& s)
{
    Transfer& x = s.xfer;
    Word const last = last_offset(x);
    if (x.moved > last) {
        x.item_open = false;
        return false;
    }
    UserAddr const from{x.range.source + x.moved};
    auto const hit = cpu.kernel->mapping.next_source(*s.space, from,
                                                     UserAddr{x.range.source + last},
                                                     visits_per_check);
    if (hit.found) {
        x.moved = hit.page.raw() - x.range.source;
        return true;
    }
    if (hit.finished)
        x.item_open = false;
    else
        x.moved = hit.stopped_at.raw() - x.range.source;
    return false;
}

MapMode mode_of(Transfer const& x)
{
    return x.granting ? MapMode::grant : MapMode::map;
}

// The item as far as it goes without a look at pending interrupts, and at least a step of it.
TransferResult port_steps(Cpu& cpu, Tcb& s, Tcb& r)
{
    Transfer& x = s.xfer;
    PortRange const range =
        PortRange::around(unsigned(x.range.source), x.range.size_log2);
    while (x.moved < range.size()) {
        MapOutcome const outcome =
            ports_of(*cpu.kernel).map(*s.space, *r.space, range, x.moved, mode_of(x));
        if (outcome == MapOutcome::no_memory)
            return TransferResult::overflow;
        if (Arch::interrupt_pending())
            return TransferResult::pause;
    }
    x.item_open = false;
    return TransferResult::done;
}

// The next page by itself. False: out of memory.
bool page_step(Cpu& cpu, Tcb& s, Tcb& r)
{
    Transfer& x = s.xfer;
    Word const last = last_offset(x);
    if (last >= page_size && !next_page(cpu, s))  // in a single page is nothing to search for
        return true;
    Word size = last - x.moved;
    MapOutcome const outcome = cpu.kernel->mapping.map_page(
        *s.space, UserAddr{x.range.source + x.moved}, *r.space,
        UserAddr{x.range.destination + x.moved}, x.rights, mode_of(x), size);
    if (outcome == MapOutcome::done) {
        x.item_open = size < last - x.moved;
        x.moved += size + 1;
    }
    return outcome != MapOutcome::no_memory;
}

// The next pages, at most `most`, as far as they make a run. Returns how many they were.
unsigned run_step(Cpu& cpu, Tcb& s, Tcb& r, unsigned most)
{
    Transfer& x = s.xfer;
    Word const left = last_offset(x) - x.moved;  // after the first byte
    Word const pages = left >> page_bits < most ? (left >> page_bits) + 1 : most;
    unsigned const run = unsigned(cpu.kernel->mapping.map_run(
        *s.space, UserAddr{x.range.source + x.moved}, *r.space,
        UserAddr{x.range.destination + x.moved}, x.rights, pages));
    x.item_open = (Word{run} << page_bits) <= left;
    x.moved += Word{run} << page_bits;
    return run;
}

TransferResult page_steps(Cpu& cpu, Tcb& s, Tcb& r)
{
    Transfer& x = s.xfer;
    for (unsigned budget = pages_per_check;;) {
        unsigned const run = x.granting ? 0 : run_step(cpu, s, r, budget);
        if (run == 0 && !page_step(cpu, s, r))
            return TransferResult::overflow;
        if (!x.item_open)
            return TransferResult::done;
        unsigned const spent = run == 0 ? 2 : run;
        budget = budget > spent ? budget - spent : pages_per_check;
        if (budget == pages_per_check && Arch::interrupt_pending())
            return TransferResult::pause;
    }
}

TransferResult map_steps(Cpu& cpu, Tcb& s, Tcb& r)
{
    if (s.xfer.range.empty)
        s.xfer.item_open = false;
    if (!s.xfer.item_open)
        return TransferResult::done;
    if constexpr (HasIoPorts<Arch>)
        if (s.xfer.ports)
            return port_steps(cpu, s, r);
    return page_steps(cpu, s, r);
}

}  // namespace

void begin_transfer(Tcb& s, Tcb& r)
{
    IpcOp& out = s.operation();
    IpcOp& in = r.operation();
    stop_timeout(r);
    out.set_phase(Phase::xfer_send);
    out.peer = &r;
    in.set_phase(Phase::xfer_recv);
    in.peer = &s;
    MsgTag const tag = source_tag(s);
    move_words(s, r, tag);
    if (s.kernel_op != KernelOp::none)
        return;  // that was all
    s.xfer = Transfer{};
    s.xfer.tag = tag;
    s.xfer.next = std::uint8_t(tag.untyped() + 1);
    s.xfer.to.next = 1;
    s.xfer.to.followed = true;
}

TransferResult transfer_step(Cpu& cpu, Tcb& s)
{
    if (s.kernel_op != KernelOp::none)
        return TransferResult::done;
    Transfer& x = s.xfer;
    Tcb& r = *s.user.peer;
    while (x.next <= x.tag.words()) {
        if (!x.item_open && !open_item(s, r))
            return TransferResult::overflow;
        TransferResult const result =
            x.copying ? copy_string(cpu, s, r) : map_steps(cpu, s, r);
        if (result != TransferResult::done)
            return result;
        x.next = x.copying ? x.from.next : std::uint8_t(x.next + MapItem::words);
    }
    return TransferResult::done;
}

void finish_kernel_op(Cpu& cpu, Tcb& r)
{
    KernelOp const kind = r.kernel_op;
    close_kernel_op(cpu, r);
    if (kind == KernelOp::interrupt) {
        r.unacknowledged = false;
        Arch::unmask(IrqLine{std::uint32_t(r.id.number())});
    }
}

}  // namespace pinyon
