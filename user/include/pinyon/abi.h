/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The X.2 binary interface in numbers: one place for the kernel, the user headers and assembly.
 * Macros, because C, C++ and the assembler read this file. Section numbers are those of the L4 X.2
 * reference manual's subjects as docs/abi/ presents them.
 */
#ifndef PINYON_ABI_H
#define PINYON_ABI_H

/* ---- Sizes of the register files -------------------------------------------------------- */
#define PINYON_MESSAGE_REGISTERS 64 /* MR0..MR63 */
#define PINYON_BUFFER_REGISTERS 33  /* BR0..BR32 */
#define PINYON_REGISTER_WORDS 8     /* MR0..MR7 travel in CPU registers at the entry points */

/* ---- UTCB: block of 1 KB, the UTCB pointer (local id) names MR0 in its middle ------------- */
#define PINYON_UTCB_SIZE_LOG2 10
#define PINYON_UTCB_SIZE 1024
#define PINYON_UTCB_POINTER_OFFSET 512 /* pointer - start of the block, bytes */
#define PINYON_UTCB_AREA_MIN_LOG2 12

/* Words of the UTCB relative to the UTCB pointer. */
#define PINYON_TCR_BR0 (-16) /* BR n at word PINYON_TCR_BR0 - n */
#define PINYON_TCR_MY_GLOBAL_ID (-15)
#define PINYON_TCR_PROCESSOR_NO (-14)
#define PINYON_TCR_USER_DEFINED_HANDLE (-13)
#define PINYON_TCR_PAGER (-12)
#define PINYON_TCR_EXCEPTION_HANDLER (-11)
#define PINYON_TCR_FLAGS (-10) /* byte 0 PreemptFlags, byte 1 CopFlags */
#define PINYON_TCR_ERROR_CODE (-9)
#define PINYON_TCR_XFER_TIMEOUTS (-8)
#define PINYON_TCR_INTENDED_RECEIVER (-7)
#define PINYON_TCR_VIRTUAL_SENDER (-6) /* written before a send; ActualSender after a receive */
#define PINYON_TCR_ACTUAL_SENDER (-6)
#define PINYON_TCR_THREAD_WORD1 (-5)
#define PINYON_TCR_THREAD_WORD0 (-4)
#define PINYON_TCR_SELF_POINTER (-2) /* holds the UTCB pointer; x86_64: %gs:0 names this word */
#define PINYON_TCR_WORD_SIZE_MASK (-1)

/* PreemptFlags. */
#define PINYON_PREEMPT_SIGNAL 0x20
#define PINYON_PREEMPT_DELAY 0x40
#define PINYON_PREEMPT_PENDING 0x80

/* ---- Kernel interface page: byte offsets ------------------------------------------------- */
#define PINYON_KIP_SIZE_LOG2 12
#define PINYON_KIP_MAGIC_VALUE 0x4BE6344C
#define PINYON_KIP_MAGIC 0x000
#define PINYON_KIP_API_VERSION 0x008
#define PINYON_KIP_API_FLAGS 0x010
#define PINYON_KIP_KERN_DESC_PTR 0x018
#define PINYON_KIP_SIGMA0 0x040 /* SP, IP, low, high */
#define PINYON_KIP_SIGMA1 0x060
#define PINYON_KIP_ROOT 0x080
#define PINYON_KIP_MEMORY_INFO 0x0A8
#define PINYON_KIP_UTCB_INFO 0x150
#define PINYON_KIP_AREA_INFO 0x158
#define PINYON_KIP_BOOT_INFO 0x170
#define PINYON_KIP_PROC_DESC_PTR 0x178
#define PINYON_KIP_CLOCK_INFO 0x180
#define PINYON_KIP_THREAD_INFO 0x188
#define PINYON_KIP_PAGE_INFO 0x190
#define PINYON_KIP_PROCESSOR_INFO 0x198
#define PINYON_KIP_SPACE_CONTROL 0x1A0 /* entry points from here */
#define PINYON_KIP_THREAD_CONTROL 0x1A8
#define PINYON_KIP_PROCESSOR_CONTROL 0x1B0
#define PINYON_KIP_MEMORY_CONTROL 0x1B8
#define PINYON_KIP_IPC 0x1C0
#define PINYON_KIP_LIPC 0x1C8
#define PINYON_KIP_UNMAP 0x1D0
#define PINYON_KIP_EXCHANGE_REGISTERS 0x1D8
#define PINYON_KIP_SYSTEM_CLOCK 0x1E0
#define PINYON_KIP_THREAD_SWITCH 0x1E8
#define PINYON_KIP_SCHEDULE 0x1F0
#define PINYON_KIP_ARCH_SYSCALL0 0x220 /* .. ArchSyscall3 at 0x238 */
#define PINYON_KIP_FIXED_END 0x240

/* Private words between the kernel and the SystemClock stub: microseconds =
 * high 64 bits of (counter - base) * scale. */
#define PINYON_KIP_CLOCK_SCALE 0x240
#define PINYON_KIP_CLOCK_BASE 0x248
#define PINYON_KIP_DESCRIPTORS 0x250 /* kernel, processor and memory descriptors, text */
#define PINYON_KIP_STUBS 0xC00       /* stub code where entry points are offsets */

#define PINYON_API_VERSION 0x84070000 /* X.2, as its manual's revision 7 has it */
#define PINYON_API_FLAGS 0x4          /* little-endian, 64-bit API */
#define PINYON_KERNEL_ID 0x06010000

/* Memory descriptor types. */
#define PINYON_MEM_UNDEFINED 0x0
#define PINYON_MEM_CONVENTIONAL 0x1
#define PINYON_MEM_RESERVED 0x2
#define PINYON_MEM_DEDICATED 0x3
#define PINYON_MEM_SHARED 0x4
#define PINYON_MEM_BOOT_LOADER 0xE /* subtypes: 1 boot information, 3 boot modules */
#define PINYON_MEM_ARCHITECTURE 0xF
#define PINYON_MEM_SUBTYPE_BOOT_INFO 0x1
#define PINYON_MEM_SUBTYPE_BOOT_MODULE 0x3

/* ---- Thread ids -------------------------------------------------------------------------- */
#define PINYON_NILTHREAD 0x0
#define PINYON_ANYTHREAD (-1)
#define PINYON_ANYLOCALTHREAD (-64)

/* ---- Time -------------------------------------------------------------------------------- */
#define PINYON_TIME_NEVER 0x0000
#define PINYON_TIME_ZERO 0x0400

/* ---- Rights ------------------------------------------------------------------------------ */
/* Memory attributes of MemoryControl; which there are is the architecture's (docs/abi). */
#define PINYON_MEMORY_DEFAULT 0
#define PINYON_MEMORY_UNCACHEABLE 1
#define PINYON_MEMORY_WRITE_COMBINING 2
#define PINYON_MEMORY_STRONGLY_ORDERED 3
#define PINYON_MEMORY_WRITE_THROUGH 5
#define PINYON_MEMORY_WRITE_PROTECTED 6
#define PINYON_MEMORY_WRITE_BACK 7

#define PINYON_RIGHT_X 1
#define PINYON_RIGHT_W 2
#define PINYON_RIGHT_R 4

/* ---- Message tag flags (bits 15..12) and typed items ------------------------------------- */
#define PINYON_TAG_PROPAGATED 0x1000
#define PINYON_TAG_REDIRECTED 0x2000
#define PINYON_TAG_CROSS_CPU 0x4000
#define PINYON_TAG_ERROR 0x8000
#define PINYON_ITEM_MAP 0x8
#define PINYON_ITEM_GRANT 0xA

/* ---- Error codes ------------------------------------------------------------------------- */
#define PINYON_ERR_OK 0
#define PINYON_ERR_NO_PRIVILEGE 1
#define PINYON_ERR_INVALID_THREAD 2
#define PINYON_ERR_INVALID_SPACE 3
#define PINYON_ERR_INVALID_SCHEDULER 4
#define PINYON_ERR_INVALID_PARAMETER 5
#define PINYON_ERR_UTCB_AREA 6
#define PINYON_ERR_KIP_AREA 7
#define PINYON_ERR_NO_MEMORY 8
/* IPC errors: e in bits 3..1 of the ErrorCode word, the phase in bit 0 (1 = receive). */
#define PINYON_IPC_TIMEOUT 1
#define PINYON_IPC_NO_PARTNER 2
#define PINYON_IPC_CANCELLED 3
#define PINYON_IPC_OVERFLOW 4
#define PINYON_IPC_XFER_TIMEOUT_SELF 5
#define PINYON_IPC_XFER_TIMEOUT_PARTNER 6
#define PINYON_IPC_ABORTED 7

/* ---- Protocol numbers: label = number * 16 + low nibble ---------------------------------- */
#define PINYON_PROTO_INTERRUPT (-1)
#define PINYON_PROTO_PAGE_FAULT (-2)
#define PINYON_PROTO_PREEMPTION (-3)
#define PINYON_PROTO_SYSTEM_EXCEPTION (-4)
#define PINYON_PROTO_ARCH_EXCEPTION (-5)
#define PINYON_PROTO_SIGMA0 (-6)
#define PINYON_PROTO_IO_FAULT (-8)
#define PINYON_PROTO_SIGMA0_EXTENDED (-1001)

/* Operations of the extended sigma0 protocol, in MR1 */
#define PINYON_SIGMA0_SET_VERBOSITY 1 /* MR2: 0 silence, 1 refused faults, 2 all requests */
#define PINYON_SIGMA0_DUMP 2          /* MR2: 0 no answer, else an empty one */

/* ---- ExchangeRegisters control ----------------------------------------------------------- */
#define PINYON_EXREGS_HALT 0x001    /* in: new halt state (with 0x100); out: was halted */
#define PINYON_EXREGS_RECEIVE 0x002 /* in: abort receive; out: was in a receive phase */
#define PINYON_EXREGS_SEND 0x004    /* in: abort send; out: was in a send phase */
#define PINYON_EXREGS_SET_SP 0x008
#define PINYON_EXREGS_SET_IP 0x010
#define PINYON_EXREGS_SET_FLAGS 0x020
#define PINYON_EXREGS_SET_HANDLE 0x040
#define PINYON_EXREGS_SET_PAGER 0x080
#define PINYON_EXREGS_SET_HALT 0x100
#define PINYON_EXREGS_DELIVER 0x200

/* ---- SpaceControl control (feature kmem-accounts) ---------------------------------------- */
#define PINYON_SPACE_LIMIT 0x80000000 /* in: set the limit; out: there is one */
#define PINYON_SPACE_PAGES 0x7FFFFFFF /* in: limit in 4 KB units, all ones: none; out: use */

/* ---- Schedule results -------------------------------------------------------------------- */
#define PINYON_SCHED_ERROR 0
#define PINYON_SCHED_DEAD 1
#define PINYON_SCHED_INACTIVE 2
#define PINYON_SCHED_RUNNING 3
#define PINYON_SCHED_PENDING_SEND 4
#define PINYON_SCHED_SENDING 5
#define PINYON_SCHED_WAITING 6
#define PINYON_SCHED_RECEIVING 7

/* ---- Stub <-> kernel: system-call numbers (private, may change with the kernel) ---------- */
#define PINYON_SYS_IPC 0
#define PINYON_SYS_LIPC 1
#define PINYON_SYS_UNMAP 2
#define PINYON_SYS_EXCHANGE_REGISTERS 3
#define PINYON_SYS_THREAD_CONTROL 4
#define PINYON_SYS_SPACE_CONTROL 5
#define PINYON_SYS_SCHEDULE 6
#define PINYON_SYS_THREAD_SWITCH 7
#define PINYON_SYS_SYSTEM_CLOCK 8
#define PINYON_SYS_PROCESSOR_CONTROL 9
#define PINYON_SYS_MEMORY_CONTROL 10
#define PINYON_SYS_ARCH0 11 /* .. 14 */
#define PINYON_SYS_KERNEL_INTERFACE 15
#define PINYON_SYS_DEBUGGER 16 /* + operation, on arm64 and riscv64 */

/* What the trap instruction carries is number + base: other systems count theirs from 0, so theirs
 * are told apart. x86_64 needs none, where `syscall` is the kernel's own in the stub page only. */
#define PINYON_SVC_BASE 0x4C00      /* arm64: the immediate of svc */
#define PINYON_ECALL_BASE (-0x800)  /* riscv64: a7 */

/* Debugger operations. */
#define PINYON_KDB_PRINT_CHAR 0x00
#define PINYON_KDB_PRINT_STRING 0x01
#define PINYON_KDB_CLEAR_PAGE 0x02
#define PINYON_KDB_READ_CHAR 0x08
#define PINYON_KDB_KERNEL_MEMORY 0x0C /* extension: a PINYON_KMEM count; privileged spaces only */
#define PINYON_KDB_READ_CHAR_BLOCKED 0x0D
#define PINYON_KDB_EXIT 0x0E  /* extension: end the machine; privileged spaces only */
#define PINYON_KDB_ENTER 0x0F /* arm64, riscv64: enter with text */

/* What there is of kernel memory. */
#define PINYON_KMEM_FREE_FRAMES 0 /* of 4 KB */
#define PINYON_KMEM_FRAMES 1      /* free and used */
#define PINYON_KMEM_THREADS 2
#define PINYON_KMEM_SPACES 3
#define PINYON_KMEM_MAPPINGS 4 /* of pages, made by map and grant items */

/* ---- Generic boot information ------------------------------------------------------------ */
#define PINYON_BOOTINFO_MAGIC 0x14B0021D
#define PINYON_BOOTINFO_VERSION 1
#define PINYON_BOOTREC_MODULE 0x0001

#endif /* PINYON_ABI_H */
