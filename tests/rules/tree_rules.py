# SPDX-License-Identifier: BSD-2-Clause
"""The rules of the source tree. Each is a function that yields its breaches as sentences."""
import os
import re

from source_text import ASM_SUFFIXES, CXX_SUFFIXES

LONGEST_FILE = 400
LONGEST_LINE = 100
PORT_CXX_LINES = 2700
PORT_ASM_LINES = 380
WITHOUT_SPDX = ("LICENSE", "tests/fuzz/corpus/")  # a file, or a folder of bare data
MAY_REPEAT_NAMES = "user/include/l4/"
BINDER = "kernel/glue/binder.h"

ARCHITECTURE = re.compile(r"(^|[^A-Za-z])(x86|amd64|arm64|aarch64|riscv)", re.IGNORECASE)
MACHINE_WORD = re.compile(
    r"(^|[^A-Za-z])(cr3|cr4|satp|sscratch|ttbr\d?|esr_el1|lapic|ioapic|gic(v\d)?|plic|pl011|rdtsc"
    r"|swapgs|sysret)([^A-Za-z]|$)", re.IGNORECASE)
INLINE_ASSEMBLY = re.compile(r"\b(asm|__asm|__asm__)\b")
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|else)\b\s*(\S*)")
ARCHITECTURE_TEST = re.compile(r"PINYON_PORT_[a-z]|config::arch_|\bCONFIG_ARCH_")
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')
GUARD = re.compile(r"^PINYON_[A-Z0-9_]+_H$")
SENTENCE = re.compile(r"\s*(//|\*|/\*)\s*\w")
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX)\b")

RULES = []


def rule(sentence):
    """Registers a rule under the sentence that is true when it holds."""
    def register(function):
        RULES.append((sentence, function))
        return function
    return register


def below(files, folder):
    return [file for file in files if file.path.startswith(folder) and file.is_source()]


@rule("every file carries its licence identifier in the first lines")
def licence(files):
    for file in files:
        head = "\n".join(file.lines[:4])
        if not file.path.startswith(WITHOUT_SPDX) and "SPDX-License-Identifier: BSD-2-Clause" not in head \
                and '"SPDX-License-Identifier": "BSD-2-Clause"' not in head:
            yield f"{file.path}: no SPDX line"


@rule("every source file says at its top what it is responsible for")
def opening(files):
    for file in files:
        if not file.is_source() or len(file.lines) < 2:
            continue
        if not file.lines[0].startswith(("// SPDX", "/* SPDX")):
            yield f"{file.path}:1: does not begin with the licence identifier"
        elif not any(SENTENCE.match(line) for line in file.lines[1:3]):
            yield f"{file.path}:2: no sentence after the licence identifier"


@rule("kernel/generic names no architecture and none of its devices and registers")
def generic_words(files):
    for file in below(files, "kernel/generic/"):
        for number, line in file.raw_code():
            for pattern in (ARCHITECTURE, MACHINE_WORD):
                match = pattern.search(line)
                if match:
                    yield f"{file.path}:{number}: {match.group(2)}"


@rule("kernel/generic has no inline assembly")
def generic_assembly(files):
    for file in below(files, "kernel/generic/"):
        if file.path.endswith(ASM_SUFFIXES):
            yield f"{file.path}: an assembly file"
        for number, line in file.code():
            if INLINE_ASSEMBLY.search(line):
                yield f"{file.path}:{number}: {line.strip()}"


@rule("kernel/generic has no #if except include guards")
def generic_conditionals(files):
    for file in below(files, "kernel/generic/"):
        for number, line in file.code():
            match = CONDITIONAL.match(line)
            if match and not (match.group(1) == "ifndef" and GUARD.match(match.group(2))):
                yield f"{file.path}:{number}: {line.strip()}"


@rule("no file of kernel/glue but the binder names an architecture or tests for one")
def glue_words(files):
    for file in below(files, "kernel/glue/"):
        if file.path == BINDER:
            continue
        for number, line in file.raw_code():
            if ARCHITECTURE.search(line) or ARCHITECTURE_TEST.search(line):
                yield f"{file.path}:{number}: {line.strip()}"


@rule("includes follow the layers: generic knows no port, a port knows no other port")
def layers(files):
    for file in below(files, "kernel/"):
        room = re.match(r"kernel/(generic|arch/[^/]+)/", file.path)
        for number, line in file.code():
            included = INCLUDE.match(line)
            port = re.match(r"(arch/[^/]+)/", included.group(1)) if included else None
            if room and port and port.group(1) != room.group(1):
                yield f"{file.path}:{number}: includes {included.group(1)}"


@rule("every kernel header is guarded by PINYON_<FILE>_H")
def guards(files):
    for file in below(files, "kernel/"):
        if not file.path.endswith(".h"):
            continue
        stem = os.path.basename(file.path)[:-len(".h")]
        expected = f"PINYON_{re.sub('[^A-Za-z0-9]', '_', stem).upper()}_H"
        if f"#ifndef {expected}" not in file.lines or f"#define {expected}" not in file.lines:
            yield f"{file.path}: no include guard {expected}"


@rule(f"no source file has more than {LONGEST_FILE} lines or a line of more than {LONGEST_LINE}")
def lengths(files):
    for file in files:
        if not file.is_source():
            continue
        if len(file.lines) > LONGEST_FILE:
            yield f"{file.path}: {len(file.lines)} lines"
        for number, line in enumerate(file.lines, start=1):
            if len(line) > LONGEST_LINE:
                yield f"{file.path}:{number}: {len(line)} characters"


@rule(f"a port has at most {PORT_CXX_LINES} code lines of C++ and {PORT_ASM_LINES} of assembly")
def port_budget(files):
    used = {}
    for file in below(files, "kernel/arch/"):
        port = file.path.split("/")[2]
        kind = "assembly" if file.path.endswith(ASM_SUFFIXES) else "C++"
        used[port, kind] = used.get((port, kind), 0) + len(file.code())
    for (port, kind), lines in sorted(used.items()):
        if lines > (PORT_ASM_LINES if kind == "assembly" else PORT_CXX_LINES):
            yield f"kernel/arch/{port}: {lines} code lines of {kind}"


@rule("the base name of a source file is unique in the tree")
def unique_names(files):
    first = {}
    for file in files:
        if not file.path.endswith(CXX_SUFFIXES + ASM_SUFFIXES):
            continue
        if file.path.startswith(MAY_REPEAT_NAMES):
            continue
        name = os.path.basename(file.path)
        if name in first:
            yield f"{file.path}: also {first[name]}"
        first.setdefault(name, file.path)


@rule("no source file leaves work for later")
def left_over(files):
    for file in files:
        if not file.is_source():
            continue
        for number, line in enumerate(file.lines, start=1):
            if LEFT_OVER.search(line):
                yield f"{file.path}:{number}: {line.strip()}"
