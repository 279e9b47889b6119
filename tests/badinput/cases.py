# SPDX-License-Identifier: BSD-2-Clause
"""The table of bad input: what is wrong, and the line with which start-up ends because of it."""
import bad_acpi
import bad_files as bad

DEVICE_TREE = ("arm64_virt", "riscv64_virt")
X86 = ("x86_64_pc",)
ALL = X86 + DEVICE_TREE

LARGEST_TREE = {"arm64_virt": 2 << 20, "riscv64_virt": 16 << 20}
LITTLE_MEMORY = {"x86_64_pc": 4, "arm64_virt": 6, "riscv64_virt": 6}  # MB
MANY_FILES = 200
MANY_MODULES = 33


class Case:
    """One input; `make` gets the Bench (run_badinput.py) and changes it."""

    def __init__(self, name, says, make, boards=ALL, by="kernel", several=False):
        self.several = several  # only for kernels that can use several processors
        self.name = name
        self.says = says  # a regular expression for the whole line
        self.make = make
        self.boards = boards
        self.by = by


def with_program(name, change):
    """The demonstration with a program changed."""
    def make(bench):
        bench.members[name] = change(bench.members[name])
    return make


def without_program(name):
    def make(bench):
        del bench.members[name]
    return make


def archive_cut(bench):
    bench.archive = bench.archive_of_members()[:-200]


def no_archive(bench):
    bench.archive = None


def no_cpio(bench):
    bench.archive = b"#!/bin/sh\n" * 100


def many_files(bench):
    bench.members.update({f"module-{i}": b"x" for i in range(MANY_FILES)})


def many_modules(bench):
    bench.archive = None
    bench.loose = ["ping"] * MANY_MODULES


def little_memory(bench):
    bench.memory_mib = LITTLE_MEMORY[bench.board.name]


def words(text):
    def make(bench):
        bench.words = text
    return make


def entry_at_el3(bench):
    """Without a firmware, and without the emulator in its place."""
    address = 0x4020_0000
    bench.machine_options = ",secure=on"
    bench.archive = None
    bench.entry = ["-device", f"loader,file={bench.kernel()},addr={address:#x},force-raw=on",
                   "-device", f"loader,addr={address:#x},cpu-num=0"]


def tree_without_timer(bench):
    bench.tree = bad.compiled(bad.without(bench.machine_tree(), "timer {"))


def tree_with_stopped_timer(bench):
    """The firmware, which has to have a timer too, reads another node than the kernel."""
    tree = bench.machine_tree().replace("cpu@0 {", "cpu@0 {\n\ttimebase-frequency = <0>;", 1)
    bench.tree = bad.compiled(tree)


def acpi_files(checksum_error):
    def make(bench):
        bench.machine_options = ",acpi=off"  # the emulator's own tables
        bench.firmware_files = bad_acpi.files(checksum_error)
    return make


def no_acpi(bench):
    bench.machine_options = ",acpi=off"


def missing_processor(bench):
    """Of two that are described the second is not there. Start-up goes on, to a bad program."""
    bench.machine_options = ",acpi=off"
    bench.firmware_files = bad_acpi.files_with_processors([0, 77])
    bench.members["wild"] = b"#!/bin/sh\n" * 100


def tree_with_missing_processor(bench):
    """The same on a machine with a device tree."""
    bench.tree = bad.compiled(bench.machine_tree(more=1))
    bench.members["wild"] = b"#!/bin/sh\n" * 100


def tree_too_large(bench):
    size = LARGEST_TREE[bench.board.name] + 4096
    bench.tree = bad.compiled(bad.with_ballast(bench.machine_tree(), size))


def tree_without_end(bench):
    bench.tree = bad.never_ending(bad.compiled(bench.machine_tree()))


STATIC = r"expected a static ELF program for machine \d+"

CASES = [
    Case("no boot modules",
         r"boot: no boot modules: expected a cpio file \(newc\) as initrd or first module",
         no_archive),
    Case("an initrd that is no archive, nor a program",
         r"boot: (the boot archive is no archive: expected a cpio file \(newc\)"
         r"|no boot module is named sigma0: expected sigma0, root and their programs)",
         no_cpio),
    Case("an archive without sigma0",
         r"boot: no boot module is named sigma0: expected sigma0, root and their programs",
         without_program("sigma0")),
    Case("an archive without a root server",
         r"boot: no boot module is named root: expected sigma0, root and their programs",
         without_program("root")),
    Case("an archive cut short",
         r"boot: the boot archive is cut short or damaged behind wild: "
         r"expected the next file or TRAILER!!!",
         archive_cut),
    Case("a server that is no ELF file",
         rf"boot: sigma0 is no 64-bit little-endian ELF file: {STATIC}",
         with_program("sigma0", lambda _: b"#!/bin/sh\n" * 100)),
    Case("a server for another machine",
         rf"boot: root was made for another machine: {STATIC}",
         with_program("root", bad.for_another_machine)),
    Case("a server with overlapping segments",
         rf"boot: root has segments that overlap or are not in order: {STATIC}",
         with_program("root", bad.with_overlap)),
    Case("a server cut short",
         rf"boot: sigma0 has a segment beyond its end: {STATIC}",
         with_program("sigma0", bad.cut_short)),
    Case("a server with segments at kernel addresses",
         r"boot: root has a segment that ends at ffff[0-9a-f]+: "
         r"expected user addresses, below [0-9a-f]+",
         with_program("root", bad.at_kernel_addresses)),
    Case("more files than the boot information can list",
         r"boot: more boot modules than fit: expected names and options of all of them in \d+ bytes",
         many_files),
    Case("more separate modules than the kernel keeps",
         r"boot: (33 boot modules: at most 32 are expected, or an archive of more"
         r"|there are more than 32 boot modules)",
         many_modules),
    Case("too little RAM", r"boot: no 2 MB of free memory for the kernel", little_memory),
    Case("an unknown console",
         r"boot: console=typewriter is unknown: expected one of .*none.*",
         words("console=typewriter")),
    Case("no firmware",
         r"boot: entered at EL3, expected EL1 or EL2 from a firmware", entry_at_el3,
         ("arm64_virt",)),
    Case("a device tree without a timer",
         r"boot: no virtual timer in the device tree, expected a node arm,armv8-timer",
         tree_without_timer, ("arm64_virt",)),
    Case("a device tree with a timer that stands still",
         r"boot: timebase-frequency is 0 Hz, expected 1 MHz at least",
         tree_with_stopped_timer, ("riscv64_virt",)),
    Case("a device tree that is too large",
         r"boot: .*device tree.*(larger|too large).*", tree_too_large, DEVICE_TREE),
    Case("a device tree with a node that does not end",
         r"boot: .*device tree.*(damaged|do not end).*", tree_without_end, DEVICE_TREE),
    Case("no ACPI tables",
         r"boot: the ACPI table RSDP is missing or damaged: "
         r"the firmware does not describe the machine",
         no_acpi, X86),
    Case("an ACPI root table with a wrong checksum",
         r"boot: the ACPI table RSDT has a wrong checksum", acpi_files(checksum_error=1), X86),
    Case("a sound ACPI root table that names no interrupt controllers",
         r"boot: the ACPI table APIC is missing", acpi_files(checksum_error=0), X86),
    Case("a processor that does not start",
         r"processor 1 of 2 did not start", missing_processor, X86, by="root", several=True),
    Case("a processor of the device tree that does not start",
         r"processor (\d) of \d did not start", tree_with_missing_processor, ("riscv64_virt",),
         by="root", several=True),
    Case("a program that is no ELF file",
         r"root: wild not loaded: not a 64-bit little-endian ELF file",
         with_program("wild", lambda _: b"#!/bin/sh\n" * 100), by="root"),
    Case("a program for another machine",
         r"root: wild not loaded: not an executable for this machine",
         with_program("wild", bad.for_another_machine), by="root"),
    Case("a program with segments at kernel addresses",
         r"root: wild not loaded: a segment lies outside the program's area",
         with_program("wild", bad.at_kernel_addresses), by="root"),
]
