// SPDX-License-Identifier: BSD-2-Clause
// What each CPU has of its own: found through the GS base while the kernel runs.
#ifndef PINYON_X86_64_PER_CPU_H
#define PINYON_X86_64_PER_CPU_H

#include "arch/x86_64/x86_64_frame.h"
#include "arch/x86_64/x86_64_layout.h"

namespace pinyon::x86_64 {

// Task-state segment (APM volume 2, 12.2.5): of it the CPU takes the stacks of traps.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0;
    Word rsp[3];
    Word reserved1;
    Word ist[7];
    Word reserved2;
    std::uint16_t reserved3;
    std::uint16_t io_map_base;  // at the segment's end: no port is open to users
};
static_assert(sizeof(TaskState) == 104);

// Aligned so that the task state does not cross a page.
struct alignas(256) PerCpu {
    PerCpu* self;
    TrapFrame* frame;     // of the running thread: where its next trap stores the registers
    Word kernel_stack;    // top
    Word scratch;         // of the entry code
    Word pending_vector;  // of an interrupt that was delivered but not yet taken; 0 = none
    Clock timer_due;      // clock_never = stopped
    Word gdt[gdt_words];
    TaskState tss;
};
static_assert(sizeof(PerCpu) == 256);

extern PerCpu boot_cpu;

inline PerCpu& here()
{
    PerCpu* self;
    asm("movq %%gs:%c1, %0" : "=r"(self) : "i"(offsetof(PerCpu, self)));
    return *self;
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PER_CPU_H
