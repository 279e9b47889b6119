// SPDX-License-Identifier: BSD-2-Clause
// Tells the CPU where traps and system calls lead (AMD64 APM volume 2, chapters 4, 6.1 and 8).
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_cpu.h"
#include "arch/x86_64/x86_64_fast_path.h"
#include "arch/x86_64/x86_64_gates.h"
#include "arch/x86_64/x86_64_per_cpu.h"

extern "C" std::byte const x86_64_vectors[], x86_64_nmi_entry[], x86_64_syscall_entry[];
extern "C" std::byte const x86_64_short_ipc[], x86_64_short_fpu_ipc[];
extern "C" std::byte const x86_64_stubs[], x86_64_ipc_return[];

namespace pinyon::x86_64 {

namespace {

constexpr Word vector_code_size = 8;  // x86_64_entry.S

struct [[gnu::packed]] TablePointer {
    std::uint16_t limit;
    Word base;
};

void set_gate(Word vector, std::byte const* code, Word ist = 0, Word privilege = 0)
{
    constexpr Word present = bit(47), interrupt_gate = Word{0xe} << 40;
    auto const at = reinterpret_cast<Word>(code);
    gates[vector].low = (at & 0xffff) | Word{kernel_code} << 16 | ist << 32 | interrupt_gate
                      | privilege << 45 | present | (at >> 16 & 0xffff) << 48;
    gates[vector].high = at >> 32;
}

std::byte const* vector_code(Word vector) { return x86_64_vectors + vector * vector_code_size; }

void set_up_gates()
{
    constexpr Word user = 3;
    for (Word v = 0; v < vector_count; ++v)
        set_gate(v, vector_code(v));
    set_gate(vector_spurious, vector_code(vector_pic));
    set_gate(vector_breakpoint, vector_code(vector_breakpoint), 0, user);
    set_gate(vector_debug, vector_code(vector_debug), Word(IstStack::debug));
    set_gate(vector_nmi, x86_64_nmi_entry, Word(IstStack::nmi));
    set_gate(vector_double_fault, vector_code(vector_double_fault), Word(IstStack::double_fault));
    set_gate(vector_machine_check, vector_code(vector_machine_check),
             Word(IstStack::machine_check));
}

// The entry of NMI finds the CPU's block in the last word of its stack, which stays aligned.
void set_up_stacks(PerCpu& cpu)
{
    constexpr Word reserved_at_top = 2 * sizeof(Word);
    cpu.kernel_stack = kernel_stack_top(cpu.cpu).raw();
    cpu.tss.rsp[0] = cpu.kernel_stack;
    for (unsigned i = 1; i <= ist_stacks; ++i)
        cpu.tss.ist[i - 1] = ist_stack_top(cpu.cpu, IstStack(i)).raw() - reserved_at_top;
    *reinterpret_cast<PerCpu**>(cpu.tss.ist[unsigned(IstStack::nmi) - 1]) = &cpu;
}

void close_all_ports(PerCpu& cpu)
{
    cpu.tss.io_map_base = no_io_map;
    for (Word& word : cpu.closed_ports.word)
        word = ~Word{0};
    cpu.closed_ports.end = ~Word{0};
}

void set_up_segments(PerCpu& cpu)
{
    constexpr Word code_segment = 0x00af'9b00'0000'ffff, data_segment = 0x00cf'9300'0000'ffff;
    constexpr Word user_privilege = Word{3} << 45, available_task = 0x0000'8900'0000'0000;
    auto const tss = reinterpret_cast<Word>(&cpu.tss);
    constexpr auto slot = [](Selector s) { return s / 8; };
    cpu.gdt[slot(kernel_code)] = code_segment;
    cpu.gdt[slot(kernel_data)] = data_segment;
    cpu.gdt[slot(user_data)] = data_segment | user_privilege;
    cpu.gdt[slot(user_code)] = code_segment | user_privilege;
    cpu.gdt[slot(task_state)] = available_task | task_segment_limit | (tss & 0xff'ffff) << 16
                              | (tss >> 24 & 0xff) << 56;
    cpu.gdt[slot(task_state) + 1] = tss >> 32;
}

void set_up_syscall()
{
    ipc_return = stub_page + Word(x86_64_ipc_return - x86_64_stubs);
    auto const entry = [](std::byte const* fast_path) {
        bool const usable = features.fsgsbase && features.bmi2 && features.xsaveopt;
        return reinterpret_cast<Word>(usable ? fast_path : x86_64_syscall_entry);
    };
    syscall_entries = {.fpu_off = entry(x86_64_short_ipc), .fpu_on = entry(x86_64_short_fpu_ipc)};
}

}  // namespace

void set_up_record(CpuId number)
{
    PerCpu& cpu = record_of(number);
    cpu.self = &cpu;
    cpu.cpu = number;
    cpu.timer_due = clock_never;
    cpu.settled = false;
    set_up_stacks(cpu);
    close_all_ports(cpu);
    set_up_segments(cpu);
}

void load_tables(PerCpu& cpu)
{
    TablePointer const segments{sizeof cpu.gdt - 1, reinterpret_cast<Word>(cpu.gdt)};
    TablePointer const traps{sizeof gates - 1, reinterpret_cast<Word>(gates)};
    asm volatile("lgdt %0; ltr %w1; lldt %w2; lidt %3"
                 : : "m"(segments), "r"(Word{task_state}), "r"(Word{null_selector}), "m"(traps));
    // SYSCALL: this code segment and the next as data. SYSRET: the second next as code.
    constexpr Word enter = kernel_code, leave = kernel_data | 3;
    write_msr(Msr::star, enter << 32 | leave << 48);
    write_msr(Msr::lstar, syscall_entries.fpu_off);
    write_msr(Msr::fmask, Rflags::cleared_by_syscall);
    write_msr(Msr::gs_base, reinterpret_cast<Word>(&cpu));
    write_msr(Msr::kernel_gs_base, 0);
}

void set_up_traps()
{
    constexpr CpuId boot{0};
    set_up_record(boot);
    set_up_gates();
    set_up_syscall();
    load_tables(record_of(boot));
}

}  // namespace pinyon::x86_64
