// SPDX-License-Identifier: BSD-2-Clause
// Finds console, timer and firmware in the device tree and starts them.
#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/boot/start_up.h"

namespace pinyon::arm64 {

VirtAddr DeviceWindows::map(PhysRange range, char const* what)
{
    Word const first = round_down(range.base.raw(), page_size);
    Word const size = round_up(range.end().raw(), page_size) - first;
    if (range.size == 0 || size > device_base + device_size - next_)
        refuse_boot("no usable registers of the %s in the device tree", what);
    if (!mapper_.map(next_, PhysAddr{first}, size, page::device))
        refuse_boot("too many memory ranges: no table for the %s", what);
    VirtAddr const window{next_ + (range.base.raw() - first)};
    next_ += size;
    return window;
}

void reserve(BootFacts& facts, PhysRange registers)
{
    if (!facts.reserved.add(registers))
        refuse_boot("too many reserved memory ranges");
}

void start_console(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts)
{
    auto const path = tree.property(tree.find("/chosen"), "stdout-path");
    auto const node = path.valid() ? tree.find(path.text()) : tree.find_compatible("arm,pl011");
    auto const kind = tree.property(node, "compatible");
    if (!kind.has_string("arm,pl011"))
        refuse_boot("the console is \"%s\" (%s), expected one that is compatible to arm,pl011",
                    path.text(), kind.text());
    PhysRange const registers = tree.reg(node);
    console::init(windows.map(registers, "console"));
    if (!facts.shared.add(registers))  // with the console server
        refuse_boot("too many shared memory ranges");
}

void start_clock(DeviceTree const& tree)
{
    constexpr unsigned virtual_timer = 2;  // after the secure and the non-secure physical one
    auto node = tree.find_compatible("arm,armv8-timer");
    if (!node.valid())
        node = tree.find_compatible("arm,armv7-timer");
    FoundLine const timer = private_line(tree, node, virtual_timer);
    if (!timer.found)
        refuse_boot("no virtual timer in the device tree, expected a node arm,armv8-timer");

    Word hz = cntfrq_el0::read();
    if (hz == 0)
        hz = tree.property(node, "clock-frequency").cell(0);
    if (hz < clock::slowest)
        refuse_boot("the counter's frequency is %lu Hz, too low for a clock", hz);
    clock::init(hz, timer.line);
    interrupts.driver->unmask(timer.line);
}

void find_firmware(DeviceTree const& tree)
{
    auto const method = tree.property(tree.find("/psci"), "method");
    if (method.has_string("hvc"))
        firmware_call = FirmwareCall::hvc;
    else if (method.has_string("smc"))
        firmware_call = FirmwareCall::smc;
}

}  // namespace pinyon::arm64
