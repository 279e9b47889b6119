# SPDX-License-Identifier: BSD-2-Clause
"""The bench's judge notices what is missing, what grew, and what is beyond its limit."""
import contextlib
import io
import json
import os
import tempfile
import unittest
from unittest import mock

import bench
from bench import Kept, Reference
from board import names, port_of
from driver_test import FakeMachine, say

ROWS = {
    "a": {"limit": {"x86_64": 10, "arm64": 20}, "anchors": [
        {"system": "slow", "x86_64": 40, "arm64": 30},
        {"system": "fast", "x86_64": 20},
    ]},
    "b": {"limit": {"row": "a", "plus": 5}},
    "c": {"optional": True},
    "growth.": {"prefix": True, "limit": 1.05},
    "growth.a.many.": {"prefix": True, "limit": 2},
}
REFERENCE = Reference(ROWS)
GOOD = "bench a 8 instructions\nbench b 9.5 instructions\nbench: done\n"


class Judging(unittest.TestCase):
    """Runs a guest that says something, in a folder of kept figures that is empty at first."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(bench, "FOLDER", folder.name)
        patch.start()
        self.addCleanup(patch.stop)
        self.said = ""

    def judge(self, console, keep=False, compiler="cc 1"):
        machine = FakeMachine(say(console))
        machine.board.name = "x86_64_fake"
        run = machine.boot()
        said = io.StringIO()
        with contextlib.redirect_stdout(said), \
                mock.patch.object(bench.report, "compiler", lambda board: compiler):
            counts = bench.judge(run, machine.board, keep, REFERENCE)
        self.said = said.getvalue()
        self.assertEqual(counts.passed == 0, bool(run.problems))
        with open(machine.board.file("bench.json"), encoding="utf-8") as source:
            self.document = json.load(source)
        return run.problems

    def test_the_row_of_the_other_kernel_comes_behind_its_own(self):
        def rows(*pairs):
            return [{"name": name, "value": value, "unit": "instructions"} for name, value in pairs]

        results = rows((bench.CLEARED, 9), ("b", 2))
        bench.add_uncleared(results, [f"bench {bench.CLEARED} 7 instructions"])
        self.assertEqual(results, rows((bench.CLEARED, 9), (bench.UNCLEARED, 7), ("b", 2)))

    def test_the_trip_must_be_as_long_as_those_that_were_counted(self):
        trip = {"row": "a", "steps": [{}] * 16,
                "results": [{"name": "lines.code", "value": 7, "unit": "lines"}]}
        run = FakeMachine(say(GOOD)).boot()
        results = bench.parse(run.lines)
        bench.add_trip(run, results, trip)
        self.assertEqual(run.problems, [])
        self.assertEqual(results[-1]["name"], "lines.code")
        bench.add_trip(run, results, dict(trip, steps=[{}] * 17))
        bench.add_trip(run, results, dict(trip, row="z"))
        self.assertEqual(len(run.problems), 2)

    def test_a_good_run_passes_and_is_written(self):
        self.assertEqual(self.judge(GOOD), [])
        self.assertEqual(self.document["results"],
                         [{"name": "a", "value": 8, "unit": "instructions"},
                          {"name": "b", "value": 9.5, "unit": "instructions"}])
        for field in ("kernel_sha256", "board", "commit", "config", "compiler"):
            self.assertIn(field, self.document)

    def test_a_missing_figure_is_noticed(self):
        self.assertEqual(self.judge("bench a 1 instructions\nbench: done\n"),
                         ["the figure b is missing"])

    def test_a_figure_that_comes_twice_is_noticed(self):
        self.assertEqual(self.judge("bench a 8 instructions\n" + GOOD), ["a figure came twice"])

    def test_an_unfinished_run_is_noticed(self):
        self.assertEqual(len(self.judge(GOOD.replace("bench: done\n", ""))), 1)

    def test_what_is_kept_is_compared(self):
        self.assertEqual(self.judge(GOOD, keep=True), [])
        self.assertEqual(self.judge(GOOD), [])
        worse = GOOD.replace("a 8 ", "a 8.1 ")
        self.assertEqual(self.judge(worse), ["a grew from 8 to 8.1"])
        self.assertEqual(self.judge(worse, keep=True), [])
        self.assertEqual(self.judge(worse), [])

    def test_little_growth_and_less_are_told_only(self):
        self.judge(GOOD.replace("a 8 ", "a 1000 "), keep=True)
        self.assertEqual(self.judge(GOOD.replace("a 8 ", "a 1010 ")), [])
        self.assertIn("a was 1000, is 1010", self.said)
        self.assertEqual(self.judge(GOOD), [])
        self.assertIn("a was 1000, is 8", self.said)

    def test_a_kept_figure_that_does_not_come_is_noticed(self):
        self.judge(GOOD + "bench c 3 instructions\n", keep=True)
        self.assertEqual(self.judge(GOOD), ["c was 3 and is not measured any more"])

    def test_a_new_figure_is_told(self):
        self.judge(GOOD, keep=True)
        self.assertEqual(self.judge(GOOD + "bench c 3 instructions\n"), [])
        self.assertIn("c is new: 3", self.said)

    def test_figures_of_another_compiler_are_told_only(self):
        self.judge(GOOD, keep=True)
        self.assertEqual(self.judge(GOOD.replace("a 8 ", "a 80 "), compiler="cc 2"), [])
        self.assertIn("the kept figures are those of 'cc 1', this is 'cc 2'", self.said)
        self.assertIn("a grew from 8 to 80", self.said)

    def test_a_bad_run_is_not_kept(self):
        self.judge("bench a 1 instructions\nbench: done\n", keep=True)
        self.assertEqual(os.listdir(bench.FOLDER), [])


class Tables(unittest.TestCase):
    def line(self, name, port="x86_64", **values):
        results = [{"name": key.replace("_", "."), "value": value, "unit": "instructions"}
                   for key, value in values.items()]
        return next((line for line in bench.table(results, REFERENCE, port)
                     if line.startswith(name)), None)

    def test_the_best_of_others_on_this_architecture_is_shown(self):
        self.assertRegex(self.line("a", a=10), r"^a +10\.0 +10\.0 +20\.0 fast +0\.50$")
        self.assertRegex(self.line("a", port="arm64", a=60), r" 60\.0 +20\.0 ! +30\.0 slow +2\.00$")

    def test_a_limit_may_be_another_row(self):
        self.assertNotIn("!", self.line("b", a=10, b=15))
        self.assertIn("!", self.line("b", a=10, b=16))
        self.assertIsNone(REFERENCE.limit("b", "x86_64", {"b": 16}))

    def test_growth_is_shown_where_it_is_too_much(self):
        self.assertIsNone(self.line("growth", growth_a_few_9=1.05))
        self.assertIn("!", self.line("growth", growth_a_few_9=1.06))
        self.assertIsNone(self.line("growth", growth_a_many_9=1.9))


class Data(unittest.TestCase):
    """The files of the repository say what the judge understands."""

    def test_rows_are_complete(self):
        reference = Reference.read()
        self.assertIn("ipc.inter.0", reference.required())
        ports = {port_of(name) for name in names()}
        for name, row in reference.rows.items():
            self.assertIn("what", row, name)
            values = {row["limit"]["row"]: 1} if "row" in str(row.get("limit")) else {}
            for port in ports:
                limit = reference.limit(name, port, values)
                self.assertEqual(limit is None, "limit" not in row, name)
                reference.best_anchor(name, port)
            for anchor in row.get("anchors", []):
                self.assertTrue({"system", "what", "source"} <= anchor.keys(), name)

    def test_what_is_kept_belongs_to_a_board(self):
        for file in os.listdir(bench.FOLDER):
            if file != "anchors.json":
                self.assertIn(os.path.splitext(file)[0], names())


class KeptFile(unittest.TestCase):
    def test_a_growth_of_one_percent_is_allowed(self):
        self.assertEqual(Kept("cc", {"a": 100}).compare({"a": 101})[0], [])
        self.assertEqual(len(Kept("cc", {"a": 100}).compare({"a": 101.1})[0]), 1)


if __name__ == "__main__":
    unittest.main()
