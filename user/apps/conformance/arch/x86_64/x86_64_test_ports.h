// SPDX-License-Identifier: BSD-2-Clause
// I/O ports for test cases: instructions as tasks, and the messages that they cause.
#ifndef PINYON_X86_64_TEST_PORTS_H
#define PINYON_X86_64_TEST_PORTS_H

#include "../../test_memory.h"

#include <l4/arch.h>

namespace conformance {

// The first serial port. Its last register is a byte that the device keeps and does not use.
inline constexpr Word serial = 0x3F8;
inline constexpr Word scratch_port = serial + 7;
// Page registers of the DMA controller, which nobody uses: bytes that can be written and read. A
// board without the controller answers like any port without a device.
inline constexpr Word page_register = 0x87;
inline constexpr Word other_page_register = 0x83;
inline constexpr Word third_page_register = 0x82;
inline constexpr Word no_device = 0xFF;

inline L4_Fpage_t port_range(Word first, int size_log2)
{
    return L4_IoFpageLog2(first, size_log2);
}

// ---- Tasks. Each is one instruction and a return.

extern "C" {
Word in_byte(Word port);
Word in_short(Word port);
Word in_long(Word port);
Word in_fixed(Word);                 // byte at page_register, which the instruction names
Word out_byte(Word port_and_value);  // port, and the value 16 bits above it
Word out_string(Word port);          // a byte from an address that is not canonical
Word in_string(Word address);        // a byte of page_register to that address
}

constexpr Word port_and_value(Word port, Word value)
{
    return port | value << 16;
}

// ---- Messages

struct PortFault {
    Word error, tag, ports, ip;
};
PortFault receive_port_fault(L4_ThreadId_t worker);

// The tag of a port-fault message.
constexpr Word port_fault_tag()
{
    constexpr Word label = static_cast<Word>(PINYON_PROTO_IO_FAULT * 16L) | 6;
    return label << 16 | 2;
}

// Asks sigma0 for ports, for the suite's space. True when it gave them.
bool own_ports(L4_Fpage_t ports);

// The suite's space, and all that it mapped ports to, have none.
void give_ports_up();

// Passes ports from the tester, to all that the taker accepts.
bool pass_ports(L4_ThreadId_t taker, Kind kind, L4_Fpage_t ports,
                L4_Fpage_t accept = L4_CompleteAddressSpace);

}  // namespace conformance

#endif  // PINYON_X86_64_TEST_PORTS_H
