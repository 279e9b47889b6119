// SPDX-License-Identifier: BSD-2-Clause
// What the fuzzer needs to know of x86_64: stack and instructions.
#include "../../fuzz_machine.h"

namespace fuzz::machine {

// A function expects the stack as a call instruction leaves it: 8 bytes off the alignment of 16.
Word stack_pointer_at(Word top)
{
    return top - sizeof(Word);
}

constexpr unsigned instructions[] = {
    0x9090'0B0F,  // ud2
    0x9090'90F4,  // hlt
    0x9090'90FA,  // cli
    0x9090'90FB,  // sti
    0x9090'90CC,  // int3 that is no debugger request
    0x9090'90F1,  // icebp
    0x9090'80CD,  // int 0x80
    0x9090'02CD,  // int 2
    0x9090'20CD,  // int 0x20
    0x9090'050F,  // syscall: another system's
    0x9090'340F,  // sysenter
    0x9090'070F,  // sysret
    0x90F8'010F,  // swapgs
    0x9090'300F,  // wrmsr
    0x9090'320F,  // rdmsr
    0x9090'310F,  // rdtsc
    0x9090'330F,  // rdpmc
    0x9090'A20F,  // cpuid
    0x90D8'000F,  // ltr
    0x9010'010F,  // lgdt (%rax)
    0x9000'010F,  // sgdt (%rax)
    0x90D8'220F,  // mov %rax, %cr3
    0x90C0'200F,  // mov %cr0, %rax
    0x90C7'230F,  // mov %rdi, %dr0
    0x90D1'010F,  // xsetbv
    0x90D0'010F,  // xgetbv
    0x9090'90F0,  // lock nop: KernelInterface
    0x9090'9D57,  // push %rdi; popf
    0x9090'CF48,  // iretq
    0x9090'CB48,  // far return
    0x9090'E88E,  // mov %eax, %gs
    0x9090'E08E,  // mov %eax, %fs
    0x9090'D88E,  // mov %eax, %ds
    0x9090'D08E,  // mov %eax, %ss
    0x9090'90EC,  // in (%dx), %al
    0x9090'90EE,  // out %al, (%dx)
    0x9090'80E5,  // in $0x80, %eax
    0x9090'6CF3,  // rep ins
    0x9090'A4F3,  // rep movsb
    0x9090'90FD,  // std
    0x90F7'F748,  // div %rdi
    0x9090'E3DB,  // fninit
    0x9090'E0DB,  // x87, undefined
    0x90FF'AE0F,  // clflush and kin
    0x9090'FEEB,  // a loop for ever
    0x9090'90C3,  // ret
};
constexpr unsigned instruction_count = sizeof instructions / sizeof instructions[0];

void publish_code(Word, Word) {}

}  // namespace fuzz::machine
