# SPDX-License-Identifier: BSD-2-Clause
# The front door: what a person or a machine types. `make help` lists it.

VERSION := 0.1.0

BOARD   ?= x86_64_pc
BOOT    ?= direct
VARIANT ?=
DEMO    ?= demo
WORDS   ?=
DISK    ?=
CPUS    ?=
ICOUNT  ?=
V       ?=

MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:

Q      := $(if $(V),,@)
PYTHON := /usr/bin/python3 -B
say     = @echo "  $(1)" "$(2)"

# A board is a data file and a defconfig; its name begins with the name of its port.
BOARDS := $(sort $(patsubst config/boards/%.json,%,$(wildcard config/boards/*.json)))
HOST   := host_sim
PORTS  := $(notdir $(wildcard kernel/arch/*))
ARCH   := $(strip $(foreach port,$(PORTS),$(if $(filter $(port)_%,$(BOARD)),$(port))))

ifeq ($(filter $(BOARD),$(BOARDS) $(HOST)),)
$(error BOARD=$(BOARD) is unknown; there are: $(BOARDS))
endif
ifneq ($(BOOT),direct)
BOOTS := $(if $(filter-out $(HOST),$(BOARD)),$(shell $(PYTHON) tests/driver/board.py $(BOARD)))
ifeq ($(filter $(BOOT),$(BOOTS)),)
$(error BOOT=$(BOOT) is unknown to $(BOARD); it has: $(BOOTS))
endif
endif
ifneq ($(VARIANT),)
ifeq ($(wildcard config/$(VARIANT).config),)
$(error VARIANT=$(VARIANT) is unknown; there is no config/$(VARIANT).config)
endif
endif

# The output folder; several targets and variants live side by side, and so do kernels for more
# processors than the configuration has.
DEFCONFIGS := config/$(BOARD)_defconfig $(if $(VARIANT),config/$(VARIANT).config)
O          := build/$(BOARD)$(if $(VARIANT),/$(VARIANT))
ifneq ($(filter-out 1,$(CPUS)),)
MORE_CPUS := $(shell $(PYTHON) tools/config_tool.py exceeds MAX_CPUS $(CPUS) \
    $(or $(if $(VARIANT),,$(wildcard $(O)/.config)),$(DEFCONFIGS)))
O         := $(O)$(if $(MORE_CPUS),/cpus$(CPUS))
endif
GEN := $(O)/include/generated

.PHONY: all help clean FORCE
all:

include tools/config.mk
ifeq ($(BOARD),$(HOST))
include tests/unit/unit.mk
else
include kernel/kernel.mk
include user/user.mk
include tools/abi/abi.mk
endif
include tests/tests.mk
include tests/fuzz/fuzz.mk
include tests/mutants/mutants.mk
ifneq ($(BOARD),$(HOST))
include tests/badinput/badinput.mk
endif

clean:
	$(Q)rm -rf build

help:
	@echo 'Building and trying (BOARD=<target>, default x86_64_pc):'
	@echo '  make [all]             kernel, programs and boot images in build/<target>/'
	@echo '  make run               boot the demonstration; exit status 0 only if all went well'
	@echo '                         (WORDS=... is the command line of the kernel,'
	@echo '                         DISK=<file> is attached as a virtio disk)'
	@echo '  make run DEMO=<image>  another image of user/images.mk; the examples of docs/x2.md are'
	@echo '                         $(EXAMPLES)'
	@echo '  make debug             the same, stopped at the first instruction, under gdb-multiarch'
	@echo 'Testing:'
	@echo '  make test              everything below on every target (or only on BOARD=<target>)'
	@echo '  make unit              unit tests of the generic kernel on this machine, sanitized'
	@echo '  make fuzz [SECONDS=60] readers of boot input get random ones, under sanitizers'
	@echo '  make badinput          boots with one thing wrong at a time end with a clear line'
	@echo '  make rules             rules of the source tree: licences, layers, budgets'
	@echo '  make fastcheck         the machine code of the fast path of IPC keeps off the stack and the'
	@echo '                         message registers, and has not become longer'
	@echo '  make contract          removing any clause from a port is named by the compiler'
	@echo '  make selftest          the test driver and the rules notice what they must'
	@echo '  make abi-check         the tables of docs/abi are what the kernel compiles'
	@echo '  make headers           public headers stand alone and have every name of X.2'
	@echo '  make reproducible      a second build, elsewhere, gives the same files'
	@echo '  make conformance       the conformance suite; results in conformance.json'
	@echo '                         (TESTS=<pattern> only cases whose names have it; SEED=<n> where'
	@echo '                         there are several processors: threads meet in another order)'
	@echo '  make conformance-table how many cases each section of the reference has on each board'
	@echo '  make binary            a program without our headers and libraries makes every system'
	@echo '                         call by the binary interface of amd64 (x86_64 boards)'
	@echo '  make stride            the scheduler example, measured: it divides the processor by tickets'
	@echo '  make userfuzz [SECONDS=30] [SEED=1]  programs try random calls, while a watcher looks'
	@echo '                         on; SEED=random takes another one'
	@echo '  make torture [SECONDS=30] [SEED=1] [CPUS=]  threads do everything to each other, at random,'
	@echo '                         and check what they see (ICOUNT=6: processors take turns)'
	@echo '  make foreign           a program for Linux runs, served by an exception handler'
	@echo '  make disk              programs read and write a virtio disk; the image is compared'
	@echo '  make nmi               the same under non-maskable interrupts (where the board has them)'
	@echo '  make panic             break the kernel with a debugger: it must say what happened'
	@echo '  make matrix            the demonstration in each way that the board lists: boot chain,'
	@echo '                         memory, CPU; matrix.json (QUICK=1: only those of make test)'
	@echo '  make bench             instruction counts of kernel operations, and the cache lines of an IPC;'
	@echo '                         results in bench.json'
	@echo '  make bench-keep        the same; what is measured becomes what tests/bench keeps'
	@echo '  make bench-plot        a picture of the results that are there: docs/bench.svg'
	@echo '  make bench-trip        a picture of one round trip of IPC, instruction by instruction:'
	@echo '                         docs/trip-<architecture>.svg'
	@echo '  make profile [PATHS=8] the same run traced: how many instructions each kernel function takes'
	@echo '                         on each of the most frequent paths; takes a minute'
	@echo '  make size              sizes of the release kernels of all architectures'
	@echo '  make mutants [COUNT=200] [SEED=1]  small faults in the kernel that the tests must catch;'
	@echo '                         goes on where it was stopped (JOBS=2, ONLY=<part of a path>)'
	@echo '  make soak [SEEDS=20] [SECONDS=900] [CPUS=]  torture and conformance with many seeds;'
	@echo '                         goes on where it was stopped'
	@echo 'Configuring:'
	@echo '  make <target>_defconfig   (re)create build/<target>/.config'
	@echo '  make menuconfig           change it in a menu'
	@echo '  make olddefconfig         adopt new options with their defaults'
	@echo '  make savedefconfig        write build/<target>/defconfig, the shortest equivalent'
	@echo 'Other:'
	@echo '  make abi-tables        write the tables of docs/abi anew, for all architectures'
	@echo '  make clean             remove build/'
	@echo 'Settings: BOARD=<target> BOOT=direct|firmware|... VARIANT=release V=1 (show commands)'
	@echo '          CPUS=<n> processors of the machine, ICOUNT=<shift> of run, conformance and torture'
	@echo 'Targets:  $(BOARDS)'
