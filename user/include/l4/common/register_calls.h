// SPDX-License-Identifier: BSD-2-Clause
// The system calls where their parameters are in consecutive argument registers. The architecture
// includes this after it has named its registers.
#ifndef PINYON_L4_COMMON_REGISTER_CALLS_H
#define PINYON_L4_COMMON_REGISTER_CALLS_H

#include <l4/entry.h>
#include <l4/msgtag.h>
#include <l4/types.h>

// What the architecture defines:
//
//   __L4_CALL_ENTRY       the instruction that calls the address in operand `entry`
//   __L4_REG_ENTRY        the register for that, one that every call destroys anyway
//   __L4_REG_0 .. 6       parameters and results in their order
//   __L4_REG_MR0 .. MR7   message registers; MR0 .. MR3 are the parameters 3 .. 6
//   __L4_REG_ATTRIBUTE2   and 3: of MemoryControl, whose other parameters are 0 .. 2
//   __L4_SCRATCH          a list of the other registers that every call may destroy
//   __L4_SCRATCH_BUT_ATTRIBUTES
//                         the same without those two

#define __L4_SCRATCH_BUT_ARGUMENTS                                                                 \
    __L4_REG_MR4, __L4_REG_MR5, __L4_REG_MR6, __L4_REG_MR7, __L4_SCRATCH

// MR0..MR7 travel in registers. These are macros because register variables must live in the
// function that executes the call.
#define __L4_DECLARE_MRS(utcb)                                                                     \
    register L4_Word_t mr0 __asm__(__L4_REG_MR0) = (utcb)[0];                                      \
    register L4_Word_t mr1 __asm__(__L4_REG_MR1) = (utcb)[1];                                      \
    register L4_Word_t mr2 __asm__(__L4_REG_MR2) = (utcb)[2];                                      \
    register L4_Word_t mr3 __asm__(__L4_REG_MR3) = (utcb)[3];                                      \
    register L4_Word_t mr4 __asm__(__L4_REG_MR4) = (utcb)[4];                                      \
    register L4_Word_t mr5 __asm__(__L4_REG_MR5) = (utcb)[5];                                      \
    register L4_Word_t mr6 __asm__(__L4_REG_MR6) = (utcb)[6];                                      \
    register L4_Word_t mr7 __asm__(__L4_REG_MR7) = (utcb)[7]

#define __L4_MR_OPERANDS                                                                           \
    "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3), "+r"(mr4), "+r"(mr5), "+r"(mr6), "+r"(mr7)

#define __L4_KEEP_MRS(utcb)                                                                        \
    do {                                                                                           \
        (utcb)[0] = mr0, (utcb)[1] = mr1, (utcb)[2] = mr2, (utcb)[3] = mr3;                        \
        (utcb)[4] = mr4, (utcb)[5] = mr5, (utcb)[6] = mr6, (utcb)[7] = mr7;                        \
    } while (0)

L4_INLINE L4_MsgTag_t __L4_IpcThrough(L4_Word_t entry_point, L4_ThreadId_t to,
                                      L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                                      L4_ThreadId_t* from)
{
    L4_Word_t* const utcb = __L4_Utcb();
    register L4_Word_t partner __asm__(__L4_REG_0) = to.raw;
    register L4_Word_t specifier __asm__(__L4_REG_1) = from_specifier.raw;
    register L4_Word_t times __asm__(__L4_REG_2) = timeouts;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = entry_point;
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(partner), "+r"(specifier), "+r"(times), [entry] "+r"(entry),
                       __L4_MR_OPERANDS
                     :
                     : __L4_SCRATCH, "cc", "memory");
    __L4_KEEP_MRS(utcb);
    if (!L4_IsNilThread(from_specifier))
        from->raw = partner;
    L4_MsgTag_t const tag = {utcb[0]};
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                             L4_ThreadId_t* from)
{
    return __L4_IpcThrough(__L4_Entry.ipc, to, from_specifier, timeouts, from);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                              L4_ThreadId_t* from)
{
    return __L4_IpcThrough(__L4_Entry.lipc, to, from_specifier, timeouts, from);
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t* const utcb = __L4_Utcb();
    register L4_Word_t first __asm__(__L4_REG_0) = control;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.unmap;
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), [entry] "+r"(entry), __L4_MR_OPERANDS
                     :
                     : __L4_REG_1, __L4_REG_2, __L4_SCRATCH, "cc", "memory");
    __L4_KEEP_MRS(utcb);
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, L4_Word_t const attributes[4])
{
    L4_Word_t* const utcb = __L4_Utcb();
    register L4_Word_t first __asm__(__L4_REG_0) = control;
    register L4_Word_t attribute0 __asm__(__L4_REG_1) = attributes[0];
    register L4_Word_t attribute1 __asm__(__L4_REG_2) = attributes[1];
    register L4_Word_t attribute2 __asm__(__L4_REG_ATTRIBUTE2) = attributes[2];
    register L4_Word_t attribute3 __asm__(__L4_REG_ATTRIBUTE3) = attributes[3];
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.memory_control;
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), "+r"(attribute0), "+r"(attribute1), "+r"(attribute2),
                       "+r"(attribute3), [entry] "+r"(entry), __L4_MR_OPERANDS
                     :
                     : __L4_SCRATCH_BUT_ATTRIBUTES, "cc", "memory");
    __L4_KEEP_MRS(utcb);
    return first;
}

// From here on every register that a C function may destroy is undefined after the call.

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
                                             L4_Word_t ip, L4_Word_t flags,
                                             L4_Word_t user_defined_handle, L4_ThreadId_t pager,
                                             L4_Word_t* old_control, L4_Word_t* old_sp,
                                             L4_Word_t* old_ip, L4_Word_t* old_flags,
                                             L4_Word_t* old_user_defined_handle,
                                             L4_ThreadId_t* old_pager)
{
    register L4_Word_t thread __asm__(__L4_REG_0) = dest.raw;
    register L4_Word_t state __asm__(__L4_REG_1) = control;
    register L4_Word_t stack __asm__(__L4_REG_2) = sp;
    register L4_Word_t code __asm__(__L4_REG_3) = ip;
    register L4_Word_t bits __asm__(__L4_REG_4) = flags;
    register L4_Word_t handle __asm__(__L4_REG_5) = user_defined_handle;
    register L4_Word_t faults __asm__(__L4_REG_6) = pager.raw;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.exchange_registers;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(thread), "+r"(state), "+r"(stack), "+r"(code), "+r"(bits), "+r"(handle),
                       "+r"(faults), [entry] "+r"(entry)
                     :
                     : __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
    *old_control = state;
    *old_sp = stack;
    *old_ip = code;
    *old_flags = bits;
    *old_user_defined_handle = handle;
    old_pager->raw = faults;
    L4_ThreadId_t const result = {thread};
    return result;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t space,
                                     L4_ThreadId_t scheduler, L4_ThreadId_t pager, void* utcb)
{
    register L4_Word_t first __asm__(__L4_REG_0) = dest.raw;
    register L4_Word_t second __asm__(__L4_REG_1) = space.raw;
    register L4_Word_t third __asm__(__L4_REG_2) = scheduler.raw;
    register L4_Word_t fourth __asm__(__L4_REG_3) = pager.raw;
    register L4_Word_t fifth __asm__(__L4_REG_4) = (L4_Word_t)utcb;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.thread_control;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), "+r"(second), "+r"(third), "+r"(fourth),
                       "+r"(fifth), [entry] "+r"(entry)
                     :
                     : __L4_REG_5, __L4_REG_6, __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
    return first;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t space, L4_Word_t control, L4_Fpage_t kip_area,
                                    L4_Fpage_t utcb_area, L4_ThreadId_t redirector,
                                    L4_Word_t* old_control)
{
    register L4_Word_t first __asm__(__L4_REG_0) = space.raw;
    register L4_Word_t second __asm__(__L4_REG_1) = control;
    register L4_Word_t third __asm__(__L4_REG_2) = kip_area.raw;
    register L4_Word_t fourth __asm__(__L4_REG_3) = utcb_area.raw;
    register L4_Word_t fifth __asm__(__L4_REG_4) = redirector.raw;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.space_control;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), "+r"(second), "+r"(third), "+r"(fourth),
                       "+r"(fifth), [entry] "+r"(entry)
                     :
                     : __L4_REG_5, __L4_REG_6, __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
    *old_control = second;
    return first;
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t time_control,
                                L4_Word_t processor_control, L4_Word_t prio_control,
                                L4_Word_t preemption_control, L4_Word_t* old_time_control)
{
    register L4_Word_t first __asm__(__L4_REG_0) = dest.raw;
    register L4_Word_t second __asm__(__L4_REG_1) = time_control;
    register L4_Word_t third __asm__(__L4_REG_2) = processor_control;
    register L4_Word_t fourth __asm__(__L4_REG_3) = prio_control;
    register L4_Word_t fifth __asm__(__L4_REG_4) = preemption_control;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.schedule;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), "+r"(second), "+r"(third), "+r"(fourth),
                       "+r"(fifth), [entry] "+r"(entry)
                     :
                     : __L4_REG_5, __L4_REG_6, __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
    *old_time_control = second;
    return first;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    register L4_Word_t first __asm__(__L4_REG_0) = dest.raw;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.thread_switch;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), [entry] "+r"(entry)
                     :
                     : __L4_REG_1, __L4_REG_2, __L4_REG_3, __L4_REG_4, __L4_REG_5, __L4_REG_6,
                       __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    register L4_Word_t first __asm__(__L4_REG_0);
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.system_clock;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "=r"(first), [entry] "+r"(entry)
                     :
                     : __L4_REG_1, __L4_REG_2, __L4_REG_3, __L4_REG_4, __L4_REG_5, __L4_REG_6,
                       __L4_SCRATCH_BUT_ARGUMENTS, "cc", "memory");
    L4_Clock_t const clock = {first};
    return clock;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t processor_no, L4_Word_t internal_frequency,
                                        L4_Word_t external_frequency, L4_Word_t voltage)
{
    register L4_Word_t first __asm__(__L4_REG_0) = processor_no;
    register L4_Word_t second __asm__(__L4_REG_1) = internal_frequency;
    register L4_Word_t third __asm__(__L4_REG_2) = external_frequency;
    register L4_Word_t fourth __asm__(__L4_REG_3) = voltage;
    register L4_Word_t entry __asm__(__L4_REG_ENTRY) = __L4_Entry.processor_control;
    __asm__ volatile(__L4_CALL_ENTRY
                     : "+r"(first), "+r"(second), "+r"(third), "+r"(fourth), [entry] "+r"(entry)
                     :
                     : __L4_REG_4, __L4_REG_5, __L4_REG_6, __L4_SCRATCH_BUT_ARGUMENTS, "cc",
                       "memory");
    return first;
}

#endif
