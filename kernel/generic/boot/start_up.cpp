// SPDX-License-Identifier: BSD-2-Clause
// The order of start-up: modules, memory plan, kernel objects, root servers.
#include "generic/boot/start_up.h"

#include "generic/boot/boot_info.h"
#include "generic/boot/boot_log.h"
#include "generic/boot/boot_settings.h"
#include "generic/boot/kip_builder.h"
#include "generic/boot/module_checks.h"
#include "generic/boot/module_reader.h"
#include "generic/boot/servers.h"
#include "generic/time/scheduler.h"
#include "glue/instance.h"
#include "glue/processors.h"

namespace pinyon {

namespace {

constexpr Word schedule_precision = 100;  // microseconds; the longest event stays far below

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

// The whole pages of the module that comes first in `range`; size 0 if there is none.
PhysRange first_module_in(PhysRange range, BootFacts const& facts)
{
    PhysRange first;
    auto const consider = [&](PhysRange module) {
        Word const low = round_down(module.base.raw(), page_size);
        PhysRange const pages{PhysAddr{low}, round_up(module.end().raw(), page_size) - low};
        bool const inside = module.size > 0 && pages.base < range.end() && range.base < pages.end();
        if (inside && (first.size == 0 || pages.base < first.base))
            first = pages;
    };
    consider(facts.archive);
    for (BootModule const& module : facts.modules)
        consider(module.range);
    return first;
}

// Firmware may list modules among what it reserves; they are to be read all the same.
bool reserve_around_modules(Mapping& mapping, PhysRange range, BootFacts const& facts)
{
    bool fits = true;
    while (range.size > 0) {
        PhysRange const module = first_module_in(range, facts);
        PhysAddr const end = module.size > 0 ? module.base : range.end();
        if (range.base < end)
            fits &= mapping.add_reserved(range.base, end - range.base);
        PhysAddr const next = module.size > 0 && module.end() < range.end() ? module.end()
                                                                             : range.end();
        range = {next, range.end() - next};
    }
    return fits;
}

// The thread table comes from the start of the heap, the rest is frames.
void initialise_memory(Kernel& kernel, BootFacts const& facts, MemoryPlan const& plan)
{
    unsigned const bits = thread_bits(facts, kernel.user_base);
    Word const table_bytes = round_up(sizeof(Tcb*) << bits, page_size);
    auto* const table = static_cast<Tcb**>(Arch::direct(plan.heap.base));
    kernel.threads.initialise(table, bits);
    for (Cpu& cpu : kernel.cpus)
        cpu.ready.set_index(kernel.threads.index(), cpu.id);
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
        fits &= reserve_around_modules(kernel.mapping, range, facts);
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
    auto const frame = kernel.frames.allocate(kernel.account, FrameInfo::Use::kernel);
    if (!frame)
        refuse_boot("the kernel heap is too small to start");
    return frame.value();
}

void make_kip(Kernel& kernel, MemoryPlan const& plan, MemoryMap const& memory)
{
    KipFacts kip{.plan = plan,
                 .memory = memory,
                 .stubs = Arch::stubs(),
                 .clock = Arch::clock_source(),
                 .schedule_precision = schedule_precision,
                 .thread_bits = kernel.threads.bits(),
                 .system_base = kernel.system_base,
                 .user_base = kernel.user_base,
                 .processor_count = 1,  // where threads can be: further ones only idle so far
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
}

void place_server(ElfImage const& image, MemoryPlan::Server const& server)
{
    image.copy_to(Arch::direct(server.image.base));
    Arch::code_written(server.image.base, server.image.size);
}

bool is_server(Module const& module) { return module.name.is("sigma0") || module.name.is("root"); }

// Every module but the servers becomes a record.
void make_boot_info(BootFacts const& facts, MemoryPlan const& plan)
{
    BootInfoWriter writer{Arch::direct(plan.boot_info.base), plan.boot_info.size};
    ModuleReader modules{facts};
    Module module;
    while (modules.next(module) == ModuleReader::Step::module) {
        ModuleOptions const options{facts.command_line, module.name};
        if (!is_server(module) && !writer.add(module.place, module.command_line, options))
            refuse_boot("more boot modules than fit: expected names and options of all of them in "
                        "%lu bytes",
                        plan.boot_info.size);
    }
}

void print_boot_log(Kernel const& kernel, unsigned level, BootFacts const& facts,
                    MemoryPlan const& plan, MemoryMap const& memory)
{
    if (level >= 1) {
        print_summary(facts, kernel.cpu_count, kernel.frames.total_frames() << page_bits);
        report_ignored_options(facts);
    }
    if (level >= 2)
        print_memory_map(memory);
    if (level >= 3)
        print_places(facts, plan);
}

}  // namespace

void start_up(BootFacts const& facts)
{
    BootSettings const settings = apply_command_line(facts);
    check_modules(facts);
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
    start_processors(kernel);
    MemoryMap const memory{facts, plan, Arch::user_end};
    make_kip(kernel, plan, memory);
    place_server(sigma0, plan.sigma0);
    place_server(root, plan.root);
    make_boot_info(facts, plan);
    start_servers(kernel, plan);
    print_boot_log(kernel, settings.log_level, facts, plan, memory);
}

}  // namespace pinyon
