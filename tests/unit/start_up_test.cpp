// SPDX-License-Identifier: BSD-2-Clause
// Tests of start-up as a whole: from boot facts to the two servers, and who has which memory.
#include "generic/boot/start_up.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "arch/host/host_machine.h"
#include "boot_files.h"
#include "generic/boot/boot_info.h"
#include "generic/memory/memory_descriptor.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"
#include "glue/event.h"
#include "glue/instance.h"
#include "glue/processors.h"

namespace pinyon {
namespace {

constexpr Word megabyte = Word{1} << 20;
constexpr Word first_place = 4 * megabyte;  // of modules, in RAM

struct StartUp : testing::Test {
    void SetUp() override { power_on(64 * megabyte); }
    ~StartUp() override { make_kernel_anew(); }

    // The time that passes while a processor waits.
    static void sleep() { host::machine().now = host::cpu().deadline; }

    static void make_kernel_anew()
    {
        std::destroy_at(&the_kernel());
        std::construct_at(&the_kernel());
    }
    void power_on(Word ram_size)
    {
        host::power_on(ram_size);
        make_kernel_anew();
        facts = {};
        facts.ram.add({host::ram_base, ram_size});
        facts.kernel = {host::ram_base + 0x1'0000, 0x1'0000};
        next = first_place;
        sigma0 = add("sigma0", test::make_simple_elf(0, 0x3000, test::position_independent));
        root = add("root", test::make_simple_elf(0, 0x5000, test::position_independent));
    }
    PhysRange add(char const* text, test::Bytes const& bytes)
    {
        PhysRange const range{host::ram_base + next, bytes.size()};
        std::copy(bytes.begin(), bytes.end(), static_cast<std::byte*>(Arch::direct(range.base)));
        next += round_up(bytes.size(), page_size);
        EXPECT_TRUE(facts.modules.add({range, text}));
        return range;
    }
    // The numbers of those of the first `count` pages from `base` that are reserved.
    static std::vector<unsigned> reserved(PhysAddr base, unsigned count)
    {
        std::vector<unsigned> result;
        for (unsigned i = 0; i < count; ++i)
            if (the_kernel().mapping.is_reserved(frame_of(base + i * page_size)))
                result.push_back(i);
        return result;
    }
    // The line with which start-up refuses; "" if it does not.
    [[nodiscard]] std::string refusal() const
    {
        try {
            start_up(facts);
        } catch (host::MachineEnd const& end) {
            EXPECT_EQ(end.status, 1u);
            return host::take_console();
        }
        return "";
    }
    static Tcb* server(unsigned offset)
    {
        return the_kernel().threads.find(ThreadId::global(the_kernel().user_base + offset, 1));
    }

    BootFacts facts;
    Word next = 0;
    PhysRange sigma0, root;
};

using Pages = std::vector<unsigned>;

TEST_F(StartUp, sigma0_and_the_root_server_are_ready)
{
    ASSERT_EQ(refusal(), "");
    Kernel& kernel = the_kernel();
    EXPECT_EQ(kernel.system_base, 32u) << "all interrupt lines of the machine";
    EXPECT_EQ(kernel.user_base, 64u);
    Tcb* const first = server(0);
    Tcb* const second = server(2);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(server(1), nullptr);
    EXPECT_TRUE(first->space->owns_all && first->space->privileged);
    EXPECT_TRUE(!second->space->owns_all && second->space->privileged);
    EXPECT_EQ(second->utcb.read(PINYON_TCR_PAGER), first->id.raw());
    EXPECT_EQ(kernel.cpus[0].ready.first(root_priority.raw()), first);
    EXPECT_EQ(kernel.cpus[1].ready.top(), -1) << "both start on the boot processor";
}

TEST_F(StartUp, processors_that_come_are_numbered_without_a_gap)
{
    host::machine().cpu_count = 4;
    host::machine().refused_cpus = {1};
    host::machine().dead_cpus = {2};
    host::machine().while_waiting = sleep;
    ASSERT_EQ(refusal(), "");
    using Started = std::vector<std::pair<unsigned, CpuId>>;
    EXPECT_EQ(host::machine().started, (Started{{1, CpuId{1}}, {2, CpuId{1}}, {3, CpuId{1}}}));
    EXPECT_EQ(the_kernel().cpu_count, 2u);
    std::string const log = host::take_console();
    EXPECT_NE(log.find("processor 1 of 4 did not start"), std::string::npos) << log;
    EXPECT_NE(log.find("processor 2 of 4 did not start"), std::string::npos) << log;
    EXPECT_EQ(log.find("processor 3 of 4 did not start"), std::string::npos) << log;
}

TEST_F(StartUp, a_processor_that_comes_too_late_has_to_stay_away)
{
    host::machine().cpu_count = 3;
    host::machine().dead_cpus = {1, 2};
    host::machine().while_waiting = sleep;
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(the_kernel().cpu_count, 1u);
    EXPECT_FALSE(arrivals.arrive(1));
    EXPECT_FALSE(arrivals.arrive(2));
}

TEST_F(StartUp, a_servers_image_lies_where_it_begins)
{
    ASSERT_EQ(refusal(), "");
    for (unsigned const offset : {0u, 2u}) {
        PhysAddr const entry{Arch::ip(server(offset)->frame)};
        EXPECT_EQ(std::memcmp(Arch::direct(entry),
                              Arch::direct(offset == 0 ? sigma0.base : root.base), 0x100),
                  0);
        EXPECT_FALSE(the_kernel().mapping.is_reserved(frame_of(entry)));
    }
}

TEST_F(StartUp, thread_numbers_take_a_thousandth_of_the_ram)
{
    struct Case {
        Word megabytes;
        unsigned bits;
    };
    for (Case const c : {Case{8, 10}, Case{16, 11}, Case{31, 11}, Case{32, 12}, Case{64, 13}}) {
        power_on(c.megabytes * megabyte);
        ASSERT_EQ(refusal(), "");
        EXPECT_EQ(the_kernel().threads.bits(), c.bits) << c.megabytes;
    }
}

TEST_F(StartUp, all_ram_counts_for_thread_numbers)
{
    facts.ram = {};
    facts.ram.add({host::ram_base, 32 * megabyte});
    facts.ram.add({host::ram_base + 32 * megabyte, 32 * megabyte});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(the_kernel().threads.bits(), 13u);
}

TEST_F(StartUp, reserved_memory_the_kernel_and_its_heap_are_nobodys)
{
    PhysAddr const firmware = host::ram_base + 2 * megabyte;
    facts.reserved.add({firmware, 3 * page_size});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(reserved(firmware - page_size, 5), (Pages{1, 2, 3}));
    EXPECT_EQ(reserved(facts.kernel.base - page_size, 18).size(), 16u);
    PhysAddr const kip = address_of(the_kernel().kip_frame);
    EXPECT_EQ(reserved(kip, 1), Pages{0}) << "of the heap";
}

TEST_F(StartUp, modules_can_be_read_though_firmware_reserves_them)
{
    // Pages of modules: 0 sigma0, 1 root, 2 and 3 "first", 4 to 6 between, 7 "second".
    add("first", test::Bytes(page_size + 1));
    next += 3 * page_size;
    add("second", test::Bytes(1));
    PhysAddr const modules = host::ram_base + first_place;
    facts.reserved.add({modules - page_size, 10 * page_size});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(reserved(modules, 9), (Pages{4, 5, 6, 8}));
    EXPECT_EQ(reserved(modules - 2 * page_size, 2), Pages{1});
}

TEST_F(StartUp, a_reserved_range_may_begin_and_end_in_modules)
{
    add("first", test::Bytes(4 * page_size));
    next += 2 * page_size;
    add("second", test::Bytes(4 * page_size));
    PhysAddr const modules = host::ram_base + first_place + 2 * page_size;
    facts.reserved.add({modules + page_size, 6 * page_size});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(reserved(modules, 10), (Pages{4, 5}));
}

TEST_F(StartUp, an_archive_counts_as_a_module_and_comes_first_where_it_lies_first)
{
    test::Archive archive;
    archive.add("ping", std::string(page_size, 'p')).end();
    facts.archive = {host::ram_base + 2 * megabyte, archive.bytes.size()};
    std::memcpy(Arch::direct(facts.archive.base), archive.bytes.data(), archive.bytes.size());
    facts.reserved.add({facts.archive.base, 4 * page_size});
    facts.reserved.add({host::ram_base + first_place, 3 * page_size});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(reserved(facts.archive.base, 5), (Pages{2, 3}));
    EXPECT_EQ(reserved(host::ram_base + first_place, 4), Pages{2});
}

TEST_F(StartUp, a_module_of_no_bytes_makes_no_gap)
{
    add("nothing", {});
    facts.reserved.add({host::ram_base + first_place, 3 * page_size});
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(reserved(host::ram_base + first_place, 3), Pages{2});
}

// The page of the boot information, which the interface page names.
BootInfoHeader const& boot_info()
{
    return *static_cast<BootInfoHeader const*>(Arch::direct(PhysAddr{the_kernel().kip->boot_info}));
}

TEST_F(StartUp, modules_but_the_servers_have_records)
{
    PhysRange const ping = add("/boot/ping a b", test::Bytes(77));
    facts.command_line = "ping.c=d";
    ASSERT_EQ(refusal(), "");
    BootInfoHeader const& info = boot_info();
    ASSERT_EQ(info.entry_count, 1u);
    auto const* const at = reinterpret_cast<std::byte const*>(&info) + info.first_entry;
    auto const& record = *reinterpret_cast<BootModuleRecord const*>(at);
    EXPECT_EQ(record.start, ping.base.raw());
    EXPECT_EQ(record.size, 77u);
    EXPECT_STREQ(reinterpret_cast<char const*>(at + record.cmdline_offset), "ping a b c=d");
}

TEST_F(StartUp, what_cannot_start_is_refused)
{
    std::string const many(3000, 'x');
    add(many.c_str(), test::Bytes(1));
    std::string const more = "second " + many;
    add(more.c_str(), test::Bytes(1));
    EXPECT_NE(refusal().find("more boot modules than fit"), std::string::npos);
    facts.modules = {};
    EXPECT_NE(refusal().find("no boot modules"), std::string::npos);
}

TEST_F(StartUp, the_boot_log_says_as_much_as_was_asked_for)
{
    facts.machine = "box";
    facts.command_line = "loglevel=0";
    ASSERT_EQ(refusal(), "");
    EXPECT_EQ(host::take_console(), "");
    std::size_t before = 0;
    for (char const* const level : {"loglevel=1", "loglevel=2", "loglevel=3"}) {
        power_on(64 * megabyte);
        facts.command_line = level;
        ASSERT_EQ(refusal(), "");
        std::size_t const said = host::take_console().size();
        EXPECT_GT(said, before) << level;
        before = said;
    }
}

}  // namespace
}  // namespace pinyon
