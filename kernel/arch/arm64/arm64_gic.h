// SPDX-License-Identifier: BSD-2-Clause
// The interrupt controller as the port sees it. One implementation is linked per generation.
#ifndef PINYON_ARM64_GIC_H
#define PINYON_ARM64_GIC_H

#include "glue/port_types.h"

namespace pinyon::arm64::gic {

inline constexpr unsigned first_shared = 32;  // below: private to each CPU, not attachable

enum class Trigger : std::uint8_t { level, edge };

[[nodiscard]] unsigned lines();
void mask(IrqLine line);
void unmask(IrqLine line);
void set_trigger(IrqLine line, Trigger trigger);
[[nodiscard]] Interrupt take();

}  // namespace pinyon::arm64::gic

#endif  // PINYON_ARM64_GIC_H
