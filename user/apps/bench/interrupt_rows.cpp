// SPDX-License-Identifier: BSD-2-Clause
// How long an interrupt takes to its handler. The UART raises its line when the interrupt of its
// empty transmitter is let through, so that one write to a register is the cause.
//
// The arguments say where it is: pl011=ADDRESS, ns16550=ADDRESS, sifive=ADDRESS or
// ns16550-ports=PORT, and irq=LINE.
#include "results.h"
#include "rows.h"
#include "stage.h"

#include <l4/entry.h>
#include <l4/sigma0.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>
#if defined(__x86_64__)
#include <pinyon/amd64_ports.h>
#endif

namespace bench {
namespace {

constexpr Word rounds = 16;
constexpr Word raiser_priority = 100;  // below the handler's
constexpr Word none = ~Word{0};

// A register in memory, of 8 or 32 bits.
template <class Unit>
struct MemoryRegister {
    Word address;
    void write(Word value) const
    {
        *reinterpret_cast<Unit volatile*>(address) = static_cast<Unit>(value);
    }
};

#if defined(__x86_64__)
struct PortRegister {
    Word port;
    void write(Word value) const
    {
        pinyon_out8(static_cast<unsigned short>(port), static_cast<unsigned char>(value));
    }
};
#endif

// Which interrupts a UART lets through: `on` is that of the transmitter.
template <class Register>
struct Source {
    Register enable;
    Word on;
};

// ---- The handler, in a space of its own, and who raises the line, in the director's

constinit L4_ThreadId_t raiser = {0};
constinit Word volatile handled_at = 0;
constinit Word volatile total = 0;

// A line can be waited for when it is attached, which the director says.
void handle(Word line)
{
    (void)L4_Receive(director());
    for (;;) {
        handled_at = counter_at_message(line, __L4_Entry.ipc);
        L4_Set_MsgTag(L4_Niltag);
        require(L4_IpcSucceeded(L4_Call(raiser)), "an interrupt is not taken back");
        L4_Set_MsgTag(L4_Niltag);
        require(L4_IpcSucceeded(L4_Reply({line})), "an interrupt cannot be acknowledged");
    }
}

// Each write that raises the line is interrupted by the handler, which then waits for an answer.
template <class Register>
Word count_deliveries(Source<Register> const& source)
{
    Word count = 0;
    for (Word round = 0; round < rounds; ++round) {
        handled_at = 0;
        Word const raised_at = read_counter();
        source.enable.write(source.on);
        L4_ThreadId_t handler;
        require(L4_IpcSucceeded(L4_Wait(&handler)), "no interrupt comes");
        count += handled_at - raised_at;
        source.enable.write(0);
        L4_Set_MsgTag(L4_Niltag);
        require(L4_IpcSucceeded(L4_Reply(handler)), "the handler does not wait");
    }
    return count;
}

template <class Register>
void raise(Word argument)
{
    Source<Register> const& source = *reinterpret_cast<Source<Register> const*>(argument);
    (void)count_deliveries(source);
    total = count_deliveries(source);
    L4_Set_MsgTag(L4_Niltag);
    L4_Send(director());
}

template <class Register>
void measure(Source<Register> const& source, Word line_number)
{
    L4_ThreadId_t const line = L4_GlobalId(line_number, 1);
    L4_ThreadId_t const handler = start(other_space, handle, line.raw);
    require(L4_AssociateInterrupt(line, handler) != 0, "an interrupt cannot be attached");
    L4_Set_MsgTag(L4_Niltag);
    L4_Send(handler);
    raiser = start(own_space, raise<Register>, reinterpret_cast<Word>(&source), raiser_priority);
    require(L4_IpcSucceeded(L4_Receive(raiser)), "the interrupts are not counted");
    record("irq.deliver", total, rounds);
    require(L4_DeassociateInterrupt(line) != 0, "an interrupt cannot be detached");
    clear_stage();
}

// ---- The UARTs

// The address behind `kind=`, made accessible; `none` if the arguments have no such UART.
Word registers_of(char const* arguments, char const* kind)
{
    Word const address = pinyon_argument_number(arguments, kind, 0, none);
    if (address == none)
        return none;
    L4_Fpage_t const page = L4_FpageLog2(address, page_log2);
    require(!L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)),
            "sigma0 does not give the UART");
    return address;
}

// Its transmitter interrupts when it has become empty: after the first character that was sent.
bool measure_pl011(char const* arguments, Word line)
{
    constexpr Word interrupt_mask = 0x38, transmit = 1 << 5;
    Word const base = registers_of(arguments, "pl011");
    if (base == none)
        return false;
    measure(Source<MemoryRegister<unsigned>>{{base + interrupt_mask}, transmit}, line);
    return true;
}

bool measure_sifive(char const* arguments, Word line)
{
    constexpr Word transmit_control = 0x08, interrupt_enable = 0x10, transmit = 1 << 0;
    constexpr Word enabled_with_mark = 1 << 16 | 1 << 0;  // interrupts below one character
    Word const base = registers_of(arguments, "sifive");
    if (base == none)
        return false;
    MemoryRegister<unsigned>{base + transmit_control}.write(enabled_with_mark);
    measure(Source<MemoryRegister<unsigned>>{{base + interrupt_enable}, transmit}, line);
    return true;
}

constexpr Word ns16550_enable = 1, ns16550_transmit = 1 << 1;

bool measure_ns16550(char const* arguments, Word line)
{
    Word const base = registers_of(arguments, "ns16550");
    if (base == none)
        return false;
    measure(Source<MemoryRegister<unsigned char>>{{base + ns16550_enable}, ns16550_transmit}, line);
    return true;
}

#if defined(__x86_64__)

// On PCs the second output of the modem control register lets interrupts out.
bool measure_ports(char const* arguments, Word line)
{
    constexpr int log2_ports = 3;
    constexpr Word modem_control = 4, second_output = 1 << 3;
    Word const base = pinyon_argument_number(arguments, "ns16550-ports", 0, none);
    if (base == none)
        return false;
    require(!L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, L4_IoFpageLog2(base, log2_ports))),
            "sigma0 does not give the UART");
    PortRegister{base + modem_control}.write(second_output);
    measure(Source<PortRegister>{{base + ns16550_enable}, ns16550_transmit}, line);
    return true;
}

#else

bool measure_ports(char const*, Word)
{
    return false;
}

#endif

}  // namespace

void measure_interrupts()
{
    char const* const arguments = pinyon_boot_arguments("bench");
    Word const line = pinyon_argument_number(arguments, "irq", 0, none);
    require(measure_pl011(arguments, line) || measure_ns16550(arguments, line) ||
                measure_sifive(arguments, line) || measure_ports(arguments, line),
            "the arguments name no UART");
}

}  // namespace bench
