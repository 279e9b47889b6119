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

std::string text_of(Ipc const& ipc)
{
    std::ostringstream out;
    out << state_names[int(ipc.state)];
    if (ipc.purpose != Purpose::own)
        out << ", " << purpose_names[int(ipc.purpose)];
    if (ipc.partner >= 0)
        out << ", partner " << char('A' + ipc.partner) << (ipc.items ? " with items" : "");
    if (ipc.string)
        out << ", string of which " << ipc.copied << " bytes are copied";
    if (ipc.timed != Shorter::no)
        out << ", timed by the " << (ipc.timed == Shorter::sender ? "sender" : "receiver");
    if (!ipc.to.is_nil())
        out << ", to " << text_of(ipc.to);
    if (!ipc.as.is_nil())
        out << " as " << text_of(ipc.as);
    if (!ipc.awaited.is_nil())
        out << ", awaits " << text_of(ipc.awaited) << " for "
            << limit_names[int(ipc.receive_limit)];
    if (ipc.until != endless)
        out << ", until " << ipc.until;
    if (ipc.left != endless)
        out << ", left " << ipc.left;
    return out.str();
}

std::string text_of(Thread const& t)
{
    std::ostringstream out;
    out << text_of(Ipc{t}) << ", version " << t.version << ", space " << t.space;
    if (t.below)
        out << ", above {" << text_of(*t.below) << "}";
    if (t.halted)
        out << ", halted";
    if (!t.queue.empty())
        out << ", queue ";
    for (int const sender : t.queue)
        out << char('A' + sender);
    if (!t.pager.is_nil() || !t.handler.is_nil())
        out << ", pager " << text_of(t.pager) << ", handler " << text_of(t.handler);
    if (t.masked || t.raised)
        out << ", line" << (t.masked ? " masked" : "") << (t.raised ? " raised" : "");
    if (t.takes_items || t.takes_strings)
        out << ", takes" << (t.takes_items ? " items" : "") << (t.takes_strings ? " strings" : "");
    out << ", transfer timeouts " << limit_names[int(t.transfer_send)] << " "
        << limit_names[int(t.transfer_receive)];
    return out.str();
}

std::string text_of(Space const& space)
{
    return "redirector " + text_of(space.redirector) + (space.page ? ", has the page" : "");
}

std::string text_of(World const& world)
{
    std::string text;
    for (Thread const& t : world.threads)
        text += text_of(t) + "\n";
    for (Space const& space : world.spaces)
        text += text_of(space) + "\n";
    return text;
}

// ---- Keys --------------------------------------------------------------------------------------

namespace {

struct Key {
    std::string text{};
    void add(int value) { text.push_back(char(value + 1)); }
    void add(Name name)
    {
        add(int(name.kind));
        add(name.thread);
        add(name.version);
    }
    void add(Ipc const& ipc)
    {
        add(int(ipc.state));
        add(int(ipc.purpose));
        add(ipc.items | ipc.string << 1);
        for (int const value : {ipc.partner, ipc.copied, int(ipc.timed), ipc.until, ipc.left})
            add(value);
        add(int(ipc.receive_limit));
        for (Name const name : {ipc.to, ipc.as, ipc.awaited})
            add(name);
    }
    void add(Thread const& t)
    {
        add(Ipc{t});
        add(t.below.has_value());
        if (t.below)
            add(*t.below);
        add(t.halted | t.masked << 1 | t.raised << 2 | t.takes_items << 3 | t.takes_strings << 4);
        for (int const value : {t.version, t.space, int(t.transfer_send), int(t.transfer_receive)})
            add(value);
        add(t.pager);
        add(t.handler);
        add(int(t.queue.size()));
        for (int const sender : t.queue)
            add(sender);
    }
};

void rename(Ipc& ipc, std::vector<int> const& new_index)
{
    for (Name* name : {&ipc.to, &ipc.as, &ipc.awaited})
        rename(*name, new_index);
    if (ipc.partner >= 0)
        ipc.partner = new_index[ipc.partner];
}

}  // namespace

std::string key_of(World const& world)
{
    Key key;
    key.text.reserve(256);
    for (Thread const& t : world.threads)
        key.add(t);
    for (Space const& space : world.spaces) {
        key.add(space.redirector);
        key.add(space.page);
    }
    return key.text;
}

World renamed(World const& world, std::vector<int> const& order)
{
    std::vector<int> new_index(order.size());
    for (int i = 0; i < int(order.size()); ++i)
        new_index[order[i]] = i;
    World result;
    result.spaces = world.spaces;
    for (Space& space : result.spaces)
        rename(space.redirector, new_index);
    for (int const old : order) {
        Thread t = world.threads[old];
        rename(t.ipc(), new_index);
        if (t.below)
            rename(*t.below, new_index);
        for (Name* name : {&t.pager, &t.handler})
            rename(*name, new_index);
        for (int& sender : t.queue)
            sender = new_index[sender];
        result.threads.push_back(t);
    }
    return result;
}

}  // namespace pinyon::x2
