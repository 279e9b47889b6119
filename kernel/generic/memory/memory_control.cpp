// SPDX-License-Identifier: BSD-2-Clause
// MemoryControl (reference 4.11), in two rounds over its fpages. The first looks at every page,
// divides large ones at the ends of fpages, and may fail; the second changes attributes.
// RAM that was cached in one way and now is in another leaves the caches page by page.
#include "generic/system_calls.h"

namespace pinyon {

namespace {

constexpr auto const& binding = Arch::binding.memory_control;
constexpr unsigned step_budget = 64;  // page-table entries looked at in one step
constexpr unsigned flush_cost = 8;    // a page out of the caches counts as so many

// An fpage names its attribute where others have their rights: by its two lowest bits.
Word attribute_of(Tcb const& t, Fpage fpage) { return t.reg(binding.attribute[fpage.raw() & 3]); }

// The largest order of pages that lie in the fpage.
unsigned order_of(Fpage fpage)
{
    unsigned const order = (fpage.size_log2() - page_bits) / order_bits;
    return order < orders ? order : orders - 1;
}

void finish(Tcb& t, ErrorCode error)
{
    if (error != ErrorCode::ok)
        t.utcb.write(PINYON_TCR_ERROR_CODE, Word(error));
    t.reg(binding.result) = error == ErrorCode::ok;
    t.long_op = LongOp{};
}

void open_fpage(Tcb& t)
{
    Fpage const fpage{t.message_register(t.long_op.index)};
    t.long_op.cursor = UserAddr{fpage.is_memory() ? fpage.base() : 0};
}

// One entry of the fpage. How many bytes that were: none of a changed one, which is come back to
// when the caches have given it up.
Result<Word> treat_entry(Mapping& mapping, Tcb& t, Fpage fpage)
{
    LongOp& op = t.long_op;
    if (!op.changes)
        return mapping.prepare_recast(*t.space, op.cursor, order_of(fpage));
    auto const done = mapping.recast(*t.space, op.cursor, order_of(fpage), attribute_of(t, fpage));
    op.stale = done.base;
    op.stale_size = done.changed;
    return done.changed > 0 ? 0 : done.size;
}

// True when the fpage has no more. Fpages without a whole page are empty. The second round asks
// anew what the fpage wants: the thread's message registers are open to its whole space.
bool treat(Cpu& cpu, Tcb& t, Fpage fpage)
{
    LongOp& op = t.long_op;
    if (fpage.is_nil() || (fpage.is_memory() && fpage.size_log2() < page_bits))
        return true;
    Result<Word> done{ErrorCode::invalid_parameter};
    if (fpage.is_memory() && Mapping::offers(attribute_of(t, fpage)))
        done = treat_entry(cpu.kernel->mapping, t, fpage);
    if (!done) {
        finish(t, done.error());
        return false;
    }
    bool const last = fpage.last() - op.cursor.raw() < done.value();
    op.cursor = op.cursor + done.value();
    return last;
}

void next_fpage(Tcb& t)
{
    LongOp& op = t.long_op;
    bool const was_last = op.index == (t.reg(binding.control) & 0x3F);
    if (was_last && op.changes)
        return finish(t, ErrorCode::ok);
    op.changes = op.changes || was_last;
    op.index = was_last ? 0 : std::uint8_t(op.index + 1);
    open_fpage(t);
}

void flush_some(LongOp& op)
{
    Arch::flush_data(op.stale, page_size);
    op.stale = op.stale + page_size;
    op.stale_size -= page_size;
}

}  // namespace

void memory_control(Cpu& cpu, Tcb& self)
{
    if (!self.space->privileged)
        return finish(self, ErrorCode::no_privilege);
    self.long_op = LongOp{};
    self.long_op.kind = LongOp::Kind::memory_control;
    open_fpage(self);
    long_op_step(cpu, self);
}

void memory_control_step(Cpu& cpu, Tcb& t)
{
    LongOp& op = t.long_op;
    for (unsigned i = 0; i < step_budget && op.kind == LongOp::Kind::memory_control; ++i) {
        if (op.stale_size > 0) {
            flush_some(op);
            i += flush_cost - 1;
        } else if (treat(cpu, t, Fpage{t.message_register(op.index)})) {
            next_fpage(t);
        }
    }
}

}  // namespace pinyon
