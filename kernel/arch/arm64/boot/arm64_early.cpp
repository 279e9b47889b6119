// SPDX-License-Identifier: BSD-2-Clause
// Runs with the MMU off at physical addresses: maps the image where it is linked, and itself and
// what the loader tells where they are, and prepares the registers for turning the MMU on. Only
// relative addressing works here; the compiler's small code model gives nothing else for code.
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_registers.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "arch/arm64/boot/arm64_mapper.h"

namespace pinyon::arm64 {

namespace {

using IdentityPool = TablePool<12>;
IdentityPool identity_pool;

constexpr Word address_bits = 48;
constexpr Word widest_known = 5;  // 48-bit physical addresses, the most that 4 KB tables can name

constexpr Word sctlr_mmu_on =
    Sctlr::reserved_one | Sctlr::Mmu::mask | Sctlr::DataCache::mask | Sctlr::InstructionCache::mask
    | Sctlr::StackAlignment::mask | Sctlr::UserStackAlignment::mask | Sctlr::UserZero::mask
    | Sctlr::UserCacheType::mask | Sctlr::UserCacheOps::mask | Sctlr::UserWfi::mask
    | Sctlr::UserWfe::mask;

// While the MMU is off, the address of a symbol is its physical address.
Word address(std::byte const* symbol) { return reinterpret_cast<Word>(symbol); }

bool map_section(Mapper& mapper, Word offset, std::byte const* start, std::byte const* end,
                 Word attributes)
{
    return mapper.map(address(start) - offset, PhysAddr{address(start)},
                      address(end) - address(start), attributes);
}

// The page below each is left out.
bool map_stacks(Mapper& mapper, Word offset)
{
    std::byte const* slot = arm64_kernel_stacks;
    while (slot < arm64_kernel_stacks_end
           && map_section(mapper, offset, slot + page_size, slot + kernel_stack_slot, page::data))
        slot += kernel_stack_slot;
    return slot == arm64_kernel_stacks_end;
}

// Offset: physical minus linked address.
bool map_image(Mapper& mapper, Word offset)
{
    return map_section(mapper, offset, init_start, init_data_start, page::text)
        && map_section(mapper, offset, init_data_start, init_end, page::data)
        && map_section(mapper, offset, text_start, text_end, page::text)
        && map_section(mapper, offset, rodata_start, rodata_end, page::constant)
        && map_section(mapper, offset, data_start, data_end, page::data)
        && map_stacks(mapper, offset)
        && map_section(mapper, offset, arm64_kernel_stacks_end, bss_end, page::data)
        && map_section(mapper, offset, bss_end, kernel_end, page::constant);
}

// The start-up code that turns the MMU on, and the loader's device tree, which says where RAM is.
bool map_identity(Mapper& mapper, Word given)
{
    Word const first = round_down(given, page_size);
    Word const end = round_up(given + device_tree_limit, page_size);
    return map_section(mapper, 0, init_start, init_data_start, page::text)
        && first < end && end <= Word{1} << address_bits
        && mapper.map(first, PhysAddr{first}, end - first, page::constant);
}

[[noreturn]] void give_up(char const* why)
{
    while (*why != '\0')
        console::put(*why++);
    exit_machine(1);
}

// The tables were written past the caches: lines that the loader left there must go.
void forget_cached(void const* start, Word size)
{
    Word const line = Word{4} << CacheType::DataLine::get(ctr_el0::read());
    Word const first = round_down(reinterpret_cast<Word>(start), line);
    for (Word at = first; at < reinterpret_cast<Word>(start) + size; at += line)
        invalidate_line(reinterpret_cast<void*>(at));
    system_barrier();
}

Word translation_control()
{
    Word const features = id_aa64mmfr0_el1::read();
    Word const width = Mmfr0::PhysSize::get(features);
    return Tcr::LowSize::of(64 - address_bits) | Tcr::HighSize::of(64 - address_bits)
         | Tcr::LowCaches::of(Tcr::write_back) | Tcr::HighCaches::of(Tcr::write_back)
         | Tcr::LowShare::of(Tcr::inner_shareable) | Tcr::HighShare::of(Tcr::inner_shareable)
         | Tcr::HighGranule::of(Tcr::granule_4k_high)
         | Tcr::PhysSize::of(width < widest_known ? width : widest_known)
         | Tcr::LongAsid::of(Mmfr0::AsidBits::get(features) == 2);
}

}  // namespace

// Returns the value of SCTLR_EL1 that turns the MMU on. EL3 is the firmware's: without one that set
// up the secure world nothing below can be relied on.
extern "C" Word arm64_early_map(Word given, Word base, Word level)
{
    Mapper kernel{kernel_pool, 0}, identity{identity_pool, 0};
    if (level > 2)
        give_up("boot: entered at EL3, expected EL1 or EL2 from a firmware\n");
    if (Mmfr0::Granule4k::get(id_aa64mmfr0_el1::read()) == 0xf)
        give_up("boot: the CPU has no 4 KB pages\n");
    if (!map_image(kernel, base - kernel_base) || !map_identity(identity, given))
        give_up("boot: the loader gave no usable address of a device tree\n");
    forget_cached(&kernel_pool, sizeof kernel_pool);
    forget_cached(&identity_pool, sizeof identity_pool);

    mair_el1::write(mair_value);
    tcr_el1::write(translation_control());
    ttbr0_el1::write(identity.root().raw());
    ttbr1_el1::write(kernel.root().raw());
    instruction_barrier();

    bool const pan = Mmfr1::Pan::get(id_aa64mmfr1_el1::read()) != 0;
    return sctlr_mmu_on | (pan ? 0 : Sctlr::KeepPan::mask);
}

}  // namespace pinyon::arm64
