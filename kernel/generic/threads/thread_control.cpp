// SPDX-License-Identifier: BSD-2-Clause
// ThreadControl (reference 4.3): create, modify, activate, move and delete threads.
#include "generic/ipc/identity.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "generic/threads/reaper.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

constexpr UserAddr utcb_unchanged{~Word{0}};

// Activates a thread that is new or inactive, and has it wait for its start message.
ErrorCode activate(Cpu& cpu, Tcb& t, ThreadControlCall const& call)
{
    if (!t.space->configured())
        return ErrorCode::invalid_space;
    if (call.utcb == utcb_unchanged)
        return ErrorCode::utcb_area;
    ErrorCode const error = activate_thread(*cpu.kernel, t, call.utcb, call.pager);
    if (error == ErrorCode::ok)
        await_start(cpu, t, call.pager);
    return error;
}

ErrorCode create(Cpu& cpu, Tcb const& self, ThreadControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    if (call.scheduler != call.dest && !resolve(kernel, self.space, call.scheduler))
        return ErrorCode::invalid_scheduler;
    bool const own_space = call.space == call.dest;
    Space* space = nullptr;
    if (own_space) {
        Result<Space*> const fresh = new_space(kernel);
        if (!fresh)
            return fresh.error();
        space = fresh.value();
    } else if (Tcb const* const member = resolve(kernel, self.space, call.space)) {
        space = member->space;
    }
    if (!space)
        return ErrorCode::invalid_space;

    Result<Tcb*> const made = new_thread(cpu, call.dest, space, call.scheduler);
    ErrorCode error = made.error();
    if (made && !call.pager.is_nil()) {
        error = activate(cpu, *made.value(), call);
        if (error != ErrorCode::ok)
            discard_thread(kernel, *made.value());
    }
    if (error != ErrorCode::ok && own_space)
        discard_space(kernel, *space);
    return error;
}

// Leaves for another space; what remains empty goes to the reaper. A walk over the old mappings
// ends with the move: it must not go on over the new ones.
ErrorCode move_to(Kernel& kernel, Tcb& t, Space& to, UserAddr utcb)
{
    if (t.active && !to.configured())
        return ErrorCode::invalid_space;
    UserAddr const same = t.utcb_pointer - PINYON_UTCB_POINTER_OFFSET;
    ErrorCode const error = move_thread(kernel, t, to, utcb == utcb_unchanged ? same : utcb);
    bool const walks = t.long_op.kind == LongOp::Kind::unmap ||
                       t.long_op.kind == LongOp::Kind::memory_control;
    if (error == ErrorCode::ok && walks)
        t.long_op = LongOp{};
    return error;
}

ErrorCode modify(Cpu& cpu, Tcb const& self, Tcb& t, ThreadControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    // The specifier may name the thread by the id that it is about to get.
    bool const keeps_space = call.space == call.dest;
    Tcb const* const member = keeps_space ? &t : resolve(kernel, self.space, call.space);
    if (!member || !member->space)
        return ErrorCode::invalid_space;
    if (!call.scheduler.is_nil() && call.scheduler != call.dest &&
        !resolve(kernel, self.space, call.scheduler))
        return ErrorCode::invalid_scheduler;
    Space& from = *t.space;
    Space& to = *member->space;
    bool const was_active = t.active;
    if (was_active && &from == &to && call.utcb != utcb_unchanged)
        return ErrorCode::utcb_area;

    ErrorCode error = ErrorCode::ok;
    if (&from != &to)
        error = move_to(kernel, t, to, call.utcb);
    if (error == ErrorCode::ok && !was_active && !call.pager.is_nil()) {
        error = activate(cpu, t, call);
        if (error != ErrorCode::ok && &from != &to)
            return_thread(t, from);
    }
    if (error != ErrorCode::ok)
        return error;
    if (was_active)
        abort_ipc(cpu, t, {.send = true, .receive = true});
    if (!call.scheduler.is_nil())
        t.scheduler = call.scheduler;
    if (was_active && !call.pager.is_nil())
        t.utcb.write(PINYON_TCR_PAGER, call.pager.raw());
    if (t.id != call.dest)
        rename(cpu, t, call.dest);
    else if (&from != &to)
        relocate(kernel, t);
    if (from.threads == 0)
        condemn_space(kernel, from);
    return ErrorCode::ok;
}

// Ids that outlive the call are kept in their global form.
ThreadId globalised(Kernel& kernel, Tcb const& self, ThreadId id)
{
    Tcb const* const thread = id.is_local() ? resolve(kernel, self.space, id) : nullptr;
    return thread ? thread->id : id;
}

}  // namespace

ErrorCode thread_control(Cpu& cpu, Tcb& self, ThreadControlCall const& given)
{
    Kernel& kernel = *cpu.kernel;
    ThreadControlCall call = given;
    call.scheduler = globalised(kernel, self, given.scheduler);
    call.pager = globalised(kernel, self, given.pager);
    if (!self.space->privileged)
        return ErrorCode::no_privilege;
    Word const number = call.dest.number();
    if (!call.dest.is_global() || !kernel.threads.has_number(number))
        return ErrorCode::invalid_thread;
    if (number < kernel.system_base)
        return associate_interrupt(cpu, self, call);
    if (number < kernel.user_base)
        return ErrorCode::invalid_thread;
    if (!reaper_idle(kernel)) {
        repeat_call(self, PINYON_SYS_THREAD_CONTROL);
        return ErrorCode::again;
    }

    Tcb* const existing = kernel.threads.at(number);
    ErrorCode error = ErrorCode::ok;
    if (existing && call.space.is_nil()) {
        if (existing == &self)
            return ErrorCode::invalid_thread;
        condemn(cpu, *existing);
    } else if (existing) {
        error = modify(cpu, self, *existing, call);
    } else if (!call.space.is_nil()) {
        error = create(cpu, self, call);
    }
    if (error == ErrorCode::ok)
        wait_for_reaper(kernel, self);
    else if (error == ErrorCode::again)
        repeat_call(self, PINYON_SYS_THREAD_CONTROL);
    return error;
}

}  // namespace pinyon
