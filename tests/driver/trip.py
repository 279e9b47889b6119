# SPDX-License-Identifier: BSD-2-Clause
"""One round trip of IPC as a machine executes it: instruction by instruction, with the memory that
each touches, and how many cache lines that is."""
import collections
import re
import subprocess
import tempfile

from gdb_remote import ProtocolError

LINE_BYTES = 64
PAGE_BYTES = 4096
KERNEL_HALF = 1 << 63
LONGEST_TRIP = 2000  # instructions
INSTRUCTION = re.compile(r" *([0-9a-f]+):\t((?:[0-9a-f]{2,8} )+) *\t?(.*)")
DIFFER = "the rounds of the loop differ"

# An executed instruction: its place, virtual and physical; its text and bytes; what it touches.
Step = collections.namedtuple("Step", "pc physical text size accesses")
# What it touches; base: as in operands.py.
Access = collections.namedtuple("Access", "address physical size base")


class NoTrip(ValueError):
    """What was executed is not the steady round that is wanted."""


def is_kernel(address):
    return address >= KERNEL_HALF


# ---- What the instructions say

def disassemble(code, machine, objdump):
    """{pc: (text, size)} for code as {pc: the bytes there}, at least those of the instruction."""
    result = {}
    for start, data in runs(code, machine.longest):
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            listing = subprocess.run(
                [objdump, "-D", "-b", "binary", *machine.objdump, "--insn-width=16",
                 f"--adjust-vma={start:#x}", file.name], check=True, capture_output=True, text=True)
        for match in filter(None, map(INSTRUCTION.match, listing.stdout.splitlines())):
            size = len(match.group(2).replace(" ", "")) // 2
            result[int(match.group(1), 16)] = (match.group(3).strip(), size)
    return {pc: result[pc] for pc in code}


def runs(code, longest):
    """(start, bytes) of stretches in which one instruction may follow the other."""
    stretches = []
    for pc in sorted(code):
        if stretches and pc - stretches[-1][-1] <= longest:
            stretches[-1].append(pc)
        else:
            stretches.append([pc])
    for stretch in stretches:
        data = bytearray()
        for pc in stretch:
            data[pc - stretch[0]:] = code[pc]
        yield stretch[0], bytes(data)


# ---- A round

class Tracer:
    """Follows a machine, which stands before its first round."""

    def __init__(self, stub, machine, objdump):
        self.stub = stub
        self.machine = machine
        self.objdump = objdump

    def round(self, loop):
        """The steps of one round, from the head of the loop, a range of addresses, to its head."""
        head = self.find_head(loop)
        code = self.go_round(head, self.read)
        texts = disassemble(dict(code), self.machine, self.objdump)
        steps = self.go_round(head, lambda pc: self.look(pc, texts))
        if [step.pc for step in steps] != [pc for pc, _ in code]:
            raise NoTrip(DIFFER)
        return steps

    def here(self):
        return self.stub.registers()[self.machine.pc]

    def find_head(self, loop):
        """Where the loop begins: the first of its instructions that comes again."""
        seen = set()
        for _ in range(LONGEST_TRIP):
            pc = self.here()
            if pc in seen:
                return pc
            if pc in loop:
                seen.add(pc)
            self.stub.step()
        raise NoTrip(f"no round within {LONGEST_TRIP} instructions")

    def go_round(self, head, visit):
        """What `visit` returned at each instruction."""
        visited = [visit(head)]
        for _ in range(LONGEST_TRIP):
            self.stub.step()
            pc = self.here()
            if pc == head:
                return visited
            visited.append(visit(pc))
        raise NoTrip(f"no round within {LONGEST_TRIP} instructions")

    def read(self, pc):
        """The instruction's place and bytes, perhaps with others behind it. It may begin at the end
        of a page and go on in the next one, if there is one."""
        longest = self.machine.longest
        rest_of_page = PAGE_BYTES - pc % PAGE_BYTES
        data = self.stub.memory(pc, min(longest, rest_of_page))
        if rest_of_page < longest and self.stub.physical(pc + rest_of_page) is not None:
            data += self.stub.memory(pc + rest_of_page, longest - rest_of_page)
        return pc, data

    def look(self, pc, texts):
        if pc not in texts:
            raise NoTrip(DIFFER)
        text, size = texts[pc]
        found = self.machine.accesses(text, self.stub.registers(), pc + size)
        accesses = [Access(operand.address, self.place(operand.address), operand.size, operand.base)
                    for operand in found]
        return Step(pc, self.place(pc), text, size, accesses)

    def place(self, address):
        physical = self.stub.physical(address)
        if physical is None:
            raise ProtocolError(f"nothing is mapped at {address:x}")
        return physical


# ---- The footprint

def lines(physical, size):
    """The cache lines of so many bytes there."""
    return range(physical // LINE_BYTES, (physical + size - 1) // LINE_BYTES + 1)


def touched(step):
    """(kind, line) of each line that a step touches: kernel code, kernel data, user memory."""
    kind = "code" if is_kernel(step.pc) else "user"
    for line in lines(step.physical, step.size):
        yield kind, line
    for access in step.accesses:
        for line in lines(access.physical, access.size):
            yield "data" if is_kernel(access.address) else "user", line


def footprint(steps):
    """{kind: its lines in the order of their first use}."""
    result = {"code": [], "data": [], "user": []}
    for step in steps:
        for kind, line in touched(step):
            if line not in result[kind]:
                result[kind].append(line)
    return result


def from_json(steps):
    """Steps as they were written."""
    return [Step(**{**step, "accesses": [Access(**access) for access in step["accesses"]]})
            for step in steps]
