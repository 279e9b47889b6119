// SPDX-License-Identifier: BSD-2-Clause
// Threads: identity, thread control registers, starting, stopping and id translation.
#ifndef PINYON_L4_THREAD_H
#define PINYON_L4_THREAD_H

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

#define L4_ERROR_OK L4_ErrOk
#define L4_ERROR_NO_PRIVILEGE L4_ErrNoPrivilege
#define L4_ERROR_INVALID_THREAD L4_ErrInvalidThread
#define L4_ERROR_INVALID_SPACE L4_ErrInvalidSpace
#define L4_ERROR_INVALID_SCHEDULER L4_ErrInvalidScheduler
#define L4_ERROR_INVALID_PARAM L4_ErrInvalidParam
#define L4_ERROR_UTCB_AREA L4_ErrUtcbArea
#define L4_ERROR_KIP_AREA L4_ErrKipArea
#define L4_ERROR_NO_MEM L4_ErrNoMem

// ---- The invoker's own thread control registers

L4_INLINE L4_ThreadId_t __L4_IdFromWord(L4_Word_t raw)
{
    L4_ThreadId_t const id = {raw};
    return id;
}

L4_INLINE L4_ThreadId_t L4_MyGlobalId(void)
{
    return __L4_IdFromWord(__L4_TCR_MyGlobalId());
}

L4_INLINE L4_ThreadId_t L4_MyLocalId(void)
{
    return __L4_IdFromWord(__L4_TCR_MyLocalId());
}

L4_INLINE L4_ThreadId_t L4_Myself(void)
{
    return L4_MyGlobalId();
}

L4_INLINE L4_Word_t L4_ProcessorNo(void)
{
    return __L4_TCR_ProcessorNo();
}

L4_INLINE L4_Word_t L4_UserDefinedHandle(void)
{
    return __L4_TCR_UserDefinedHandle();
}

L4_INLINE void L4_Set_UserDefinedHandle(L4_Word_t handle)
{
    __L4_TCR_Set_UserDefinedHandle(handle);
}

L4_INLINE L4_ThreadId_t L4_Pager(void)
{
    return __L4_IdFromWord(__L4_TCR_Pager());
}

L4_INLINE void L4_Set_Pager(L4_ThreadId_t pager)
{
    __L4_TCR_Set_Pager(pager.raw);
}

L4_INLINE L4_ThreadId_t L4_ExceptionHandler(void)
{
    return __L4_IdFromWord(__L4_TCR_ExceptionHandler());
}

L4_INLINE void L4_Set_ExceptionHandler(L4_ThreadId_t handler)
{
    __L4_TCR_Set_ExceptionHandler(handler.raw);
}

L4_INLINE L4_Word_t L4_ErrorCode(void)
{
    return __L4_TCR_ErrorCode();
}

L4_INLINE L4_Word_t L4_XferTimeouts(void)
{
    return __L4_TCR_XferTimeout();
}

L4_INLINE void L4_Set_XferTimeouts(L4_Word_t timeouts)
{
    __L4_TCR_Set_XferTimeout(timeouts);
}

L4_INLINE L4_ThreadId_t L4_IntendedReceiver(void)
{
    return __L4_IdFromWord(__L4_TCR_IntendedReceiver());
}

L4_INLINE L4_ThreadId_t L4_ActualSender(void)
{
    return __L4_IdFromWord(__L4_TCR_ActualSender());
}

L4_INLINE void L4_Set_VirtualSender(L4_ThreadId_t sender)
{
    __L4_TCR_Set_VirtualSender(sender.raw);
}

// Every message has the words of this machine: clients with narrower ones are not supported.
L4_INLINE L4_Word_t L4_WordSizeMask(void)
{
    return ~(L4_Word_t)0;
}

L4_INLINE void L4_Reset_WordSizeMask(void) {}

#ifdef __cplusplus
extern "C" {
#endif

// The name of an error code of a system call other than IPC.
char const* L4_ErrorCode_String(L4_Word_t error);

#ifdef __cplusplus
}
#endif

// ---- Other threads of the invoker's space

// What L4_Stop and its relatives found: the output control word of ExchangeRegisters.
typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t halted : 1;
        L4_Word_t receiving : 1;
        L4_Word_t sending : 1;
        L4_Word_t zeros : 61;
    } X;
} L4_ThreadState_t;

L4_INLINE L4_Bool_t L4_ThreadWasHalted(L4_ThreadState_t s)
{
    return s.X.halted;
}

L4_INLINE L4_Bool_t L4_ThreadWasReceiving(L4_ThreadState_t s)
{
    return s.X.receiving;
}

L4_INLINE L4_Bool_t L4_ThreadWasSending(L4_ThreadState_t s)
{
    return s.X.sending;
}

L4_INLINE L4_Bool_t L4_ThreadWasIpcing(L4_ThreadState_t s)
{
    return s.X.receiving || s.X.sending;
}

// Operands and results of one ExchangeRegisters, which the functions below use in part.
typedef struct {
    L4_ThreadId_t thread;
    L4_Word_t control;
    L4_Word_t sp;
    L4_Word_t ip;
    L4_Word_t flags;
    L4_Word_t handle;
    L4_ThreadId_t pager;
} __L4_Exchange_t;

L4_INLINE __L4_Exchange_t __L4_ExchangeOf(L4_ThreadId_t t, L4_Word_t control)
{
    __L4_Exchange_t const x = {t, control, 0, 0, 0, 0, {0}};
    return x;
}

L4_INLINE void __L4_DoExchange(__L4_Exchange_t* x)
{
    x->thread =
        L4_ExchangeRegisters(x->thread, x->control, x->sp, x->ip, x->flags, x->handle, x->pager,
                             &x->control, &x->sp, &x->ip, &x->flags, &x->handle, &x->pager);
}

// The id in the other form: local for a global one, global for a local one; nil on error.
L4_INLINE L4_ThreadId_t __L4_TranslateId(L4_ThreadId_t t)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, 0);
    __L4_DoExchange(&x);
    return x.thread;
}

L4_INLINE L4_ThreadId_t L4_GlobalIdOf(L4_ThreadId_t t)
{
    return L4_IsNilThread(t) || L4_IsGlobalId(t) ? t : __L4_TranslateId(t);
}

L4_INLINE L4_ThreadId_t L4_LocalIdOf(L4_ThreadId_t t)
{
    return L4_IsGlobalId(t) ? __L4_TranslateId(t) : t;
}

L4_INLINE L4_Bool_t L4_SameThreads(L4_ThreadId_t l, L4_ThreadId_t r)
{
    return L4_GlobalIdOf(l).raw == L4_GlobalIdOf(r).raw;
}

L4_INLINE L4_Word_t L4_UserDefinedHandleOf(L4_ThreadId_t t)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, PINYON_EXREGS_DELIVER);
    __L4_DoExchange(&x);
    return x.handle;
}

L4_INLINE void L4_Set_UserDefinedHandleOf(L4_ThreadId_t t, L4_Word_t handle)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, PINYON_EXREGS_SET_HANDLE);
    x.handle = handle;
    __L4_DoExchange(&x);
}

L4_INLINE L4_ThreadId_t L4_PagerOf(L4_ThreadId_t t)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, PINYON_EXREGS_DELIVER);
    __L4_DoExchange(&x);
    return x.pager;
}

L4_INLINE void L4_Set_PagerOf(L4_ThreadId_t t, L4_ThreadId_t pager)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, PINYON_EXREGS_SET_PAGER);
    x.pager = pager;
    __L4_DoExchange(&x);
}

#include <l4/thread_start.h>

// ---- Control transfer items in MR1 and up: which groups fault messages of the thread carry, and
// its registers themselves. 1 is success, 0 says that there is no such thread. Only a kernel with
// the feature "ctrlxfer" looks at the items; any other ignores these flags.

#define L4_EXREGS_CTRLXFER_CONF_FLAG ((L4_Word_t)0x400)
#define L4_EXREGS_CTRLXFER_READ_FLAG ((L4_Word_t)0x800)
#define L4_EXREGS_CTRLXFER_WRITE_FLAG ((L4_Word_t)0x1000)

L4_INLINE L4_Word_t __L4_ExchangeItems(L4_ThreadId_t t, L4_Word_t control)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, control);
    __L4_DoExchange(&x);
    return !L4_IsNilThread(x.thread);
}

L4_INLINE L4_Word_t L4_ConfCtrlXferItems(L4_ThreadId_t t)
{
    return __L4_ExchangeItems(t, L4_EXREGS_CTRLXFER_CONF_FLAG);
}

L4_INLINE L4_Word_t L4_ReadCtrlXferItems(L4_ThreadId_t t)
{
    return __L4_ExchangeItems(t, L4_EXREGS_CTRLXFER_READ_FLAG);
}

L4_INLINE L4_Word_t L4_WriteCtrlXferItems(L4_ThreadId_t t)
{
    return __L4_ExchangeItems(t, L4_EXREGS_CTRLXFER_WRITE_FLAG);
}

// ---- Interrupts: an interrupt is a thread whose number is the line and whose version is 1

#define __L4_UNCHANGED_UTCB ((void*)~(L4_Word_t)0)

L4_INLINE L4_Word_t L4_AssociateInterrupt(L4_ThreadId_t irq, L4_ThreadId_t handler)
{
    return L4_ThreadControl(irq, irq, L4_nilthread, handler, __L4_UNCHANGED_UTCB);
}

L4_INLINE L4_Word_t L4_DeassociateInterrupt(L4_ThreadId_t irq)
{
    return L4_ThreadControl(irq, irq, L4_nilthread, irq, __L4_UNCHANGED_UTCB);
}

#ifdef __cplusplus
L4_INLINE L4_ThreadId_t L4_GlobalId(L4_ThreadId_t t)
{
    return L4_GlobalIdOf(t);
}

L4_INLINE L4_ThreadId_t L4_LocalId(L4_ThreadId_t t)
{
    return L4_LocalIdOf(t);
}

L4_INLINE L4_Word_t L4_UserDefinedHandle(L4_ThreadId_t t)
{
    return L4_UserDefinedHandleOf(t);
}

L4_INLINE void L4_Set_UserDefinedHandle(L4_ThreadId_t t, L4_Word_t handle)
{
    L4_Set_UserDefinedHandleOf(t, handle);
}

L4_INLINE L4_ThreadId_t L4_Pager(L4_ThreadId_t t)
{
    return L4_PagerOf(t);
}

L4_INLINE void L4_Set_Pager(L4_ThreadId_t t, L4_ThreadId_t pager)
{
    L4_Set_PagerOf(t, pager);
}
#endif

#endif
