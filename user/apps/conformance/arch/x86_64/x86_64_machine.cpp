// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of x86_64 and its PC boards: exceptions and an interrupting device.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/misc.h>
#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

// HPET (IA-PC HPET specification 1.0a, section 2.3); timer 2 is the one that nobody uses.
constexpr Word hpet = 0xFED0'0000;
constexpr Word general_config = hpet + 0x010;
constexpr Word interrupt_status = hpet + 0x020;
constexpr Word main_counter = hpet + 0x0F0;
constexpr Word timer_config = hpet + 0x140;
constexpr Word timer_comparator = hpet + 0x148;

constexpr Word counter_enabled = 1;
constexpr Word timer_level_triggered = 1 << 1;
constexpr Word timer_interrupts = 1 << 2;
constexpr Word timer_32_bit = 1 << 8;
constexpr unsigned timer_route_shift = 9;
constexpr unsigned route_capability_shift = 32;
constexpr Word timer_2_pending = 1 << 2;
constexpr Word alarm_ticks = 20'000;

}  // namespace

// A function expects the stack as a call instruction leaves it: 8 bytes off the alignment of 16.
Word stack_pointer_at(Word top)
{
    return top - sizeof(Word);
}

Word memory_attributes(L4_Fpage_t)
{
    return 1U << L4_UncacheableMemory | 1U << L4_WriteCombiningMemory |
           1U << L4_WriteThroughMemory | 1U << L4_WriteProtectedMemory | 1U << L4_WriteBackMemory;
}

constexpr Word illegal_instruction_bytes = 2;
constexpr Word exception_words = 20;
constexpr Word exception_number = 6;
constexpr int number_register = 19;
constexpr int detail_register = 20;
constexpr CallRegisters call_registers = {.number = 8, .argument = {12, 11, 10}, .result = 8};
constexpr Word call_bytes_to_skip = 0;
constexpr Word quiet_interrupt_line = 5;

Word start_alarm()
{
    L4_Fpage_t const page = fpage(hpet);
    if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)))
        return no_alarm;
    Word const routes = word_at(timer_config) >> route_capability_shift;
    return routes == 0 ? no_alarm : static_cast<Word>(__L4_Lsb(routes));
}

void set_alarm()
{
    Word const line = static_cast<Word>(__L4_Lsb(word_at(timer_config) >> route_capability_shift));
    word_at(timer_config) =
        line << timer_route_shift | timer_level_triggered | timer_interrupts | timer_32_bit;
    word_at(general_config) = word_at(general_config) | counter_enabled;
    word_at(timer_comparator) = (word_at(main_counter) + alarm_ticks) & 0xFFFF'FFFF;
}

void quiet_alarm()
{
    word_at(timer_config) = 0;
    word_at(interrupt_status) = timer_2_pending;
}

}  // namespace conformance::machine
