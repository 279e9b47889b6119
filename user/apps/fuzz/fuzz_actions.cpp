// SPDX-License-Identifier: BSD-2-Clause
// What a fuzzed thread does, for ever: a random action with random words.
//
// The return value of an action says whether the call succeeded. Most threads do not get to say it:
// they are caught in a fault or an exception, or removed.
#include "fuzz_machine.h"
#include "fuzz_values.h"

#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/thread.h>
#include <l4/utcb.h>
#include __L4_INC_ARCH(syscalls.h)

namespace fuzz {
namespace {

// Half of them are such that two threads may find each other.
bool try_ipc(Values& values)
{
    L4_ThreadId_t to = values.id();
    L4_ThreadId_t specifier = values.id();
    Word timeouts = values.timeouts();
    switch (values.random().below(6)) {
    case 0:
        to = L4_nilthread;
        specifier = L4_anythread;
        timeouts = values.short_time();
        break;
    case 1:
        to = specifier = values.rival();
        timeouts = values.short_time() << 16 | values.short_time();
        break;
    case 2:
        to = values.rival();
        specifier = L4_anythread;
        timeouts = values.short_time() << 16 | values.short_time();
        break;
    default:
        break;
    }
    values.fill_acceptor();
    values.fill_message();
    L4_ThreadId_t from;
    L4_MsgTag_t const tag = L4_Ipc(to, specifier, timeouts, &from);
    return (tag.raw & PINYON_TAG_ERROR) == 0;
}

bool try_lipc(Values& values)
{
    L4_ThreadId_t from;
    values.fill_message();
    L4_MsgTag_t const tag = L4_Lipc(values.id(), values.id(), values.timeouts(), &from);
    return (tag.raw & PINYON_TAG_ERROR) == 0;
}

bool try_unmap(Values& values)
{
    for (int i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
        L4_LoadMR(i, values.fpage().raw);
    constexpr Word flush = 0x40;
    Random& random = values.random();
    L4_Unmap(random.one_in(8) ? values.word() : random.below(4) | random.below(2) * flush);
    return true;
}

// A new instruction pointer is the beginning, or nothing good.
bool try_exchange_registers(Values& values)
{
    Random& random = values.random();
    L4_ThreadId_t const dest = values.id();
    Word control = random.one_in(4) ? values.word() : random.below(0x400);
    if (!random.one_in(8))
        control &= ~Word{PINYON_EXREGS_HALT};
    Word sp = values.address() & ~Word{0xF};
    Word ip = random.one_in(2) ? reinterpret_cast<Word>(fuzz) : values.address();
    Word flags = values.word();
    Word handle = values.word();
    L4_ThreadId_t pager = values.id();
    L4_ThreadId_t const result = L4_ExchangeRegisters(dest, control, sp, ip, flags, handle, pager,
                                                      &control, &sp, &ip, &flags, &handle, &pager);
    return result.raw != PINYON_NILTHREAD;
}

bool try_thread_switch(Values& values)
{
    L4_ThreadSwitch(values.id());
    return true;
}

bool try_schedule(Values& values)
{
    Word old;
    return L4_Schedule(values.id(), values.word(), values.word(), values.word(), values.word(),
                       &old) != 0;
}

bool try_system_clock(Values&)
{
    return L4_SystemClock().raw != 0;
}

bool try_thread_control(Values& values)
{
    void* const utcb =
        reinterpret_cast<void*>(values.random().one_in(4) ? ~Word{0} : values.word());
    return L4_ThreadControl(values.id(), values.id(), values.id(), values.id(), utcb) != 0;
}

bool try_space_control(Values& values)
{
    Word old;
    return L4_SpaceControl(values.id(), values.word(), values.fpage(), values.fpage(), values.id(),
                           &old) != 0;
}

bool try_processor_control(Values& values)
{
    return L4_ProcessorControl(values.word(), values.word(), values.word(), values.word()) != 0;
}

bool try_memory_control(Values& values)
{
    Word const attributes[] = {values.word(), values.word(), values.word(), values.word()};
    for (int i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
        L4_LoadMR(i, values.fpage().raw);
    return L4_MemoryControl(values.word(), attributes) != 0;
}

bool try_kernel_interface(Values&)
{
    Word version, flags, id;
    return L4_KernelInterface(&version, &flags, &id) != nullptr;
}

// Only texts that cannot be read: others would spoil the report.
bool try_debugger_request(Values& values)
{
    switch (values.random().below(4)) {
    case 0:
        return L4_KDB_ReadChar() >= 0;
    case 1:
        L4_KDB_PrintString(reinterpret_cast<char const*>(values.kernel_address()));
        return true;
    case 2:
        L4_KDB_Enter("");
        return true;
    default:
        L4_KDB_Exit(values.word());
        return false;
    }
}

constexpr bool prints(Word number)
{
    return number >= PINYON_SYS_DEBUGGER && number <= PINYON_SYS_DEBUGGER + PINYON_KDB_CLEAR_PAGE;
}

bool try_raw_trap(Values& values)
{
    Word registers[machine::raw_registers];
    for (Word& word : registers)
        word = values.word();
    Word const number = values.random().below(machine::raw_numbers);
    machine::raw_trap(registers, prints(number) ? Word{PINYON_SYS_KERNEL_INTERFACE} : number);
    return true;
}

bool try_memory_access(Values& values)
{
    Word volatile* const place = reinterpret_cast<Word volatile*>(values.address() & ~Word{7});
    if (values.random().one_in(2))
        *place = values.word();
    else
        (void)*place;
    return true;
}

bool try_jump(Values& values)
{
    reinterpret_cast<void (*)()>(values.address())();
    return true;
}

bool try_random_code(Values& values)
{
    Random& random = values.random();
    Word const start = arena_base + code_offset + random.below(page_bytes / 2) / 8 * 8;
    constexpr unsigned length = 32;
    auto* const code = reinterpret_cast<unsigned*>(start);
    for (unsigned i = 0; i < length; ++i)
        code[i] = random.one_in(4)
                      ? static_cast<unsigned>(random.next())
                      : machine::instructions[random.below(machine::instruction_count)];
    machine::publish_code(start, length * sizeof code[0]);
    machine::dirty_registers(random.next());
    reinterpret_cast<void (*)(Word, Word, Word, Word)>(start)(values.word(), values.word(),
                                                              values.word(), values.word());
    return true;
}

bool try_utcb_words(Values& values)
{
    Random& random = values.random();
    Word* const utcb = __L4_Utcb();
    for (Word writes = random.below(8); writes > 0; --writes) {
        long const word = static_cast<long>(random.below(PINYON_UTCB_SIZE / sizeof(Word))) -
                          PINYON_UTCB_POINTER_OFFSET / static_cast<long>(sizeof(Word));
        if (word != PINYON_TCR_SELF_POINTER || random.one_in(8))
            utcb[word] = values.word();
    }
    return true;
}

using Attempt = bool (*)(Values&);

constexpr Attempt attempts[action_count] = {
    [do_ipc] = try_ipc,
    [do_lipc] = try_lipc,
    [do_unmap] = try_unmap,
    [do_exchange_registers] = try_exchange_registers,
    [do_thread_switch] = try_thread_switch,
    [do_schedule] = try_schedule,
    [do_system_clock] = try_system_clock,
    [do_thread_control] = try_thread_control,
    [do_space_control] = try_space_control,
    [do_processor_control] = try_processor_control,
    [do_memory_control] = try_memory_control,
    [do_kernel_interface] = try_kernel_interface,
    [do_debugger_request] = try_debugger_request,
    [do_raw_trap] = try_raw_trap,
    [do_memory_access] = try_memory_access,
    [do_jump] = try_jump,
    [do_random_code] = try_random_code,
    [do_utcb_words] = try_utcb_words,
};

// Those after which the thread is as a rule not there any more.
constexpr bool is_wild(Word action)
{
    return action == do_jump || action == do_random_code || action == do_memory_access;
}

}  // namespace

void fuzz()
{
    FuzzBoard& board = own_board<FuzzBoard>();
    unsigned const index = own_index();
    Random random{board.seeds[index]};
    Values values{random, board};
    for (;;) {
        if (!random.one_in(4)) {
            L4_Set_Pager({board.supervisor});
            L4_Set_ExceptionHandler({board.supervisor});
        }
        Word const action = random.below(action_count);
        if (is_wild(action) && !random.one_in(8))
            continue;
        board.progress[index] = board.progress[index] + 1;
        board.doing[index] = action;
        Tally& tally = board.tallies[action];
        ++tally.begun;
        ++(attempts[action](values) ? tally.succeeded : tally.refused);
    }
}

}  // namespace fuzz
