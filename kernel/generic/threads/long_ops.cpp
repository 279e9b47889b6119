// SPDX-License-Identifier: BSD-2-Clause
// System calls that take more than one event: their steps, and Unmap (reference 4.7).
#include "generic/system_calls.h"
#include "generic/threads/reaper.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

constexpr unsigned search_budget = 64;   // page-table entries looked at in one search
constexpr unsigned step_budget = 8;      // searches in one step

struct UnmapControl {
    unsigned last;  // index of the last fpage
    bool flush;
    explicit UnmapControl(Word raw) : last{unsigned(raw & 0x3F)}, flush{(raw & 0x40) != 0} {}
};

bool unmap_ports(Cpu& cpu, Tcb& t, Fpage fpage, bool flush)
{
    Word done = t.long_op.cursor.raw();
    bool const finished = ports_of(*cpu.kernel).revoke(*t.space, fpage.ports(), flush, done);
    t.long_op.cursor = UserAddr{done};
    return finished;
}

// Works on the next page, or ports, of the fpage; true when the fpage is done with.
bool unmap_some(Cpu& cpu, Tcb& t, Fpage fpage, bool flush)
{
    LongOp& op = t.long_op;
    Mapping& mapping = cpu.kernel->mapping;
    if constexpr (HasIoPorts<Arch>)
        if (fpage.is_ports())
            return unmap_ports(cpu, t, fpage, flush);
    if (!fpage.is_memory() || fpage.size_log2() < page_bits)
        return true;
    if (fpage.size_log2() == page_bits)  // nothing to search for
        return mapping.revoke_page(*t.space, op.cursor, page_bits, fpage.rights(), flush,
                                   op.revocation);
    UserAddr const last{fpage.last()};
    if (op.cursor > last)
        return true;
    auto const hit = mapping.next_mapped(*t.space, op.cursor, last, search_budget);
    if (!hit.found) {
        op.cursor = hit.stopped_at;
        return hit.finished;
    }
    op.cursor = hit.page;
    unsigned const page_log2 = page_bits + order_bits * hit.order;
    unsigned const size_log2 = page_log2 < fpage.size_log2() ? page_log2 : fpage.size_log2();
    if (mapping.revoke_page(*t.space, hit.page, size_log2, fpage.rights(), flush, op.revocation))
        op.cursor = hit.page + (Word{1} << size_log2);
    return op.cursor < hit.page;  // the very last page of the address range
}

void open_fpage(Tcb& t)
{
    Fpage const fpage{t.message_register(t.long_op.index)};
    t.long_op.cursor = UserAddr{fpage.is_memory() ? fpage.base() : 0};
    t.long_op.revocation = {.visits = t.long_op.revocation.visits};
}

void close_fpage(Tcb& t, Fpage fpage, unsigned last_index)
{
    LongOp& op = t.long_op;
    t.set_message_register(op.index, fpage.with_rights(op.revocation.status).raw());
    if (op.index++ < last_index)
        open_fpage(t);
    else
        op = LongOp{};
}

void unmap_step(Cpu& cpu, Tcb& t)
{
    LongOp& op = t.long_op;
    UnmapControl const control{t.reg(Arch::binding.unmap.control)};
    op.revocation.visits = revoke_budget;
    for (unsigned searches = 0; searches < step_budget && op.revocation.visits > 0 &&
                                op.kind == LongOp::Kind::unmap;
         ++searches) {
        Fpage const fpage{t.message_register(op.index)};
        if (unmap_some(cpu, t, fpage, control.flush))
            close_fpage(t, fpage, control.last);
    }
}

}  // namespace

bool unmap(Cpu& cpu, Tcb& self)
{
    UnmapControl const control{self.reg(Arch::binding.unmap.control)};
    Fpage const first{self.message_register(0)};
    Rights status;
    if (control.last == 0 && control.flush && first.is_small_page() && first.rights().readable() &&
        cpu.kernel->mapping.flush_page(*self.space, UserAddr{first.base()}, status)) {
        self.set_message_register(0, first.with_rights(status).raw());
        return false;
    }
    self.long_op = LongOp{};
    self.long_op.kind = LongOp::Kind::unmap;
    open_fpage(self);
    long_op_step(cpu, self);
    return true;
}

void repeat_call(Tcb& self, Word number)
{
    self.long_op = LongOp{};
    self.long_op.kind = LongOp::Kind::repeat_call;
    self.long_op.syscall = std::uint32_t(number);
}

void long_op_step(Cpu& cpu, Tcb& thread)
{
    switch (thread.long_op.kind) {
    case LongOp::Kind::unmap:
        unmap_step(cpu, thread);
        break;
    case LongOp::Kind::memory_control:
        memory_control_step(cpu, thread);
        break;
    case LongOp::Kind::reap:
        if (reap_step(cpu))
            thread.long_op = LongOp{};
        break;
    case LongOp::Kind::repeat_call:
        // The long operation stays until glue makes the call again.
        (void)reap_step(cpu);
        break;
    case LongOp::Kind::none:
        break;
    }
    refresh(cpu, thread);
}

}  // namespace pinyon
