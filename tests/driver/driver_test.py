# SPDX-License-Identifier: BSD-2-Clause
"""The driver notices a guest that panics, hangs, ends wrongly or says too little."""
import os
import tempfile
import unittest
from types import SimpleNamespace

import drive
from board import Board
from machine import boot
from report import Counts, closing_counts
from tap import Tap

GOOD_TAP = "1..2\nok 1 - threads: one\nnoise\nok 2 - threads: two\n2 passed, 0 failed, 0 skipped\n"


class FakeMachine:
    """A shell script in the place of QEMU, so that a guest's behaviour can be written down."""

    def __init__(self, script, exit_kind="exact"):
        self.folder = tempfile.TemporaryDirectory()
        qemu = os.path.join(self.folder.name, "qemu")
        with open(qemu, "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\n" + script)
        os.chmod(qemu, 0o755)
        for name in ("kernel.elf", ".config"):
            with open(os.path.join(self.folder.name, name), "w", encoding="utf-8"):
                pass
        data = {"qemu": qemu, "machine": "m", "cpu": "c", "memory_mib": 1, "cpus": 1,
                "kernel": "kernel.elf", "exit": exit_kind, "args": [], "icount_args": [],
                "boots": {"direct": {"chain": "kernel"}}}
        self.board = Board("fake", self.folder.name, data)

    def boot(self, limit=10, beside=()):
        return boot(self.board, "demo", limit, self.board.file("log"), beside=beside)


def say(text):
    return f"cat <<'END'\n{text}END\n"


class Endings(unittest.TestCase):
    def problems(self, script, limit=10, exit_kind="exact"):
        return FakeMachine(script, exit_kind).boot(limit).problems

    def test_a_good_end_has_no_problem(self):
        self.assertEqual(self.problems("exit 0"), [])
        self.assertEqual(self.problems("exit 33", exit_kind="isa-debug-exit"), [])

    def test_the_guests_own_status_is_noticed(self):
        self.assertEqual(self.problems("exit 5"), ["the guest ended with status 5"])
        self.assertEqual(self.problems("exit 43", exit_kind="isa-debug-exit"),
                         ["the guest ended with status 5"])

    def test_an_end_without_the_guests_doing_is_noticed(self):
        for status in (0, 1, 3, 34):
            problem = self.problems(f"exit {status}", exit_kind="isa-debug-exit")
            self.assertIn("without a guest status", problem[0])
        self.assertIn("without a guest status", self.problems("kill -SEGV $$")[0])

    def test_a_hanging_guest_is_ended_and_noticed(self):
        self.assertEqual(self.problems("exec sleep 100", limit=0.5), ["no end within 0.5 s"])

    def test_a_panic_is_noticed_even_with_status_0(self):
        self.assertEqual(self.problems("echo 'PANIC: no'; exit 0"), ["the kernel panicked"])

    def test_a_panic_split_between_two_writes_is_noticed(self):
        self.assertIn("the kernel panicked",
                      self.problems("printf PAN; sleep 0.3; echo IC; exit 0"))

    def test_endless_output_is_noticed(self):
        self.assertIn("console output", self.problems("exec yes", limit=30)[0])

    def test_the_console_is_kept(self):
        run = FakeMachine("printf 'one\\r\\ntwo'; exit 0").boot()
        self.assertEqual(run.lines, ["one", "two"])


class TapForm(unittest.TestCase):
    def test_a_complete_run_counts(self):
        tap = Tap(GOOD_TAP.splitlines())
        self.assertEqual(tap.problems, [])
        self.assertEqual(tap.counts(), Counts(2, 0, 0))

    def test_a_missing_plan_is_noticed(self):
        self.assertIn("there is no plan (1..N)", Tap(["ok 1 - a"]).problems)

    def test_missing_results_count_as_failed(self):
        tap = Tap(["1..3", "ok 1 - a"])
        self.assertEqual(tap.problems, ["1 of 3 planned results came"])
        self.assertEqual(tap.counts(), Counts(1, 2, 0))

    def test_results_out_of_order_are_noticed(self):
        self.assertIn("result 3 came where 2 was due", Tap(["1..2", "ok 1", "ok 3"]).problems)

    def test_failed_and_skipped_results_are_told_apart(self):
        tap = Tap(["1..3", "ok 1 - a", "not ok 2 - b", "ok 3 - c # SKIP no such device"])
        self.assertEqual(tap.counts(), Counts(1, 1, 1))
        self.assertEqual(tap.problems, ["not ok 2 - b"])


    def test_a_skip_without_a_reason_is_noticed(self):
        self.assertEqual(Tap(["1..1", "ok 1 - a # SKIP"]).problems,
                         ["result 1 does not say what hardware is missing"])


class Judging(unittest.TestCase):
    def conformance(self, console, minimum=2):
        machine = FakeMachine(say(console))
        run = machine.boot()
        drive.judge_conformance(run, machine.board,
                                SimpleNamespace(minimum=minimum, most_skipped=1, cpus=None,
                                                purpose="conformance"))
        self.assertTrue(os.path.exists(machine.board.file("conformance.json")))
        return run.problems

    def test_a_good_conformance_run_passes(self):
        self.assertEqual(self.conformance(GOOD_TAP), [])

    def test_too_few_results_are_noticed(self):
        self.assertIn("only 2 results, at least 3 are expected", self.conformance(GOOD_TAP, 3))

    def test_too_many_skipped_cases_are_noticed(self):
        console = ("1..2\nok 1 - a: b # SKIP no device\nok 2 - c: d # SKIP no device\n"
                   "0 passed, 0 failed, 2 skipped\n")
        self.assertEqual(self.conformance(console), ["2 cases were skipped, at most 1 may be"])

    def test_a_case_that_is_skipped_on_both_processors_counts_once(self):
        console = ("1..2\nok 1 - a: b [1] # SKIP no device\n"
                   "ok 2 - a: b (other cpu) [1] # SKIP no device\n"
                   "0 passed, 0 failed, 2 skipped\n")
        self.assertEqual(self.conformance(console), [])

    def test_a_missing_plan_is_noticed(self):
        console = GOOD_TAP.replace("1..2\n", "")
        self.assertIn("there is no plan (1..N)", self.conformance(console))

    def test_a_panic_in_a_good_run_is_noticed(self):
        self.assertIn("the kernel panicked", self.conformance("PANIC: no\n" + GOOD_TAP))

    def repeated(self, **more):
        """The last problem of a run that failed with these settings."""
        machine = FakeMachine(say("1..1\nnot ok 1 - a\n0 passed, 1 failed, 0 skipped\n"))
        run = machine.boot()
        settings = {"purpose": "userfuzz", "cpus": None, "icount": None, **more}
        drive.judge_seeded(run, machine.board,
                           SimpleNamespace(minimum=1, most_skipped=0, seed=7, seconds=3,
                                           **settings))
        return run.problems[-1]

    def test_a_failed_run_with_a_seed_says_how_to_repeat_it(self):
        self.assertEqual(self.repeated(),
                         "to repeat it: make userfuzz BOARD=fake SEED=7 SECONDS=3")
        self.assertEqual(self.repeated(purpose="torture", cpus=4, icount=6),
                         "to repeat it: make torture BOARD=fake SEED=7 SECONDS=3 CPUS=4 ICOUNT=6")
        self.assertEqual(self.repeated(purpose="conformance", cpus=2),
                         "to repeat it: make conformance BOARD=fake SEED=7 CPUS=2")

    def machine_of(self, **settings):
        args = {"board": "x86_64_pc", "folder": "build", "boot": "direct", "cpus": None,
                "icount": None, **settings}
        args = SimpleNamespace(**args)
        return drive.board_of(args), drive.shift(args)

    def test_a_board_may_have_another_processor_for_a_purpose(self):
        kinds = [self.machine_of(purpose=purpose)[0].data["cpu"]
                 for purpose in ("conformance", "userfuzz")]
        self.assertEqual(kinds, ["max", "max,avx=off"])

    def test_a_run_may_have_other_numbers_of_processors_than_the_board(self):
        self.assertEqual(self.machine_of(purpose="conformance")[0].data["cpus"], 1)
        board, _ = self.machine_of(purpose="conformance", cpus=4)
        self.assertEqual(board.data["cpus"], 4)
        self.assertEqual(drive.result_name(board, SimpleNamespace(cpus=4), "a"), "a-cpus4")
        self.assertIn("thread=multi", " ".join(board.command("demo")))

    def test_several_processors_count_instructions_as_time_only_where_asked(self):
        def shift(**settings):
            return self.machine_of(**settings)[1]

        self.assertEqual(shift(purpose="conformance"), 1)
        self.assertIsNone(shift(purpose="conformance", cpus=2))
        self.assertEqual(shift(purpose="conformance", cpus=2, icount=6), 6)
        self.assertIsNone(shift(purpose="torture", cpus=8))
        self.assertEqual(shift(purpose="torture", icount=6), 6)

    def test_a_slow_machine_is_given_longer_times(self):
        self.assertEqual([drive.stretch(SimpleNamespace(icount=shift))
                          for shift in (None, 1, 2, 6)], [1, 1, 1, 16])

    def test_a_wrong_or_missing_closing_line_is_noticed(self):
        for last in ("3 passed, 0 failed, 0 skipped\n", ""):
            console = GOOD_TAP.replace("2 passed, 0 failed, 0 skipped\n", last)
            self.assertEqual(len(self.conformance(console)), 1)

    def test_a_missing_demonstration_line_is_noticed(self):
        run = FakeMachine("echo something else").boot()
        drive.judge_demonstration(run, SimpleNamespace(closing="all went well"))
        self.assertEqual(run.problems, ["the console never said 'all went well'"])

    def test_images_that_run_at_the_same_time_have_logs_of_their_own(self):
        runs = [("run", "demo", "run"), ("run", "pager", "run-pager"),
                ("conformance", "conformance", "conformance")]
        for purpose, image, name in runs:
            self.assertEqual(drive.log_name(SimpleNamespace(purpose=purpose, image=image)), name)

    def test_the_last_closing_line_counts(self):
        lines = ["1 passed, 0 failed, 0 skipped", "noise", "2 passed, 1 failed, 3 skipped"]
        self.assertEqual(closing_counts(lines), Counts(2, 1, 3))
        self.assertIsNone(closing_counts(["x 1 passed, 0 failed, 0 skipped"]))
