#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the tables of docs/abi/ that consist of numbers: constants of the binary interface and the
registers of system calls, as the compiler finds them in what kernel and libraries are compiled
from. With --check it only says whether the files have them.

A file holds a table between the lines `<!-- generated: NAME -->` and `<!-- end -->`.
"""
import argparse
import re
import subprocess
import sys

ABI = "user/include/pinyon/abi.h"
NUMBERS = "docs/abi/numbers.md"
HEADING = re.compile(r"/\* -{3,4} (.*?)(?: -*)? \*/")
CONSTANT = re.compile(r"#define (PINYON_\w+) +(\S.*?)(?: */\* (.*?)(?: \*/)?)?$")
PRINTED = re.compile(r'@@ (\w+) [#$]*(-?\d+)"')
EMIT = '#define EMIT(name, value) asm volatile(".ascii \\"@@ " #name " %0\\"" ::"i"(value))\n'

# Where each port keeps its binding, and what the words of its trap frame are called.
BINDINGS = {
    "arm64": "arm64::binding",
    "riscv64": "riscv64::make_binding()",
    "x86_64": "x86_64::binding",
}
REGISTERS = {
    "arm64": [f"x{n}" for n in range(31)],
    "riscv64": ["pc", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1",
                *(f"a{n}" for n in range(8)), *(f"s{n}" for n in range(2, 12)),
                "t3", "t4", "t5", "t6"],
    "x86_64": ["RIP", "RBX", "R10", "R12", "R13", "R14", "R15", "RAX", "RCX", "RDX", "RSI", "RDI",
               "RBP", "R8", "R9", "R11", "RSP"],
}
# How the compiler sees the place of a register in the frame, where that is more than a number.
PLACES = {
    "arm64": "offsetof(TrapFrame, x) / 8 + {index}",
    "riscv64": "(offsetof(TrapFrame, word) / 8 + {index})",
    "x86_64": "offsetof(TrapFrame, {name}) / 8",
}

# Calls: fields of SyscallBinding (kernel/glue/port_types.h) by group, what goes in and comes out.
MESSAGE = "MR0 .. MR7"
CALLS = [
    ("Ipc, Lipc", "ipc", {"to": "to", "from_specifier": "FromSpecifier", "timeouts": "Timeouts"},
     {"from": "from"}, True),
    ("Unmap", "unmap", {"control": "control"}, {}, True),
    ("ExchangeRegisters", "exchange_registers",
     {"dest": "dest", "control": "control", "sp": "SP", "ip": "IP", "flags": "FLAGS",
      "handle": "handle", "pager": "pager"}, {"dest": "result"}, False),
    ("ThreadControl", "thread_control",
     {"dest": "dest", "space": "space", "scheduler": "scheduler", "pager": "pager",
      "utcb": "UtcbLocation"}, {"result": "result"}, False),
    ("SpaceControl", "space_control",
     {"space": "space", "control": "control", "kip": "KIP area", "utcb": "UTCB area",
      "redirector": "redirector"}, {"result": "result", "old_control": "old control"}, False),
    ("Schedule", "schedule",
     {"dest": "dest", "time": "time", "processor": "processor", "priority": "priority",
      "preemption": "preemption"}, {"result": "result", "old_time": "old time"}, False),
    ("ThreadSwitch", "thread_switch", {"dest": "dest"}, {}, False),
    ("SystemClock", "system_clock", {}, {"clock": "clock"}, False),
    ("ProcessorControl", "processor_control",
     {"number": "processor", "internal": "internal", "external": "external",
      "voltage": "voltage"}, {"result": "result"}, False),
    ("MemoryControl", "memory_control",
     {"control": "control", **{f"attribute[{n}]": f"attribute {n}" for n in range(4)}},
     {"result": "result"}, True),
    ("KernelInterface", "kernel_interface", {},
     {"base": "base", "api_version": "ApiVersion", "api_flags": "ApiFlags",
      "kernel_id": "KernelId"}, False),
    ("debugger requests", "debugger", {"argument": "argument"}, {"result": "result"}, False),
]


def fields():
    """Every register that a binding names, as an expression of C++."""
    found = [f"mr[{n}]" for n in range(8)]
    for _, group, given, answered, _ in CALLS:
        found += [f"{group}.{name}" for name in {**given, **answered}]
    return found


def constants():
    """(heading, [(name, text of its value, remark)]) of abi.h."""
    sections = []
    for line in open(ABI, encoding="utf-8"):
        if heading := HEADING.match(line):
            sections.append((heading[1], []))
        elif (constant := CONSTANT.match(line.rstrip())) and sections:
            sections[-1][1].append((constant[1], constant[2], constant[3] or ""))
    return sections


def probe(arch):
    """The program that the compiler turns into numbers. Its assertion fails if a binding has a
    register that is not in CALLS."""
    lines = ["#include <cstddef>", f'#include "arch/{arch}/{arch}_frame.h"', EMIT,
             f"namespace pinyon::{arch} {{",
             f"static_assert(sizeof(SyscallBinding) == {len(fields())} * sizeof(Reg));",
             f"constexpr SyscallBinding b = pinyon::{BINDINGS[arch]};", "void emit() {"]
    for _, entries in constants():
        lines += [f"EMIT({name}, static_cast<long>({name}));" for name, _, _ in entries]
    lines += [f"EMIT(field{n}, b.{field}.word);" for n, field in enumerate(fields())]
    for index, name in enumerate(REGISTERS[arch]):
        place = PLACES[arch].format(index=index, name=name.lower())
        lines.append(f"EMIT(register{index}, {place});")
    lines += ["EMIT(exception_words, exception_words);", "}", "}"]
    return "\n".join(lines)


def numbers_of(arch, compiler):
    """What the compiler says: name to number."""
    result = subprocess.run([*compiler, "-x", "c++", "-S", "-o", "-", "-"], input=probe(arch),
                            capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)
    return {name: int(value) for name, value in PRINTED.findall(result.stdout)}


def table(head, rows):
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head),
            *(f"| {' | '.join(row)} |" for row in rows)]


def shown(value, text):
    """A number as it is written in the header: hexadecimal with as many digits, or decimal."""
    if digits := re.search(r"0x([0-9A-F]+)", text):
        return f"{'-' if value < 0 else ''}0x{abs(value):0{len(digits[1])}X}"
    return str(value)


def constant_tables(numbers):
    lines = []
    for heading, entries in constants():
        if entries:
            rows = [(f"`{name}`", shown(numbers[name], text), remark)
                    for name, text, remark in entries]
            lines += ["", f"## {heading}", *table(("name", "value", "remark"), rows)]
    return lines[1:] + [""]


def register_table(arch, numbers):
    names = {numbers[f"register{n}"]: name for n, name in enumerate(REGISTERS[arch])}
    held = {field: names[numbers[f"field{n}"]] for n, field in enumerate(fields())}

    def listed(group, parameters, with_message):
        parts = [f"{what} {held[f'{group}.{name}']}" for name, what in parameters.items()]
        return ", ".join(parts + [MESSAGE] * with_message) or "–"

    rows = [(MESSAGE, ", ".join(held[f"mr[{n}]"] for n in range(8)), "same")]
    for call, group, given, answered, with_message in CALLS:
        answer = listed(group, answered, with_message and group != "memory_control")
        rows.append((call, listed(group, given, with_message),
                     answer + (", the others where they came in" if "dest" in answered else "")))
    rows.append(("words of an exception message", *2 * [str(numbers["exception_words"])]))
    return table(("call", "in", "out"), rows)


def with_table(text, name, lines):
    """The text with the lines between the marks of that name."""
    begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->\n"
    if begin not in text:
        sys.exit(f"no table `{name}` is marked")
    head, rest = text.split(begin, 1)
    return head + begin + "\n".join(lines) + "\n" + end + rest.split(end, 1)[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("arch", choices=sorted(BINDINGS))
    parser.add_argument("--compiler", required=True, help="the kernel's, with its flags")
    args = parser.parse_args()
    numbers = numbers_of(args.arch, args.compiler.split())
    wanted = {NUMBERS: ("constants", constant_tables(numbers)),
              f"docs/abi/{args.arch}.md": ("registers", register_table(args.arch, numbers))}
    stale = 0
    print(f"1..{len(wanted)}")
    for number, (path, (name, lines)) in enumerate(wanted.items(), start=1):
        with open(path, encoding="utf-8") as file:
            old = file.read()
        new = with_table(old, name, lines)
        if new != old and not args.check:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
        wrong = args.check and new != old
        stale += wrong
        print(f"{'not ok' if wrong else 'ok'} {number} - {path} has what is compiled for {args.arch}"
              f"{': run make abi-tables' if wrong else ''}")
    print(f"{len(wanted) - stale} passed, {stale} failed, 0 skipped")
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    main()
