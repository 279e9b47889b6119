# SPDX-License-Identifier: BSD-2-Clause
"""What each instruction of a round trip is for, and what the memory is that it touches: by the line
table and the symbols of kernel and program, and by the source of the fast path."""
import os
import re
import subprocess

import trip
from board import ROOT

TEMPLATE = os.path.join("kernel", "glue", "fast_path.h")
FUNCTION = re.compile(r"^\[\[gnu::always_inline\]\] inline \w+ (\w+)\(")
LAST_NAME = re.compile(r"^.*?(\w+)(\([^()]*\))?( const)?$")
STEP = re.compile(r"\bpath\.(\w+)\(")

# Stages by the steps and functions of the template; a step's own comes first.
PROGRAM, STUB, ENTRY = "program", "stub of Ipc", "trap"
STAGES = {
    "short_ipc": "is it for this form?",
    "deliver": "who is the partner?",
    "are_pair": "do they wait for each other?",
    "may_call": "do they wait for each other?",
    "may_reply": "do they wait for each other?",
    "exchange_keys": "self waits",
    "save": "self waits",
    "hand_over": "the partner runs",
    "leave": "return",
}
FINDING = "find_partner"
OWNERS = ("caller", "answerer")


class Template:
    """The source of the fast path: which function a line is in, and which step it makes."""

    def __init__(self, source):
        self.lines = source.splitlines()

    @classmethod
    def read(cls):
        with open(os.path.join(ROOT, TEMPLATE), encoding="utf-8") as source:
            return cls(source.read())

    def function(self, number):
        for line in reversed(self.lines[:number]):
            match = FUNCTION.match(line)
            if match:
                return match.group(1)
        return ""

    def step(self, number, inner):
        """inner: names of functions that are inlined there."""
        text = self.lines[number - 1].strip()
        steps = STEP.findall(text)
        inlined = [step for step in steps if step in inner]
        return (inlined + steps + [text])[0]


def frames(addresses, program, addr2line):
    """{address: [(function, file, line)]}, the innermost of inlined functions first."""
    said = subprocess.run([addr2line, "-a", "-i", "-f", "-C", "-e", program],
                          input="".join(f"{address:#x}\n" for address in addresses), check=True,
                          capture_output=True, text=True).stdout
    result = {}
    for block in re.split(r"^(?=0x[0-9a-f]{16}$)", said, flags=re.MULTILINE)[1:]:
        address, *rest = block.splitlines()
        places = [re.match(r"(.*):(\d+|\?)", place).groups() for place in rest[1::2]]
        result[int(address, 16)] = [
            (LAST_NAME.sub(r"\1", function), file, int(line) if line != "?" else 0)
            for function, (file, line) in zip(rest[0::2], places)]
    return result


class Purposes:
    """(stage, step) of instructions: what they belong to, and what they do there."""

    def __init__(self, found, template, kernel, program, place):
        """found: as from frames(); kernel, program: symbols; place: of the program."""
        self.found = found
        self.template = template
        self.kernel = kernel
        self.program = program
        self.place = place

    def of(self, pc):
        if not trip.is_kernel(pc):
            return (PROGRAM if self.is_program(pc) else STUB), ""
        inner = []
        for function, file, line in self.found.get(pc, []):
            if file.endswith(TEMPLATE):
                step = self.template.step(line, inner)
                function = self.template.function(line)
                return STAGES.get(step) or STAGES.get(function, function), step
            inner.append(function)
        return ENTRY, ""

    def function(self, pc):
        """Its name, and how far into it; of the stub the place in its page."""
        symbols = self.kernel if trip.is_kernel(pc) else self.program
        if trip.is_kernel(pc) or self.is_program(pc):
            return symbols.at(pc)
        return "page of the stubs", pc % trip.PAGE_BYTES

    def is_program(self, address):
        return self.place[0] <= address < self.place[1]

    def name(self, address):
        """A place in the kernel, or in the program, as a symbol and what is added to it."""
        symbols = self.kernel if trip.is_kernel(address) else self.program
        found = symbols.at(address)
        if found is None or not (trip.is_kernel(address) or self.is_program(address)):
            return None
        name = re.sub(r"\(.*?\)", "", found[0]).split("::")[-1]
        return f"{name}+{found[1]:#x}" if found[1] else name


class Names:
    """What the cache lines are. The threads' control blocks are where base registers lead, the
    running thread's first, as the UTCBs are; the index of partners is where the search for one
    leads."""

    def __init__(self, purposes):
        self.purposes = purposes
        self.blocks, self.utcbs = [], []

    def of_lines(self, steps):
        """{(kind, line): name}, by the first access to each."""
        result = {}
        for step in steps:
            kind = "code" if trip.is_kernel(step.pc) else "user"
            for line in trip.lines(step.physical, step.size):
                result.setdefault((kind, line), self.purposes.name(step.pc) or STUB)
            for access in step.accesses:
                name = self.of_access(step, access)
                kind = "data" if trip.is_kernel(access.address) else "user"
                for line in trip.lines(access.physical, access.size):
                    result.setdefault((kind, line), name)
        return result

    def of_access(self, step, access):
        name = self.purposes.name(access.address)
        if name:
            return name
        if not trip.is_kernel(access.address):
            return self.owned("UTCB", self.utcbs, access.address)
        if self.purposes.of(step.pc)[1] == FINDING:
            return "index of partners"
        line = (access.address - (access.base or 0)) // trip.LINE_BYTES
        return f"{self.owned('TCB', self.blocks, access.base)}, line {line}"

    @staticmethod
    def owned(what, known, address):
        if address not in known:
            known.append(address)
        place = known.index(address)
        return f"{what} of the {OWNERS[place]}" if place < len(OWNERS) else "another object"
