// SPDX-License-Identifier: BSD-2-Clause
// The end of a program that the root server loaded.
#include <l4/ipc.h>
#include <l4/thread.h>
#include <pinyon/exit.h>

void pinyon_exit(L4_Word_t status, L4_Word_t messages)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, PINYON_EXIT_LABEL);
    L4_MsgAppendWord(&message, status);
    L4_MsgAppendWord(&message, messages);
    L4_MsgLoad(&message);
    (void)L4_Send(L4_Pager());
    for (;;)
        L4_Sleep(L4_Never);
}
