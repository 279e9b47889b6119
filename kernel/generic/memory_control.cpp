// SPDX-License-Identifier: BSD-2-Clause
// MemoryControl (reference 4.11). The one attribute is the default, which every page has: what is
// left is to see that the request is one. RAM is cached and other memory is not (mapping.h).
#include "generic/system_calls.h"

namespace pinyon {

namespace {

constexpr auto const& binding = Arch::binding.memory_control;
constexpr Word default_attribute = 0;
constexpr unsigned step_budget = 64;  // pages looked at in one step

Fpage fpage_register(Tcb const& t, unsigned i)
{
    return Fpage{i < PINYON_REGISTER_WORDS ? t.reg(Arch::binding.mr[i]) : t.utcb.read(int(i))};
}

// An fpage names its attribute where others have their rights: by its two lowest bits.
bool asks_for_default(Tcb const& t, Fpage fpage)
{
    return t.reg(binding.attribute[fpage.raw() & 3]) == default_attribute;
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
    Fpage const fpage = fpage_register(t, t.long_op.index);
    t.long_op.cursor = UserAddr{fpage.is_memory() ? fpage.base() : 0};
}

// Whether the space has the page at the cursor: sigma0 has what it can map.
bool has_page(Cpu& cpu, Tcb const& t)
{
    UserAddr const page = t.long_op.cursor;
    auto const hit = cpu.kernel->mapping.next_source(*t.space, page, page, 1);
    return hit.found && hit.page == page;
}

// Looks at the next page; true when the fpage has no more. Fpages without a whole page are empty.
bool look(Cpu& cpu, Tcb& t, Fpage fpage)
{
    LongOp& op = t.long_op;
    if (fpage.is_nil() || (fpage.is_memory() && fpage.size_log2() < page_bits))
        return true;
    if (!fpage.is_memory() || !asks_for_default(t, fpage) || !has_page(cpu, t)) {
        finish(t, ErrorCode::invalid_parameter);
        return false;
    }
    bool const last = fpage.last() - op.cursor.raw() < page_size;
    op.cursor = op.cursor + page_size;
    return last;
}

}  // namespace

void memory_control(Cpu& cpu, Tcb& self)
{
    if (!self.space->privileged)
        return finish(self, ErrorCode::no_privilege);
    self.long_op.kind = LongOp::Kind::memory_control;
    open_fpage(self);
    long_op_step(cpu, self);
}

void memory_control_step(Cpu& cpu, Tcb& t)
{
    LongOp& op = t.long_op;
    unsigned const last_index = unsigned(t.reg(binding.control) & 0x3F);
    for (unsigned i = 0; i < step_budget && op.kind == LongOp::Kind::memory_control; ++i) {
        if (!look(cpu, t, fpage_register(t, op.index)))
            continue;
        if (op.index++ < last_index)
            open_fpage(t);
        else
            finish(t, ErrorCode::ok);
    }
}

}  // namespace pinyon
