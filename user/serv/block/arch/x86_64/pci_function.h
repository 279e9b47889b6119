// SPDX-License-Identifier: BSD-2-Clause
// One function of a PCI device: its configuration registers, by configuration mechanism #1 (PCI
// Local Bus specification 3.0, section 3.2.2.3.2).
#ifndef PINYON_PCI_FUNCTION_H
#define PINYON_PCI_FUNCTION_H

#include <pinyon/amd64_ports.h>

namespace block {

class PciFunction {
public:
    // All functions of all busses have numbers below this.
    static constexpr unsigned count = 1 << 16;

    static bool obtain_ports() { return pinyon_root_ports(address_port, 3); }

    explicit PciFunction(unsigned number) : number_{number} {}

    enum Register : unsigned {
        identity = 0x00,  // vendor, and device above it
        command_and_status = 0x04,
        header_type = 0x0C,  // in byte 2
        first_base_address = 0x10,
        first_capability = 0x34,
        interrupt_line = 0x3C,
    };

    unsigned read(unsigned offset) const
    {
        select(offset);
        return pinyon_in32(data_port);
    }
    unsigned read_byte(unsigned offset) const
    {
        return read(offset & ~3u) >> 8 * (offset & 3) & 0xFF;
    }
    void write(unsigned offset, unsigned value) const
    {
        select(offset);
        pinyon_out32(data_port, value);
    }

    bool present() const { return (read(identity) & 0xFFFF) != 0xFFFF; }
    bool has_siblings() const { return (read_byte(header_type + 2) & 0x80) != 0; }

    // The offset of the next capability of that kind behind `at`, which is one's offset or 0 for
    // the list's begin; 0 if there is none.
    unsigned capability(unsigned kind, unsigned at) const;

    // Where the memory of base address register `index` is; 0 if that names no memory.
    unsigned long memory_base(unsigned index) const;

    // Lets the function answer in memory, use memory itself, and interrupt.
    void enable() const;

private:
    static constexpr unsigned short address_port = 0xCF8, data_port = 0xCFC;

    void select(unsigned offset) const
    {
        constexpr unsigned enabled = 1u << 31;
        pinyon_out32(address_port, enabled | number_ << 8 | (offset & 0xFC));
    }

    unsigned number_;  // bus in bits 8 to 15, device in 3 to 7, function in 0 to 2
};

}  // namespace block

#endif  // PINYON_PCI_FUNCTION_H
