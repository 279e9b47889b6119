# SPDX-License-Identifier: BSD-2-Clause
# Fuzzes the readers of boot input on this machine, with clang's libFuzzer. A fuzzer is a file
# tests/fuzz/fuzz_<reader>.cpp, a folder of first inputs and the sources named here.

# Seconds for all fuzzers together.
SECONDS ?= 60

FUZZERS := acpi_tables archive arm64_tags command_line device_tree elf_image multiboot
FUZZED_acpi_tables  := generic/boot/acpi_tables generic/boot/acpi_machine
FUZZED_archive      := generic/boot/cpio
FUZZED_arm64_tags   := arch/arm64/boot/arm64_tags
FUZZED_command_line := generic/boot/command_line generic/boot/boot_info
FUZZED_device_tree  := generic/boot/device_tree generic/boot/device_tree_facts generic/boot/ram_map
FUZZED_elf_image    := generic/boot/elf_image
FUZZED_multiboot    := generic/boot/multiboot generic/boot/ram_map

FUZZ_FOLDER := build/fuzz
FUZZ_FLAGS  := -std=c++20 -O1 -g -Wall -Wextra -Werror -fno-omit-frame-pointer \
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
    -I kernel -I user/include -I tests/fuzz -I build/$(HOST)/include/generated

# The sources of fuzzer $(1).
fuzz_sources = tests/fuzz/fuzz_$(1).cpp tests/fuzz/fuzz_panic.cpp \
    $(FUZZED_$(1):%=kernel/%.cpp)

.PHONY: fuzz fuzzers

fuzz:
	$(Q)$(MAKE) BOARD=$(HOST) VARIANT= fuzzers
	$(Q)$(PYTHON) tests/fuzz/run_fuzz.py --seconds $(SECONDS) $(FUZZ_FOLDER) $(FUZZERS)

fuzzers: $(FUZZERS:%=$(FUZZ_FOLDER)/fuzz_%)

# Readers are a file or two: each fuzzer is compiled as a whole.
define fuzzer_rule
$(FUZZ_FOLDER)/fuzz_$(1): $(call fuzz_sources,$(1)) \
        $(wildcard kernel/generic/*.h kernel/generic/*/*.h) tests/fuzz/fuzz.mk | $(GEN)/config.h
	@mkdir -p $$(@D)
	$$(call say,FUZZER,$$@)
	$$(Q)clang++ $$(FUZZ_FLAGS) -o $$@ $(call fuzz_sources,$(1))
endef
$(foreach fuzzer,$(FUZZERS),$(eval $(call fuzzer_rule,$(fuzzer))))
