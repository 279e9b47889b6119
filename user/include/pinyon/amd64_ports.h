// SPDX-License-Identifier: BSD-2-Clause
// I/O ports for drivers on x86_64: how they are obtained and used.
#ifndef PINYON_AMD64_PORTS_H
#define PINYON_AMD64_PORTS_H

#include <l4/arch.h>
#include <pinyon/driver.h>

// Obtains 2^log2 ports from `first` on; false if nobody gives them.
L4_INLINE L4_Bool_t pinyon_root_ports(L4_Word_t first, int log2)
{
    L4_Fpage_t const ports = L4_IoFpageLog2(first, log2);
    return __pinyon_root_map(PINYON_ROOT_DEVICE, ports.raw, ports) != 0;
}

L4_INLINE unsigned char pinyon_in8(unsigned short port)
{
    unsigned char value;
    __asm__ __volatile__("inb %w1, %b0" : "=a"(value) : "Nd"(port));
    return value;
}

L4_INLINE void pinyon_out8(unsigned short port, unsigned char value)
{
    __asm__ __volatile__("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

L4_INLINE unsigned pinyon_in32(unsigned short port)
{
    unsigned value;
    __asm__ __volatile__("inl %w1, %k0" : "=a"(value) : "Nd"(port));
    return value;
}

L4_INLINE void pinyon_out32(unsigned short port, unsigned value)
{
    __asm__ __volatile__("outl %k0, %w1" : : "a"(value), "Nd"(port));
}

#endif
