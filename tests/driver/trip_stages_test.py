# SPDX-License-Identifier: BSD-2-Clause
"""Instructions and cache lines of a round trip are named by what the tools say of them."""
import re
import subprocess
import unittest
from unittest import mock

import trip
import trip_stages
from symbols import Symbols
from trip import Access, Step
from trip_stages import ENTRY, PROGRAM, STAGES, STUB, Names, Purposes, Template

K = 0xffffffff80000000
SOURCE = """
[[gnu::always_inline]] inline void deliver(Path& path, Cpu& cpu)
{
    path.enter();
    if (!path.partner_may_run() || !path.partner_is_meant())
        return path.decline();
}

[[gnu::always_inline]] inline void hand_over(Path& path)
{
    if (root != other)
        path.leave();
}
"""
KERNEL = [f"{K:x} T text_start", f"{K:x} 0000000000000040 T vectors",
          f"{K + 0x40:x} 0000000000000100 T port_short_ipc",
          f"{K + 0x200:x} 0000000000000010 B pinyon::port::boot_cpu",
          f"{K + 0x220:x} 0000000000000010 r table", f"{K + 0x300:x} D kernel_end"]
PROGRAM_SYMBOLS = ["0000000000000010 T count_ipc", "0000000000000040 t $x",
                   "0000000000000100 0000000000000020 b count_trips(bench::Trip)::there"]
ADDR2LINE = f"""0x{K + 0x40:016x}
void pinyon::port::(anonymous namespace)::Path<false>::partner_is_meant() const
./kernel/arch/port/port_fast_path.cpp:12
deliver<pinyon::Path<false> >
./kernel/glue/fast_path.h:5
port_short_ipc
./kernel/arch/port/port_fast_path.cpp:99
0x{K:016x}
vectors
./kernel/arch/port/port_entry.S:?
"""


def purposes():
    with mock.patch.object(subprocess, "run") as run:
        run.return_value.stdout = ADDR2LINE
        found = trip_stages.frames([K + 0x40, K], "kernel.elf", "addr2line")
    return Purposes(found, Template(SOURCE), Symbols(KERNEL), Symbols(PROGRAM_SYMBOLS, 0x10000),
                    [0x10000, 0x11000])


class Stages(unittest.TestCase):
    def test_a_step_is_that_of_the_function_that_is_inlined(self):
        self.assertEqual(purposes().of(K + 0x40), (STAGES["deliver"], "partner_is_meant"))

    def test_without_one_the_first_of_the_line_is_taken(self):
        template = Template(SOURCE)
        self.assertEqual(template.step(5, ["ThreadId"]), "partner_may_run")
        self.assertEqual(template.step(11, []), "if (root != other)")
        self.assertEqual([template.function(line) for line in (4, 5, 12)],
                         ["deliver", "deliver", "hand_over"])

    def test_what_is_not_of_the_template(self):
        self.assertEqual(purposes().of(K)[0], ENTRY)
        self.assertEqual(purposes().of(0x10010)[0], PROGRAM)
        self.assertEqual(purposes().of(0x3ffff00c00)[0], STUB)

    def test_places_have_functions(self):
        self.assertEqual(purposes().function(K + 0x44), ("port_short_ipc", 4))
        self.assertEqual(purposes().function(0x10018), ("count_ipc", 8))
        self.assertEqual(purposes().function(0x3ffff00c00)[1], 0xc00)

    def test_the_stages_are_those_of_the_source(self):
        template = Template.read()
        functions = {template.function(line) for line in range(1, len(template.lines) + 1)}
        steps = set(re.findall(r"path\.(\w+)\(", "\n".join(template.lines)))
        self.assertEqual(STAGES.keys() - functions - steps, set())
        self.assertIn(trip_stages.FINDING, steps)


class CacheLines(unittest.TestCase):
    def test_symbols(self):
        names = purposes()
        self.assertEqual(names.name(K + 0x208), "boot_cpu+0x8")
        self.assertEqual(names.name(K), "vectors")
        self.assertEqual(names.name(K + 0x280), ".rodata")
        self.assertIsNone(names.name(K + 0x400))
        self.assertIsNone(names.name(trip.KERNEL_HALF))
        self.assertEqual(names.name(0x10110), "there+0x10")
        self.assertIsNone(names.name(0x20000))

    def test_control_blocks_are_told_apart_by_who_came_first(self):
        heap = trip.KERNEL_HALF + 0x1000
        blocks = [heap + 0x340, heap + 0x940]
        steps = [Step(K, 0, "", 4, [Access(blocks[0] + 0x80, 0x80, 8, blocks[0]),
                                    Access(blocks[1] + 8, 0x1008, 8, blocks[1]),
                                    Access(blocks[0] + 0x7c, 0x7c, 8, blocks[0])]),
                 Step(0x10010, 0x400, "", 4, [Access(0x7000, 0x7000, 8, None)])]
        names = Names(purposes()).of_lines(steps)
        self.assertEqual(names, {
            ("code", 0): "vectors", ("data", 2): "TCB of the caller, line 2",
            ("data", 0x40): "TCB of the answerer, line 0",
            ("data", 1): "TCB of the caller, line 1",
            ("user", 0x10): "count_ipc", ("user", 0x1c0): "UTCB of the caller"})


if __name__ == "__main__":
    unittest.main()
