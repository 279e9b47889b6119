// SPDX-License-Identifier: BSD-2-Clause
// What assembly offers to C++.
#ifndef PINYON_ARM64_ENTRY_H
#define PINYON_ARM64_ENTRY_H

#include "arch/arm64/arm64_frame.h"

extern "C" {
[[noreturn]] void arm64_resume(pinyon::arm64::TrapFrame* frame);
void arm64_fpu_save(pinyon::arm64::FpuState* state);
void arm64_fpu_load(pinyon::arm64::FpuState const* state);

// The stubs and their table, in the form of StubCode.
extern std::byte const arm64_stubs[], arm64_stubs_end[];
extern pinyon::StubCode::Entry const arm64_stub_entries[], arm64_stub_entries_end[];
}

#endif  // PINYON_ARM64_ENTRY_H
