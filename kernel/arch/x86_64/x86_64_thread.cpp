// SPDX-License-Identifier: BSD-2-Clause
// Segment registers of user threads. User code can load any selector at any time, and with FSGSBASE
// any base: it may spoil its own %gs:0, but not the next thread's.
#include "arch/x86_64/x86_64_thread.h"

#include "arch/x86_64/x86_64_cpu.h"

namespace pinyon::x86_64 {

namespace {

// In the kernel the user's GS base is the one that SWAPGS swaps in. An NMI in between does not
// mind: it trusts no GS base.
void set_user_gs_base(Word base)
{
    if (features.fsgsbase)
        asm volatile("swapgs; wrgsbase %0; swapgs" : : "r"(base) : "memory");
    else
        write_msr(Msr::kernel_gs_base, base);
}

// Loading GS changes its base, which must not be the kernel's.
void reset_selectors()
{
    std::uint32_t ds, es, fs, gs;
    asm volatile("movl %%ds, %0; movl %%es, %1; movl %%fs, %2; movl %%gs, %3"
                 : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
    if ((ds | es | fs | gs) == 0) [[likely]]
        return;
    asm volatile("movl %0, %%ds; movl %0, %%es; movl %0, %%fs; swapgs; movl %0, %%gs; swapgs"
                 : : "r"(0) : "memory");
}

}  // namespace

void set_fs_base(Word base)
{
    auto const canonical = Word(std::int64_t(base << 16) >> 16);  // another one is a kernel fault
    if (features.fsgsbase)
        asm volatile("wrfsbase %0" : : "r"(canonical));
    else
        write_msr(Msr::fs_base, canonical);
}

void start_thread(TrapFrame& f, UserAddr utcb)
{
    f.gs_base = utcb.raw() + Word(PINYON_TCR_SELF_POINTER) * sizeof(Word);
}

void load_thread(TrapFrame const& f)
{
    reset_selectors();
    set_fs_base(f.fs_base);
    set_user_gs_base(f.gs_base);
}

}  // namespace pinyon::x86_64
