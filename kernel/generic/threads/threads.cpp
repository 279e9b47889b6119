// SPDX-License-Identifier: BSD-2-Clause
// Threads and spaces as objects: allocation, UTCBs, membership.
#include "generic/threads/threads.h"

#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

constexpr Word utcb_size = PINYON_UTCB_SIZE;
constexpr Word utcb_words = utcb_size / sizeof(Word);

// A UTCB slot: the frame record that lists it, and the alias of its block.
struct UtcbSlot {
    FrameInfo::Utcbs* page = nullptr;
    unsigned index = 0;
    Word* block = nullptr;
    bool is_new = false;  // nobody had it before
};

bool utcb_fits(Space const& space, UserAddr block)
{
    Fpage const area = space.utcb_area;
    Word const start = block.raw();
    return !area.is_nil() && start % utcb_size == 0 && area.contains(start) &&
           area.contains(start + utcb_size - 1);
}

// A new page for UTCBs. What was mapped there before the area came to lie over it goes first.
Result<PhysAddr> make_utcb_page(Kernel& kernel, Space& space, UserAddr page)
{
    auto const fresh = kernel.frames.allocate(space.account, FrameInfo::Use::utcb);
    if (!fresh)
        return fresh.error();
    ErrorCode const error =
        map_kernel_page(kernel, space, page, frame_of(fresh.value()), rights_rw);
    if (error == ErrorCode::ok)
        return fresh;
    kernel.frames.release(fresh.value(), space.account);
    return error;
}

// The slot for a block of the space's UTCB area; its page is made if it does not exist yet.
Result<UtcbSlot> utcb_slot(Kernel& kernel, Space& space, UserAddr block)
{
    if (!utcb_fits(space, block))
        return ErrorCode::utcb_area;
    UserAddr const page{round_down(block.raw(), page_size)};
    PhysAddr const present = kernel.mapping.special_frame(space, page);
    auto const frame = present != PhysAddr{} ? Result<PhysAddr>{present}
                                             : make_utcb_page(kernel, space, page);
    if (!frame)
        return frame.error();
    UtcbSlot slot;
    slot.is_new = present == PhysAddr{};
    slot.page = &kernel.frames.info(frame.value()).utcbs;
    slot.index = unsigned((block.raw() - page.raw()) / utcb_size);
    slot.block = static_cast<Word*>(Arch::direct(frame.value())) + slot.index * utcb_words;
    if (slot.page->thread[slot.index])
        return ErrorCode::utcb_area;
    return slot;
}

UtcbSlot slot_of(Kernel& kernel, Tcb const& t)
{
    FrameInfo& info = kernel.frames.info(Arch::physical(t.utcb.alias()));
    unsigned const index = unsigned(t.utcb_pointer.raw() % page_size / utcb_size);
    check(info.use == FrameInfo::Use::utcb && info.utcbs.thread[index] == &t,
          "an active thread has a UTCB");
    return {.page = &info.utcbs, .index = index};
}

void set_utcb(Tcb& t, UtcbSlot const& slot, UserAddr block)
{
    slot.page->thread[slot.index] = &t;
    t.utcb_pointer = block + PINYON_UTCB_POINTER_OFFSET;
    t.utcb = Utcb{slot.block + PINYON_UTCB_POINTER_OFFSET / sizeof(Word)};
    t.utcb.write(PINYON_TCR_SELF_POINTER, t.utcb_pointer.raw());
}

ThreadId local_id(Tcb const& t) { return ThreadId{t.utcb_pointer.raw()}; }

// The fast path finds the thread by its local id in its space, or no longer.
void list_local(Tcb& t) { t.space->locals.at(local_id(t)) = &t; }
void strike_local(Kernel& kernel, Tcb const& t)
{
    Tcb*& slot = t.space->locals.at(local_id(t));
    if (slot == &t)
        slot = kernel.threads.nobody();
}

void join_space(Tcb& t, Space& space)
{
    t.space = &space;
    SpaceList::append(space.first_thread, t);
    ++space.threads;
    space.active_threads += t.active;
}

// Registers that are still in the CPU come into the frame.
void unload(Kernel& kernel, Tcb& t)
{
    Cpu& home = kernel.home_of(t);
    if (home.loaded_thread != &t)
        return;
    Arch::save_thread(t.frame);
    home.loaded_thread = nullptr;
}

void leave_space(Tcb& t)
{
    Space& space = *t.space;
    SpaceList::remove(space.first_thread, t);
    --space.threads;
    space.active_threads -= t.active;
}

// What the account of its space gives for a thread, beside the page of its UTCB.
Word cost_of(Tcb const& t)
{
    return sizeof(Tcb) + (t.active ? Arch::fpu_state_size() : 0);
}

void change_space(Tcb& t, Space& to)
{
    t.space->account.used -= cost_of(t);
    to.account.used += cost_of(t);
    leave_space(t);
    join_space(t, to);
}

} // namespace

bool in_user_area(Fpage area)
{
    return area.is_memory() && !area.is_complete() && area.base() != 0 &&
           area.last() < Arch::user_end;
}

Result<Space*> new_space(Kernel& kernel)
{
    auto const made = kernel.spaces.allocate(kernel.account);
    if (!made)
        return made.error();
    Space& space = *made.value();
    space.locals.fill(kernel.threads.nobody());
    auto const root = kernel.mapping.new_root(space.account);
    if (!root) {
        kernel.spaces.release(&space, kernel.account);
        return root.error();
    }
    space.root = root.value();
    UserAddr const stubs{Arch::stubs().address};
    if (stubs.raw() != 0 && map_kernel_page(kernel, space, stubs, kernel.stub_frame, rights_rx) !=
                                ErrorCode::ok) {
        discard_space(kernel, space);
        return ErrorCode::no_memory;
    }
    return &space;
}

ErrorCode map_kernel_page(Kernel& kernel, Space& space, UserAddr page, Frame frame, Rights rights)
{
    switch (kernel.mapping.map_special(space, page, frame, rights)) {
    case MapOutcome::done:
        return ErrorCode::ok;
    case MapOutcome::again:
        return ErrorCode::again;
    case MapOutcome::no_memory:
        break;
    }
    return ErrorCode::no_memory;
}

// Few steps: such a space has one table of each level at most, and no mappings of items.
void discard_space(Kernel& kernel, Space& space)
{
    UserAddr cursor{};
    while (!kernel.mapping.destroy(space, cursor)) {}
    release_space(kernel, space);
}

void release_space(Kernel& kernel, Space& space)
{
    check(space.account.used == 0, "a space that is gone owes nothing");
    kernel.tags.release(space);
    kernel.spaces.release(&space, kernel.account);
}

Result<Tcb*> new_thread(Cpu& cpu, ThreadId id, Space* space, ThreadId scheduler)
{
    Kernel& kernel = *cpu.kernel;
    Account& account = space ? space->account : kernel.account;
    auto const made = kernel.tcbs.allocate(account);
    if (!made)
        return made.error();
    Tcb& t = *made.value();
    t.id = id;
    t.relied_on = kernel.unborn_awaited;
    set_home(t, cpu.id);
    t.scheduler = scheduler;
    t.priority = default_priority;
    t.slice = default_slice;
    t.quantum_left = unlimited;
    t.sensitive = default_priority;
    if (space)
        join_space(t, *space);
    AllList::append(kernel.all_threads, t);
    kernel.threads.set(id.number(), &t);
    return &t;
}

void discard_thread(Kernel& kernel, Tcb& t)
{
    Account& account = t.space ? t.space->account : kernel.account;
    kernel.threads.set(t.id.number(), nullptr);
    AllList::remove(kernel.all_threads, t);
    if (t.space)
        leave_space(t);
    kernel.tcbs.release(&t, account);
}

ErrorCode activate_thread(Kernel& kernel, Tcb& t, UserAddr utcb_block, ThreadId pager)
{
    Space& space = *t.space;
    auto const fpu = kernel.fpu_states.allocate_unset(space.account);
    if (!fpu)
        return fpu.error();
    auto const slot = utcb_slot(kernel, space, utcb_block);
    if (!slot) {
        kernel.fpu_states.release(fpu.value(), space.account);
        return slot.error();
    }
    // Whoever had the slot before leaves nothing behind.
    if (!slot.value().is_new)
        __builtin_memset(slot.value().block, 0, utcb_size);
    t.fpu = fpu.value();
    Arch::init_fpu(*t.fpu);
    set_utcb(t, slot.value(), utcb_block);
    t.utcb.write(PINYON_TCR_MY_GLOBAL_ID, t.id.raw());
    t.utcb.write(PINYON_TCR_PROCESSOR_NO, t.home.raw());
    t.utcb.write(PINYON_TCR_PAGER, pager.raw());
    t.utcb.write(PINYON_TCR_WORD_SIZE_MASK, ~Word{0});
    Arch::reset(t.frame);
    Arch::start_thread(t.frame, t.utcb_pointer);
    t.active = true;
    ++space.active_threads;
    list_local(t);
    return ErrorCode::ok;
}

ErrorCode move_thread(Kernel& kernel, Tcb& t, Space& to, UserAddr utcb_block)
{
    Word const cost = cost_of(t);
    if (!to.account.allows(cost))
        return ErrorCode::no_memory;
    if (t.active) {
        // The page for the UTCB may not take what the thread needs.
        to.account.used += cost;
        auto const slot = utcb_slot(kernel, to, utcb_block);
        to.account.used -= cost;
        if (!slot)
            return slot.error();
        for (Word i = 0; i < utcb_words; ++i)
            slot.value().block[i] = t.utcb.read(int(i) - int(utcb_words / 2));
        unload(kernel, t);
        UtcbSlot const old = slot_of(kernel, t);
        old.page->thread[old.index] = nullptr;
        strike_local(kernel, t);
        set_utcb(t, slot.value(), utcb_block);
        Arch::start_thread(t.frame, t.utcb_pointer);
    }
    change_space(t, to);
    if (t.active)
        list_local(t);
    return ErrorCode::ok;
}

void return_thread(Tcb& t, Space& to)
{
    check(!t.active, "an active thread needs a UTCB to go anywhere");
    change_space(t, to);
}

void dismantle_thread(Kernel& kernel, Tcb& t)
{
    Account& account = t.space ? t.space->account : kernel.account;
    if (t.active && t.space) {
        UtcbSlot const slot = slot_of(kernel, t);
        slot.page->thread[slot.index] = nullptr;
        strike_local(kernel, t);
        kernel.fpu_states.release(t.fpu, account);
    }
    if (t.space)
        leave_space(t);
    AllList::remove(kernel.all_threads, t);
    kernel.tcbs.release(&t, account);
}

} // namespace pinyon
