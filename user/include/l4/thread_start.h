// SPDX-License-Identifier: BSD-2-Clause
// Starting and stopping threads of the invoker's space; a part of <l4/thread.h>.
#ifndef PINYON_L4_THREAD_START_H
#define PINYON_L4_THREAD_START_H

#include <l4/thread.h>

#define __L4_EXREGS_START (PINYON_EXREGS_SET_HALT | PINYON_EXREGS_SEND | PINYON_EXREGS_RECEIVE)
#define __L4_EXREGS_STOP (PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT | PINYON_EXREGS_DELIVER)

// An IPC that goes on is cut, so that the thread runs at once.
L4_INLINE void L4_Start(L4_ThreadId_t t)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, __L4_EXREGS_START);
    __L4_DoExchange(&x);
}

L4_INLINE void L4_Start_SpIp(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip)
{
    __L4_Exchange_t x =
        __L4_ExchangeOf(t, __L4_EXREGS_START | PINYON_EXREGS_SET_SP | PINYON_EXREGS_SET_IP);
    x.sp = sp;
    x.ip = ip;
    __L4_DoExchange(&x);
}

L4_INLINE void L4_Start_SpIpFlags(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip, L4_Word_t flags)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, __L4_EXREGS_START | PINYON_EXREGS_SET_SP |
                                               PINYON_EXREGS_SET_IP | PINYON_EXREGS_SET_FLAGS);
    x.sp = sp;
    x.ip = ip;
    x.flags = flags;
    __L4_DoExchange(&x);
}

// Halts the thread and cuts the given phases; the registers are those at that moment.
L4_INLINE L4_ThreadState_t __L4_Halt(L4_ThreadId_t t, L4_Word_t phases, L4_Word_t* sp,
                                     L4_Word_t* ip, L4_Word_t* flags)
{
    __L4_Exchange_t x = __L4_ExchangeOf(t, __L4_EXREGS_STOP | phases);
    __L4_DoExchange(&x);
    *sp = x.sp;
    *ip = x.ip;
    *flags = x.flags;
    L4_ThreadState_t const state = {x.control};
    return state;
}

L4_INLINE L4_ThreadState_t L4_Stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip,
                                             L4_Word_t* flags)
{
    return __L4_Halt(t, 0, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_Stop(L4_ThreadId_t t)
{
    L4_Word_t sp, ip, flags;
    return L4_Stop_SpIpFlags(t, &sp, &ip, &flags);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t* sp,
                                                              L4_Word_t* ip, L4_Word_t* flags)
{
    return __L4_Halt(t, PINYON_EXREGS_RECEIVE, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop(L4_ThreadId_t t)
{
    L4_Word_t sp, ip, flags;
    return L4_AbortReceive_and_stop_SpIpFlags(t, &sp, &ip, &flags);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t* sp,
                                                           L4_Word_t* ip, L4_Word_t* flags)
{
    return __L4_Halt(t, PINYON_EXREGS_SEND, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop(L4_ThreadId_t t)
{
    L4_Word_t sp, ip, flags;
    return L4_AbortSend_and_stop_SpIpFlags(t, &sp, &ip, &flags);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t* sp,
                                                          L4_Word_t* ip, L4_Word_t* flags)
{
    return __L4_Halt(t, PINYON_EXREGS_RECEIVE | PINYON_EXREGS_SEND, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop(L4_ThreadId_t t)
{
    L4_Word_t sp, ip, flags;
    return L4_AbortIpc_and_stop_SpIpFlags(t, &sp, &ip, &flags);
}

#ifdef __cplusplus
L4_INLINE void L4_Start(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip)
{
    L4_Start_SpIp(t, sp, ip);
}

L4_INLINE void L4_Start(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip, L4_Word_t flags)
{
    L4_Start_SpIpFlags(t, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_Stop(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip, L4_Word_t* flags)
{
    return L4_Stop_SpIpFlags(t, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip,
                                                    L4_Word_t* flags)
{
    return L4_AbortReceive_and_stop_SpIpFlags(t, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip,
                                                 L4_Word_t* flags)
{
    return L4_AbortSend_and_stop_SpIpFlags(t, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip,
                                                L4_Word_t* flags)
{
    return L4_AbortIpc_and_stop_SpIpFlags(t, sp, ip, flags);
}

// The name as some existing programs spell it.
L4_INLINE L4_ThreadState_t l4_abort_send_and_stop(L4_ThreadId_t t, L4_Word_t* sp, L4_Word_t* ip,
                                                  L4_Word_t* flags)
{
    return L4_AbortSend_and_stop_SpIpFlags(t, sp, ip, flags);
}
#endif

#endif
