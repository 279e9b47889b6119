// SPDX-License-Identifier: BSD-2-Clause
// Tests of boot modules: in an archive, apart from it, and everything that can be wrong with them.
#include "generic/boot/module_reader.h"

#include <gtest/gtest.h>

#include "arch/host/host_machine.h"
#include "boot_files.h"
#include "generic/boot/module_checks.h"
#include "glue/binder.h"

namespace pinyon {
namespace {

constexpr PhysAddr ram = host::ram_base;
constexpr Word first_place = 0x10'0000;  // in it

struct Modules : testing::Test {
    void SetUp() override
    {
        host::power_on();
        facts.ram.add({ram, host::machine().ram_size});
        facts.kernel = {ram + 0x1'0000, 0x1'0000};
    }
    // Bytes into memory.
    PhysRange put(test::Bytes const& bytes)
    {
        PhysRange const range{ram + next, bytes.size()};
        std::memcpy(Arch::direct(range.base), bytes.data(), bytes.size());
        next += round_up(bytes.size(), page_size);
        return range;
    }
    void add(char const* text, test::Bytes const& bytes)
    {
        ASSERT_TRUE(facts.modules.add({put(bytes), text}));
    }
    // "name:size:command line" of every module.
    [[nodiscard]] std::vector<std::string> all() const
    {
        std::vector<std::string> result;
        ModuleReader reader{facts};
        Module m;
        while (reader.next(m) == ModuleReader::Step::module)
            result.push_back(std::string{m.name.start, m.name.length} + ":" +
                             std::to_string(m.place.size) + ":" + m.command_line);
        return result;
    }
    // The line with which start-up refuses the modules; "" if it does not.
    [[nodiscard]] std::string refusal(char const* server = nullptr) const
    {
        try {
            check_modules(facts);
            if (server != nullptr)
                (void)open_server(facts, server);
        } catch (host::MachineEnd const& end) {
            EXPECT_EQ(end.status, 1u);
        }
        return host::take_console();
    }

    BootFacts facts;
    Word next = first_place;
    test::Archive archive;
    test::Bytes const program = test::make_simple_elf(0x1'0000, 0x1000, test::fixed_executable);
};

using Names = std::vector<std::string>;

TEST_F(Modules, the_files_of_the_archive_come_before_other_modules)
{
    facts.archive = put(archive.add("sigma0", "s").add("root", "rr").end().bytes);
    add("ping", test::Bytes(3));
    EXPECT_EQ(all(), (Names{"sigma0:1:sigma0", "root:2:root", "ping:3:ping"}));
    EXPECT_EQ(refusal(), "");
}

TEST_F(Modules, the_first_module_may_be_the_archive)
{
    add("demo.cpio", archive.add("sigma0", "s").end().bytes);
    add("ping", test::Bytes(3));
    EXPECT_EQ(all(), (Names{"sigma0:1:sigma0", "ping:3:ping"}));
}

TEST_F(Modules, only_the_first_module_may_be_the_archive)
{
    add("ping", test::Bytes(3));
    add("demo.cpio", archive.add("sigma0", "s").end().bytes);
    EXPECT_EQ(all().size(), 2u);
    EXPECT_EQ(all()[1].substr(0, 10), "demo.cpio:");
}

TEST_F(Modules, no_archive_is_fine)
{
    add("sigma0", program);
    add("root", program);
    EXPECT_EQ(refusal("sigma0"), "");
    EXPECT_EQ(refusal("root"), "");
}

TEST_F(Modules, a_module_is_named_by_its_command_line_without_folders)
{
    add("/boot/x/ping a=/b c", test::Bytes(1));
    add("  pong", test::Bytes(2));
    add("", test::Bytes(3));
    EXPECT_EQ(all(), (Names{"ping:1:ping a=/b c", "pong:2:pong", ":3:"}));
}

TEST_F(Modules, nothing_at_all_is_refused)
{
    EXPECT_EQ(refusal(),
              "boot: no boot modules: expected a cpio file (newc) as initrd or first module\n");
}

TEST_F(Modules, an_archive_that_is_none_is_refused)
{
    facts.archive = put(program);
    EXPECT_EQ(refusal(), "boot: the boot archive is no archive: expected a cpio file (newc)\n");
}

TEST_F(Modules, an_archive_cut_short_is_refused_wherever_it_is_cut)
{
    archive.add("sigma0", "s").add("root", "r").end();
    for (Word size = archive.bytes.size() - 4; size > 0; size -= 4) {
        facts.archive = put({archive.bytes.begin(), archive.bytes.begin() + long(size)});
        EXPECT_NE(refusal().find("expected"), std::string::npos) << size;
    }
}

TEST_F(Modules, more_modules_than_the_list_has_room_for_are_refused)
{
    for (unsigned i = 0; i < ModuleList::capacity; ++i)
        add("ping", test::Bytes(1));
    EXPECT_EQ(refusal(), "");
    EXPECT_FALSE(facts.modules.add({}));
    EXPECT_FALSE(facts.modules.add({}));
    EXPECT_EQ(refusal(), "boot: 34 boot modules: at most 32 are expected, or an archive of more\n");
}

TEST_F(Modules, modules_outside_of_ram_or_over_the_kernel_are_refused)
{
    facts.modules.add({{ram + (host::machine().ram_size - 8), 16}, "ping"});
    EXPECT_NE(refusal().find("is not in RAM"), std::string::npos);
    facts.modules = {};
    facts.modules.add({{PhysAddr{~Word{0} - 8}, 16}, "ping"});
    EXPECT_NE(refusal().find("is not in RAM"), std::string::npos);
    facts.modules = {};
    facts.modules.add({{ram + 0x1'F000, 0x2000}, "ping"});
    EXPECT_NE(refusal().find("lies over the kernel"), std::string::npos);
}

TEST_F(Modules, modules_that_share_memory_are_refused)
{
    add("ping", test::Bytes(16));
    PhysRange const ping = facts.modules.begin()->range;
    facts.modules.add({{ping.base + 15, 4}, "pong"});
    EXPECT_EQ(refusal(), "boot: the boot module \"pong\" lies over another one\n");
    facts.modules = {};
    facts.archive = ping;
    facts.modules.add({{ping.base + 15, 4}, "pong"});
    EXPECT_EQ(refusal(), "boot: the boot module \"pong\" lies over another one\n");
}

TEST_F(Modules, a_missing_server_is_named)
{
    add("ping", program);
    EXPECT_EQ(refusal("sigma0"),
              "boot: no boot module is named sigma0: expected sigma0, root and their programs\n");
}

TEST_F(Modules, a_server_that_cannot_run_is_refused_with_the_reason)
{
    add("sigma0", test::Bytes(100));
    EXPECT_EQ(refusal("sigma0"), "boot: sigma0 is no 64-bit little-endian ELF file: expected a "
                                 "static ELF program for machine 65261\n");
}

TEST_F(Modules, a_server_at_kernel_addresses_is_refused)
{
    add("root", test::make_simple_elf(Arch::user_end, 0x1000, test::fixed_executable));
    EXPECT_NE(refusal("root").find("boot: root has a segment that ends at"), std::string::npos);
}

}  // namespace
}  // namespace pinyon
