// SPDX-License-Identifier: BSD-2-Clause
// The operations of the explorer that are Ipc.
#include "explorer_tables.h"

namespace pinyon::test {

using x2::Limit;
using x2::World;

namespace {

constexpr char const* limit_names[] = {"", " at once", " for a period", " until a point"};

std::string text_of(int self, IpcShape const& shape)
{
    std::string text = letter(self) + ":";
    if (shape.to.kind != x2::Name::Kind::nil)
        text += " send to " + text_of(shape.to) + limit_names[int(shape.send)];
    if (shape.as.kind != x2::Name::Kind::nil)
        text += " as " + text_of(shape.as);
    if (shape.items || shape.string)
        text += shape.items ? " with items" : " a string";
    if (shape.pausing)
        text += ", interrupted";
    if (shape.from.kind != x2::Name::Kind::nil)
        text += " receive from " + text_of(shape.from) + limit_names[int(shape.receive)];
    return text;
}

}  // namespace

Operation ipc_operation(int self, IpcShape const& shape)
{
    auto const call = [=](World const& world) {
        return x2::Call{shape.to.in(world), shape.from.in(world), shape.send,        shape.receive,
                        shape.items,        shape.string,         shape.as.in(world)};
    };
    return {.name = text_of(self, shape),
            .possible = [=](World const& world) { return world.threads[self].can_call(); },
            .predict =
                [=](World& world) {
                    world.pausing = shape.pausing;
                    world.ipc(self, call(world));
                    world.pausing = false;
                    return Word{0};
                },
            .perform =
                [=](Stage& stage, World const& before) {
                    stage.ipc(self, call(before), shape.pausing);
                    return Word{0};
                }};
}

Operations ipc_operations(int self, std::vector<IpcShape> const& shapes)
{
    Operations operations;
    for (IpcShape const& shape : shapes)
        operations.push_back(ipc_operation(self, shape));
    return operations;
}

std::vector<IpcShape> shapes_with_time(int self, int partner)
{
    Whom const other = thread_named(partner), me = thread_named(self);
    std::vector<IpcShape> shapes{{},
                                 {.to = whoever},
                                 {.to = whoever_local},
                                 {.to = formerly(partner)},
                                 {.to = thread_local_named(partner), .send = Limit::zero},
                                 {.from = formerly(partner)},
                                 {.from = thread_local_named(partner)},
                                 {.from = whoever_local, .receive = Limit::period},
                                 {.from = me},
                                 {.from = me, .receive = Limit::point},
                                 {.to = other, .from = formerly(partner)},
                                 {.to = other, .from = whoever_local},
                                 {.to = other, .from = me, .receive = Limit::period}};
    for (Limit const limit : {Limit::never, Limit::zero, Limit::period})
        shapes.push_back({.to = me, .send = limit});
    for (Limit const limit : {Limit::never, Limit::zero, Limit::period, Limit::point}) {
        shapes.push_back({.to = other, .send = limit});
        shapes.push_back({.from = other, .receive = limit});
        shapes.push_back({.from = whoever, .receive = limit});
        for (Limit const then : {Limit::never, Limit::zero, Limit::period, Limit::point})
            if (limit != Limit::point || then == Limit::point)
                shapes.push_back({.to = other, .from = other, .send = limit, .receive = then});
        shapes.push_back({.to = other, .from = whoever, .send = limit});
    }
    return shapes;
}

std::vector<IpcShape> plain_shapes(int self, std::vector<int> const& partners)
{
    std::vector<IpcShape> shapes{{.from = whoever},
                                 {.from = whoever, .receive = Limit::zero},
                                 {.from = whoever_local},
                                 {.from = thread_named(self)}};
    for (int const partner : partners) {
        Whom const other = thread_named(partner);
        shapes.push_back({.to = other});
        shapes.push_back({.to = other, .send = Limit::zero});
        shapes.push_back({.from = other});
        shapes.push_back({.from = other, .receive = Limit::zero});
        shapes.push_back({.to = other, .from = other});
        shapes.push_back({.to = other, .from = whoever});
        shapes.push_back({.to = other, .from = whoever, .send = Limit::zero});
    }
    return shapes;
}

Operations propagating_operations(int self, std::vector<int> const& partners,
                                  std::vector<Whom> const& names)
{
    Operations operations;
    for (int const partner : partners)
        for (Whom const& name : names) {
            Whom const to = thread_named(partner);
            operations.push_back(ipc_operation(self, {.to = to, .as = name}));
            operations.push_back(ipc_operation(self, {.to = to, .from = whoever, .as = name}));
            operations.push_back(ipc_operation(self, {.to = to, .send = Limit::zero, .as = name}));
        }
    return operations;
}

}  // namespace pinyon::test
