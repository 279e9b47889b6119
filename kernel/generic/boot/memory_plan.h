// SPDX-License-Identifier: BSD-2-Clause
// Who gets which RAM at start-up: the kernel heap, the images of sigma0 and the root server, the
// boot information; and what the kernel interface page says about all memory.
#ifndef PINYON_MEMORY_PLAN_H
#define PINYON_MEMORY_PLAN_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/elf_image.h"
#include "generic/memory/memory_descriptor.h"

namespace pinyon {

// Whether all of `range` lies in RAM that the direct map shows.
[[nodiscard]] bool is_ram(BootFacts const& facts, PhysRange range);

// RAM that nobody has taken yet.
class FreeRam {
public:
    explicit FreeRam(BootFacts const& facts) : facts_{facts} {}

    // Whether all of `range` is RAM and free.
    [[nodiscard]] bool is_free(PhysRange range) const;

    // Each takes free RAM and gives its range; size 0 = there is none. Nothing is ever taken below
    // `lowest`: address 0 must stay invalid in spaces that are mapped 1:1.
    [[nodiscard]] PhysRange take_lowest(Word size, Word alignment);
    [[nodiscard]] PhysRange take_highest(Word size, Word alignment,
                                         PhysAddr below = PhysAddr{~Word{0}});
    [[nodiscard]] PhysRange take_exactly(PhysRange range);

    static constexpr PhysAddr lowest{0x1'0000};

private:
    [[nodiscard]] bool is_taken(PhysRange range) const;
    [[nodiscard]] PhysRange take(PhysRange range);
    // Calls `visit` with every range that anybody has.
    template <class Visit>
    void for_each_taken(Visit visit) const;

    BootFacts const& facts_;
    RangeList<8> taken_;
};

struct MemoryPlan {
    enum class Problem : std::uint8_t {
        none,
        no_room_for_heap,
        no_room_for_sigma0,
        no_room_for_root,
        no_room_for_boot_info,
    };
    // An image in its place: 1:1, so the addresses are virtual as well.
    struct Server {
        PhysRange image;
        Word entry = 0;
    };

    Problem problem = Problem::none;
    PhysRange heap;
    PhysRange boot_info;  // one page
    Server sigma0;
    Server root;
};

// What is wrong with a plan, as a sentence for refuse_boot().
[[nodiscard]] char const* complaint(MemoryPlan::Problem problem);

// The images have no problem. Ends at the first thing for which there is no room.
[[nodiscard]] MemoryPlan plan_memory(BootFacts const& facts, ElfImage const& sigma0,
                                     ElfImage const& root);

// The descriptors of a plan. Later ones override earlier ones: the kernel's own memory comes after
// all that firmware said.
class MemoryMap {
public:
    static constexpr unsigned capacity = 112;  // every list of BootFacts full, and the plan's own

    // `user_end`: first address that user code may not use.
    MemoryMap(BootFacts const& facts, MemoryPlan const& plan, Word user_end);

    [[nodiscard]] MemoryDescriptor const* begin() const { return descriptors_; }
    [[nodiscard]] MemoryDescriptor const* end() const { return descriptors_ + count_; }
    [[nodiscard]] unsigned size() const { return count_; }

private:
    void add(MemoryType type, PhysRange range);

    MemoryDescriptor descriptors_[capacity];
    unsigned count_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_MEMORY_PLAN_H
