// SPDX-License-Identifier: BSD-2-Clause
// The system calls of amd64: which register carries which parameter at each entry point.
#ifndef PINYON_L4_AMD64_SYSCALLS_H
#define PINYON_L4_AMD64_SYSCALLS_H

#include <l4/entry.h>
#include <l4/msgtag.h>
#include <l4/types.h>

// RBP may be the frame pointer, which no clobber list can name: it is saved around the call. What
// the compiler keeps below the stack pointer, in the 128 bytes of the red zone, is stepped over.
#define __L4_CALL(entry)                                                                           \
    "leaq -128(%%rsp), %%rsp; pushq %%rbp; call *" entry "; popq %%rbp; leaq 128(%%rsp), %%rsp"
#define __L4_CALL_RCX __L4_CALL("%%rcx")

// MR0..MR7 travel in registers. These are macros because register variables must live in the
// function that executes the call.
#define __L4_DECLARE_MRS(utcb)                                                                     \
    register L4_Word_t mr0 __asm__("r9") = (utcb)[0];                                              \
    L4_Word_t mr1 = (utcb)[1];                                                                     \
    L4_Word_t mr2 = (utcb)[2];                                                                     \
    register L4_Word_t mr3 __asm__("r10") = (utcb)[3];                                             \
    register L4_Word_t mr4 __asm__("r12") = (utcb)[4];                                             \
    register L4_Word_t mr5 __asm__("r13") = (utcb)[5];                                             \
    register L4_Word_t mr6 __asm__("r14") = (utcb)[6];                                             \
    register L4_Word_t mr7 __asm__("r15") = (utcb)[7]

#define __L4_MR_OPERANDS                                                                           \
    "+r"(mr0), "+a"(mr1), "+b"(mr2), "+r"(mr3), "+r"(mr4), "+r"(mr5), "+r"(mr6), "+r"(mr7)

#define __L4_KEEP_MRS(utcb)                                                                        \
    do {                                                                                           \
        (utcb)[0] = mr0, (utcb)[1] = mr1, (utcb)[2] = mr2, (utcb)[3] = mr3;                        \
        (utcb)[4] = mr4, (utcb)[5] = mr5, (utcb)[6] = mr6, (utcb)[7] = mr7;                        \
    } while (0)

L4_INLINE void* L4_KernelInterface(L4_Word_t* api_version, L4_Word_t* api_flags,
                                   L4_Word_t* kernel_id)
{
    void* kip;
    __asm__ volatile("lock; nop"
                     : "=a"(kip), "=c"(*api_version), "=d"(*api_flags), "=S"(*kernel_id));
    return kip;
}

// The kernel knows the UTCB pointer, which RDI may carry, without being told.
L4_INLINE L4_MsgTag_t __L4_IpcThrough(L4_Word_t const* entry, L4_ThreadId_t to,
                                      L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                                      L4_ThreadId_t* from)
{
    L4_Word_t* const utcb = __L4_Utcb();
    L4_Word_t rdi;
    L4_Word_t rcx;
    L4_Word_t partner = to.raw;
    L4_Word_t specifier = from_specifier.raw;
    register L4_Word_t r8 __asm__("r8") = timeouts;
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL("%[entry]")
                     : "+S"(partner), "+d"(specifier), "=D"(rdi), "=c"(rcx), "+r"(r8),
                       __L4_MR_OPERANDS
                     : [entry] "m"(*entry)
                     : "r11", "cc", "memory");
    __L4_KEEP_MRS(utcb);
    if (!L4_IsNilThread(from_specifier))
        from->raw = partner;
    L4_MsgTag_t const tag = {utcb[0]};
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                             L4_ThreadId_t* from)
{
    return __L4_IpcThrough(&__L4_Entry.ipc, to, from_specifier, timeouts, from);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Word_t timeouts,
                              L4_ThreadId_t* from)
{
    return __L4_IpcThrough(&__L4_Entry.lipc, to, from_specifier, timeouts, from);
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t* const utcb = __L4_Utcb();
    L4_Word_t* utcb_operand = utcb;
    L4_Word_t entry = __L4_Entry.unmap;
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL_RCX
                     : "+d"(control), "+D"(utcb_operand), "+c"(entry), __L4_MR_OPERANDS
                     :
                     : "rsi", "r8", "r11", "cc", "memory");
    __L4_KEEP_MRS(utcb);
}

// Every general register but RBP is taken by a parameter, so the entry point is called
// through memory.
L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, L4_Word_t const attributes[4])
{
    L4_Word_t* const utcb = __L4_Utcb();
    L4_Word_t* utcb_operand = utcb;
    L4_Word_t attribute0 = attributes[0];
    L4_Word_t attribute1 = attributes[1];
    register L4_Word_t r8 __asm__("r8") = attributes[2];
    register L4_Word_t r11 __asm__("r11") = attributes[3];
    __L4_DECLARE_MRS(utcb);
    __asm__ volatile(__L4_CALL("%[entry]")
                     : "+d"(control), "+D"(utcb_operand), "+c"(attribute0), "+S"(attribute1),
                       "+r"(r8), "+r"(r11), __L4_MR_OPERANDS
                     : [entry] "m"(__L4_Entry.memory_control)
                     : "cc", "memory");
    __L4_KEEP_MRS(utcb);
    return control;
}

// From here on every register that is not a parameter is undefined after the call.

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
                                             L4_Word_t ip, L4_Word_t flags,
                                             L4_Word_t user_defined_handle, L4_ThreadId_t pager,
                                             L4_Word_t* old_control, L4_Word_t* old_sp,
                                             L4_Word_t* old_ip, L4_Word_t* old_flags,
                                             L4_Word_t* old_user_defined_handle,
                                             L4_ThreadId_t* old_pager)
{
    L4_Word_t entry = __L4_Entry.exchange_registers;
    L4_ThreadId_t result = dest;
    register L4_Word_t r8 __asm__("r8") = ip;
    register L4_Word_t r9 __asm__("r9") = flags;
    register L4_Word_t r10 __asm__("r10") = user_defined_handle;
    __asm__ volatile(__L4_CALL_RCX
                     : "+a"(result.raw), "+S"(control), "+d"(sp), "+r"(r8), "+r"(r9), "+r"(r10),
                       "+D"(pager.raw), "+c"(entry)
                     :
                     : "rbx", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_control = control;
    *old_sp = sp;
    *old_ip = r8;
    *old_flags = r9;
    *old_user_defined_handle = r10;
    *old_pager = pager;
    return result;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t space,
                                     L4_ThreadId_t scheduler, L4_ThreadId_t pager, void* utcb)
{
    L4_Word_t entry = __L4_Entry.thread_control;
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = space.raw;
    register void* r9 __asm__("r9") = utcb;
    __asm__ volatile(__L4_CALL_RCX
                     : "=a"(result), "+D"(dest.raw), "+r"(r8), "+d"(scheduler.raw), "+S"(pager.raw),
                       "+r"(r9), "+c"(entry)
                     :
                     : "rbx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    return result;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t space, L4_Word_t control, L4_Fpage_t kip_area,
                                    L4_Fpage_t utcb_area, L4_ThreadId_t redirector,
                                    L4_Word_t* old_control)
{
    L4_Word_t entry = __L4_Entry.space_control;
    L4_Word_t result;
    L4_Word_t third = kip_area.raw;
    register L4_Word_t r8 __asm__("r8") = utcb_area.raw;
    register L4_Word_t r9 __asm__("r9") = redirector.raw;
    __asm__ volatile(__L4_CALL_RCX
                     : "=a"(result), "+D"(space.raw), "+S"(control), "+d"(third), "+r"(r8),
                       "+r"(r9), "+c"(entry)
                     :
                     : "rbx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_control = third;
    return result;
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t time_control,
                                L4_Word_t processor_control, L4_Word_t prio_control,
                                L4_Word_t preemption_control, L4_Word_t* old_time_control)
{
    L4_Word_t entry = __L4_Entry.schedule;
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = processor_control;
    register L4_Word_t r9 __asm__("r9") = preemption_control;
    __asm__ volatile(__L4_CALL_RCX
                     : "=a"(result), "+D"(dest.raw), "+d"(time_control), "+r"(r8),
                       "+S"(prio_control), "+r"(r9), "+c"(entry)
                     :
                     : "rbx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_time_control = time_control;
    return result;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    L4_Word_t entry = __L4_Entry.thread_switch;
    __asm__ volatile(__L4_CALL_RCX
                     : "+D"(dest.raw), "+c"(entry)
                     :
                     : "rax", "rbx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
                       "r15", "cc", "memory");
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    L4_Word_t entry = __L4_Entry.system_clock;
    L4_Clock_t clock;
    __asm__ volatile(__L4_CALL_RCX
                     : "=a"(clock.raw), "+c"(entry)
                     :
                     : "rbx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
                       "r15", "cc", "memory");
    return clock;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t processor_no, L4_Word_t internal_frequency,
                                        L4_Word_t external_frequency, L4_Word_t voltage)
{
    L4_Word_t entry = __L4_Entry.processor_control;
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = voltage;
    __asm__ volatile(__L4_CALL_RCX
                     : "=a"(result), "+D"(processor_no), "+S"(internal_frequency),
                       "+d"(external_frequency), "+r"(r8), "+c"(entry)
                     :
                     : "rbx", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    return result;
}

#endif
