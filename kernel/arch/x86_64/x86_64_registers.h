// SPDX-License-Identifier: BSD-2-Clause
// Control registers, model-specific registers and their bits (AMD64 APM volume 2, Intel SDM 3A).
#ifndef PINYON_X86_64_REGISTERS_H
#define PINYON_X86_64_REGISTERS_H

#include "generic/types.h"

namespace pinyon::x86_64 {

constexpr Word bit(unsigned n) { return Word{1} << n; }

struct Rflags {
    static constexpr Word carry = bit(0), always_one = bit(1), parity = bit(2), adjust = bit(4);
    static constexpr Word zero = bit(6), sign = bit(7), trap = bit(8), interrupts = bit(9);
    static constexpr Word direction = bit(10), overflow = bit(11), nested_task = bit(14);
    static constexpr Word resume = bit(16), alignment_check = bit(18);

    static constexpr Word user_start = always_one | interrupts;
    // User code can change these itself.
    static constexpr Word user_modifiable = carry | parity | adjust | zero | sign | trap
                                          | direction | overflow | alignment_check;
    static constexpr Word cleared_by_syscall =
        interrupts | trap | direction | alignment_check | nested_task;
    static constexpr Word not_by_sysret = trap | resume;
};
static_assert(Rflags::user_start == 0x202 && Rflags::user_modifiable == 0x4'0dd5);

struct Cr0 {
    static constexpr Word protection = bit(0), monitor_fpu = bit(1), task_switched = bit(3);
    static constexpr Word fpu_is_internal = bit(4);
    static constexpr Word fpu_errors = bit(5), write_protect = bit(16);
    static constexpr Word alignment_checks = bit(18), paging = bit(31);
    static constexpr Word in_use = protection | monitor_fpu | fpu_is_internal | fpu_errors
                                 | write_protect | alignment_checks | paging;
};

struct Cr3 {
    static constexpr Word keep_translations = bit(63);  // of the tag written with it
};

struct Cr4 {
    static constexpr Word pae = bit(5), machine_check = bit(6), global_pages = bit(7);
    static constexpr Word fxsave = bit(9), simd_exceptions = bit(10), umip = bit(11);
    static constexpr Word fsgsbase = bit(16), pcid = bit(17), xsave = bit(18);
    static constexpr Word smep = bit(20), smap = bit(21);
};

// Components of the state that XSAVE stores. Of AVX-512 a CPU has all three parts or none.
struct Xcr0 {
    static constexpr Word x87 = bit(0), sse = bit(1), avx = bit(2);
    static constexpr Word avx512 = bit(5) | bit(6) | bit(7);
};

struct Efer {
    static constexpr Word syscall = bit(0), long_mode = bit(8), no_execute = bit(11);
};

enum class Msr : std::uint32_t {
    apic_base = 0x1b,
    xapic_disable_status = 0xbd,
    arch_capabilities = 0x10a,
    pat = 0x277,
    efer = 0xc000'0080,
    star = 0xc000'0081,
    lstar = 0xc000'0082,
    fmask = 0xc000'0084,
    fs_base = 0xc000'0100,
    gs_base = 0xc000'0101,
    kernel_gs_base = 0xc000'0102,  // the one that SWAPGS swaps in: the user's, in the kernel
};

struct PageFaultError {
    static constexpr Word write = bit(1), reserved_bit = bit(3), fetch = bit(4);
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_REGISTERS_H
