// SPDX-License-Identifier: BSD-2-Clause
// Walking and building the page table of a user area, for any format and wherever its tables lie.
#ifndef PINYON_PAGE_TABLE_H
#define PINYON_PAGE_TABLE_H

#include "generic/result.h"
#include "generic/types.h"
#include "glue/page_format.h"

namespace pinyon {

// Where table words live: kernel frames in the direct map, or a test's logbook. A handle: copied
// freely, its functions are const.
template <class M>
concept TableMemory = requires(M const& m, PhysAddr table, unsigned index, Word entry,
                               UserAddr base, unsigned level)
{
    {
        m.load(table, index)
        } -> std::same_as<Word>;
    {
        m.store(table, index, entry)
        } -> std::same_as<void>;  // in order with earlier stores
    {
        m.new_table(base, level)
        } -> std::same_as<Result<PhysAddr>>;  // zeroed
    {
        m.is_empty(table)
        } -> std::same_as<bool>;
    {
        m.release_table(table)
        } -> std::same_as<void>;
};

// Where a descent ended: at the level that was asked for, or above it where the next table is
// missing. `entry` is what it read there.
struct TablePlace {
    PhysAddr table{};
    unsigned index = 0;
    unsigned level = 0;
    Word entry = 0;
};

//  level 3 (root)      level 2             level 1             level 0
//  +---------+         +---------+         +---------+         +---------+
//  |         |    +--> |         |    +--> |         |    +--> | page    |
//  | table --+----+    | table --+----+    | table --+----+    | page    |
//  +---------+         +---------+         +---------+         +---------+
template <PageFormat F, TableMemory M>
class PageTable {
public:
    static constexpr unsigned entries = 1u << F::index_bits;
    static_assert(entries * sizeof(Word) == page_size, "a table is a page");

    constexpr PageTable(M memory, PhysAddr root) : memory_{memory}, root_{root} {}

    // Bytes that one entry of that level covers.
    static constexpr Word span(unsigned level) { return page_size << (F::index_bits * level); }
    static constexpr unsigned index(UserAddr at, unsigned level)
    {
        return unsigned(at.raw() >> (page_bits + F::index_bits * level)) & (entries - 1);
    }
    // First address behind the entry that covers `at`.
    static constexpr UserAddr behind(UserAddr at, unsigned level)
    {
        return UserAddr{round_down(at.raw(), span(level)) + span(level)};
    }

    // To the leaf table, and to any other level. The first is frequent: with the number of levels
    // known it becomes a straight line of code.
    [[nodiscard, gnu::noinline, gnu::noclone]] TablePlace descend(UserAddr at) const
    {
        return walk(at, 0);
    }
    [[nodiscard, gnu::noinline, gnu::noclone]] TablePlace descend(UserAddr at, unsigned level) const
    {
        return walk(at, level);
    }
    // The same as a part of a function that cannot wait for a call.
    [[nodiscard, gnu::always_inline]] inline TablePlace walk(UserAddr at, unsigned level) const
    {
        PhysAddr table = root_;
#pragma GCC unroll 4
        for (unsigned above = F::levels - 1; above > level; --above) {
            unsigned const i = index(at, above);
            Word const entry = memory_.load(table, i);
            if (!F::is_table(entry, above))
                return {table, i, above, entry};
            table = F::next(entry);
        }
        unsigned const i = index(at, level);
        return {table, i, level, memory_.load(table, i)};
    }
    // The leaf table that covers `at`, 0 if there is none.
    [[nodiscard, gnu::always_inline]] inline PhysAddr leaf_table(UserAddr at) const
    {
        PhysAddr table = root_;
#pragma GCC unroll 4
        for (unsigned level = F::levels - 1; level > 0; --level) {
            Word const entry = memory_.load(table, index(at, level));
            if (!F::is_table(entry, level))
                return PhysAddr{};
            table = F::next(entry);
        }
        return table;
    }

    // Descends and makes the tables that are missing, as many as the descent ends levels above. On
    // failure those made so far stay, empty.
    [[nodiscard]] Result<TablePlace> reach(UserAddr at, unsigned level = 0)
    {
        return reach(descend(at, level), at, level);
    }
    // The same where a descent has ended at `place`.
    [[nodiscard, gnu::noinline]] Result<TablePlace> reach(TablePlace place, UserAddr at,
                                                          unsigned level)
    {
        while (place.level > level) {
            unsigned const below = place.level - 1;
            Result<PhysAddr> const table =
                memory_.new_table(UserAddr{round_down(at.raw(), span(place.level))}, below);
            if (!table)
                return table.error();
            memory_.store(place.table, place.index, F::table(table.value()));
            place = {table.value(), index(at, below), below, 0};
        }
        return place;
    }

    struct Hit {
        TablePlace place{};
        UserAddr at{};  // the page that was found, or where to go on
        bool found = false;
        bool finished = false;  // nothing further up to `last`
    };
    // The next present page from `from` to `last`. `visits` counts entries looked at down to 0.
    [[nodiscard]] Hit next_present(UserAddr from, UserAddr last, unsigned& visits) const
    {
        for (UserAddr at = from; visits > 0; --visits) {
            if (at > last)
                return {.at = at, .finished = true};
            TablePlace const place = descend(at);
            if (F::present(place.entry))
                return {.place = place, .at = at, .found = true};
            from = at = behind(at, place.level);
        }
        return {.at = from};
    }

    // Releases the tables that cover `at` and are empty, but never the root.
    void prune(UserAddr at)
    {
        for (unsigned level = 1; level < F::levels; ++level) {
            TablePlace const above = descend(at, level);
            if (above.level != level || !F::is_table(above.entry, level))
                continue;
            PhysAddr const table = F::target(above.entry);
            if (!memory_.is_empty(table))
                return;
            memory_.store(above.table, above.index, 0);
            memory_.release_table(table);
        }
    }

    void store(TablePlace const& place, Word entry)
    {
        memory_.store(place.table, place.index, entry);
    }

private:
    M memory_;
    PhysAddr root_;
};

}  // namespace pinyon

#endif  // PINYON_PAGE_TABLE_H
