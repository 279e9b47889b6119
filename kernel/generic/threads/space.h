// SPDX-License-Identifier: BSD-2-Clause
// An address space (reference 4.8, 5.4): page table, tag, areas, account, and its threads.
#ifndef PINYON_SPACE_H
#define PINYON_SPACE_H

#include "generic/memory/fpage.h"
#include "generic/memory/kernel_memory.h"
#include "generic/threads/local_index.h"
#include "generic/threads/thread_id.h"
#include "generic/types.h"

namespace pinyon {

// What machines without I/O ports keep about them.
struct NoPorts {};
using SpacePorts = std::conditional_t<HasIoPorts<Arch>, PortMap, NoPorts>;

struct Space {
    LocalIndex locals;             // active threads; first, for the fast path
    Account account;               // what its threads, tables and mappings cost
    PhysAddr root{};               // root page table
    Asid tag{};                    // see TagAllocator
    bool was_loaded = false;       // so that some of its translations may be cached
    Fpage kip_area{};              // nil until SpaceControl
    Fpage utcb_area{};
    Tcb* first_thread = nullptr;   // list by Tcb::space_links
    std::uint32_t threads = 0;     // inactive ones included
    std::uint32_t active_threads = 0;
    ThreadId redirector{};         // who gets what leaves the space, global; nil: nobody
    bool privileged = false;
    bool owns_all = false;         // sigma0's space: holds every frame that is not reserved, 1:1

    [[no_unique_address]] SpacePorts ports;

    [[nodiscard]] bool configured() const { return !kip_area.is_nil(); }
};

}  // namespace pinyon

#endif  // PINYON_SPACE_H
