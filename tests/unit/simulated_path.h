// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC on the simulated machine: the registers of the CPU are those in the frame of
// the thread that runs, and what the path does to the hardware is done to these.
#ifndef PINYON_SIMULATED_PATH_H
#define PINYON_SIMULATED_PATH_H

#include "arch/host/host_machine.h"
#include "glue/fast_path.h"

namespace pinyon::test {

enum class PathEnd { none, passed_on, widened, localised, declined, left };

// `first`: looks for local ids before everything else.
template <bool first>
struct SimulatedPath {
    using End = PathEnd;

    static constexpr bool local_ids_first = first, local_ids_last = !first;

    static constexpr bool switches_fpu = false;
    static constexpr auto const& binding = Arch::binding.ipc;

    Tcb* self;
    Tcb** partner_place;
    End* end;
    ThreadId to{self->reg(binding.to)};
    ThreadId from{self->reg(binding.from_specifier)};
    ThreadId name{};
    Priority threshold{};

    [[nodiscard]] Tcb& partner() const { return **partner_place; }
    [[nodiscard]] bool calls() const { return from == to; }
    [[nodiscard]] bool waits_for_anyone() const { return from == anythread; }
    [[nodiscard]] bool waits_for_any_local() const { return from == anylocalthread; }
    [[nodiscard]] bool is_local() const { return to.is_local(); }
    [[nodiscard]] bool is_endless_ipc() const
    {
        return std::uint16_t(self->reg(binding.timeouts)) == 0;
    }
    [[nodiscard]] bool is_short() const { return tag_lacks(not_short); }
    [[nodiscard]] bool is_untyped() const { return tag_lacks(not_untyped); }
    [[nodiscard]] bool tag_lacks(Word bits) const
    {
        return (self->message_register(0) & bits) == 0;
    }
    void pass_on() const { *end = End::passed_on; }
    void widen() const { *end = End::widened; }
    void localise() const { *end = End::localised; }
    void decline() const { *end = End::declined; }
    void enter() const {}
    void find_partner(PartnerIndex const& index)
    {
        *partner_place = index.candidate(to);
        threshold = index.threshold;
    }
    void find_local_partner(PartnerIndex const& index)
    {
        *partner_place = self->space->locals.at(to);
        threshold = index.threshold;
    }
    [[nodiscard]] bool partner_is_meant_locally() const
    {
        return partner().utcb_pointer.raw() == to.raw();
    }
    [[nodiscard]] bool partner_may_run() const { return partner().priority >= threshold; }
    [[nodiscard]] bool partner_is_meant() const { return partner().id == to; }
    [[nodiscard]] ThreadId partner_key() const { return partner().user.key; }
    [[nodiscard]] ThreadId call_key() const { return self->call_key; }
    [[nodiscard]] ThreadId reply_key() const { return self->reply_key; }
    [[nodiscard]] ThreadId own_id() const { return self->id; }
    void exchange_keys() const
    {
        await_any();
        release_partner();
    }
    void await_any() const { self->user.key = from; }
    void await_partner() const { self->user.key = partner().id; }
    void release_partner() const { partner().user.key = nilthread; }
    void save() const { self->frame.thread_pointer = host::cpu().thread_pointer; }
    void set_running() const { host::cpu().running = &partner().frame; }
    [[nodiscard]] Word partner_root() const { return partner().root_word; }
    [[nodiscard]] Word root()
    {
        name = self->id;
        return self->root_word;
    }
    void name_both_locally() { name_locally(); }
    void name_locally() { name = ThreadId{self->utcb_pointer.raw()}; }
    void load_root(Word word) const { Arch::load_root(word); }
    void leave() const
    {
        Tcb& r = partner();
        unsigned const words = MsgTag{self->message_register(0)}.untyped();
        for (unsigned i = 0; i <= words; ++i)
            r.set_message_register(i, self->message_register(i));
        for (unsigned i = words + 1; i < PINYON_REGISTER_WORDS; ++i)
            r.set_message_register(i, 0);
        r.reg(binding.from) = name.raw();
        Arch::load_thread(r.frame, r.utcb_pointer);
        (void)Arch::open_ports(PortMap{});
        *end = End::left;
    }
};

}  // namespace pinyon::test

#endif  // PINYON_SIMULATED_PATH_H
