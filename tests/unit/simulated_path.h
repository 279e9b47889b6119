// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC on the simulated machine: the registers of the CPU are those in the frame of
// the thread that runs, and what the path does to the hardware is done to these.
#ifndef PINYON_SIMULATED_PATH_H
#define PINYON_SIMULATED_PATH_H

#include "arch/host/host_machine.h"
#include "glue/fast_path.h"

namespace pinyon::test {

struct SimulatedPath {
    enum class End { none, passed_on, widened, declined, left };

    static constexpr bool switches_fpu = false;
    static constexpr auto const& binding = Arch::binding.ipc;

    Tcb* self;
    Tcb** partner_place;
    End* end;
    ThreadId to{self->reg(binding.to)};
    ThreadId from{self->reg(binding.from_specifier)};

    [[nodiscard]] Tcb& partner() const { return **partner_place; }
    void set_partner(Tcb* partner) const { *partner_place = partner; }
    [[nodiscard]] bool is_endless_ipc() const
    {
        return std::uint16_t(self->reg(binding.timeouts)) == 0;
    }
    template <Word bits>
    [[nodiscard]] bool tag_lacks() const
    {
        return (self->message_register(0) & bits) == 0;
    }
    void pass_on() const { *end = End::passed_on; }
    void widen() const { *end = End::widened; }
    void decline() const { *end = End::declined; }
    void enter() const {}
    [[nodiscard]] std::uint32_t number() const { return std::uint32_t(to.number()); }
    void save() const { self->frame.thread_pointer = host::cpu().thread_pointer; }
    void set_running() const { host::cpu().running = &partner().frame; }
    void load_root(Word word) const { Arch::load_root(word); }
    void leave(ThreadId name) const
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
