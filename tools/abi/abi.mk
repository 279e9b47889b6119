# SPDX-License-Identifier: BSD-2-Clause
# The tables of docs/abi: asked of the kernel's compiler, written, and compared.

ABI_TABLES := $(PYTHON) tools/abi/abi_tables.py

.PHONY: abi-tables abi-write abi-check

$(O)/abi_probe.cpp: $(wildcard tools/abi/*.py) user/include/pinyon/abi.h
	@mkdir -p $(@D)
	$(Q)$(ABI_TABLES) probe $(ARCH) >$@

# The answers are lines of the assembly text, as those of the structure offsets are. Whatever the
# kernel is optimized for: these functions must become constants.
$(O)/abi_answers.s: $(O)/abi_probe.cpp $(O)/kernel.cxxflags | $(GENERATED)
	$(call say,ASK,$@)
	$(Q)$(CXX) $(KERNEL_CXXFLAGS) -O2 -I . -MMD -MP -MT $@ -MF $@.d -S -o $@ $<

abi-check: $(O)/abi_answers.s
	$(Q)$(ABI_TABLES) check $(ARCH) $<

abi-write: $(O)/abi_answers.s
	$(Q)$(ABI_TABLES) write $(ARCH) $<

# One board of each architecture; common.md must come out the same on all of them.
abi-tables:
	$(Q)set -e; for board in $(SIZE_BOARDS); do $(MAKE) BOARD=$$board VARIANT= abi-write; done

-include $(O)/abi_answers.s.d
