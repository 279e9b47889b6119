// SPDX-License-Identifier: BSD-2-Clause
// IPC: the system call in its usual combinations of send and receive phase.
#ifndef PINYON_L4_IPC_H
#define PINYON_L4_IPC_H

#include <l4/message.h>
#include <l4/types.h>
#include __L4_INC_ARCH(syscalls.h)

L4_INLINE L4_Word_t L4_Timeouts(L4_Time_t snd, L4_Time_t rcv)
{
    return (L4_Word_t)snd.raw << 16 | rcv.raw;
}

L4_INLINE L4_MsgTag_t L4_Call_Timeouts(L4_ThreadId_t to, L4_Time_t snd, L4_Time_t rcv)
{
    L4_ThreadId_t from;
    return L4_Ipc(to, to, L4_Timeouts(snd, rcv), &from);
}

L4_INLINE L4_MsgTag_t L4_Call(L4_ThreadId_t to)
{
    return L4_Call_Timeouts(to, L4_Never, L4_Never);
}

L4_INLINE L4_MsgTag_t L4_Send_Timeout(L4_ThreadId_t to, L4_Time_t snd)
{
    return L4_Ipc(to, L4_nilthread, L4_Timeouts(snd, L4_Never), 0);
}

L4_INLINE L4_MsgTag_t L4_Send(L4_ThreadId_t to)
{
    return L4_Send_Timeout(to, L4_Never);
}

L4_INLINE L4_MsgTag_t L4_Reply(L4_ThreadId_t to)
{
    return L4_Send_Timeout(to, L4_ZeroTime);
}

L4_INLINE L4_MsgTag_t L4_Receive_Timeout(L4_ThreadId_t from, L4_Time_t rcv)
{
    L4_ThreadId_t sender;
    return L4_Ipc(L4_nilthread, from, L4_Timeouts(L4_Never, rcv), &sender);
}

L4_INLINE L4_MsgTag_t L4_Receive(L4_ThreadId_t from)
{
    return L4_Receive_Timeout(from, L4_Never);
}

L4_INLINE L4_MsgTag_t L4_Wait_Timeout(L4_Time_t rcv, L4_ThreadId_t* from)
{
    return L4_Ipc(L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, rcv), from);
}

L4_INLINE L4_MsgTag_t L4_Wait(L4_ThreadId_t* from)
{
    return L4_Wait_Timeout(L4_Never, from);
}

// The reply never waits; the time is that of the receive phase.
L4_INLINE L4_MsgTag_t L4_ReplyWait_Timeout(L4_ThreadId_t to, L4_Time_t rcv, L4_ThreadId_t* from)
{
    return L4_Ipc(to, L4_anythread, L4_Timeouts(L4_ZeroTime, rcv), from);
}

L4_INLINE L4_MsgTag_t L4_ReplyWait(L4_ThreadId_t to, L4_ThreadId_t* from)
{
    return L4_ReplyWait_Timeout(to, L4_Never, from);
}

// To sleep is to wait for a message from oneself. The message registers stay as they are, but
// for MR0.
L4_INLINE void L4_Sleep(L4_Time_t time)
{
    L4_ThreadId_t const myself = {__L4_TCR_MyGlobalId()};
    (void)L4_Receive_Timeout(myself, time);
}

L4_INLINE L4_MsgTag_t L4_Lcall(L4_ThreadId_t to)
{
    L4_ThreadId_t from;
    return L4_Lipc(to, to, L4_Timeouts(L4_Never, L4_Never), &from);
}

L4_INLINE L4_MsgTag_t L4_LreplyWait(L4_ThreadId_t to, L4_ThreadId_t* from)
{
    return L4_Lipc(to, L4_anylocalthread, L4_Timeouts(L4_ZeroTime, L4_Never), from);
}

// The name as the reference manual spells it.
L4_INLINE L4_MsgTag_t L4_Lreply_Wait(L4_ThreadId_t to, L4_ThreadId_t* from)
{
    return L4_LreplyWait(to, from);
}

// ---- What the tag says about the IPC that it came from

L4_INLINE L4_Bool_t L4_IpcFailed(L4_MsgTag_t tag)
{
    return (tag.raw & PINYON_TAG_ERROR) != 0;
}

L4_INLINE L4_Bool_t L4_IpcSucceeded(L4_MsgTag_t tag)
{
    return !L4_IpcFailed(tag);
}

L4_INLINE L4_Bool_t L4_IpcPropagated(L4_MsgTag_t tag)
{
    return (tag.raw & PINYON_TAG_PROPAGATED) != 0;
}

L4_INLINE L4_Bool_t L4_IpcRedirected(L4_MsgTag_t tag)
{
    return (tag.raw & PINYON_TAG_REDIRECTED) != 0;
}

L4_INLINE L4_Bool_t L4_IpcXcpu(L4_MsgTag_t tag)
{
    return (tag.raw & PINYON_TAG_CROSS_CPU) != 0;
}

// Asks to send in the name of the VirtualSender register.
L4_INLINE void L4_Set_Propagation(L4_MsgTag_t* tag)
{
    tag->raw = (tag->raw & ~__L4_TAG_FLAGS_MASK) | PINYON_TAG_PROPAGATED;
}

#ifdef __cplusplus
L4_INLINE L4_MsgTag_t L4_Call(L4_ThreadId_t to, L4_Time_t snd, L4_Time_t rcv)
{
    return L4_Call_Timeouts(to, snd, rcv);
}

L4_INLINE L4_MsgTag_t L4_Send(L4_ThreadId_t to, L4_Time_t snd)
{
    return L4_Send_Timeout(to, snd);
}

L4_INLINE L4_MsgTag_t L4_Receive(L4_ThreadId_t from, L4_Time_t rcv)
{
    return L4_Receive_Timeout(from, rcv);
}

L4_INLINE L4_MsgTag_t L4_Wait(L4_Time_t rcv, L4_ThreadId_t* from)
{
    return L4_Wait_Timeout(rcv, from);
}

L4_INLINE L4_MsgTag_t L4_ReplyWait(L4_ThreadId_t to, L4_Time_t rcv, L4_ThreadId_t* from)
{
    return L4_ReplyWait_Timeout(to, rcv, from);
}
#endif

#endif
