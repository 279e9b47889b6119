// SPDX-License-Identifier: BSD-2-Clause
// From the boot loader's 32-bit flat mode to C++ in the upper half.
#include "x86_64_offsets.h"

#define KERNEL_BASE 0xffffffff80000000
#define PHYSICAL(symbol) (symbol - KERNEL_BASE)
#define MULTIBOOT_MAGIC 0x1badb002
#define MULTIBOOT_FLAGS 0x00010003      // modules page aligned, memory map, address fields
#define MULTIBOOT2_MAGIC 0xe85250d6
#define MULTIBOOT2_LENGTH (multiboot2_end - multiboot2_header)
#define BOOTELF_MAGIC 0x4d4f4455        // bootelf.h
#define EXIT_PORT 0xf4                  // x86_64_exit.cpp
#define EXIT_FAILURE 0x11
#define PRESENT_WRITABLE 0x03
#define LARGE_PAGE 0x83

    .section .init.head, "ax"
    .balign 4
multiboot_header:
    .long   MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)
    .long   PHYSICAL(multiboot_header), load_start_physical, load_end_physical
    .long   load_end_physical, PHYSICAL(start32)

    .balign 8
multiboot2_header:
    .long   MULTIBOOT2_MAGIC, 0, MULTIBOOT2_LENGTH, -(MULTIBOOT2_MAGIC + MULTIBOOT2_LENGTH)
    .long   6, 8                        // modules page aligned
    .long   2, 24, PHYSICAL(multiboot2_header), load_start_physical, load_end_physical
    .long   load_end_physical
    .long   3, 12, PHYSICAL(start32), 0
    .long   0, 8                        // end
multiboot2_end:

// EAX = magic, EBX = boot information; paging and interrupts off.
    .code32
    .globl  start32
start32:
    cld
    movl    %eax, %edi
    movl    %ebx, %esi
    movl    $PHYSICAL(boot_stack_end), %esp
    movl    $0x80000000, %eax
    cpuid
    cmpl    $0x80000001, %eax
    jb      not_64_bit
    movl    $0x80000001, %eax
    cpuid
    btl     $29, %edx                   // long mode
    jnc     not_64_bit

    movl    $PHYSICAL(early_root), %eax
    movl    %eax, %cr3
    movl    $0x20, %eax                 // CR4: PAE
    movl    %eax, %cr4
    movl    $0xc0000080, %ecx           // EFER: long mode
    movl    $0x100, %eax
    xorl    %edx, %edx
    wrmsr
    movl    $0x80010011, %eax           // CR0: paging, write protection, protected mode
    movl    %eax, %cr0
    lgdt    PHYSICAL(early_gdt_pointer)
    ljmp    $KERNEL_CODE, $PHYSICAL(start64)

not_64_bit:
    movl    $PHYSICAL(not_64_bit_text), %esi
    movw    $0x3f8, %dx                 // nothing has been found yet: COM1 is the best guess
1:  lodsb
    testb   %al, %al
    jz      2f
    outb    %al, %dx
    jmp     1b
2:  movl    $EXIT_FAILURE, %eax
    outl    %eax, $EXIT_PORT
3:  hlt
    jmp     3b

    .code64
// U-Boot calls the file's entry in 64-bit mode, memory mapped 1:1; RDI = argc, RSI = argv.
    .globl  start_bootelf
start_bootelf:
    cli
    cld
    movl    %edi, %edx
    movl    $BOOTELF_MAGIC, %edi
    movl    $PHYSICAL(boot_stack_end), %esp
    movl    $PHYSICAL(early_root), %eax
    movq    %rax, %cr3
    lgdt    PHYSICAL(early_gdt_pointer)
    pushq   $KERNEL_CODE
    pushq   $PHYSICAL(start64)
    lretq
start64:
    movabsq $start_high, %rax
    jmp     *%rax
start_high:
    xorl    %eax, %eax
    movl    %eax, %ds
    movl    %eax, %es
    movl    %eax, %fs
    movl    %eax, %gs
    movl    %eax, %ss
    movq    $boot_stack_end, %rsp
    movl    %edi, %edi                  // the upper halves are undefined after the mode switch
    movl    %esi, %esi
    xorl    %ebp, %ebp
    call    x86_64_prepare              // returns the top of the kernel stack
    movq    %rax, %rsp
    xorl    %ebp, %ebp
    call    x86_64_start

    .section .rodata
not_64_bit_text:
    .asciz  "\nboot: this processor has no 64-bit mode\n"
early_gdt_pointer:
    .short  early_gdt_end - early_gdt - 1
    .quad   PHYSICAL(early_gdt)
    .balign 8
early_gdt:
    .quad   0
    .quad   0x00af9b000000ffff          // KERNEL_CODE
early_gdt_end:

// The first 4 GB of physical memory, at 0 and in the direct map, and the kernel's 1 GB.
    .section .init.tables, "aw"
    .balign 4096
early_root:
    .quad   PHYSICAL(early_low) + PRESENT_WRITABLE
    .fill   255, 8, 0
    .quad   PHYSICAL(early_low) + PRESENT_WRITABLE
    .fill   254, 8, 0
    .quad   PHYSICAL(early_high) + PRESENT_WRITABLE
early_low:
    .irp    gigabyte, 0, 1, 2, 3
    .quad   PHYSICAL(early_pages) + \gigabyte * 4096 + PRESENT_WRITABLE
    .endr
    .fill   508, 8, 0
early_high:
    .fill   510, 8, 0
    .quad   PHYSICAL(early_pages) + PRESENT_WRITABLE, 0
early_pages:
    .set    megabytes, 0
    .rept   4 * 512
    .quad   megabytes << 20 | LARGE_PAGE
    .set    megabytes, megabytes + 2
    .endr

    .section .bss
    .balign 16
    .fill   16384
boot_stack_end:

    .section .note.GNU-stack, "", @progbits
