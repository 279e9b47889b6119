// SPDX-License-Identifier: BSD-2-Clause
// Two threads with memory of their own, of which one sends strings to the other.
#ifndef PINYON_STRING_WORLD_H
#define PINYON_STRING_WORLD_H

#include "core_kernel.h"

namespace pinyon::test {

// Substrings of one length each.
struct Group {
    Word length;
    Words at;
};

// The words of a string item; `followed`: another item comes behind it.
inline Words string_words(std::vector<Group> const& groups, bool followed = false)
{
    Words all;
    for (Group const& g : groups) {
        Word const more = &g != &groups.back() ? 0x200 : 0;
        Word const first = &g == &groups.front() && followed ? 1 : 0;
        all.push_back(g.length << 10 | more | Word(g.at.size() - 1) << 4 | first);
        all.insert(all.end(), g.at.begin(), g.at.end());
    }
    return all;
}
inline Words simple(Word at, Word length, bool followed = false)
{
    return string_words({{length, {at}}}, followed);
}
inline Words operator+(Words a, Words const& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

using Bytes = std::vector<std::uint8_t>;

constexpr Word from_at = 0x1000'0000;  // of `a`, rights rwx
constexpr Word to_at = 0x3000'0000;    // of `b`
constexpr unsigned string_pages = 16;
constexpr Word label = 0x57;

struct StringWorld : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        a = &spawn();
        b = &spawn();
    }
    void give_memory()
    {
        give(*a, from_at, 0, string_pages);
        give(*b, to_at, string_pages, string_pages);
        Bytes pattern(string_pages * page_size);
        for (std::size_t i = 0; i < pattern.size(); ++i)
            pattern[i] = std::uint8_t(i * 7 + (i >> 8) * 13 + 1);
        put(*a, from_at, pattern);
    }
    std::uint8_t* byte(Tcb const& t, Word at)
    {
        return static_cast<std::uint8_t*>(Arch::direct(translation(t, at).address));
    }
    void put(Tcb const& t, Word at, Bytes const& bytes)
    {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            *byte(t, at + i) = bytes[i];
    }
    Bytes get(Tcb const& t, Word at, Word count)
    {
        Bytes all;
        for (Word i = 0; i < count; ++i)
            all.push_back(*byte(t, at + i));
        return all;
    }
    static void set_buffers(Tcb& t, Words const& buffers, Word acceptor = 1)
    {
        set_acceptor(t, acceptor);
        for (unsigned i = 0; i < buffers.size(); ++i)
            t.utcb.write(PINYON_TCR_BR0 - int(i + 1), buffers[i]);
    }
    // `b` waits with these buffers, then `a` sends.
    void transfer(Words const& items, Words const& buffers, Word acceptor = 1)
    {
        set_buffers(*b, buffers, acceptor);
        receive(*b, a->id);
        send_items(items);
    }
    void send_items(Words const& items)
    {
        sent = tag_of(0, unsigned(items.size()), label);
        ipc(*a, {.to = b->id, .tag = sent, .words = items});
    }
    void expect_delivered()
    {
        EXPECT_EQ(outcome(*a), (Outcome{a->reg(Arch::binding.ipc.from), 0, 0}));
        EXPECT_EQ(outcome(*b), (Outcome{a->id.raw(), sent.raw(), 0}));
    }
    void expect_overflow(Word offset)
    {
        Word const tag = sent.raw() | PINYON_TAG_ERROR;
        EXPECT_EQ(outcome(*a), (Outcome{0, tag, offset << 4 | 0x8}));
        EXPECT_EQ(outcome(*b), (Outcome{0, tag, offset << 4 | 0x9}));
    }
    void expect_broken(IpcFault of_sender, IpcFault of_receiver, Word offset)
    {
        EXPECT_EQ(outcome(*a),
                  (Outcome{0, PINYON_TAG_ERROR, ipc_error(of_sender, IpcPhase::send, offset)}));
        EXPECT_EQ(outcome(*b), (Outcome{0, PINYON_TAG_ERROR,
                                        ipc_error(of_receiver, IpcPhase::receive, offset)}));
    }

    Tcb *a = nullptr, *b = nullptr;
    MsgTag sent{};
};

}  // namespace pinyon::test

#endif  // PINYON_STRING_WORLD_H
