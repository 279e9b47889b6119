// SPDX-License-Identifier: BSD-2-Clause
// The vocabulary in which a port answers the contract (contract.h).
#ifndef PINYON_PORT_TYPES_H
#define PINYON_PORT_TYPES_H

#include <pinyon/abi.h>

#include "generic/memory/port_range.h"
#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon {

// One interrupt taken from the controller. A `line` does not fire again until it is unmasked.
struct Interrupt {
    enum class Kind : std::uint8_t { none, timer, line, poke };
    Kind kind = Kind::none;
    IrqLine line{};
};

// For ports that keep nothing of a CPU where the core keeps it.
struct NoCpuRecord {};

// A register of the trap frame, named by its index in words.
struct Reg {
    std::uint8_t word;
};

// Words of an exception message that are words of the trap frame in the same order, to be read and
// set as they are: message registers `first` and up are the words `frame_word` and up.
struct ExceptionBlock {
    unsigned first, count, frame_word;
};

// Which register of the trap frame carries which parameter (docs/abi/). Inputs and outputs of one
// name share a register. Message registers MR0..MR7 are common to Ipc, Unmap and MemoryControl.
struct SyscallBinding {
    Reg mr[PINYON_REGISTER_WORDS];
    struct { Reg to, from_specifier, timeouts, from; } ipc;
    struct { Reg dest, control, sp, ip, flags, handle, pager; } exchange_registers;  // in = out
    struct { Reg dest, space, scheduler, pager, utcb, result; } thread_control;
    struct { Reg space, control, kip, utcb, redirector, result, old_control; } space_control;
    struct { Reg dest, time, processor, priority, preemption, result, old_time; } schedule;
    struct { Reg dest; } thread_switch;
    struct { Reg control; } unmap;
    struct { Reg number, internal, external, voltage, result; } processor_control;
    struct { Reg control, attribute[4], result; } memory_control;
    struct { Reg clock; } system_clock;
    struct { Reg base, api_version, api_flags, kernel_id; } kernel_interface;
    struct { Reg argument, result; } debugger;
};

// SystemClock: microseconds = high 64 bits of (counter - base) * scale.
struct ClockSource {
    Word scale;
    Word base;
    Word read_precision;  // microseconds between two values that can be read, at least 1

    [[nodiscard]] constexpr Clock at(Word counter) const
    {
        using Wide = unsigned __int128;
        return Clock{Word((Wide{counter - base} * scale) >> 64)};
    }
};

struct ProcessorFacts {
    Word external_khz;
    Word internal_khz;
};

// The user-mode system-call stubs of a port: position-independent code and the offset of each
// entry in it. Where `address` is 0 they are copied into the KIP page (at PINYON_KIP_STUBS),
// else into a page of their own that every space sees at `address`.
struct StubCode {
    std::byte const* code;
    Word size;
    Word address;
    struct Entry {
        std::uint16_t kip_offset;  // PINYON_KIP_IPC and so on
        std::uint16_t code_offset;
    };
    Entry const* entries;
    unsigned entry_count;
};

// Where a stack frame keeps the caller's frame pointer and the return address (byte offsets).
struct FrameRecord {
    int link;
    int return_address;
};

// The I/O ports that a space may use, as a bitmap in two pages that need not be neighbours; a set
// bit is an open port, and no page an empty one. Words outside first_word .. end_word - 1 are 0.
// A version stands for one content and is never used for another; without any port it is 0.
struct PortMap {
    static constexpr unsigned words = PortRange::port_count / 64, words_per_page = words / 2;
    Word* page[2] = {};
    Word version = 0;
    std::uint32_t open = 0;  // ports
    std::uint16_t first_word = words;
    std::uint16_t end_word = 0;

    [[nodiscard]] Word& word(unsigned i) const
    {
        return page[i / words_per_page][i % words_per_page];
    }
    [[nodiscard]] bool is_open(unsigned port) const
    {
        return page[0] && (word(port / 64) >> port % 64 & 1) != 0;
    }
};

// Ports that no program ever gets, in ascending order.
struct ReservedPorts {
    unsigned count;
    PortRange range[4];
};

}  // namespace pinyon

#endif  // PINYON_PORT_TYPES_H
