# SPDX-License-Identifier: BSD-2-Clause
# How the kernel is compiled and linked for riscv64.

CROSS := riscv64-linux-gnu-

# The compiler knows only the lp64d convention; the kernel uses no floating point, and a stray
# instruction would trap because the FPU is off.
ARCH_CXXFLAGS  := -march=rv64gc -mabi=lp64d -mcmodel=medany -msmall-data-limit=0
ARCH_ASFLAGS   := -march=rv64gc -mabi=lp64d
ARCH_LDFLAGS   :=
ARCH_LDSCRIPT  := kernel/arch/riscv64/riscv64.ld
ARCH_DEFINE    := -DPINYON_PORT_riscv64

# Boot loaders expect the Linux Image format: the raw image, whose header is in the start code.
ARCH_RAW_IMAGE := y

# The fast path of IPC: message registers and those that Ipc preserves are not the compiler's.
FAST_PATH_CXXFLAGS := -fomit-frame-pointer $(addprefix -ffixed-,a0 a1 a2 a3 a4 a5 a6 t0 t1 t2 t3 t6 \
    ra gp s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11)
