// SPDX-License-Identifier: BSD-2-Clause
// The order of start-up: modules, memory plan, kernel objects, root servers.
#include "generic/boot/start_up.h"

#include "generic/boot/boot_info.h"
#include "generic/boot/kip_builder.h"
#include "generic/boot/servers.h"
#include "generic/scheduler.h"
#include "glue/instance.h"

namespace pinyon {

namespace {

constexpr Word schedule_precision = 100;  // microseconds; the longest event stays far below
constexpr unsigned system_threads = 32;
constexpr unsigned min_thread_bits = 10, max_thread_bits = 18;

ElfImage open_server(BootFacts const& facts, char const* name)
{
    void const* const archive = Arch::direct(facts.archive.base);
    CpioMember member;
    if (!find_member(CpioReader{archive, facts.archive.size}, name, member))
        refuse_boot("the boot archive has no file named \"%s\"", name);
    ElfImage const image{member.data, member.size, Arch::elf_machine};
    if (image.problem() != ElfImage::Problem::none)
        refuse_boot("%s %s", name, image.complaint());
    return image;
}

Word total_ram(BootFacts const& facts)
{
    Word sum = 0;
    for (PhysRange const& range : facts.ram)
        sum += range.size;
    return sum;
}

// As many thread numbers as 1/1024 of the RAM can index, and always some beyond the interrupts.
unsigned thread_bits(BootFacts const& facts, unsigned user_base)
{
    unsigned bits = min_thread_bits;
    while (bits < max_thread_bits && (sizeof(Tcb*) << (bits + 1)) <= total_ram(facts) / 1024)
        ++bits;
    while (Word{1} << bits < 2 * Word{user_base})
        ++bits;
    return bits;
}

void initialise_numbers(Kernel& kernel)
{
    kernel.system_base = unsigned(round_up(Arch::irq_lines(), system_threads));
    kernel.user_base = kernel.system_base + system_threads;
}

// Firmware may list the archive among what it reserves; its modules are to be read all the same.
bool reserve_around(Mapping& mapping, PhysRange range, PhysRange archive)
{
    PhysAddr const below = range.end() < archive.base ? range.end() : archive.base;
    PhysAddr const above = range.base < archive.end() ? archive.end() : range.base;
    bool fits = true;
    if (range.base < below)
        fits &= mapping.add_reserved(range.base, below - range.base);
    if (above < range.end())
        fits &= mapping.add_reserved(above, range.end() - above);
    return fits;
}

// The thread table comes from the start of the heap, the rest is frames.
void initialise_memory(Kernel& kernel, BootFacts const& facts, MemoryPlan const& plan)
{
    unsigned const bits = thread_bits(facts, kernel.user_base);
    Word const table_bytes = round_up(sizeof(Tcb*) << bits, page_size);
    auto* const table = static_cast<Tcb**>(Arch::direct(plan.heap.base));
    __builtin_memset(table, 0, table_bytes);
    kernel.threads.initialise(table, bits);
    kernel.frames.initialise(plan.heap.base + table_bytes, plan.heap.size - table_bytes);
    kernel.mapping.initialise(kernel.frames, kernel.account);
    if constexpr (HasIoPorts<Arch>)
        ports_of(kernel).initialise(kernel.frames);
    kernel.tcbs.initialise(kernel.frames);
    kernel.spaces.initialise(kernel.frames);
    kernel.fpu_states.initialise(kernel.frames);
    kernel.tags.initialise(Arch::asid_count());

    bool fits = true;
    for (PhysRange const& range : facts.ram)
        fits &= kernel.mapping.add_ram(range.base, range.size);
    for (PhysRange const& range : facts.reserved)
        fits &= reserve_around(kernel.mapping, range, facts.archive);
    fits &= kernel.mapping.add_reserved(facts.kernel.base, facts.kernel.size);
    fits &= kernel.mapping.add_reserved(plan.heap.base, plan.heap.size);
    if (!fits)
        refuse_boot("the firmware names more memory ranges than the kernel can keep");
}

void initialise_cpus(Kernel& kernel)
{
    for (unsigned i = 0; i < config::max_cpus; ++i) {
        kernel.cpus[i].kernel = &kernel;
        kernel.cpus[i].id = CpuId{std::uint16_t(i)};
    }
}

PhysAddr kernel_page(Kernel& kernel)
{
    auto const frame = kernel.frames.allocate(kernel.account, FrameInfo::Use::object);
    if (!frame)
        refuse_boot("the kernel heap is too small to start");
    return frame.value();
}

void make_kip(Kernel& kernel, MemoryPlan const& plan, BootFacts const& facts)
{
    MemoryMap const memory{facts, plan, Arch::user_end};
    KipFacts kip{.plan = plan,
                 .memory = memory,
                 .stubs = Arch::stubs(),
                 .clock = Arch::clock_source(),
                 .schedule_precision = schedule_precision,
                 .thread_bits = kernel.threads.bits(),
                 .system_base = kernel.system_base,
                 .user_base = kernel.user_base,
                 .processor_count = 1,
                 .processors = {}};
    kip.processors[0] = Arch::processor_facts(CpuId{0});
    PhysAddr const page = kernel_page(kernel);
    kernel.kip_frame = frame_of(page);
    kernel.kip = static_cast<KernelInterfacePage*>(Arch::direct(page));
    bool fits = build_kip(*kernel.kip, kip);
    if (kip.stubs.address != 0) {
        PhysAddr const stubs = kernel_page(kernel);
        kernel.stub_frame = frame_of(stubs);
        fits &= build_stub_page(Arch::direct(stubs), kip.stubs, kip.clock);
        Arch::code_written(stubs, page_size);
    }
    if (!fits)
        refuse_boot("the kernel interface page is too small for this machine's description");
    Arch::code_written(page, page_size);
}

void make_empty_root(Kernel& kernel)
{
    auto const root = kernel.mapping.new_root(kernel.account);
    if (!root)
        refuse_boot("the kernel heap is too small to start");
    kernel.empty_root = root.value();
    Arch::prepare_root(kernel.empty_root);
}

void place_server(ElfImage const& image, MemoryPlan::Server const& server)
{
    image.copy_to(Arch::direct(server.image.base));
    Arch::code_written(server.image.base, server.image.size);
}

void print_boot_log(Kernel const& kernel, BootFacts const& facts)
{
    print("Pinyon on %s: %lu MB RAM, %lu KB of it for the kernel, %u CPU, %u interrupt lines\n",
          facts.machine, total_ram(facts) >> 20, kernel.frames.total_frames() << page_bits >> 10,
          1u, Arch::irq_lines());
}

}  // namespace

void start_up(BootFacts const& facts)
{
    if (facts.archive.size == 0)
        refuse_boot("no boot archive: expected a cpio (newc) file as initrd or first module");
    ElfImage const sigma0 = open_server(facts, "sigma0");
    ElfImage const root = open_server(facts, "root");
    MemoryPlan const plan = plan_memory(facts, sigma0, root);
    if (plan.problem != MemoryPlan::Problem::none)
        refuse_boot("%s", complaint(plan.problem));

    Kernel& kernel = the_kernel();
    initialise_cpus(kernel);
    initialise_numbers(kernel);
    initialise_memory(kernel, facts, plan);
    make_empty_root(kernel);
    make_kip(kernel, plan, facts);
    place_server(sigma0, plan.sigma0);
    place_server(root, plan.root);
    void const* const archive = Arch::direct(facts.archive.base);
    if (!write_boot_info(Arch::direct(plan.boot_info.base), plan.boot_info.size,
                         CpioReader{archive, facts.archive.size}, archive, facts.archive.base))
        refuse_boot("the boot archive has more files than the boot information can list");
    start_servers(kernel, plan);
    print_boot_log(kernel, facts);
}

}  // namespace pinyon
