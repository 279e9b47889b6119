// SPDX-License-Identifier: BSD-2-Clause
// The fast path and the direct path of IPC decide as the general path does: in random states, where
// one accepts, both lead to the same state; where it declines, nothing has changed.
#include <random>

#include "core_kernel.h"
#include "machine_snapshot.h"
#include "simulated_path.h"

namespace pinyon::test {
namespace {

using End = PathEnd;

constexpr unsigned spaces = 2, per_space = 3;
constexpr unsigned histories = 400, steps = 200;
constexpr Word heap_size = Word{1} << 20;
constexpr Word pages_at = 0x10'0000;  // the first few pages there are given to each space
constexpr unsigned given_pages = 4, seen_pages = 12;

// All that a program or a later event can see of a thread.
struct Seen {
    Word id = 0, phase = 0, wait_for = 0, time = 0, senders = 0, queue = 0;
    Word from = 0, error = 0, keys = 0;
    bool armed = false, searching = false, halted = false;
    Word kernel_op = 0;
    Words registers{}, words{};
    bool operator==(Seen const&) const = default;
};

class FastHistory : public CoreKernel {
public:
    explicit FastHistory(unsigned seed) : random_{seed}
    {
        boot({.heap = heap_size});
        for (unsigned s = 0; s < spaces; ++s) {
            threads_.push_back(spawn().id);
            for (unsigned i = 1; i < per_space; ++i)
                threads_.push_back(spawn_with(*find(threads_[s * per_space])).id);
        }
        for (ThreadId const id : threads_) {
            Tcb& t = *find(id);
            if (!maps(t, pages_at))
                give(t, pages_at, 0, given_pages);
            accept_all(t);
        }
        // A partner is switched to only if nobody who is ready is higher.
        (void)schedule(root(), root().id, {.priority = 100});
        auto* const heap = static_cast<std::byte*>(Arch::direct(kernel_heap_at));
        auto* const object = reinterpret_cast<std::byte*>(&kernel());
        snapshots_ = std::make_unique<MachineSnapshots>(
            std::vector<std::span<std::byte>>{{heap, heap_size}, {object, sizeof(Kernel)}});
    }

    void step()
    {
        Tcb& t = *find(any());
        switch (below(28)) {
        case 0:
            (void)space_control(root(), any(), Fpage{}, Fpage{}, below(6) ? anythread : any());
            return;
        case 1:
            (void)exchange(*find(any_running(t)), {.dest = any(), .control = below(0x200)});
            return;
        case 2:
            set_priority(t, 99 + below(2));
            return;
        case 3:
            (void)thread_control(root(), {.dest = t.id, .space = t.id});
            return;
        case 4:
            return elapse(below(20));
        case 5:
            if (t.runs_user_code())
                touch_fpu(t);
            return;
        case 6:
            if (t.runs_user_code())
                send_as(t, any(), {.to = any(), .from = any(), .receive = time_never});
            return;
        case 7:
        case 8:
            if (t.runs_user_code())
                return compare_faults(t);
            [[fallthrough]];
        default:
            if (t.runs_user_code())
                return compare(t);
            if (t.kernel_op != KernelOp::none && below(8))
                return;  // its handler may answer
            // Most states are those of threads that nobody will ever talk to again.
            (void)thread_control(root(), {.dest = t.id, .space = t.id});
            if (t.halted)
                (void)exchange(*find(any_running(t)),
                               {.dest = t.id, .control = PINYON_EXREGS_SET_HALT});
        }
    }

    unsigned short_ones = 0, wide_ones = 0, local_ones = 0, directs = 0, declined = 0;
    unsigned maps_of_pages = 0, reports = 0, answers = 0;

private:
    unsigned below(unsigned n) { return unsigned(random_() % n); }
    ThreadId any() { return threads_[below(unsigned(threads_.size()))]; }
    // A thread of the same space that can call the kernel, or root.
    ThreadId any_running(Tcb const& t)
    {
        for (ThreadId const id : threads_)
            if (find(id)->space == t.space && find(id)->runs_user_code())
                return id;
        return root().id;
    }

    // Has somebody wait for a message, so that there is a partner: the state may let it or not.
    ThreadId make_partner(Tcb const& t)
    {
        for (ThreadId const id : threads_)
            if (find(id)->kernel_op != KernelOp::none && find(id)->kernel.awaits_answer_of(t.id) &&
                below(4))
                return id;
        Tcb& partner = *find(any());
        ThreadId const froms[] = {anythread, t.id, anylocalthread};
        if (&partner != &t && partner.runs_user_code())
            receive(partner, froms[below(3)]);
        return partner.id;
    }
    ThreadId name_for(Tcb const& t, ThreadId id)
    {
        Tcb const& named = *find(id);
        return named.space == t.space && below(8) ? ThreadId{named.utcb_pointer.raw()} : id;
    }
    void load_random_ipc(Tcb& t, ThreadId partner)
    {
        constexpr auto const& ipc = Arch::binding.ipc;
        ThreadId const to =
            below(8) == 0 ? nilthread : name_for(t, below(4) == 0 ? any() : partner);
        ThreadId const froms[] = {to, to, anythread, anythread, any(), anylocalthread, nilthread};
        constexpr Word timeouts[] = {0, 0, 0, 0x0400'0000, PINYON_TIME_ZERO, 0x1271};
        constexpr Word tags[] = {0, 1, 4, 7, 8, 20, 63, 0x1000, 0x8001, 0x2002, 0x4003, 0x83};
        for (unsigned i = 1; i < PINYON_MESSAGE_REGISTERS; ++i)
            t.set_message_register(i, random_());
        t.set_message_register(0, Word{below(1000)} << 16 | tags[below(12)]);
        if (below(3) == 0)
            load_random_item(t, below(7));
        t.reg(ipc.to) = to.raw();
        t.reg(ipc.from_specifier) = froms[below(7)].raw();
        t.reg(ipc.timeouts) = timeouts[below(6)];
    }

    // Behind `untyped` words: mostly a page that the thread has, for a place that may be free.
    void load_random_item(Tcb& t, unsigned untyped)
    {
        constexpr Rights rights[] = {rights_all, rights_rw, rights_r, rights_none};
        unsigned const size_log2 = below(8) ? page_bits : page_bits + 1;
        Fpage const page = Fpage::make(random_page(given_pages + 1), size_log2, rights[below(4)]);
        Words const item = item_words(
            {.send_base = random_page(seen_pages), .fpage = page.raw(), .grant = below(8) == 0});
        t.set_message_register(0, tag_of(untyped, 2).raw());
        t.set_message_register(untyped + 1, item[0]);
        t.set_message_register(untyped + 2, item[1]);
    }
    Word random_page(unsigned count) { return pages_at + below(count) * page_size; }

    Seen look(Tcb& t)
    {
        Seen seen{.id = t.id.raw(),
                  .phase = Word(t.operation().phase()),
                  .wait_for = t.operation().wait_for().raw(),
                  .time = t.operation().receive_time().raw(),
                  .senders = t.senders ? t.senders->id.raw() : 0,
                  .queue = Word(t.queue),
                  .from = t.reg(Arch::binding.ipc.from),
                  .error = t.utcb.read(PINYON_TCR_ERROR_CODE),
                  .keys = t.user.key.raw(),
                  .armed = t.timer.armed(),
                  .searching = t.searching,
                  .halted = t.halted,
                  .kernel_op = Word(t.kernel_op),
                  .registers = {t.frame.ip, t.frame.sp, t.frame.flags},
                  .words = {}};
        if (t.operation().phase() == Phase::none)
            for (unsigned i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
                seen.words.push_back(t.message_register(i));
        else
            seen.wait_for = t.operation().phase() == Phase::recv_wait ? seen.wait_for : 0;
        if (t.operation().phase() != Phase::recv_wait)
            seen.wait_for = seen.time = 0;
        return seen;
    }
    std::vector<Seen> look()
    {
        std::vector<Seen> all;
        for (ThreadId const id : threads_)
            all.push_back(look(*find(id)));
        for (unsigned s = 0; s < spaces; ++s)
            all.push_back({.words = look_at_pages(*find(threads_[s * per_space]))});
        Cpu const& c = cpu();
        all.push_back({.id = c.current ? c.current->id.raw() : 0,
                       .phase = host::cpu().active.root.raw(),
                       .wait_for = host::cpu().utcb.raw(),
                       .senders = c.slice_owner ? c.slice_owner->id.raw() : 0,
                       .queue = Word(c.ready.top() + 1),
                       .armed = c.delaying != nullptr});
        return all;
    }

    Words look_at_pages(Tcb const& t)
    {
        Words seen;
        for (unsigned i = 0; i < seen_pages; ++i) {
            auto const page = translation(t, pages_at + i * page_size);
            seen.push_back(page.address.raw() | page.rights.raw());
        }
        return seen;
    }

    template <bool local_ids_first>
    End try_fast(Tcb& t)
    {
        End end = End::none;
        Tcb* partner = nullptr;
        SimulatedPath<local_ids_first> path{.self = &t, .partner_place = &partner, .end = &end};
        unsigned* count = &short_ones;
        short_ipc(path, cpu());
        if (end == End::widened) {
            count = &wide_ones;
            wide_ipc(path, cpu());
        }
        if (end == End::localised) {
            // The wide form knows no local ids, whatever the order.
            if (count == &wide_ones)
                return End::declined;
            count = &local_ones;
            local_ipc(path, cpu());
        }
        if (end != End::left)
            return end;
        ++*count;
        adopt_running(cpu(), *partner);
        return end;
    }

    // A path that has declined has changed nothing; else it has led where the general path leads.
    // Later events find either.
    void check(Tcb& t, MachineSnapshots::Snapshot const& before, bool accepted)
    {
        auto const after = snapshots_->take();
        if (!accepted) {
            EXPECT_EQ(before.lines, after.lines);
            EXPECT_EQ(before.bytes, after.bytes);
            return;
        }
        auto const seen = look();
        snapshots_->restore(before);
        call_generally(t, PINYON_SYS_IPC);
        EXPECT_EQ(seen, look());
        if (below(2))
            snapshots_->restore(after);
    }

    void compare(Tcb& t)
    {
        ThreadId const partner = make_partner(t);
        if (!t.runs_user_code())
            return;
        run(t);
        load_random_ipc(t, partner);
        auto const before = snapshots_->take();
        bool const fast = (below(2) ? try_fast<true>(t) : try_fast<false>(t)) == End::left;
        check(t, before, fast);
        snapshots_->restore(before);
        bool const asked = find(partner)->kernel_op != KernelOp::none;
        bool const direct = take_directly(cpu(), PINYON_SYS_IPC) != nullptr;
        bool const item = direct && MsgTag{cpu().current->message_register(0)}.typed() > 0;
        check(t, before, direct);
        directs += direct && !fast;
        maps_of_pages += item && !asked;
        answers += direct && asked;
        declined += !direct && !fast;
        if (!direct)
            call_generally(t, PINYON_SYS_IPC);
    }

    // A fault or an exception, whose handler may wait for it.
    void compare_faults(Tcb& t)
    {
        ThreadId const handler = make_partner(t);
        if (!t.runs_user_code())
            return;
        run(t);
        t.utcb.write(PINYON_TCR_PAGER, handler.raw());
        t.utcb.write(PINYON_TCR_EXCEPTION_HANDLER, handler.raw());
        bool const faults = below(2);
        Word const at = random_page(seen_pages) + below(page_size);
        Rights const access = below(2) ? rights_r : rights_w;
        auto const kind = below(2) ? ExceptionClass::system : ExceptionClass::architectural;
        auto const before = snapshots_->take();
        faults ? fault(t, at, access) : except(t, kind);
        auto const seen = look();
        reports += t.kernel_op != KernelOp::none && cpu().current == find(handler);
        auto const after = snapshots_->take();
        snapshots_->restore(before);
        faults ? fault_generally(t, at, access) : except_generally(t, kind);
        EXPECT_EQ(seen, look());
        if (below(2))
            snapshots_->restore(after);
    }

    std::mt19937_64 random_;
    std::vector<ThreadId> threads_;
    std::unique_ptr<MachineSnapshots> snapshots_;
};

TEST(FastPath, and_the_direct_path_lead_where_the_general_path_leads_or_change_nothing)
{
    unsigned short_ones = 0, wide_ones = 0, local_ones = 0, directs = 0, declined = 0;
    unsigned maps_of_pages = 0, reports = 0, answers = 0;
    for (unsigned seed = 0; seed < histories && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        FastHistory history{seed};
        for (unsigned i = 0; i < steps && !testing::Test::HasFailure(); ++i)
            history.step();
        short_ones += history.short_ones;
        wide_ones += history.wide_ones;
        local_ones += history.local_ones;
        directs += history.directs;
        declined += history.declined;
        maps_of_pages += history.maps_of_pages;
        reports += history.reports;
        answers += history.answers;
    }
    EXPECT_GT(short_ones, 100u);
    EXPECT_GT(wide_ones, 100u);
    EXPECT_GT(local_ones, 100u);
    EXPECT_GT(directs, 100u);
    EXPECT_GT(declined, 500u);
    EXPECT_GT(maps_of_pages, 50u);
    EXPECT_GT(reports, 100u);
    EXPECT_GT(answers, 30u);
}

}  // namespace
}  // namespace pinyon::test
