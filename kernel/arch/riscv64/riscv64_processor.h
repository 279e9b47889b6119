// SPDX-License-Identifier: BSD-2-Clause
// What the port keeps of each processor, by its place in the firmware's description. The boot
// processor is the first.
#ifndef PINYON_RISCV64_PROCESSOR_H
#define PINYON_RISCV64_PROCESSOR_H

#include "arch/riscv64/riscv64_frame.h"
#include "arch/riscv64/riscv64_layout.h"

namespace pinyon::riscv64 {

// With several processors, sscratch leads to it while the kernel runs, and so does tp.
struct Processor {
    TrapFrame kernel_frame;    // registers at a trap of the kernel: first, for the entry code
    TrapFrame* running_frame;  // of the last trap that took the general path
    std::byte* kernel_stack;   // where it begins, at its upper end
    std::byte* panic_stack;    // of a trap of the kernel: the other stack may be the cause
    Word satp;                 // what it starts with
    Word hart;                 // the firmware's number
    ProcessorFacts facts;
    unsigned interrupts;       // its place at the interrupt controller
    CpuId id;
    bool usable;               // it can do what the boot processor does
};

}  // namespace pinyon::riscv64

extern "C" pinyon::riscv64::Processor riscv64_processors[pinyon::config::max_cpus];

namespace pinyon::riscv64 {

inline Processor& boot_processor() { return riscv64_processors[0]; }

inline Processor& this_processor()
{
    if constexpr (config::max_cpus > 1)
        return *static_cast<Processor*>(__builtin_thread_pointer());
    else
        return boot_processor();
}

// By the kernel's numbers: those that have come up, and the one that is awaited.
extern Processor* processors_by_cpu[config::max_cpus];
[[nodiscard]] inline Processor& processor_of(CpuId cpu)
{
    return config::max_cpus > 1 ? *processors_by_cpu[cpu.raw()] : boot_processor();
}

// Of a thread's frame.
void set_home(Home& home, CpuId cpu);
inline void set_home(OnlyHome&, CpuId) {}
inline CpuId home_of(Home const& home) { return home.processor->id; }
inline CpuId home_of(OnlyHome const&) { return CpuId{0}; }

// Brings `processor`, the nth of the description, up as that CPU. False: the firmware refuses.
[[nodiscard]] bool start_processor(unsigned nth, CpuId cpu);

// The registers of the executing processor as every processor has them: the FPU and vectors off,
// user pages out of the kernel's reach, counters readable for users.
void initialise_processor();

// The tags that the executing processor knows: as many bits of the field as it keeps.
[[nodiscard]] unsigned count_asids();

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_PROCESSOR_H
