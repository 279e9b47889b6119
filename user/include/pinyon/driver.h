// SPDX-License-Identifier: BSD-2-Clause
// What a driver may ask of the root server: registers of devices, memory for their use, interrupts.
//
// A program is a driver if the arguments of its boot module contain the word "driver".
//
// | request   | MR0 label             | MR1..                  | reply                            |
// |-----------|-----------------------|------------------------|----------------------------------|
// | device    | PINYON_ROOT_DEVICE    | fpage of the registers | MR1 = 1 and a map item, or 0     |
// | memory    | PINYON_ROOT_MEMORY    | log2 of the size       | MR1 = physical address, map item |
// | interrupt | PINYON_ROOT_INTERRUPT | line                   | MR1 = 1 if attached, or 0        |
//
// Registers behind I/O ports are named by an I/O fpage (<pinyon/amd64_ports.h>).
//
// An attached line sends its interrupts to the thread that asked, as X.2 has it: a message from
// thread (line, 1), which wants an empty message as acknowledgement.
#ifndef PINYON_DRIVER_H
#define PINYON_DRIVER_H

#include <pinyon/root.h>

#define PINYON_ROOT_DEVICE 0x7e5UL
#define PINYON_ROOT_MEMORY 0x7e6UL
#define PINYON_ROOT_INTERRUPT 0x7e7UL

// Where a program may put what others map to it: the root server has nothing to give there.
#define PINYON_WINDOW_AREA 0x3000000000UL

// A call whose reply may map something to `window`.
L4_INLINE L4_Word_t __pinyon_root_map(L4_Word_t label, L4_Word_t word, L4_Fpage_t window)
{
    L4_Acceptor_t const accepted = L4_Accepted();
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, label);
    L4_MsgAppendWord(&msg, word);
    L4_Accept(L4_MapGrantItems(window));
    L4_Word_t const answer = __pinyon_root_call(&msg);
    L4_Accept(accepted);
    return answer;
}

// Maps the registers in 2^log2 bytes at `physical` to `window`; false if nobody gives them.
L4_INLINE L4_Bool_t pinyon_root_device(L4_Word_t physical, L4_Word_t window, int log2)
{
    L4_Fpage_t const registers = L4_FpageLog2(physical, log2);
    return __pinyon_root_map(PINYON_ROOT_DEVICE, registers.raw, L4_FpageLog2(window, log2)) != 0;
}

// Maps 2^log2 bytes of zeroed memory, contiguous for devices as well, to `window`. The result is
// the physical address, 0 if there is no such memory. It is never taken back: a device may still
// write to it when its driver is gone.
L4_INLINE L4_Word_t pinyon_root_memory(L4_Word_t window, int log2)
{
    return __pinyon_root_map(PINYON_ROOT_MEMORY, (L4_Word_t)log2, L4_FpageLog2(window, log2));
}

L4_INLINE L4_ThreadId_t pinyon_interrupt_thread(L4_Word_t line)
{
    return L4_GlobalId(line, 1);
}

// Attaches the calling thread to an interrupt line.
L4_INLINE L4_Bool_t pinyon_root_interrupt(L4_Word_t line)
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_ROOT_INTERRUPT);
    L4_MsgAppendWord(&msg, line);
    return __pinyon_root_call(&msg) != 0;
}

#endif
