// SPDX-License-Identifier: BSD-2-Clause
// Tables of operations for the explorer. Each function makes the entries of one kind; a system
// concatenates those that it is about.
#ifndef PINYON_EXPLORER_TABLES_H
#define PINYON_EXPLORER_TABLES_H

#include "explorer.h"

namespace pinyon::test {

// A name in a table: of a thread as it is called when the operation is done, or was called before
// its version changed.
struct Whom {
    x2::Name::Kind kind = x2::Name::Kind::nil;
    int thread = 0;
    bool stale = false;
    [[nodiscard]] x2::Name in(x2::World const& world) const;
};
[[nodiscard]] std::string text_of(Whom const& whom);
[[nodiscard]] std::string letter(int thread);
inline constexpr Whom no_one{}, whoever{x2::Name::Kind::anyone},
    whoever_local{x2::Name::Kind::any_local};
constexpr Whom thread_named(int thread)
{
    return {x2::Name::Kind::global, thread};
}
constexpr Whom thread_local_named(int thread)
{
    return {x2::Name::Kind::local, thread};
}
constexpr Whom formerly(int thread)
{
    return {x2::Name::Kind::global, thread, true};
}

struct IpcShape {
    Whom to{}, from{};
    x2::Limit send = x2::Limit::never, receive = x2::Limit::never;
    bool items = false;
    bool pausing = false;  // an interrupt comes in the middle of a transfer of items or a string
    bool string = false;
    Whom as{};  // VirtualSender
};
[[nodiscard]] Operation ipc_operation(int self, IpcShape const& shape);
[[nodiscard]] Operations ipc_operations(int self, std::vector<IpcShape> const& shapes);

// Every kind of partner and timeout between two threads.
[[nodiscard]] std::vector<IpcShape> shapes_with_time(int self, int partner);
// What programs do, without timeouts that pass, with each of the partners.
[[nodiscard]] std::vector<IpcShape> plain_shapes(int self, std::vector<int> const& partners);

// A tick passes and its interrupt is taken; or its interrupt is late.
[[nodiscard]] Operations tick_operations();
[[nodiscard]] Operations late_tick_operations();
// ExchangeRegisters on the thread by a third.
[[nodiscard]] Operations cut_operations(int thread);
[[nodiscard]] Operations halt_operations(int thread);
// Deletion, creation with another version, activation, and changes of the version.
[[nodiscard]] Operations life_operations(int thread, int pager);
[[nodiscard]] Operations fault_operations(int self);
[[nodiscard]] Operations line_operations(int line, std::vector<int> const& handlers);
// Propagation to each of `partners` in the name of each of `names`.
[[nodiscard]] Operations propagating_operations(int self, std::vector<int> const& partners,
                                                std::vector<Whom> const& names);
// The thread moves to the space.
[[nodiscard]] Operations move_operations(int thread, std::vector<int> const& spaces);
// The space gets each of these as its redirector, or none.
[[nodiscard]] Operations redirect_operations(int space, std::vector<int> const& redirectors);
// The page in which strings of this space end is taken away.
[[nodiscard]] Operations page_operations(int space);
// Transfers go on that paused, or whose page fault is over.
[[nodiscard]] Operations transfer_operations(int sender);

// Putting tables together.
[[nodiscard]] Operations joined(std::vector<Operations> const& tables);
[[nodiscard]] Operations for_each(std::vector<int> const& threads, Operations (*table)(int));
// plain_shapes() among the threads.
[[nodiscard]] Operations plain_ipc(std::vector<int> const& threads);
// For a run of minutes, asked for by EXPLORE_LONG in the environment; else nothing.
[[nodiscard]] Operations if_long(Operations const& table);

// Explores the system and reports: one line on the console, and a failure if model and kernel
// disagree or the system does not close.
void expect_agreement(System const& system);

}  // namespace pinyon::test

#endif  // PINYON_EXPLORER_TABLES_H
