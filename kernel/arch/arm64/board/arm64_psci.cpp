// SPDX-License-Identifier: BSD-2-Clause
// Calls the firmware through the conduit that the device tree names (Arm DEN 0022 and DEN 0028).
#include "arch/arm64/arm64_machine.h"

namespace pinyon::arm64 {

constinit FirmwareCall firmware_call = FirmwareCall::none;

std::int64_t call_firmware(Word function, Word x1, Word x2, Word x3)
{
    constexpr std::int64_t not_supported = -1;
    register Word result asm("x0") = function;
    register Word first asm("x1") = x1;
    register Word second asm("x2") = x2;
    register Word third asm("x3") = x3;
#define PINYON_CALL(instruction)                                                            \
    asm volatile(instruction " #0"                                                          \
                 : "+r"(result), "+r"(first), "+r"(second), "+r"(third)                     \
                 : : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", \
                     "x15", "x16", "x17", "memory")
    if (firmware_call == FirmwareCall::hvc)
        PINYON_CALL("hvc");
    else if (firmware_call == FirmwareCall::smc)
        PINYON_CALL("smc");
    else
        return not_supported;
#undef PINYON_CALL
    return std::int64_t(result);
}

}  // namespace pinyon::arm64
