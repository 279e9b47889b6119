// SPDX-License-Identifier: BSD-2-Clause
// A naive model of derivation: for each (space, page) its parent by name, and rules written down as
// the reference states them, without any thought of speed.
#ifndef PINYON_MAPPING_MODEL_H
#define PINYON_MAPPING_MODEL_H

#include <compare>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "generic/memory/rights.h"

namespace pinyon::test {

class MappingModel {
public:
    struct Name {
        unsigned space, page;
        auto operator<=>(Name const&) const = default;
    };
    struct Page {
        unsigned frame;
        std::optional<Name> parent;  // none: sigma0
        Rights rights;
        Rights own{}, lost{}, seen{};  // references
    };

    [[nodiscard]] Page const* find(Name n) const
    {
        auto const at = pages_.find(n);
        return at == pages_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] std::size_t size() const { return pages_.size(); }

    void map_from_root(unsigned frame, Name to, Rights asked)
    {
        put({frame, std::nullopt, readable(asked)}, to);
    }
    void map(Name from, Name to, Rights asked)
    {
        if (from == to || !allowed(from, asked))
            return;
        put({pages_.at(from).frame, from, allowed(from, asked).value()}, to, from);
    }
    void grant(Name from, Name to, Rights asked)
    {
        auto const given = allowed(from, asked);
        if (from == to || !given)
            return;
        if (pages_.contains(to))
            flush_tree(to);
        if (!pages_.contains(from))
            return;
        for (Name const n : below(from))
            pages_.at(n).rights = pages_.at(n).rights & *given;
        Page moved = pages_.at(from);
        moved.rights = *given;
        moved.seen = moved.seen | moved.lost | moved.own;
        moved.own = moved.lost = rights_none;
        pages_.erase(from);
        pages_.insert({to, moved});
        for (auto& [name, page] : pages_)
            if (page.parent == from)
                page.parent = to;
    }
    Rights revoke(Name top, Rights revoked, bool flush)
    {
        if (!pages_.contains(top))
            return rights_none;
        Rights status = std::exchange(pages_.at(top).lost, rights_none);
        for (Name const n : below(top)) {
            Page& page = pages_.at(n);
            status = status | page.own | page.lost | page.seen;
            page.own = page.lost = page.seen = rights_none;
            page.rights = page.rights - revoked;
        }
        Page& own = pages_.at(top);
        if (flush) {
            status = status | own.own;
            own.own = rights_none;
            own.rights = own.rights - revoked;
        }
        own.seen = own.seen | status;
        if (revoked.readable())
            for (Name const n : below(top))
                pages_.erase(n);
        if (flush && revoked.readable())
            flush_tree(top);
        return status;
    }
    void touch(Name n, Rights access)
    {
        if (Page* const page = pages_.contains(n) ? &pages_.at(n) : nullptr;
            page && page->rights.includes(access))
            page->own = page->own | (access.writable() ? rights_all : rights_rx);
    }
    void destroy(unsigned space)
    {
        for (unsigned i = 0; i < 64; ++i)
            if (pages_.contains({space, i}))
                flush_tree({space, i});
    }

private:
    static Rights readable(Rights r) { return r.none() ? r : r | rights_r; }

    [[nodiscard]] std::optional<Rights> allowed(Name from, Rights asked) const
    {
        if (!pages_.contains(from) || (pages_.at(from).rights & asked).none())
            return std::nullopt;
        return readable(pages_.at(from).rights & asked);
    }
    [[nodiscard]] bool derived(Name n, Name top) const
    {
        for (auto up = pages_.at(n).parent; up; up = pages_.at(*up).parent)
            if (*up == top)
                return true;
        return false;
    }
    [[nodiscard]] std::vector<Name> below(Name top) const
    {
        std::vector<Name> names;
        for (auto const& [name, page] : pages_)
            if (derived(name, top))
                names.push_back(name);
        return names;
    }
    void flush_tree(Name top)
    {
        Rights references{};
        std::vector<Name> gone = below(top);
        gone.push_back(top);
        for (Name const n : gone)
            references = references | pages_.at(n).own | pages_.at(n).lost | pages_.at(n).seen;
        if (auto const parent = pages_.at(top).parent)
            pages_.at(*parent).lost = pages_.at(*parent).lost | references;
        for (Name const n : gone)
            pages_.erase(n);
    }
    void put(Page const& fresh, Name to, std::optional<Name> from = std::nullopt)
    {
        if (fresh.rights.none())
            return;
        if (pages_.contains(to)) {
            Page& old = pages_.at(to);
            if (old.frame == fresh.frame && old.parent == fresh.parent) {
                old.rights = old.rights | fresh.rights;
                return;
            }
            flush_tree(to);
            if (from && !pages_.contains(*from))
                return;
        }
        pages_.insert({to, fresh});
    }

    std::map<Name, Page> pages_;
};

}  // namespace pinyon::test

#endif  // PINYON_MAPPING_MODEL_H
