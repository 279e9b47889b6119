// SPDX-License-Identifier: BSD-2-Clause
// Writes the kernel interface page field by field, then what its pointers name.
#include "generic/boot/kip_builder.h"

#include "build_info.h"
#include "generic/memory/map_node.h"
#include "glue/binder.h"

namespace pinyon {

namespace {

constexpr Word four_characters(char const (&text)[5])
{
    Word word = 0;
    for (unsigned i = 0; i < 4; ++i)
        word |= Word(static_cast<unsigned char>(text[i])) << 8 * i;
    return word;
}

constexpr KernelDescriptor kernel_descriptor{
    .kernel_id = PINYON_KERNEL_ID,
    .generation_date =
        (build_info::year - 2000) << 9 | build_info::month << 5 | build_info::day,
    .version = Word{build_info::version_major} << 24 | Word{build_info::version_minor} << 16 |
               build_info::version_patch,
    .supplier = four_characters("PINY"),
};

constexpr char product[] = "Pinyon ";
constexpr char end_of_features[] = "";

// Hands out the descriptor area from its start, in words.
class Area {
public:
    explicit Area(KernelInterfacePage& page) : page_{page} {}

    // Copies `size` bytes to the next place and returns its offset in the page.
    Word append(void const* from, Word size)
    {
        if (size > sizeof page_.descriptors - used_) {
            overflow_ = true;
            return 0;
        }
        Word const place = used_;
        __builtin_memcpy(page_.descriptors + place, from, size);
        used_ += size;
        return PINYON_KIP_DESCRIPTORS + place;
    }
    void align() { used_ = round_up(used_, sizeof(Word)); }
    [[nodiscard]] bool overflow() const { return overflow_; }

private:
    static_assert(PINYON_KIP_DESCRIPTORS % sizeof(Word) == 0);
    static_assert((PINYON_KIP_STUBS - PINYON_KIP_DESCRIPTORS) % sizeof(Word) == 0);

    KernelInterfacePage& page_;
    Word used_ = 0;
    bool overflow_ = false;
};

KernelInterfacePage::Server server(MemoryPlan::Server const& s)
{
    return {.sp = 0,  // the server sets up its own stack
            .ip = s.entry,
            .low = s.image.base.raw(),
            .high = s.image.end().raw()};
}

void fill_information_words(KernelInterfacePage& page, KipFacts const& facts)
{
    page.magic = PINYON_KIP_MAGIC_VALUE;
    page.api_version = PINYON_API_VERSION;
    page.api_flags = PINYON_API_FLAGS;

    page.utcb_info = utcb_info;
    page.kip_area_info = PINYON_KIP_SIZE_LOG2;
    page.clock_info = facts.clock.read_precision | facts.schedule_precision << 16;
    page.thread_info =
        facts.thread_bits | Word{facts.system_base} << 8 | Word{facts.user_base} << 20;
    page.page_info = revocable_rights;
    for (unsigned order = 0; order < Arch::page_orders(); ++order)
        page.page_info |= bytes_of(order);
    page.processor_info = (facts.processor_count - 1) | Word{ProcessorDescriptor::size_log2} << 60;
}

void append_descriptors(KernelInterfacePage& page, KipFacts const& facts, Area& area)
{
    page.kernel_descriptor = area.append(&kernel_descriptor, sizeof kernel_descriptor);
    (void)area.append(product, sizeof product - 1);
    (void)area.append(build_info::version, sizeof build_info::version);
    (void)area.append(accounts_feature, sizeof accounts_feature);
    if constexpr (HasIoPorts<Arch>)
        (void)area.append(ports_feature, sizeof ports_feature);
    (void)area.append(end_of_features, sizeof end_of_features);

    area.align();
    for (unsigned i = 0; i < facts.processor_count; ++i) {
        ProcessorDescriptor const descriptor{.external_khz = facts.processors[i].external_khz,
                                             .internal_khz = facts.processors[i].internal_khz,
                                             .reserved = {}};
        Word const place = area.append(&descriptor, sizeof descriptor);
        if (i == 0)
            page.processor_descriptors = place;
    }
    Word const count = facts.memory.size();
    page.memory_info = count | area.append(facts.memory.begin(), count * sizeof(MemoryDescriptor))
                                   << 32;
}

// Entry points in the page are offsets, others are addresses: the size of the page tells.
bool fill_entry_points(KernelInterfacePage& page, StubCode const& stubs)
{
    bool const in_page = stubs.address == 0;
    if (in_page) {
        if (stubs.size > sizeof page.stubs)
            return false;
        __builtin_memcpy(page.stubs, stubs.code, stubs.size);
    }
    Word const base = in_page ? PINYON_KIP_STUBS : stubs.address;
    for (unsigned i = 0; i < stubs.entry_count; ++i) {
        StubCode::Entry const& entry = stubs.entries[i];
        if (entry.kip_offset > sizeof page - sizeof(Word))
            return false;
        Word const place = base + entry.code_offset;
        __builtin_memcpy(reinterpret_cast<std::byte*>(&page) + entry.kip_offset, &place,
                         sizeof place);
    }
    return true;
}

}  // namespace

bool build_kip(KernelInterfacePage& page, KipFacts const& facts)
{
    __builtin_memset(static_cast<void*>(&page), 0, sizeof page);
    fill_information_words(page, facts);
    page.sigma0 = server(facts.plan.sigma0);
    page.root = server(facts.plan.root);
    page.boot_info = facts.plan.boot_info.base.raw();
    page.clock_scale = facts.clock.scale;
    page.clock_base = facts.clock.base;

    Area area{page};
    append_descriptors(page, facts, area);
    return fill_entry_points(page, facts.stubs) && !area.overflow();
}

bool build_stub_page(void* page, StubCode const& stubs, ClockSource const& clock)
{
    Word const words[] = {clock.scale, clock.base};
    if (stubs.size < sizeof words || stubs.size > page_size)
        return false;
    __builtin_memcpy(page, stubs.code, stubs.size);
    __builtin_memcpy(page, words, sizeof words);
    return true;
}

}  // namespace pinyon
