# SPDX-License-Identifier: BSD-2-Clause
# Boots a board with one thing wrong at a time: each ends with a clear line and a failing status.

.PHONY: badinput

badinput: $(KERNEL) $(O)/demo.cpio $(PROGRAMS:%=$(O)/programs/%.elf)
	$(Q)$(PYTHON) tests/badinput/run_badinput.py $(BOARD) --folder $(O)
