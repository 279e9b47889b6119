# SPDX-License-Identifier: BSD-2-Clause
# How the kernel is compiled and linked for arm64.

CROSS := aarch64-linux-gnu-

# Strict alignment because start-up code runs with the MMU off, where all memory is device memory.
ARCH_CXXFLAGS  := -march=armv8-a -mgeneral-regs-only -mstrict-align -mno-outline-atomics
ARCH_ASFLAGS   := -march=armv8-a
ARCH_LDFLAGS   := --no-warn-rwx-segments
ARCH_LDSCRIPT  := kernel/arch/arm64/arm64.ld
ARCH_DEFINE    := -DPINYON_PORT_arm64

# Boot loaders expect the Linux Image format: the raw image, whose header is in the start code.
ARCH_RAW_IMAGE := y

# A board whose loader hands over no device tree brings its own, which is linked in.
BOARD_TREE := $(wildcard $(PORT)/board/$(BOARD).dts)

$(GEN)/board_tree.dtb: $(BOARD_TREE) $(PORT)/arm64.mk
	$(call say,TREE,$@)
	@mkdir -p $(@D)
	$(Q)$(if $(BOARD_TREE),dtc -q -I dts -O dtb -o $@ $<,: >$@)

$(O)/$(PORT)/board/arm64_board_tree.S.o: $(GEN)/board_tree.dtb

# The fast path of IPC: message registers and those that Ipc preserves are not the compiler's.
FAST_PATH_CXXFLAGS := -fomit-frame-pointer -fno-crossjumping -mcmodel=tiny \
    $(foreach n,0 1 2 3 4 5 6 7 8 9 10 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30,-ffixed-x$(n))
