// SPDX-License-Identifier: BSD-2-Clause
// The console server: obtains the UART that its arguments name and serves the console with it.
//
//   driver pl011=ADDRESS irq=LINE
//   driver ns16550=ADDRESS irq=LINE
//   driver ns16550-ports=PORT irq=LINE     on x86_64
#include "console_server.h"
#include "device_registers.h"
#include "ns16550.h"
#include "pl011.h"

#include <initializer_list>

#include <l4io.h>
#include <pinyon/arguments.h>

namespace {

using console::ConsoleServer;
using console::MemoryRegisters;
using console::Ns16550;
using console::Pl011;
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

// Where the device's registers appear; 0 if nobody gives them.
Word map_registers(Word physical)
{
    return pinyon_root_device(physical, window, page_log2) ? window + (physical & page_offset) : 0;
}

// Returns only if the arguments name no UART that can be had.
void serve_in_memory(char const* arguments, Word line)
{
    for (char const* const name : {"pl011", "ns16550"}) {
        Word const physical = pinyon_argument_number(arguments, name, 0, none);
        Word const registers = physical == none ? 0 : map_registers(physical);
        if (registers != 0 && name[0] == 'p')
            serve(Pl011{registers}, line);
        if (registers != 0)
            serve(Ns16550{MemoryRegisters{registers, 0}}, line);
    }
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
