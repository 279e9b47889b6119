// SPDX-License-Identifier: BSD-2-Clause
// What each CPU has of its own: found through the GS base while the kernel runs.
#ifndef PINYON_X86_64_PER_CPU_H
#define PINYON_X86_64_PER_CPU_H

#include "arch/x86_64/x86_64_frame.h"
#include "arch/x86_64/x86_64_layout.h"
#include "config.h"
#include "glue/port_types.h"

namespace pinyon::x86_64 {

// Task-state segment (APM volume 2, 12.2.4 and 12.2.5): of it the CPU takes the stacks of traps,
// and behind it lies the bitmap of the ports that user code may not use.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0;
    Word rsp[3];
    Word reserved1;
    Word ist[7];
    Word reserved2;
    std::uint16_t reserved3;
    std::uint16_t io_map_base;
};
static_assert(sizeof(TaskState) == 104);

// The bitmap as the segment has it: a set bit is a closed port. The CPU reads a byte more.
struct ClosedPorts {
    Word word[PortMap::words];
    Word end;
};
inline constexpr std::uint16_t io_map_base = sizeof(TaskState);
inline constexpr std::uint16_t no_io_map = 0xffff;  // beyond the segment: all ports are closed
inline constexpr Word task_segment_limit = sizeof(TaskState) + sizeof(ClosedPorts) - 1;

// Aligned so that the task state does not cross a page.
struct alignas(256) PerCpu {
    PerCpu* self;
    TrapFrame* frame;     // of the running thread: where its next trap stores the registers
    Word kernel_stack;    // top
    Word scratch;         // of the entry code
    Word pending_vector;  // of an interrupt that was delivered but not yet taken; 0 = none
    Clock timer_due;      // clock_never = stopped
    CpuId cpu;
    bool settled;         // a processor that has been started is through with start-up code
    Word gdt[gdt_words];
    TaskState tss;
    ClosedPorts closed_ports;
    Word port_version;           // whose content closed_ports has
    unsigned open_words[2];      // first and end of its words that are not all closed
};
static_assert(offsetof(PerCpu, closed_ports) == offsetof(PerCpu, tss) + io_map_base);
static_assert(offsetof(PerCpu, closed_ports) <= 256);

// Several processors have theirs in the core's records of them (kernel.h), where the fast path
// reaches both through GS. That of one processor is at a known address.
inline constexpr bool several = config::max_cpus > 1;
extern PerCpu boot_cpu;
[[nodiscard]] PerCpu& record_of(CpuId cpu);

inline PerCpu& here()
{
    PerCpu* self;
    asm("movq %%gs:%c1, %0" : "=r"(self) : "i"(offsetof(PerCpu, self)));
    return *self;
}

inline CpuId this_cpu()
{
    std::uint16_t cpu = 0;
    if constexpr (several)
        asm("movw %%gs:%c1, %0" : "=r"(cpu) : "i"(offsetof(PerCpu, cpu)));
    return CpuId{cpu};
}
// Where the frame of the running thread is noted.
inline TrapFrame*& running_frame()
{
    if constexpr (several)
        return here().frame;
    else
        return boot_cpu.frame;
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PER_CPU_H
