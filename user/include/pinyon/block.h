// SPDX-License-Identifier: BSD-2-Clause
// What a program may ask of a block server: sectors of a disk, by way of a buffer that both share.
//
// | request    | MR0 label               | MR1, MR2      | reply                                 |
// |------------|-------------------------|---------------|---------------------------------------|
// | open       | PINYON_BLOCK_OPEN       |               | MR1 = sectors, the buffer as map item |
// | read       | PINYON_BLOCK_READ       | sector, count | MR1 = 1 if all is in the buffer       |
// | write      | PINYON_BLOCK_WRITE      | sector, count | MR1 = 1 if all is on the disk         |
// | statistics | PINYON_BLOCK_STATISTICS |               | MR1 = transfers, MR2 = interrupts     |
//
// Transfers begin at the buffer's start. The disk belongs to the first thread that opens it; other
// threads get a reply of no words.
#ifndef PINYON_BLOCK_H
#define PINYON_BLOCK_H

#include <l4/ipc.h>
#include <l4/message.h>

#define PINYON_BLOCK_OPEN 0x7f8UL
#define PINYON_BLOCK_READ 0x7f9UL
#define PINYON_BLOCK_WRITE 0x7faUL
#define PINYON_BLOCK_STATISTICS 0x7fbUL

#define PINYON_BLOCK_SECTOR_BYTES 512UL
#define PINYON_BLOCK_BUFFER_LOG2 16
#define PINYON_BLOCK_BUFFER_SECTORS 128UL

__L4_STATIC_ASSERT(PINYON_BLOCK_SECTOR_BYTES* PINYON_BLOCK_BUFFER_SECTORS ==
                       1UL << PINYON_BLOCK_BUFFER_LOG2,
                   "the buffer is whole sectors");

// Makes MR1 and MR2 of the reply the answer; what a reply has not is 0.
L4_INLINE void __pinyon_block_call(L4_ThreadId_t server, L4_Word_t label, L4_Word_t const ask[2],
                                   L4_Word_t answer[2])
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, label);
    L4_MsgAppendWord(&msg, ask[0]);
    L4_MsgAppendWord(&msg, ask[1]);
    L4_MsgLoad(&msg);
    L4_MsgTag_t const tag = L4_Call(server);
    L4_Word_t const words = L4_IpcSucceeded(tag) ? L4_UntypedWords(tag) : 0;
    answer[0] = answer[1] = 0;
    L4_StoreMRs(1, (int)(words > 2 ? 2 : words), answer);
}

// Maps the server's buffer to `buffer`; returns the disk's size in sectors, 0 on failure.
L4_INLINE L4_Word_t pinyon_block_open(L4_ThreadId_t server, L4_Word_t buffer)
{
    L4_Acceptor_t const accepted = L4_Accepted();
    L4_Word_t const nothing[2] = {0, 0};
    L4_Word_t answer[2];
    L4_Accept(L4_MapGrantItems(L4_FpageLog2(buffer, PINYON_BLOCK_BUFFER_LOG2)));
    __pinyon_block_call(server, PINYON_BLOCK_OPEN, nothing, answer);
    L4_Accept(accepted);
    return answer[0];
}

// `label` is PINYON_BLOCK_READ or PINYON_BLOCK_WRITE.
L4_INLINE L4_Bool_t pinyon_block_transfer(L4_ThreadId_t server, L4_Word_t label, L4_Word_t sector,
                                          L4_Word_t count)
{
    L4_Word_t const place[2] = {sector, count};
    L4_Word_t answer[2];
    __pinyon_block_call(server, label, place, answer);
    return answer[0] == 1;
}

L4_INLINE void pinyon_block_statistics(L4_ThreadId_t server, L4_Word_t* transfers,
                                       L4_Word_t* interrupts)
{
    L4_Word_t const nothing[2] = {0, 0};
    L4_Word_t answer[2];
    __pinyon_block_call(server, PINYON_BLOCK_STATISTICS, nothing, answer);
    *transfers = answer[0];
    *interrupts = answer[1];
}

#endif
