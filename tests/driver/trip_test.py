# SPDX-License-Identifier: BSD-2-Clause
"""A round of a loop is followed from head to head, and its cache lines are counted."""
import collections
import unittest
from unittest import mock

import trip
from operands import Operand
from trip import Access, NoTrip, Step, Tracer

KERNEL = trip.KERNEL_HALF


def step(pc, *accesses, physical=None, size=4):
    return Step(pc, pc % KERNEL if physical is None else physical, "", size, list(accesses))


def access(address, size=8):
    return Access(address, address % KERNEL, size, None)


class Footprint(unittest.TestCase):
    def counts(self, *steps):
        return {kind: len(lines) for kind, lines in trip.footprint(steps).items()}

    def test_kinds_are_kept_apart(self):
        steps = [step(0x1000, access(0x2000)), step(KERNEL, access(KERNEL + 0x80))]
        self.assertEqual(self.counts(*steps), {"code": 1, "data": 1, "user": 2})

    def test_what_the_kernel_does_to_user_memory_is_user_memory(self):
        self.assertEqual(self.counts(step(KERNEL, access(0x2000))),
                         {"code": 1, "data": 0, "user": 1})

    def test_a_line_counts_once(self):
        steps = [step(KERNEL + offset, access(KERNEL + 0x100 + offset)) for offset in (0, 4, 0x38)]
        self.assertEqual(self.counts(*steps), {"code": 1, "data": 1, "user": 0})

    def test_what_crosses_a_line_counts_both(self):
        steps = [step(KERNEL + 0x3e, access(KERNEL + 0xfc))]
        self.assertEqual(self.counts(*steps), {"code": 2, "data": 2, "user": 0})

    def test_lines_are_those_of_physical_memory(self):
        steps = [step(0x1000, physical=0x40), step(0x2000, physical=0x44),
                 step(0x1000, physical=0x80)]
        self.assertEqual(self.counts(*steps)["user"], 2)


class FakeStub:
    """A machine that executes a list of addresses again and again, after a beginning."""

    def __init__(self, beginning, loop):
        self.places = collections.deque(beginning + loop)
        self.loop = loop

    def registers(self):
        return {"pc": self.places[0]}

    def step(self):
        self.places.popleft()
        if not self.places:
            self.places.extend(self.loop)

    def memory(self, address, size):
        return bytes([address & 0xff]) * size

    def physical(self, address):
        return None if address == 0x666 else address


class FakeMachine:
    pc = "pc"
    longest = 4

    @staticmethod
    def accesses(text, registers, after):
        return [Operand(registers["pc"] + int(text), 8, None), Operand(after, 8, None)]


class Following(unittest.TestCase):
    def follow(self, beginning, loop, text="256"):
        tracer = Tracer(FakeStub(beginning, loop), FakeMachine, "objdump")
        with mock.patch.object(trip, "disassemble",
                               lambda code, *_: {pc: (text, 4) for pc in code}):
            return tracer.round(range(0x1000, 0x1100))

    def test_the_round_begins_at_the_head_of_the_loop(self):
        steps = self.follow([0x1000, 0x1004], [0x1008, KERNEL, 0x5000, KERNEL, 0x100c])
        self.assertEqual([one.pc for one in steps], [0x1008, KERNEL, 0x5000, KERNEL, 0x100c])
        self.assertEqual(steps[0].accesses, [Access(0x1108, 0x1108, 8, None),
                                             Access(0x100c, 0x100c, 8, None)])

    def test_rounds_that_differ_are_noticed(self):
        with self.assertRaisesRegex(NoTrip, "differ"):
            self.follow([], [0x1008, 0x5000, 0x1008, 0x5004])
        with self.assertRaisesRegex(NoTrip, "differ"):
            self.follow([], [0x1008, 0x5000, 0x5004, 0x1008, 0x5004, 0x5000])

    def test_a_loop_that_never_comes_again_is_noticed(self):
        with self.assertRaisesRegex(NoTrip, "no round"):
            self.follow([0x1000], [0x5000, 0x5004])

    def test_an_instruction_may_go_on_in_the_next_page(self):
        class Stub(FakeStub):
            def memory(self, address, size):
                end = address + size
                if address // trip.PAGE_BYTES != (end - 1) // trip.PAGE_BYTES or end > 0x3000:
                    raise AssertionError("no one page")
                return bytes(place & 0xff for place in range(address, end))

            def physical(self, address):
                return address if address < 0x3000 else None

        tracer = Tracer(Stub([], [0]), FakeMachine, "objdump")
        self.assertEqual(tracer.read(0x1ffe), (0x1ffe, b"\xfe\xff\x00\x01"))
        self.assertEqual(tracer.read(0x2ffe), (0x2ffe, b"\xfe\xff"))

    def test_what_is_not_mapped_is_noticed(self):
        with self.assertRaisesRegex(OSError, "nothing is mapped at 666"):
            self.follow([], [0x1008], text=str(0x666 - 0x1008))


class Disassembly(unittest.TestCase):
    def test_stretches_are_disassembled_together(self):
        code = {0x10: b"abcd", 0x12: b"cdef", 0x14: b"efgh", 0x40: b"ijkl"}
        self.assertEqual(list(trip.runs(code, 4)), [(0x10, b"abcdefgh"), (0x40, b"ijkl")])

    def test_lines_of_objdump(self):
        for line, expected in (
                ("    36571:\t48 8b 34 24          \tmov    (%rsp),%rsi", "48 8b 34 24"),
                ("ffffffff80015400:\ta90847f0 \tstp\tx16, x17, [sp, #128]", "a90847f0"),
                ("    800a497c:\t8522                \tmv\ta0,s0", "8522")):
            match = trip.INSTRUCTION.match(line)
            self.assertEqual(match.group(2).strip(), expected)
            self.assertEqual(match.group(3), line.split("\t", 2)[2])


if __name__ == "__main__":
    unittest.main()
