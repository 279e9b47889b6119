// SPDX-License-Identifier: BSD-2-Clause
// Chooses what the CPU is to do by what CPUID says it can (AMD64 APM volume 3, appendix E).
#include <initializer_list>

#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_port.h"
#include "generic/boot/start_up.h"
#include "generic/print.h"

namespace pinyon::x86_64 {

namespace {

constinit Word cr4_in_use = 0;
constinit Word xcr0_in_use = 0, xcr0_possible = 0;

void require(bool present, char const* what)
{
    if (!present)
        refuse_boot("this processor has no %s", what);
}

// Vector registers are used as far as the CPU has them: all of their state fits a page. Not in use,
// so that they are undefined instructions: tile registers, bounds, protection keys.
void set_up_vectors()
{
    constexpr std::uint32_t leaf = 0xd;
    features.fpu_state_size = sizeof(FpuState);
    if (!features.xsave)
        return;
    Cpuid const components = cpuid(leaf);
    xcr0_possible = Word{components.d} << 32 | components.a;
    xcr0_in_use = Xcr0::x87 | Xcr0::sse | (xcr0_possible & Xcr0::avx);
    if ((xcr0_possible & Xcr0::avx) && (xcr0_possible & Xcr0::avx512) == Xcr0::avx512)
        xcr0_in_use |= Xcr0::avx512;
    write_xcr0(xcr0_in_use);  // the size of a state depends on it
    features.xsaveopt = cpuid(leaf, 1).a & bit(0);
    features.fpu_state_size = round_up(cpuid(leaf).b, alignof(FpuState));
    require(features.fpu_state_size <= page_size, "vector registers that fit a page");
}

void print_vectors()
{
    print(", vectors: SSE%s%s, %lu bytes a thread", xcr0_in_use & Xcr0::avx ? " AVX" : "",
          xcr0_in_use & Xcr0::avx512 ? " AVX-512" : "", features.fpu_state_size);
    if (Word const off = xcr0_possible & ~xcr0_in_use)
        print(", off: components %lx of XCR0", off);
}

}  // namespace

Cpuid cpuid(std::uint32_t leaf, std::uint32_t part)
{
    constexpr std::uint32_t extended = 0x8000'0000;
    Cpuid r;
    auto const ask = [&r, part](std::uint32_t number) {
        asm volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(number), "c"(part));
    };
    ask(leaf & extended);
    if (leaf > r.a)
        return {};
    ask(leaf);
    return r;
}

bool has_gigabyte_pages() { return cpuid(0x8000'0001).d & bit(26); }

void set_up_features()
{
    Cpuid const basic = cpuid(1), structured = cpuid(7), extended = cpuid(0x8000'0001);
    require(extended.d & bit(20), "no-execute pages");
    require(extended.d & bit(11), "SYSCALL");
    require(basic.d & bit(4), "time-stamp counter");
    require(basic.d & bit(9), "local APIC");
    require(basic.d & bit(13), "global pages");
    require(basic.d & bit(16), "page attribute table");
    require(basic.d & bit(19), "CLFLUSH");
    require(basic.d & bit(24), "FXSAVE");

    features.gigabyte_pages = has_gigabyte_pages();
    features.fsgsbase = structured.b & bit(0);
    features.bmi2 = structured.b & bit(8);
    features.xsave = basic.c & bit(26);
    features.pcid = (basic.c & bit(17)) && (structured.b & bit(10));
    auto const if_in = [](std::uint32_t word, unsigned n, Word flag) {
        return word & bit(n) ? flag : 0;
    };
    cr4_in_use = Cr4::pae | Cr4::global_pages | Cr4::fxsave | Cr4::simd_exceptions
               | if_in(basic.d, 7, Cr4::machine_check) | if_in(structured.b, 0, Cr4::fsgsbase)
               | if_in(structured.b, 7, Cr4::smep) | if_in(structured.b, 20, Cr4::smap)
               | if_in(structured.c, 2, Cr4::umip) | (features.pcid ? Cr4::pcid : 0)
               | (features.xsave ? Cr4::xsave : 0);
    apply_features();
    set_up_vectors();
}

void apply_features()
{
    write_msr(Msr::efer, Efer::syscall | Efer::long_mode | Efer::no_execute);
    write_msr(Msr::pat, Pat::value);
    write_cr0(Cr0::in_use);
    write_cr4(cr4_in_use);
    if (xcr0_in_use != 0)
        write_xcr0(xcr0_in_use);
}

// Five levels would only be of use for more memory than the direct map may hold.
void Port::print_features()
{
    struct Name {
        Word flag;
        char const* text;
    };
    print("features: NX PGE");
    for (Name const& name :
         {Name{Cr4::smep, "SMEP"}, Name{Cr4::smap, "SMAP"}, Name{Cr4::umip, "UMIP"},
          Name{Cr4::fsgsbase, "FSGSBASE"}, Name{Cr4::pcid, "PCID"}})
        if (cr4_in_use & name.flag)
            print(" %s", name.text);
    print_vectors();
    print("%s, 4-level paging (the processor can do %u)\n",
          has_gigabyte_pages() ? ", pages of 1 GB" : "", cpuid(7).c & bit(16) ? 5u : 4u);
    print_clock();
}

}  // namespace pinyon::x86_64
