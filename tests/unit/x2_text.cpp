// SPDX-License-Identifier: BSD-2-Clause
// Worlds of the model as text, and with their threads in another order.
#include "x2_model.h"

#include <sstream>

namespace pinyon::x2 {

namespace {

constexpr char const* state_names[] = {"absent",  "inactive", "running",  "pending",
                                       "waiting", "sending",  "receiving"};
constexpr char const* purpose_names[] = {"own", "start", "page fault", "exception", "interrupt"};
constexpr char const* limit_names[] = {"never", "zero", "period", "point"};

void rename(Name& name, std::vector<int> const& new_index)
{
    if (name.kind == Name::Kind::global || name.kind == Name::Kind::local)
        name.thread = new_index[name.thread];
}

}  // namespace

std::string text_of(Name name)
{
    std::string const thread =
        std::string(1, char('A' + name.thread)) + "." + std::to_string(name.version);
    switch (name.kind) {
    case Name::Kind::nil:
        return "nil";
    case Name::Kind::nobody:
        return "nobody";
    case Name::Kind::anyone:
        return "anyone";
    case Name::Kind::any_local:
        return "any local";
    case Name::Kind::global:
        return thread;
    case Name::Kind::local:
        return "local " + thread;
    }
    return "?";
}

std::string text_of(Thread const& t)
{
    std::ostringstream out;
    out << state_names[int(t.state)] << " version " << t.version;
    if (t.purpose != Purpose::own)
        out << ", " << purpose_names[int(t.purpose)];
    if (t.halted)
        out << ", halted";
    if (t.partner >= 0)
        out << ", partner " << char('A' + t.partner) << (t.items ? " with items" : "");
    if (!t.awaited.is_nil())
        out << ", awaits " << text_of(t.awaited) << " for " << limit_names[int(t.receive_limit)];
    if (t.until != endless)
        out << ", until " << t.until;
    if (t.left != endless)
        out << ", left " << t.left;
    if (!t.queue.empty())
        out << ", queue ";
    for (int const sender : t.queue)
        out << char('A' + sender);
    if (!t.pager.is_nil() || !t.handler.is_nil())
        out << ", pager " << text_of(t.pager) << ", handler " << text_of(t.handler);
    if (t.masked || t.raised)
        out << ", line" << (t.masked ? " masked" : "") << (t.raised ? " raised" : "");
    return out.str();
}

std::string text_of(World const& world)
{
    std::string text;
    for (Thread const& t : world.threads)
        text += text_of(t) + "\n";
    return text;
}

std::string key_of(World const& world)
{
    std::string key;
    auto const add = [&](int value) { key.push_back(char(value + 1)); };
    auto const add_name = [&](Name name) {
        add(int(name.kind));
        add(name.thread);
        add(name.version);
    };
    for (Thread const& t : world.threads) {
        add(int(t.state));
        add(int(t.purpose));
        add(t.halted | t.items << 1 | t.masked << 2 | t.raised << 3 | t.takes_items << 4);
        for (int const value : {t.version, t.space, t.partner, t.until, t.left})
            add(value);
        add(int(t.receive_limit));
        for (Name const name : {t.pager, t.handler, t.awaited})
            add_name(name);
        add(int(t.queue.size()));
        for (int const sender : t.queue)
            add(sender);
    }
    return key;
}

World renamed(World const& world, std::vector<int> const& order)
{
    std::vector<int> new_index(order.size());
    for (int i = 0; i < int(order.size()); ++i)
        new_index[order[i]] = i;
    World result;
    for (int const old : order) {
        Thread t = world.threads[old];
        for (Name* name : {&t.awaited, &t.pager, &t.handler})
            rename(*name, new_index);
        if (t.partner >= 0)
            t.partner = new_index[t.partner];
        for (int& sender : t.queue)
            sender = new_index[sender];
        result.threads.push_back(t);
    }
    return result;
}

}  // namespace pinyon::x2
