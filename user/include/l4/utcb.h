// SPDX-License-Identifier: BSD-2-Clause
// Virtual registers: message, buffer and thread control registers as words of the UTCB.
#ifndef PINYON_L4_UTCB_H
#define PINYON_L4_UTCB_H

#include <l4/types.h>

// ---- Message and buffer registers. "Store" moves from the register to memory, "load" the
// other way round.

L4_INLINE void L4_StoreMR(int i, L4_Word_t* word)
{
    *word = __L4_Utcb()[i];
}

L4_INLINE void L4_LoadMR(int i, L4_Word_t word)
{
    __L4_Utcb()[i] = word;
}

L4_INLINE void L4_StoreMRs(int i, int k, L4_Word_t* words)
{
    L4_Word_t const* const utcb = __L4_Utcb();
    for (int n = 0; n < k; n++)
        words[n] = utcb[i + n];
}

L4_INLINE void L4_LoadMRs(int i, int k, L4_Word_t const* words)
{
    L4_Word_t* const utcb = __L4_Utcb();
    for (int n = 0; n < k; n++)
        utcb[i + n] = words[n];
}

L4_INLINE void L4_StoreBR(int i, L4_Word_t* word)
{
    *word = __L4_Utcb()[PINYON_TCR_BR0 - i];
}

L4_INLINE void L4_LoadBR(int i, L4_Word_t word)
{
    __L4_Utcb()[PINYON_TCR_BR0 - i] = word;
}

L4_INLINE void L4_StoreBRs(int i, int k, L4_Word_t* words)
{
    for (int n = 0; n < k; n++)
        L4_StoreBR(i + n, &words[n]);
}

L4_INLINE void L4_LoadBRs(int i, int k, L4_Word_t const* words)
{
    for (int n = 0; n < k; n++)
        L4_LoadBR(i + n, words[n]);
}

// ---- Thread control registers

L4_INLINE L4_Word_t __L4_TCR_MyGlobalId(void)
{
    return __L4_Utcb()[PINYON_TCR_MY_GLOBAL_ID];
}

L4_INLINE L4_Word_t __L4_TCR_MyLocalId(void)
{
    return (L4_Word_t)__L4_Utcb();
}

L4_INLINE L4_Word_t __L4_TCR_ProcessorNo(void)
{
    return __L4_Utcb()[PINYON_TCR_PROCESSOR_NO];
}

L4_INLINE L4_Word_t __L4_TCR_UserDefinedHandle(void)
{
    return __L4_Utcb()[PINYON_TCR_USER_DEFINED_HANDLE];
}

L4_INLINE void __L4_TCR_Set_UserDefinedHandle(L4_Word_t handle)
{
    __L4_Utcb()[PINYON_TCR_USER_DEFINED_HANDLE] = handle;
}

L4_INLINE L4_Word_t __L4_TCR_Pager(void)
{
    return __L4_Utcb()[PINYON_TCR_PAGER];
}

L4_INLINE void __L4_TCR_Set_Pager(L4_Word_t pager)
{
    __L4_Utcb()[PINYON_TCR_PAGER] = pager;
}

L4_INLINE L4_Word_t __L4_TCR_ExceptionHandler(void)
{
    return __L4_Utcb()[PINYON_TCR_EXCEPTION_HANDLER];
}

L4_INLINE void __L4_TCR_Set_ExceptionHandler(L4_Word_t handler)
{
    __L4_Utcb()[PINYON_TCR_EXCEPTION_HANDLER] = handler;
}

L4_INLINE L4_Word_t __L4_TCR_ErrorCode(void)
{
    return __L4_Utcb()[PINYON_TCR_ERROR_CODE];
}

L4_INLINE L4_Word_t __L4_TCR_XferTimeout(void)
{
    return __L4_Utcb()[PINYON_TCR_XFER_TIMEOUTS];
}

L4_INLINE void __L4_TCR_Set_XferTimeout(L4_Word_t timeouts)
{
    __L4_Utcb()[PINYON_TCR_XFER_TIMEOUTS] = timeouts;
}

L4_INLINE L4_Word_t __L4_TCR_IntendedReceiver(void)
{
    return __L4_Utcb()[PINYON_TCR_INTENDED_RECEIVER];
}

L4_INLINE L4_Word_t __L4_TCR_ActualSender(void)
{
    return __L4_Utcb()[PINYON_TCR_ACTUAL_SENDER];
}

L4_INLINE void __L4_TCR_Set_VirtualSender(L4_Word_t sender)
{
    __L4_Utcb()[PINYON_TCR_VIRTUAL_SENDER] = sender;
}

// ThreadWord n, n = 0 or 1.
L4_INLINE L4_Word_t __L4_TCR_ThreadWord(int n)
{
    return __L4_Utcb()[PINYON_TCR_THREAD_WORD0 - n];
}

L4_INLINE void __L4_TCR_Set_ThreadWord(int n, L4_Word_t word)
{
    __L4_Utcb()[PINYON_TCR_THREAD_WORD0 - n] = word;
}

L4_INLINE L4_Word_t __L4_TCR_WordSizeMask(void)
{
    return __L4_Utcb()[PINYON_TCR_WORD_SIZE_MASK];
}

L4_INLINE void __L4_TCR_Set_WordSizeMask(L4_Word_t mask)
{
    __L4_Utcb()[PINYON_TCR_WORD_SIZE_MASK] = mask;
}

// ---- Preemption and coprocessor flags. The kernel may set the pending flag between any two
// instructions of ours, so that every change of the word must be atomic.

#define __L4_COP_FLAGS_SHIFT 8

L4_INLINE L4_Bool_t __L4_SetFlags(L4_Word_t mask)
{
    L4_Word_t* const flags = &__L4_Utcb()[PINYON_TCR_FLAGS];
    return (__atomic_fetch_or(flags, mask, __ATOMIC_RELAXED) & mask) != 0;
}

L4_INLINE L4_Bool_t __L4_ClearFlags(L4_Word_t mask)
{
    L4_Word_t* const flags = &__L4_Utcb()[PINYON_TCR_FLAGS];
    return (__atomic_fetch_and(flags, ~mask, __ATOMIC_RELAXED) & mask) != 0;
}

L4_INLINE void L4_Set_CopFlag(L4_Word_t n)
{
    __L4_SetFlags((L4_Word_t)1 << (__L4_COP_FLAGS_SHIFT + n));
}

L4_INLINE void L4_Clr_CopFlag(L4_Word_t n)
{
    __L4_ClearFlags((L4_Word_t)1 << (__L4_COP_FLAGS_SHIFT + n));
}

// Each of these returns whether its flag was set before.
L4_INLINE L4_Bool_t L4_EnablePreemptionFaultException(void)
{
    return __L4_SetFlags(PINYON_PREEMPT_SIGNAL);
}

L4_INLINE L4_Bool_t L4_DisablePreemptionFaultException(void)
{
    return __L4_ClearFlags(PINYON_PREEMPT_SIGNAL);
}

// Existing headers disagree on the polarity; ours follows the names: "disable" asks for a delay.
L4_INLINE L4_Bool_t L4_EnablePreemption(void)
{
    return __L4_ClearFlags(PINYON_PREEMPT_DELAY);
}

L4_INLINE L4_Bool_t L4_DisablePreemption(void)
{
    return __L4_SetFlags(PINYON_PREEMPT_DELAY);
}

L4_INLINE L4_Bool_t L4_PreemptionPending(void)
{
    return __L4_ClearFlags(PINYON_PREEMPT_PENDING);
}

#endif
