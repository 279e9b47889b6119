// SPDX-License-Identifier: BSD-2-Clause
// Finds free RAM before there is an allocator.
#include "generic/boot/boot_frames.h"

#include "generic/boot/memory_plan.h"
#include "generic/boot/start_up.h"
#include "generic/kernel.h"

namespace pinyon {

BootFrames::BootFrames(BootFacts const& facts, Word pages, PhysAddr end)
{
    Word const size = pages * page_size;
    PhysRange const run = FreeRam{facts}.take_highest(size, page_size, end);
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
    __builtin_memset(Arch::direct(page), 0, page_size);
    return page;
}

}  // namespace pinyon
