// SPDX-License-Identifier: BSD-2-Clause
// Implements the requests of drivers with what sigma0 gives and only a privileged thread may do.
#include "driver_requests.h"

#include "line_owners.h"

#include <l4/arch.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <pinyon/abi.h>

namespace root {
namespace {

constexpr Word largest_log2 = 24;  // of a request

constinit LineOwners lines;

void answer(Word word)
{
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendWord(&reply, word);
    L4_MsgLoad(&reply);
}

void answer_with(Word word, L4_Fpage_t memory)
{
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendWord(&reply, word);
    L4_MsgAppendMapItem(&reply, L4_MapItem(memory + L4_ReadWriteOnly, 0));
    L4_MsgLoad(&reply);
}

// sigma0 gives memory to those who name it as well, but RAM is no device.
bool touches_ram(Word low, Word high)
{
    void* const kip = L4_GetKernelInterface();
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        if (!L4_IsMemoryDescVirtual(range) && L4_MemoryDescType(range) == PINYON_MEM_CONVENTIONAL &&
            L4_MemoryDescLow(range) <= high && low <= L4_MemoryDescHigh(range))
            return true;
    }
    return false;
}

bool attach(Word line, L4_ThreadId_t handler)
{
    L4_ThreadId_t const source = L4_GlobalId(line, 1);
    void* const no_utcb = reinterpret_cast<void*>(-1);
    return L4_ThreadControl(source, source, L4_nilthread, handler, no_utcb) != 0;
}

bool may_be_registers(L4_Fpage_t wanted)
{
#if defined(__x86_64__)
    if (L4_IsIoFpage(wanted))
        return true;
#endif
    Word const low = L4_Address(wanted);
    return L4_SizeLog2(wanted) <= largest_log2 && !touches_ram(low, low + (L4_Size(wanted) - 1));
}

}  // namespace

bool obtain_registers(L4_Fpage_t wanted)
{
    return may_be_registers(wanted) &&
           !L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, wanted, wanted));
}

void give_device(L4_Fpage_t registers)
{
    if (obtain_registers(registers))
        answer_with(1, registers);
    else
        answer(0);
}

void give_memory(Word log2)
{
    L4_Fpage_t const memory = log2 > largest_log2
                                  ? L4_Nilpage
                                  : L4_Sigma0_GetAny(L4_nilthread, log2, L4_CompleteAddressSpace);
    if (L4_IsNilFpage(memory))
        return answer(0);
    __builtin_memset(reinterpret_cast<void*>(L4_Address(memory)), 0, L4_Size(memory));
    answer_with(L4_Address(memory), memory);
}

// A number from SystemBase on is that of a thread, not of a line.
void give_interrupt(Word line, L4_ThreadId_t driver)
{
    bool const is_line = line < L4_ThreadIdSystemBase(L4_GetKernelInterface());
    bool const noted = is_line && lines.add(line, driver.raw);
    bool const attached = noted && attach(line, driver);
    if (noted && !attached)
        lines.forget(line);
    answer(attached);
}

// A line that is its own handler is attached to nobody.
void take_interrupts_back(L4_ThreadId_t driver)
{
    for (;;) {
        Word const line = lines.take_back(driver.raw);
        if (line == LineOwners::none)
            return;
        (void)attach(line, L4_GlobalId(line, 1));
    }
}

}  // namespace root
