// SPDX-License-Identifier: BSD-2-Clause
// Ends the machine: with a status through semihosting (Arm semihosting specification, chapter 5),
// else by turning it off, else by stopping.
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_machine.h"

namespace pinyon::arm64 {

namespace {

constexpr Word sys_write0 = 0x04, sys_exit_extended = 0x20, application_exit = 0x20026;
constexpr Word psci_system_off = 0x8400'0008;

struct End {
    bool begun = false;
    unsigned status = 0;
};
constinit End end;

void call_host(Word number, void const* argument)
{
    register Word operation asm("x0") = number;
    register void const* parameter asm("x1") = argument;
    asm volatile("hlt #0xf000" : "+r"(operation) : "r"(parameter) : "memory");
}

[[noreturn]] void stop_cpu()
{
    for (;;)
        wait_for_event_or_interrupt();
}

}  // namespace

bool machine_ending() { return end.begun; }

void exit_machine(unsigned status)
{
    end = {true, status};
    Word const block[2] = {application_exit, status};
    char const* const unsaid = console::unsaid();
    if (*unsaid != '\0')
        call_host(sys_write0, unsaid);
    call_host(sys_exit_extended, block);
    end_without_host();
}

// A machine that has failed stays on, so that its last words can be read.
void end_without_host()
{
    if (end.status == 0)
        (void)call_firmware(psci_system_off);
    stop_cpu();
}

}  // namespace pinyon::arm64
