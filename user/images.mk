# SPDX-License-Identifier: BSD-2-Clause
# Boot images: for each the programs in the order of the archive, as NAME or NAME=PROGRAM, where
# NAME is what the member is called. The kernel loads sigma0 and root; root loads what follows,
# with the arguments that the board's file has for the program. A program that takes root's place is
# there once more under its own name: the kernel's command line can give arguments to modules, and
# root is none (<pinyon/boot_arguments.h>).

# The examples of docs/x2.md: one program each, in user/apps/examples.
EXAMPLES := pager scheduler interrupt redirector strings threads

IMAGES := demo conformance bench disk fuzz torture foreign $(EXAMPLES) \
    $(if $(wildcard user/apps/binary/arch/$(ARCH)),binary)

IMAGE_demo        := sigma0 root console ping pong wild illegal talk
IMAGE_conformance := sigma0 root=conformance conformance
IMAGE_bench       := sigma0 root=bench bench
IMAGE_disk        := sigma0 root block disk
IMAGE_binary      := sigma0 root=binary
IMAGE_fuzz        := sigma0 root=fuzz fuzz
IMAGE_torture     := sigma0 root=torture torture
IMAGE_foreign     := sigma0 root=foreign linux
$(foreach example,$(EXAMPLES),$(eval IMAGE_$(example) := sigma0 root=$(example)))

# The line with which a guest that was booted with `make run` says that all went well.
# INPUT_<image> names a script of what is typed on the console meanwhile (tests/driver/typist.py).
CLOSING_demo := demonstration: all went well
CLOSING_disk := disk test: all went well
CLOSING_foreign := linux: all went well
$(foreach example,$(EXAMPLES),$(eval CLOSING_$(example) := $(example): all went well))
CLOSING_scheduler := 5 passed, 0 failed, 0 skipped

# What measures time in work done, so that nothing outside of the guest may take part in it:
# instructions are counted as time.
COUNTED_scheduler := yes

# Only a board whose console server has something to drive can be typed to.
INPUT_demo := $(if $(findstring "console":,$(file <config/boards/$(BOARD).json)),tests/input/demo)
