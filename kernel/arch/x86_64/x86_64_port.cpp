// SPDX-License-Identifier: BSD-2-Clause
// The clauses of the port that are too large for its header: diagnosis and stubs.
#include "arch/x86_64/x86_64_port.h"

#include "generic/print.h"

extern "C" std::byte const x86_64_stubs[], x86_64_stubs_end[];
extern "C" pinyon::StubCode::Entry const x86_64_stub_entries[], x86_64_stub_entries_end[];

namespace pinyon::x86_64 {

constinit Calibration calibration{};

void Port::print_registers(TrapFrame const& f)
{
    print("  rip %016lx rsp %016lx rflags %lx\n", f.rip, f.rsp, f.rflags);
    print("  vector %lu error %lx address %016lx\n", f.vector, f.error, f.fault_address);
    print("  rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", f.rax, f.rbx, f.rcx, f.rdx);
    print("  rsi %016lx rdi %016lx rbp %016lx r8  %016lx\n", f.rsi, f.rdi, f.rbp, f.r8);
    print("  r9  %016lx r10 %016lx r11 %016lx r12 %016lx\n", f.r9, f.r10, f.r11, f.r12);
    print("  r13 %016lx r14 %016lx r15 %016lx\n", f.r13, f.r14, f.r15);
}

StubCode Port::stubs()
{
    return {.code = x86_64_stubs,
            .size = Word(x86_64_stubs_end - x86_64_stubs),
            .address = stub_page,
            .entries = x86_64_stub_entries,
            .entry_count = unsigned(x86_64_stub_entries_end - x86_64_stub_entries)};
}

}  // namespace pinyon::x86_64
