// SPDX-License-Identifier: BSD-2-Clause
// How a page-table format states itself (clause 4). Level 0 is the leaf level of 4 KB pages.
#ifndef PINYON_PAGE_FORMAT_H
#define PINYON_PAGE_FORMAT_H

#include <concepts>

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon {

// All functions are pure: they code and decode one entry and run on any host.
// A format that has no hardware accessed or dirty flag keeps both in software bits and codes an
// entry whose flag is clear so that the first access traps; Mapping::cure() sets it then.
template <class F>
concept PageFormat = requires(typename F::Entry e, unsigned level, PhysAddr p, Rights r,
                              MemoryKind k) {
    requires std::same_as<typename F::Entry, Word>;
    { F::levels } -> std::convertible_to<unsigned>;      // depth of the tree
    { F::index_bits } -> std::convertible_to<unsigned>;  // bits of a table index, 9
    { F::user_entries } -> std::convertible_to<unsigned>;  // root entries that are user area
    { F::present(e) } -> std::same_as<bool>;
    { F::is_table(e, level) } -> std::same_as<bool>;
    { F::target(e) } -> std::same_as<PhysAddr>;          // of a table or of a page
    { F::next(e) } -> std::same_as<PhysAddr>;            // the same where it is known to be a table
    { F::table(p) } -> std::same_as<Word>;
    { F::leaf(p, level, r, k) } -> std::same_as<Word>;   // user page, not accessed, not dirty
    { F::rights(e) } -> std::same_as<Rights>;            // logical rights of a leaf
    { F::with_rights(e, r) } -> std::same_as<Word>;      // same page, flags kept
    { F::kind(e) } -> std::same_as<MemoryKind>;
    { F::with_kind(e, k) } -> std::same_as<Word>;        // same page, rights, flags
    { F::offers(k) } -> std::same_as<bool>;              // as an attribute: others make no entries
    { F::special(e) } -> std::same_as<bool>;             // software bit: KIP, UTCB, stub pages
    { F::as_special(e) } -> std::same_as<Word>;
    { F::accessed(e) } -> std::same_as<bool>;
    { F::dirty(e) } -> std::same_as<bool>;
    { F::with_accessed(e) } -> std::same_as<Word>;
    { F::with_dirty(e) } -> std::same_as<Word>;          // implies accessed
    { F::without_status(e) } -> std::same_as<Word>;      // neither accessed nor dirty
};

}  // namespace pinyon

#endif  // PINYON_PAGE_FORMAT_H
