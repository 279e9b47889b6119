// SPDX-License-Identifier: BSD-2-Clause
// Finds free RAM before there is an allocator.
#include "arch/x86_64/boot/x86_64_boot_frames.h"

#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/memory_plan.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

BootFrames::BootFrames(BootFacts const& facts, Word pages)
{
    constexpr PhysAddr reachable_end{Word{4} << 30};  // by the early mapping
    Word const size = pages * page_size;
    PhysRange const run = FreeRam{facts}.take_highest(size, page_size, reachable_end);
    if (run.size == 0)
        refuse_boot("no %lu KB of free memory for page tables", size >> 10);
    base_ = next_ = run.base;
    end_ = run.end();
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
