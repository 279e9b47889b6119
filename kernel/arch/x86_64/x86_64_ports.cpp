// SPDX-License-Identifier: BSD-2-Clause
// I/O ports of user code (AMD64 APM volume 1, 3.8.3, and volume 3, IN, INS, OUT, OUTS).
#include "arch/x86_64/x86_64_ports.h"

#include "glue/entry.h"

namespace pinyon::x86_64 {

namespace {

constexpr unsigned longest_instruction = 15;
constexpr std::uint8_t operand_size_prefix = 0x66;

// REX.W leaves ports at 32 bits, but it overrules the operand-size prefix.
constexpr bool is_rex(std::uint8_t byte) { return (byte & 0xf0) == 0x40; }
constexpr bool is_rex_w(std::uint8_t byte) { return (byte & 0xf8) == 0x48; }

constexpr bool is_legacy_prefix(std::uint8_t byte)
{
    switch (byte) {
    case operand_size_prefix:
    case 0x67:                                                // address size
    case 0xf2: case 0xf3:                                     // repetition
    case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65:  // segments
        return true;
    default:
        return false;
    }
}

// IN and OUT with the port in the instruction (0xe4 to 0xe7), with the port in DX (0xec to 0xef),
// INS and OUTS (0x6c to 0x6f). Even ones are of one byte.
constexpr bool names_port(std::uint8_t opcode) { return (opcode & 0xfc) == 0xe4; }
constexpr bool uses_dx(std::uint8_t opcode)
{
    return (opcode & 0xfc) == 0xec || (opcode & 0xfc) == 0x6c;
}

constexpr unsigned lower(unsigned a, unsigned b) { return a < b ? a : b; }
constexpr unsigned higher(unsigned a, unsigned b) { return a > b ? a : b; }

void close_words(ClosedPorts& closed, unsigned from, unsigned end)
{
    for (unsigned i = from; i < end; ++i)
        closed.word[i] = ~Word{0};
}

void copy_page(ClosedPorts& closed, PortMap const& ports, unsigned page)
{
    unsigned const base = page * PortMap::words_per_page;
    unsigned const from = higher(ports.first_word, base);
    unsigned const end = lower(ports.end_word, base + PortMap::words_per_page);
    Word const* const open = ports.page[page];
    for (unsigned i = from; i < end; ++i)
        closed.word[i] = ~open[i - base];
}

}  // namespace

// Only words that were open, or are now: a driver has a handful of ports, not 65536.
void copy_ports(PerCpu& cpu, PortMap const& ports)
{
    unsigned const first = ports.first_word, end = ports.end_word;
    close_words(cpu.closed_ports, cpu.open_words[0], lower(cpu.open_words[1], first));
    close_words(cpu.closed_ports, higher(cpu.open_words[0], end), cpu.open_words[1]);
    copy_page(cpu.closed_ports, ports, 0);
    copy_page(cpu.closed_ports, ports, 1);
    cpu.open_words[0] = ports.first_word;
    cpu.open_words[1] = ports.end_word;
    cpu.port_version = ports.version;
}

PortAccess port_access(TrapFrame const& frame)
{
    constexpr unsigned dx = 0xffff;
    bool short_operand = false, wide = false;
    for (unsigned i = 0; i < longest_instruction; ++i) {
        std::uint8_t byte;
        if (!read_user(UserAddr{frame.rip + i}, &byte, sizeof byte))
            return {};
        if (is_rex(byte)) {
            wide = is_rex_w(byte);
            continue;
        }
        if (is_legacy_prefix(byte)) {
            short_operand |= byte == operand_size_prefix;
            wide = false;  // REX counts only directly before the opcode
            continue;
        }
        unsigned const size = (byte & 1) == 0 ? 1 : short_operand && !wide ? 2 : 4;
        if (uses_dx(byte))
            return {unsigned(frame.rdx & dx), size};
        std::uint8_t port;
        if (!names_port(byte) || !read_user(UserAddr{frame.rip + i + 1}, &port, sizeof port))
            return {};
        return {port, size};
    }
    return {};
}

}  // namespace pinyon::x86_64
