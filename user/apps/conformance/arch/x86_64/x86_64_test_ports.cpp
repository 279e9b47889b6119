// SPDX-License-Identifier: BSD-2-Clause
// How test cases use I/O ports.
#include "x86_64_test_ports.h"

#include <l4/sigma0.h>

// Arguments are in RDI, results in RAX.
asm(R"(
    .globl in_byte, in_short, in_long, in_fixed, out_byte, out_string, in_string
in_byte:
    movl %edi, %edx
    xorl %eax, %eax
    inb %dx, %al
    ret
in_short:
    movl %edi, %edx
    xorl %eax, %eax
    inw %dx, %ax
    ret
in_long:
    movl %edi, %edx
    inl %dx, %eax
    ret
in_fixed:
    xorl %eax, %eax
    inb $0x87, %al
    ret
out_byte:
    movl %edi, %edx
    movl %edi, %eax
    shrl $16, %eax
    outb %al, %dx
    ret
out_string:
    movl %edi, %edx
    movabsq $0x800000000000, %rsi
    outsb
    ret
in_string:
    movl $0x87, %edx
    insb
    xorl %eax, %eax
    ret
)");

namespace conformance {

PortFault receive_port_fault(L4_ThreadId_t worker)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    return {error_of(tag), plain(tag), mr(1), mr(2)};
}

bool own_ports(L4_Fpage_t ports)
{
    return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, ports));
}

void give_ports_up()
{
    constexpr int all = 16;
    L4_Flush(port_range(0, all));
}

bool pass_ports(L4_ThreadId_t taker, Kind kind, L4_Fpage_t ports, L4_Fpage_t accept)
{
    return pass({tester(), taker, kind, ports, 0, accept});
}

}  // namespace conformance
