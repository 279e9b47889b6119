// SPDX-License-Identifier: BSD-2-Clause
// The block server's loop: the first client that opens the disk has it.
#ifndef PINYON_BLOCK_SERVER_H
#define PINYON_BLOCK_SERVER_H

#include "virtio.h"

#include <l4/ipc.h>
#include <l4/thread.h>
#include <pinyon/block.h>

namespace block {

template <class Disk>
class BlockServer {
public:
    explicit BlockServer(Disk& disk) : disk_{disk} {}

    // Every request gets an answer, if only an empty one.
    [[noreturn]] void serve()
    {
        L4_ThreadId_t client;
        L4_MsgTag_t tag = L4_Wait(&client);
        for (;;) {
            if (L4_IpcFailed(tag)) {
                tag = L4_Wait(&client);
                continue;
            }
            L4_Msg_t message;
            L4_MsgStore(tag, &message);
            Word const first = L4_MsgWord(&message, 0), second = L4_MsgWord(&message, 1);
            L4_MsgClear(&message);
            if (L4_UntypedWords(tag) == 2)
                answer(client, L4_Label(tag), first, second, message);
            L4_MsgLoad(&message);
            tag = L4_ReplyWait(client, &client);
        }
    }

private:
    void answer(L4_ThreadId_t client, Word label, Word first, Word second, L4_Msg_t& reply)
    {
        if (label == PINYON_BLOCK_OPEN && L4_IsNilThread(owner_))
            owner_ = client;
        if (client != owner_)
            return;
        switch (label) {
        case PINYON_BLOCK_OPEN:
            L4_MsgAppendWord(&reply, disk_.sectors());
            L4_MsgAppendMapItem(&reply, L4_MapItem(disk_.buffer() + L4_ReadWriteOnly, 0));
            break;
        case PINYON_BLOCK_READ:
            L4_MsgAppendWord(&reply, disk_.transfer(Direction::in, first, second));
            break;
        case PINYON_BLOCK_WRITE:
            L4_MsgAppendWord(&reply, disk_.transfer(Direction::out, first, second));
            break;
        case PINYON_BLOCK_STATISTICS:
            L4_MsgAppendWord(&reply, disk_.transfers());
            L4_MsgAppendWord(&reply, disk_.interrupts());
            break;
        }
    }

    Disk& disk_;
    L4_ThreadId_t owner_ = L4_nilthread;
};

}  // namespace block

#endif  // PINYON_BLOCK_SERVER_H
