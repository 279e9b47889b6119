# SPDX-License-Identifier: BSD-2-Clause
"""A soak runs everything once, goes on where it was stopped, and keeps what failed."""
import os
import tempfile
import unittest

from report import Counts
from soak import State, Task, Verdict, name_of, operations_in, soak, tasks

GOOD = Verdict(True, "10 passed, 0 failed, 0 skipped", 1.0, 5)
BAD = Verdict(False, "9 passed, 1 failed, 0 skipped", 1.0, 5)


class Tasks(unittest.TestCase):
    def test_every_board_has_every_seed_in_both_programs(self):
        todo = tasks(["a", "b"], 3, 900, None)
        self.assertEqual(len({name_of(task) for task in todo}), 12)
        self.assertEqual({task.target for task in todo}, {"torture", "conformance"})
        self.assertEqual({task.seed for task in todo}, {1, 2, 3})

    def test_all_boards_have_a_seed_before_the_next_one_comes(self):
        seeds = [task.seed for task in tasks(["a", "b"], 3, 900, None)]
        self.assertEqual(seeds, sorted(seeds))

    def test_several_processors_run_the_suite_in_both_kinds_of_time(self):
        todo = tasks(["a"], 1, 900, 4)
        self.assertEqual([task.settings for task in todo if task.target == "conformance"],
                         [("CPUS=4",), ("CPUS=4", "ICOUNT=6")])
        self.assertEqual(len({name_of(task) for task in todo}), 3)

    def test_operations_are_those_of_the_table(self):
        self.assertEqual(operations_in(["operation   done late cut gone", "call  10  2  3  4",
                                        "long message      20   0   0   0",
                                        "10 passed, 0 failed, 0 skipped", "1 2 3 4"]), 30)


class Soaking(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "state.json")
        self.todo = [Task("torture", "a", seed, ()) for seed in (1, 2, 3)]
        self.ran = []
        self.told = []

    def run_with(self, verdicts, version="v"):
        """A soak that a run ends for which there is no verdict, as an interrupt would."""
        def run(task):
            self.ran.append(task.seed)
            return verdicts[task.seed]

        return soak(self.todo, State(self.path, version), run, self.told.append)

    def test_everything_runs_once_and_is_counted(self):
        self.assertEqual(self.run_with({1: GOOD, 2: BAD, 3: GOOD}), Counts(2, 1))
        self.assertEqual(self.ran, [1, 2, 3])
        self.assertIn("failed: torture a seed 2", self.told)
        self.assertIn("a torture: 2 of 3 runs passed in 3 s, 15 operations", self.told)

    def test_an_interrupted_soak_goes_on_where_it_stopped(self):
        with self.assertRaises(KeyError):
            self.run_with({1: GOOD})
        self.assertEqual(self.run_with({2: GOOD, 3: GOOD}), Counts(3))
        self.assertEqual(self.ran, [1, 2, 2, 3])

    def test_a_run_that_failed_is_kept_and_told_again(self):
        self.run_with({1: GOOD, 2: BAD, 3: GOOD})
        self.told.clear()
        self.assertEqual(self.run_with({}), Counts(2, 1))
        self.assertIn("failed: torture a seed 2", self.told)

    def test_another_version_begins_anew(self):
        self.run_with({1: GOOD, 2: GOOD, 3: GOOD})
        self.run_with({1: GOOD, 2: GOOD, 3: GOOD}, version="w")
        self.assertEqual(self.ran, [1, 2, 3, 1, 2, 3])


if __name__ == "__main__":
    unittest.main()
