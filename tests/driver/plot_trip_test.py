# SPDX-License-Identifier: BSD-2-Clause
"""The picture of a round trip has all instructions, marks new cache lines, and is that of the
figures that are kept."""
import os
import re
import unittest

import bench
import plot_trip
import trip
from board import BOARD_FOLDER, ROOT, port_of
from trip import Access, Step

K = 0xffffffff80000000
TITLE = re.compile(r"(\w+): a round trip of (\S+), (\d+) instructions; cache lines: "
                   r"(\d+) of kernel code, (\d+) of kernel data, (\d+) of user memory")


class FakePurposes:
    def of(self, pc):
        return ("return", "leave") if trip.is_kernel(pc) else ("program", "")

    def function(self, pc):
        return ("port_short_ipc", pc - K) if trip.is_kernel(pc) else ("count_ipc", pc)

    def name(self, address):
        return f"<{address % 0x1000:x}>"


STEPS = [Step(0x1000, 0x1000, "call   0x1234", 4, []),
         Step(K, 0x2000, "mov 0x20(%rip),%rax        # 0xffffffff80000040", 4,
              [Access(K + 0x40, 0x2040, 8, None)]),
         Step(K + 4, 0x2004, "mov\tx0, x1  // told", 4, [Access(K + 0x44, 0x2044, 8, None)]),
         Step(0x1100, 0x1100, "ret", 1, [])]


class Picture(unittest.TestCase):
    def test_rows(self):
        rows = plot_trip.rows(STEPS, FakePurposes())
        self.assertEqual([row.number for row in rows], [1, 2, 3, 4])
        self.assertEqual([row.first for row in rows],
                         [[("user", 1)], [("code", 1), ("data", 1)], [], [("user", 2)]])
        self.assertEqual(rows[1].code, "mov <40>,%rax")
        self.assertEqual(rows[2].code, "mov x0, x1")

    def test_the_way_back_begins_behind_the_kernel(self):
        self.assertEqual(plot_trip.turn(STEPS), 3)

    def test_all_is_drawn(self):
        svg = plot_trip.picture("a & b", STEPS, FakePurposes())
        self.assertIn("a &amp; b", svg)
        self.assertEqual(len(re.findall('class="number"', svg)), 4)
        self.assertEqual(re.findall('class="(code|data|user)"[^>]*>(\\w+)<', svg), [
            ("user", "u1"), ("code", "c1"), ("data", "d1"), ("user", "u2"),
            ("code", "c1"), ("data", "d1"), ("user", "u1"), ("user", "u2")])


class Kept(unittest.TestCase):
    """The pictures of the repository are those of its figures."""

    def test_pictures_are_of_the_kept_figures(self):
        pictures = [name for name in os.listdir(os.path.join(ROOT, "docs"))
                    if re.fullmatch(r"trip-\w+\.svg", name)]
        self.assertEqual(len(pictures), 3)
        for name in pictures:
            with open(os.path.join(ROOT, "docs", name), encoding="utf-8") as file:
                svg = file.read()
            board, row, *counts = TITLE.search(svg).groups()
            self.assertTrue(os.path.exists(os.path.join(BOARD_FOLDER, board + ".json")), name)
            self.assertEqual(name, f"trip-{port_of(board)}.svg")
            kept = bench.read_json(os.path.join(bench.FOLDER, board + ".json"))["results"]
            self.assertEqual(list(map(int, counts)),
                             [2 * kept[row], *(kept["lines." + kind] for kind in plot_trip.KINDS)],
                             f"make bench-trip BOARD={board} draws {name} anew")
            self.assertEqual(len(re.findall('class="number"', svg)), int(counts[0]), name)


if __name__ == "__main__":
    unittest.main()
