// SPDX-License-Identifier: BSD-2-Clause
// Tests of the drivers that start-up and the kernel's console share, on simulated registers.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "glue/devices/fw_cfg.h"
#include "glue/devices/uart16550.h"

namespace pinyon::test {
namespace {

// ---- A 16550 -----------------------------------------------------------------------------------

struct Uart {
    bool present = true;
    bool fast = false;  // the divisor is 1
    unsigned busy = 0;  // reads of the line status until the transmitter is free
    std::string typed, sent;
    std::map<Uart16550Register, std::uint8_t> registers;

    bool divisor_access() { return registers[Uart16550Register::line_control] & 0x80; }
};

struct UartRegisters {
    using Register = Uart16550Register;
    Uart* uart = nullptr;

    std::uint8_t read(Register r) const
    {
        if (r == Register::line_status) {
            bool const free = uart->busy == 0 || --uart->busy == 0;
            return std::uint8_t((free ? 0x20 : 0) | (uart->typed.empty() ? 0 : 0x01));
        }
        if (r == Register::data) {
            char const c = uart->typed.front();
            uart->typed.erase(0, 1);
            return std::uint8_t(c);
        }
        return uart->present ? uart->registers[r] : 0xFF;
    }
    void write(Register r, std::uint8_t value) const
    {
        bool const divisor = uart->divisor_access();
        if (divisor && r == Register::divisor_low)
            uart->fast = value == 1;
        else if (divisor && r == Register::divisor_high)
            uart->fast = uart->fast && value == 0;
        else if (r == Register::data)
            uart->sent += uart->busy == 0 ? char(value) : '?';
        else
            uart->registers[r] = value;
    }
};

TEST(Uart16550, is_there_where_something_keeps_what_is_written)
{
    Uart uart;
    EXPECT_TRUE(Uart16550<UartRegisters>{{&uart}}.is_there());
    uart.present = false;
    EXPECT_FALSE(Uart16550<UartRegisters>{{&uart}}.is_there());
}

TEST(Uart16550, is_reset_to_8n1_at_the_fastest_speed_without_interrupts)
{
    using Register = Uart16550Register;
    Uart uart;
    uart.registers[Register::interrupt_enable] = 0x0F;
    Uart16550<UartRegisters>{{&uart}}.reset();
    EXPECT_TRUE(uart.fast);
    EXPECT_EQ(uart.registers[Register::interrupt_enable], 0);
    EXPECT_EQ(uart.registers[Register::line_control], 0x03);
    EXPECT_EQ(uart.registers[Register::fifo_control], 0x07);
    EXPECT_EQ(uart.registers[Register::modem_control], 0x03);
    EXPECT_EQ(uart.sent, "");
}

TEST(Uart16550, waits_for_the_transmitter_and_not_for_input)
{
    Uart uart;
    uart.busy = 3;
    Uart16550<UartRegisters> const driver{{&uart}};
    driver.put('x');
    driver.put('y');
    EXPECT_EQ(uart.sent, "xy");
    EXPECT_EQ(driver.get(), -1);
    uart.typed = "ab";
    EXPECT_EQ(driver.get(), 'a');
    EXPECT_EQ(driver.get(), 'b');
    EXPECT_EQ(driver.get(), -1);
}

// ---- QEMU's fw_cfg -----------------------------------------------------------------------------

struct Firmware {
    std::map<std::uint16_t, std::string> items;
    std::string selected;
    std::size_t at = 0;
};

struct FwCfgRegisters {
    Firmware* firmware = nullptr;

    void select(std::uint16_t key) const
    {
        firmware->selected = firmware->items[key];
        firmware->at = 0;
    }
    std::uint8_t next_byte() const
    {
        std::size_t const at = firmware->at++;
        return at < firmware->selected.size() ? std::uint8_t(firmware->selected[at]) : 0;
    }
};

std::string big_endian(std::uint32_t value, unsigned bytes)
{
    std::string text;
    for (unsigned i = bytes; i-- > 0;)
        text += char(value >> 8 * i);
    return text;
}

std::string entry(std::uint32_t size, std::uint16_t key, std::string name)
{
    name.resize(56);
    return big_endian(size, 4) + big_endian(key, 2) + big_endian(0, 2) + name;
}

TEST(FwCfg, is_known_by_its_signature)
{
    Firmware firmware;
    EXPECT_FALSE(FwCfg<FwCfgRegisters>{{&firmware}}.is_there());
    firmware.items[0] = "QEMU";
    EXPECT_TRUE(FwCfg<FwCfgRegisters>{{&firmware}}.is_there());
}

TEST(FwCfg, finds_files_by_their_whole_name_and_reads_them)
{
    Firmware firmware;
    firmware.items[0x19] = big_endian(3, 4) + entry(8, 0x21, "etc/e820-more") +
                           entry(0x1'0203, 0x22, "etc/e820") + entry(5, 0x23, "etc/last");
    firmware.items[0x22] = std::string("\x04\x03\x02\x01\x07", 5);
    FwCfg<FwCfgRegisters> const driver{{&firmware}};
    auto const file = driver.find("etc/e820");
    EXPECT_EQ(file.key, 0x22);
    EXPECT_EQ(file.size, 0x1'0203u);
    EXPECT_EQ(driver.find("etc/last").key, 0x23);
    EXPECT_EQ(driver.find("etc").size, 0u);
    firmware.items[0x19] = big_endian(0, 4);
    EXPECT_EQ(driver.find("etc/e820").size, 0u);
    FwCfgRegisters{&firmware}.select(0x22);
    EXPECT_EQ(driver.next<std::uint32_t>(), 0x0102'0304u);
    EXPECT_EQ(driver.next<std::uint8_t>(), 7);
}

}  // namespace
}  // namespace pinyon::test
