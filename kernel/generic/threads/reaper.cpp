// SPDX-License-Identifier: BSD-2-Clause
// Deletion in steps.
#include "generic/threads/reaper.h"

#include "generic/ipc/ipc.h"
#include "generic/ipc/redirection.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

constexpr unsigned scan_budget = 32;  // threads looked at in one step

void start_scan(Kernel& kernel, ThreadId old_id)
{
    check(reaper_idle(kernel), "one scan at a time");
    kernel.dying.old_id = old_id;
    kernel.dying.scan = kernel.all_threads;
}

bool depends_on(Tcb const& t, ThreadId id)
{
    IpcOp const& op = t.operation();
    return (op.waits_to_send() && op.to == id) ||
           (op.phase() == Phase::recv_wait && op.wait_for() == id);
}

// Everyone who waits for the old id, and everyone whose message is on its way somewhere. A thread
// that begins to wait later cannot name the old id any more.
void scan_step(Cpu& cpu)
{
    Kernel& kernel = *cpu.kernel;
    Dying& dying = kernel.dying;
    bool const old = !dying.old_id.is_nil();
    for (unsigned budget = scan_budget; dying.scan && budget > 0; --budget) {
        Tcb& t = *dying.scan;
        dying.scan = AllList::next(kernel.all_threads, t);
        if (old && t.space && t.space->redirector == dying.old_id)
            t.space->redirector = lost_redirector;
        if (t.space && !t.space->redirector.is_nil())
            t.call_key = t.reply_key = no_key;
        if (t.doomed)
            continue;
        if (old && depends_on(t, dying.old_id))
            partner_died(cpu, t);
        else if (reconsider_sender(cpu, t))
            return;
    }
}

void bury(Kernel& kernel, Tcb& t, ThreadId old_id)
{
    Space& space = *t.space;
    check(t.senders == nullptr, "nobody is queued at a dead thread");
    kernel.threads.set(old_id.number(), nullptr);
    dismantle_thread(kernel, t);
    if (space.threads == 0)
        condemn_space(kernel, space);
}

void space_step(Kernel& kernel)
{
    Space& space = *kernel.dying.space;
    if constexpr (HasIoPorts<Arch>)
        if (!ports_of(kernel).destroy(space))
            return;
    if (!kernel.mapping.destroy(space, kernel.dying.cursor))
        return;
    kernel.dying.space = nullptr;
    release_space(kernel, space);
}

}  // namespace

void condemn(Cpu& cpu, Tcb& t)
{
    ThreadId const old_id = t.id;
    abort_ipc(cpu, t, {.send = true, .receive = true});
    t.doomed = true;
    t.long_op = LongOp{};
    t.id = ThreadId{};
    refresh(cpu, t);
    forget(*cpu.kernel, t);
    if (!t.relied_on)
        return bury(*cpu.kernel, t, old_id);
    start_scan(*cpu.kernel, old_id);
    cpu.kernel->dying.thread = &t;
}

void rename(Cpu& cpu, Tcb& t, ThreadId new_id)
{
    ThreadId const old_id = t.id;
    t.id = new_id;
    t.call_key = t.reply_key = no_key;
    if (t.active)
        t.utcb.write(PINYON_TCR_MY_GLOBAL_ID, new_id.raw());
    if (t.relied_on)
        start_scan(*cpu.kernel, old_id);
    t.relied_on |= cpu.kernel->unborn_awaited;
}

void relocate(Kernel& kernel, Tcb& t)
{
    t.call_key = t.reply_key = no_key;
    if (t.relied_on)
        start_scan(kernel, nilthread);
}

void review_senders(Kernel& kernel)
{
    start_scan(kernel, nilthread);
}

void condemn_space(Kernel& kernel, Space& space)
{
    check(!kernel.dying.space, "one space at a time");
    // The CPU must not walk tables that are about to be freed.
    for (Cpu& cpu : kernel.cpus) {
        if (cpu.loaded_space != &space)
            continue;
        Arch::activate(kernel.empty_root, Asid{0});
        cpu.loaded_space = nullptr;
    }
    kernel.dying.space = &space;
    kernel.dying.cursor = UserAddr{};
}

bool reap_step(Cpu& cpu)
{
    Kernel& kernel = *cpu.kernel;
    Dying& dying = kernel.dying;
    if (dying.scan) {
        scan_step(cpu);
    } else if (Tcb* const t = dying.thread) {
        dying.thread = nullptr;
        bury(kernel, *t, dying.old_id);
    } else if (dying.space) {
        space_step(kernel);
    }
    return reaper_idle(kernel);
}

void wait_for_reaper(Kernel const& kernel, Tcb& self)
{
    if (reaper_idle(kernel))
        return;
    self.long_op = LongOp{};
    self.long_op.kind = LongOp::Kind::reap;
}

}  // namespace pinyon
