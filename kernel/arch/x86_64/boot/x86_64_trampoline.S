// SPDX-License-Identifier: BSD-2-Clause
// The first instructions of a further processor: from real mode to where the boot CPU came in.
#include "arch/x86_64/boot/x86_64_newcomer.h"

#define KERNEL_BASE 0xffffffff80000000
#define PHYSICAL(symbol) (symbol - KERNEL_BASE)
#define CODE 0x08
#define DATA 0x10

// Copied to the beginning of a page below 1 MB: CS is its segment. Caches are on from here on.
    .text
    .code16
    .globl  x86_64_trampoline, x86_64_trampoline_end
x86_64_trampoline:
    cli
    lgdtl   %cs:(pointer - x86_64_trampoline)
    movl    $1, %eax                    // CR0: protected mode
    movl    %eax, %cr0
    ljmpl   $CODE, $PHYSICAL(protected)
pointer:
    .short  3 * 8 - 1
    .long   PHYSICAL(segments)
x86_64_trampoline_end:

    .code32
protected:
    movl    $DATA, %eax
    movl    %eax, %ds
    movl    $NEWCOMER_MAGIC, %eax
    jmp     start32

    .section .rodata
    .balign 8
segments:
    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff   // flat

    .section .note.GNU-stack, "", @progbits
