# SPDX-License-Identifier: BSD-2-Clause
# Running and testing what was built. Results and logs are in the target's output folder.

DRIVER := $(PYTHON) tests/driver
DRIVE   = $(DRIVER)/drive.py $(1) $(BOARD) --boot $(BOOT) --folder $(O) \
    $(if $(ICOUNT),--icount $(ICOUNT)) $(if $(CPUS),--cpus $(CPUS)) \
    $(if $(WORDS),--words '$(WORDS)')

# In names of results, as in tests/driver/board.py.
OF_BOOT := $(if $(filter-out direct,$(BOOT)),-$(BOOT))

# Fewer results than these mean that something did not run.
UNIT_MINIMUM        := 100
CONFORMANCE_MINIMUM := 40
BINARY_MINIMUM      := 20
STRIDE_MINIMUM      := 5
CONFORMANCE_SKIPS   := 5
USERFUZZ_MINIMUM    := 11
TORTURE_MINIMUM     := 10

# Seconds until a guest counts as hung.
RUN_LIMIT         ?= 60
CONFORMANCE_LIMIT ?= 400
BENCH_LIMIT       ?= 300
PATHS             ?= 8
NMI_SEED          ?= 1

# Seconds by the guest's clock of what goes on for as long as it is told, and what its random
# numbers start from: a number, or "random".
SEED_GIVEN     := $(filter command environment,$(firstword $(origin SEED)))
SEED           ?= 1
GUEST_SECONDS  := $(if $(filter command environment,$(firstword $(origin SECONDS))),$(SECONDS),30)
GUEST_SEED     := $(if $(filter random,$(SEED)),$(shell $(PYTHON) -c \
    'import random; print(random.randrange(1 << 32))'),$(SEED))
USERFUZZ_LIMIT ?= $(shell echo $$((120 + 20 * $(GUEST_SECONDS))))

# How often the torture must have done each kind of thing: 10 000 times in 30 seconds. With ICOUNT
# the machine is a slow one.
TORTURE_LEAST := $(shell echo $$(($(GUEST_SECONDS) * 10000 / 30 $(if $(ICOUNT),/ 100))))
TORTURE_LIMIT ?= $(shell echo $$((120 + 20 * $(GUEST_SECONDS))))

SEEDS        ?= 20
SOAK_SECONDS := $(if $(filter command environment,$(firstword $(origin SECONDS))),$(SECONDS),900)

# One board of each architecture whose kernel `make size` measures.
SIZE_BOARDS := x86_64_pc arm64_virt riscv64_virt

.PHONY: run disk foreign debug panic conformance conformance-table binary stride nmi userfuzz \
    torture soak matrix bench profile bench-keep bench-plot bench-trip unit rules fastcheck \
    contract headers selftest reproducible size test

ifneq ($(filter run disk foreign debug panic conformance binary stride nmi userfuzz torture matrix \
    bench bench-trip profile test,$(MAKECMDGOALS)),)
ifeq ($(BOARD),$(HOST))
$(error $(BOARD) is simulated and cannot be booted; use make unit)
endif
endif

# What the driver must know about an image: its name, the line at its end, what is typed.
run: $(KERNEL) $(O)/$(DEMO).cpio
	$(Q)$(call DRIVE,run) --limit $(RUN_LIMIT) --image $(DEMO) \
	    $(if $(CLOSING_$(DEMO)),--closing '$(CLOSING_$(DEMO))') $(if $(COUNTED_$(DEMO)),--icount) \
	    $(if $(INPUT_$(DEMO)),--input $(INPUT_$(DEMO))) $(if $(DISK),--disk $(DISK))

disk: $(KERNEL) $(O)/disk.cpio
	$(Q)$(call DRIVE,disk) --limit $(RUN_LIMIT) --image disk --closing '$(CLOSING_disk)' \
	    --disk $(O)/disk.img

foreign: $(KERNEL) $(O)/foreign.cpio
	$(Q)$(call DRIVE,foreign) --limit $(RUN_LIMIT) --image foreign --closing '$(CLOSING_foreign)'

debug: $(KERNEL) $(O)/$(DEMO).cpio $(PROGRAMS:%=$(O)/programs/%.elf)
	$(Q)$(DRIVER)/run_debug.py $(BOARD) --boot $(BOOT) --folder $(O) --image $(DEMO) --gdb='$(GDB_ARGS)' --programs \
	    $(foreach member,$(IMAGE_$(DEMO)),$(lastword $(subst =, ,$(member))))

# SEED: where there are several processors, threads meet in another order.
# TESTS=<pattern>: only cases whose "section: rule" has it; * and ? are as in names of files.
conformance: $(KERNEL) $(O)/conformance.cpio
	$(Q)$(call DRIVE,conformance) --limit $(CONFORMANCE_LIMIT) --image conformance \
	    --most-skipped $(CONFORMANCE_SKIPS) \
	    $(if $(SEED_GIVEN),--seed $(GUEST_SEED)) \
	    $(if $(TESTS),--tests '$(TESTS)',--minimum $(CONFORMANCE_MINIMUM))

# Of the results that are there, of all boards.
conformance-table:
	$(Q)$(DRIVER)/case_table.py

# Instructions are counted as time, so that the same seed gives the same run.
userfuzz: $(KERNEL) $(O)/fuzz.cpio
	$(Q)$(call DRIVE,userfuzz) --limit $(USERFUZZ_LIMIT) --image fuzz \
	    --minimum $(USERFUZZ_MINIMUM) --seed $(GUEST_SEED) --seconds $(GUEST_SECONDS)

# One processor, or ICOUNT: instructions are counted as time, and the same seed gives the same run.
torture: $(KERNEL) $(O)/torture.cpio
	$(Q)$(call DRIVE,torture) --limit $(TORTURE_LIMIT) --image torture \
	    --minimum $(TORTURE_MINIMUM) --least $(TORTURE_LEAST) \
	    --seed $(GUEST_SEED) --seconds $(GUEST_SECONDS)

# Many seeds on all boards that `make test` tortures, or on one; goes on where it was stopped.
soak:
	$(Q)$(DRIVER)/run_soak.py --seeds $(SEEDS) --seconds $(SOAK_SECONDS) \
	    $(if $(CPUS),--cpus $(CPUS)) $(if $(filter command line,$(origin BOARD)),$(BOARD))

binary: $(KERNEL) $(O)/binary.cpio
	$(Q)$(call DRIVE,binary) --limit $(RUN_LIMIT) --image binary --minimum $(BINARY_MINIMUM)

# A scheduler in user mode: whether the shares are right.
stride: $(KERNEL) $(O)/scheduler.cpio
	$(Q)$(call DRIVE,stride) --limit $(RUN_LIMIT) --image scheduler --minimum $(STRIDE_MINIMUM)

panic: $(KERNEL) $(O)/demo.cpio
	$(Q)$(DRIVER)/run_panic.py $(BOARD) --folder $(O)

# The seed changes with nothing, so that a failure repeats as far as the emulator's clock does.
nmi: $(KERNEL) $(O)/conformance.cpio
	$(Q)$(call DRIVE,nmi) --limit $(CONFORMANCE_LIMIT) --image conformance \
	    --most-skipped $(CONFORMANCE_SKIPS) --minimum $(CONFORMANCE_MINIMUM) --seed $(NMI_SEED)

# QUICK=1: only the rows that are marked for every day.
matrix: $(KERNEL) $(O)/demo.cpio
	$(Q)$(DRIVER)/run_matrix.py $(BOARD) --folder $(O) --limit $(RUN_LIMIT) --image demo \
	    --closing '$(CLOSING_demo)' $(if $(INPUT_demo),--input $(INPUT_demo)) $(if $(QUICK),--quick)

# Figures are those of the release kernel. They may not grow beyond those that tests/bench keeps.
# The profile is of the same run.
ifeq ($(VARIANT),)
bench:
	$(Q)$(MAKE) VARIANT=uncleared bench-uncleared
	$(Q)$(MAKE) VARIANT=release bench
	$(Q)cp $(O)/release/bench$(OF_BOOT).json $(O)/bench$(OF_BOOT).json

profile:
	$(Q)$(MAKE) VARIANT=release profile
else
# One round trip is followed first, for the cache lines that it touches.
TRIP     := $(O)/trip$(OF_BOOT).json
RUN_TRIP  = $(DRIVER)/run_trip.py $(BOARD) --boot $(BOOT) --folder $(O) --cross '$(CROSS)'

bench: $(KERNEL) $(O)/bench.cpio
	$(Q)$(RUN_TRIP)
	$(Q)$(call DRIVE,bench) --limit $(BENCH_LIMIT) --image bench --quiet $(if $(KEEP),--keep) \
	    --uncleared $(dir $(O))uncleared/bench$(OF_BOOT).log --trip $(TRIP)

# A row of the table is that of a kernel which leaves message registers as they are.
bench-uncleared: $(KERNEL) $(O)/bench.cpio
	$(Q)$(call DRIVE,bench) --limit $(BENCH_LIMIT) --image bench --quiet

profile: $(KERNEL) $(O)/bench.cpio
	$(Q)$(DRIVER)/run_profile.py $(BOARD) --boot $(BOOT) --folder $(O) --image bench \
	    --nm $(CROSS)nm --paths $(PATHS)
endif

# What is measured now becomes what is kept.
bench-keep:
	$(Q)$(MAKE) KEEP=1 bench

# A picture of the followed round trip. It tells which figures it is of.
ifeq ($(VARIANT),)
bench-trip:
	$(Q)$(MAKE) VARIANT=release bench-trip
else
bench-trip: $(KERNEL) $(O)/bench.cpio
	$(Q)$(RUN_TRIP)
	$(Q)$(DRIVER)/plot_trip.py $(BOARD) $(TRIP) docs/trip-$(ARCH).svg \
	    --folder $(O) --cross '$(CROSS)'
endif

# Of the results that are there.
bench-plot:
	$(Q)$(DRIVER)/plot_bench.py docs/bench.svg

unit:
	$(Q)$(MAKE) BOARD=$(HOST) VARIANT= build/$(HOST)/unit_tests
	$(Q)$(DRIVER)/run_unit.py --minimum $(UNIT_MINIMUM) build/$(HOST)/unit_tests \
	    $(if $(FILTER),--gtest_filter='$(FILTER)')

rules:
	$(Q)$(PYTHON) tests/rules/check_rules.py

# The build does that already, wherever something is linked with it.
fastcheck: $(O)/fast_path.checked
	@cat $<

contract:
	$(Q)$(PYTHON) tests/contract/check_contract.py

headers:
	$(Q)$(PYTHON) tests/rules/check_headers.py --cross '$(CROSS)'

selftest:
	$(Q)$(DRIVER)/run_selftest.py

reproducible: all
	$(Q)$(DRIVER)/run_reproducible.py $(O)

# Standard output carries only the figures.
size:
	@set -e; for board in $(SIZE_BOARDS); do \
	    $(MAKE) -s BOARD=$$board VARIANT=release kernel >&2; \
	    $(PYTHON) tools/kernel_size.py $${board%_*} build/$$board/release/kernel.elf; \
	done

test:
	$(Q)$(DRIVER)/run_all.py $(if $(filter command line,$(origin BOARD)),$(BOARD))
