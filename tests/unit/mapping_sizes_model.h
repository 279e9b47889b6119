// SPDX-License-Identifier: BSD-2-Clause
// A naive model of derivation for ranges of many pages: it knows nothing of page sizes, except
// that larger pages lose the part that is granted out of a page above them.
#ifndef PINYON_MAPPING_SIZES_MODEL_H
#define PINYON_MAPPING_SIZES_MODEL_H

#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "generic/memory/rights.h"

namespace pinyon::test {

// Pages are named by (space, page number). Derivation never leaves a frame: every frame has a list
// of its own.
class SizesModel {
public:
    using Name = std::pair<unsigned, Word>;
    struct Page {
        Name name;
        std::optional<Name> parent;  // none: sigma0
        Rights rights;
        unsigned order;  // of the page that was mapped
        Rights own{}, lost{}, seen{};
    };

    [[nodiscard]] Page const* find(Name n) const
    {
        auto const at = frame_of_.find(n);
        return at == frame_of_.end() ? nullptr : &entry(n);
    }
    [[nodiscard]] Word frame(Name n) const { return frame_of_.at(n); }

    void give(Word frame, Name to, Rights asked, unsigned order)
    {
        if (!asked.none())
            put(frame, {to, std::nullopt, asked | rights_r, order}, std::nullopt);
    }
    void map(Name from, Name to, Rights asked, unsigned order)
    {
        if (auto const given = allowed(from, to, asked))
            put(frame(from), {to, from, *given, order}, from);
    }
    void grant(Name from, Name to, Rights asked, unsigned order)
    {
        auto const given = allowed(from, to, asked);
        if (!given)
            return;
        if (frame_of_.contains(to))
            remove(to);
        if (!frame_of_.contains(from))
            return;
        bool const part = entry(from).order > order;
        if (part)
            cut_larger(from, order);
        for (Name const& n : below(from))
            entry(n).rights = entry(n).rights & *given;
        Page moved = entry(from);
        Word const f = frame(from);
        moved.name = to;
        moved.rights = *given;
        moved.order = order;
        moved.seen = part ? rights_none : moved.seen | moved.lost | moved.own;
        moved.own = moved.lost = rights_none;
        pages_[f].push_back(moved);
        frame_of_[to] = f;
        for (Page& p : pages_[f])
            if (p.parent == from)
                p.parent = to;
        if (part)
            remove(from);
        else
            erase(from);
    }
    Rights revoke(Name top, Rights revoked, bool flush)
    {
        if (!frame_of_.contains(top))
            return rights_none;
        Rights status = std::exchange(entry(top).lost, rights_none);
        for (Name const& n : below(top)) {
            Page& p = entry(n);
            status = status | p.own | p.lost | p.seen;
            p.own = p.lost = p.seen = rights_none;
            p.rights = p.rights - revoked;
        }
        if (flush) {
            status = status | std::exchange(entry(top).own, rights_none);
            entry(top).rights = entry(top).rights - revoked;
        }
        entry(top).seen = entry(top).seen | status;
        if (revoked.readable())
            for (Name const& n : below(top))
                erase(n);
        if (revoked.readable() && flush)
            remove(top);
        return status;
    }
    void touch(Name n, Rights access)
    {
        if (frame_of_.contains(n) && entry(n).rights.includes(access))
            entry(n).own = entry(n).own | (access.writable() ? rights_all : rights_rx);
    }

private:
    [[nodiscard]] Page& entry(Name n)
    {
        for (Page& p : pages_.at(frame_of_.at(n)))
            if (p.name == n)
                return p;
        throw std::logic_error{"the model is broken"};
    }
    [[nodiscard]] Page const& entry(Name n) const
    {
        return const_cast<SizesModel*>(this)->entry(n);
    }

    [[nodiscard]] std::optional<Rights> allowed(Name from, Name to, Rights asked) const
    {
        Page const* const source = find(from);
        if (from == to || source == nullptr || (source->rights & asked).none())
            return std::nullopt;
        return (source->rights & asked) | rights_r;
    }
    [[nodiscard]] std::vector<Name> below(Name top) const
    {
        std::vector<Name> found;
        for (Page const& p : pages_.at(frame_of_.at(top)))
            for (auto up = p.parent; up; up = entry(*up).parent)
                if (*up == top)
                    found.push_back(p.name);
        return found;
    }
    void cut_larger(Name top, unsigned order)
    {
        for (Name const& n : below(top))
            if (frame_of_.contains(n) && entry(n).parent == top && entry(n).order > order)
                remove(n);
    }
    void erase(Name n)
    {
        std::erase_if(pages_.at(frame_of_.at(n)), [n](Page const& p) { return p.name == n; });
        frame_of_.erase(n);
    }
    void remove(Name top)
    {
        Page const gone = entry(top);
        Rights references = gone.own | gone.lost | gone.seen;
        for (Name const& n : below(top))
            references = references | entry(n).own | entry(n).lost | entry(n).seen;
        if (gone.parent)
            entry(*gone.parent).lost = entry(*gone.parent).lost | references;
        for (Name const& n : below(top))
            erase(n);
        erase(top);
    }
    void put(Word frame, Page const& fresh, std::optional<Name> from)
    {
        if (frame_of_.contains(fresh.name)) {
            Page& old = entry(fresh.name);
            if (frame_of_.at(fresh.name) == frame && old.parent == fresh.parent) {
                old.rights = old.rights | fresh.rights;
                return;
            }
            remove(fresh.name);
            if (from && !frame_of_.contains(*from))
                return;
        }
        pages_[frame].push_back(fresh);
        frame_of_[fresh.name] = frame;
    }

    std::map<Word, std::vector<Page>> pages_;  // by frame
    std::map<Name, Word> frame_of_;
};

}  // namespace pinyon::test

#endif  // PINYON_MAPPING_SIZES_MODEL_H
