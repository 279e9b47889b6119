// SPDX-License-Identifier: BSD-2-Clause
// The console server: obtains the UART that its arguments name and serves the console with it.
//
//   driver pl011=ADDRESS irq=LINE
//   driver ns16550=ADDRESS irq=LINE
//   driver sifive=ADDRESS irq=LINE
//   driver ns16550-ports=PORT irq=LINE     on x86_64
#include "console_server.h"
#include "device_registers.h"
#include "ns16550.h"
#include "pl011.h"
#include "sifive_uart.h"

#include <l4io.h>
#include <pinyon/arguments.h>

namespace {

using console::ConsoleServer;
using console::MemoryRegisters;
using console::Ns16550;
using console::Pl011;
using console::SifiveUart;
using console::Word;

constexpr int page_log2 = 12;
constexpr Word page_offset = (Word{1} << page_log2) - 1;
constexpr Word none = ~Word{0};
constexpr Word window = PINYON_WINDOW_AREA;

template <class Uart>
[[noreturn]] void serve(Uart uart, Word line)
{
    ConsoleServer<Uart> server{uart, line};
    server.serve();
}

// Where the registers appear of the UART that the arguments describe as `kind`; 0 if they do not,
// or nobody gives them.
Word registers_of(char const* arguments, char const* kind)
{
    Word const physical = pinyon_argument_number(arguments, kind, 0, none);
    bool const given = physical != none && pinyon_root_device(physical, window, page_log2);
    return given ? window + (physical & page_offset) : 0;
}

// Returns only if the arguments name no UART that can be had.
void serve_in_memory(char const* arguments, Word line)
{
    if (Word const at = registers_of(arguments, "pl011"); at != 0)
        serve(Pl011{at}, line);
    if (Word const at = registers_of(arguments, "ns16550"); at != 0)
        serve(Ns16550{MemoryRegisters{at, 0}}, line);
    if (Word const at = registers_of(arguments, "sifive"); at != 0)
        serve(SifiveUart{at}, line);
}

#if defined(__x86_64__)

// The first access to each port is a fault, which the root server answers with the port.
void serve_behind_ports(char const* arguments, Word line)
{
    Word const port = pinyon_argument_number(arguments, "ns16550-ports", 0, none);
    if (port != none)
        serve(Ns16550{console::PortRegisters{static_cast<unsigned short>(port)}}, line);
}

#else

void serve_behind_ports(char const*, Word) {}

#endif

}  // namespace

// A board whose console nobody drives gives this program no arguments; that is no failure.
int main()
{
    pinyon_root_hello();
    char arguments[PINYON_ROOT_ARGUMENTS_BYTES];
    pinyon_root_arguments(arguments);
    if (arguments[0] == '\0') {
        printf("console: this board's UART is not described to me\n");
        return 0;
    }
    Word const line = pinyon_argument_number(arguments, "irq", 0, none);
    if (pinyon_root_interrupt(line)) {
        serve_in_memory(arguments, line);
        serve_behind_ports(arguments, line);
    }
    printf("console: no usable UART or interrupt in '%s'\n", arguments);
    return 1;
}
