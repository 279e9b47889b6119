# SPDX-License-Identifier: BSD-2-Clause
# How to compile and link the port. A copy of this folder in kernel/arch is where a port begins.

CROSS         :=
ARCH_CXXFLAGS :=
ARCH_ASFLAGS  :=
ARCH_LDFLAGS  :=
ARCH_LDSCRIPT := $(PORT)/zero.ld
ARCH_DEFINE   := -DPINYON_PORT_zero
