// SPDX-License-Identifier: BSD-2-Clause
// The processors and their stacks; what a further one does between its first instructions and the
// kernel's. It may come when start-up is long over, so that nothing of this is a part of start-up.
#include "arch/riscv64/riscv64_processor.h"

#include "arch/riscv64/riscv64_machine.h"
#include "glue/entry.h"
#include "glue/instance.h"

extern "C" {
constinit pinyon::riscv64::Processor riscv64_processors[pinyon::config::max_cpus]{};
[[gnu::section(".bss.kernel_stack")]]
constinit pinyon::riscv64::KernelStack riscv64_kernel_stacks[pinyon::config::max_cpus]{};
constinit pinyon::riscv64::PanicStack riscv64_panic_stacks[pinyon::config::max_cpus]{};

// On its kernel stack, with paging and traps.
[[noreturn]] void riscv64_secondary();
}

namespace pinyon::riscv64 {

constinit Processor* processors_by_cpu[config::max_cpus] = {riscv64_processors};

void set_home(Home& home, CpuId cpu)
{
    home = {&processor_of(cpu), &the_kernel().cpus[cpu.raw()]};
}

void initialise_processor()
{
    clear_bits<Sstatus>(Sstatus::Sie::mask | Sstatus::Fs::mask | Sstatus::Vs::mask
                        | Sstatus::Sum::mask | Sstatus::Mxr::mask);
    write<Scounteren>(Scounteren::cycle_time_instret);
    clear_bits<Sip>(Sip::Software::mask);
    write<Sie>(Sie::Software::mask | Sie::Timer::mask | Sie::External::mask);
}

unsigned count_asids()
{
    Word const satp = read<Satp>();
    write<Satp>(satp | Satp::Asid::mask);
    Word const kept = Satp::Asid::get(read<Satp>());
    write<Satp>(satp);
    flush_all();
    return unsigned(kept) + 1;
}

}  // namespace pinyon::riscv64

using namespace pinyon;
using namespace pinyon::riscv64;

// Tags that it cannot tell apart would let spaces see each other: such a processor is not used.
void riscv64_secondary()
{
    while (count_asids() < machine.asids)
        sbi::stop_hart();
    machine.timer.stop();
    machine.interrupts.join(this_processor().interrupts);
    initialise_processor();
    enter_secondary(unsigned(&this_processor() - riscv64_processors));
}
