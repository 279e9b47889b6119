// SPDX-License-Identifier: BSD-2-Clause
// What callers of the mapping database ask for and are told.
#ifndef PINYON_MAPPING_TYPES_H
#define PINYON_MAPPING_TYPES_H

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon {

enum class MapOutcome : std::uint8_t {
    done,       // mapped, extended, or rightly nothing to do (page absent, no rights, self-map)
    again,      // something has to be revoked first and a step of that was made: call again
    no_memory,  // kernel memory or the receiver's account is exhausted; nothing changed
};

enum class MapMode : std::uint8_t { map, grant };

// Mappings and pieces visited in one step. All that a step takes is time without interrupts.
inline constexpr unsigned revoke_budget = 2;

// What the caller of revoke_page() keeps between its steps. It may be forgotten at any time.
struct Revocation {
    Rights status{};  // the references seen so far; may be gathered over many pages
    UserAddr page{};
    unsigned size_log2 = 0;
    std::uint32_t ticket = 0;  // of the long walk that works on `page`, 0 = none
    unsigned visits = revoke_budget;  // left in the caller's step; at 0 the next call begins one
};

}  // namespace pinyon

#endif  // PINYON_MAPPING_TYPES_H
