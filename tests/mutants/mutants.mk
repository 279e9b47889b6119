# SPDX-License-Identifier: BSD-2-Clause
# Small faults are made in the kernel, one at a time; the tests must catch them. Seconds for each:
# not a part of `make test`.

COUNT        ?= 200
JOBS         ?= 2
MUTANTS      := build/mutants
# Quick, and no function in another: a changed one is then called by all (tests/mutants/trial.py).
MUTANTS_FLAGS := -O1 -w -fno-inline -fno-ipa-pure-const -fno-ipa-reference -fno-ipa-modref \
    -fno-ipa-ra
MUTANTS_HOST := BOARD=$(HOST) VARIANT= O=$(MUTANTS)/host SANITIZERS= \
    UNIT_OPTIMISE='$(MUTANTS_FLAGS)'
MUTANTS_GOAL := $(addprefix $(MUTANTS)/board/,kernel.elf conformance.cpio)

.PHONY: mutants

mutants:
	$(Q)$(MAKE) $(MUTANTS_HOST) $(MUTANTS)/host/unit_tests
	$(Q)$(MAKE) BOARD=x86_64_pc VARIANT= O=$(MUTANTS)/board $(MUTANTS_GOAL)
	$(Q)$(PYTHON) tests/mutants/run_mutants.py --seed $(SEED) --count $(COUNT) --jobs $(JOBS) \
	    $(if $(ONLY),--only '$(ONLY)')
