# SPDX-License-Identifier: BSD-2-Clause
"""The table of cases counts what passed, by section and board."""
import unittest

from case_table import rows_of, table


def passed(*cases):
    return [{"name": name, "outcome": "passed"} for name in cases]


class Rows(unittest.TestCase):
    def test_cases_are_counted_by_section_and_subject(self):
        rows = rows_of(passed("ipc: a [4.9]", "ipc: b: c [4.9]", "unmap: [x] d [4.7, 7.4]"))
        self.assertEqual(dict(rows), {("4.9", "ipc"): 2, ("4.7, 7.4", "unmap"): 1})

    def test_what_did_not_pass_is_not_counted(self):
        results = [{"name": "ipc: a [4.9]", "outcome": "failed"},
                   {"name": "ipc: b [4.9] # SKIP no device", "outcome": "skipped"}]
        self.assertEqual(dict(rows_of(results)), {})


class Tables(unittest.TestCase):
    def test_sections_come_in_their_order(self):
        columns = {"one": rows_of(passed("b: x [4.10]", "a: x [4.9]")),
                   "two": rows_of(passed("b: x [4.10]"))}
        self.assertEqual(table(columns)[2:], ["| 4.9 | a | 1 | – |", "| 4.10 | b | 1 | 1 |",
                                              "| | all | 2 | 1 |"])
