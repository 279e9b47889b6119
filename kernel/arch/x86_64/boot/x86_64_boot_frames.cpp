// SPDX-License-Identifier: BSD-2-Clause
// Finds free RAM before there is an allocator.
#include "arch/x86_64/boot/x86_64_boot_frames.h"

#include <initializer_list>

#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

constexpr PhysAddr reachable_end{Word{4} << 30};  // by the early mapping

bool overlap(PhysRange a, PhysRange b) { return a.base < b.end() && b.base < a.end(); }

// The range in use with which `wanted` collides; size 0 = none.
PhysRange obstacle(BootFacts const& facts, PhysRange wanted)
{
    for (PhysRange const used : {facts.kernel, facts.start_up, facts.archive})
        if (overlap(wanted, used))
            return used;
    for (PhysRange const& used : facts.reserved)
        if (overlap(wanted, used))
            return used;
    for (BootModule const& module : facts.modules)
        if (overlap(wanted, module.range))
            return module.range;
    return {};
}

// The highest free run of `size` bytes in `ram`; size 0 = none.
PhysRange free_run(BootFacts const& facts, PhysRange const& ram, Word size)
{
    PhysAddr end = ram.end() < reachable_end ? ram.end() : reachable_end;
    while (end.raw() >= size && end - size >= ram.base) {
        PhysRange const run{end - size, size};
        PhysRange const used = obstacle(facts, run);
        if (used.size == 0)
            return run;
        end = PhysAddr{round_down(used.base.raw(), page_size)};
    }
    return {};
}

}  // namespace

BootFrames::BootFrames(BootFacts const& facts, Word pages)
{
    PhysRange best;
    for (PhysRange const& ram : facts.ram) {
        PhysRange const run = free_run(facts, ram, pages * page_size);
        if (run.size != 0 && run.base >= best.base)
            best = run;
    }
    if (best.size == 0)
        refuse_boot("no %lu KB of free memory for page tables", pages * page_size >> 10);
    base_ = next_ = best.base;
    end_ = best.end();
}

PhysAddr BootFrames::take()
{
    if (next_ == end_)
        refuse_boot("out of memory for page tables");
    PhysAddr const page = next_;
    next_ = next_ + page_size;
    __builtin_memset(direct(page), 0, page_size);
    return page;
}

}  // namespace pinyon::x86_64
