# SPDX-License-Identifier: BSD-2-Clause
"""Judges faults one after the other, keeps the verdicts, and counts them by file and kind."""
import json
import os
import threading
from collections import Counter

import trial
from faults import KINDS

CAUGHT = (trial.CAUGHT_HOST, trial.CAUGHT_BOARD)
COUNTED = (*CAUGHT, trial.SURVIVED)


class WrongReason(Exception):
    """The list of survivors says what is not true."""


class Verdicts:
    """The file of what was judged. A caught fault stays caught while the kernel stays; one that
    survived is tried again when tests change."""

    def __init__(self, path, kernel, tests):
        """`kernel` and `tests` stand for their sources."""
        self.path, self.kernel, self.tests = path, kernel, tests
        self.known = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as source:
                self.known = json.load(source)

    def of(self, identity):
        verdict = self.known.get(identity)
        if not verdict or verdict["kernel"] != self.kernel:
            return None
        if verdict["verdict"] == trial.SURVIVED and verdict["tests"] != self.tests:
            return None
        return verdict["verdict"]

    def add(self, identity, verdict, fault):
        self.known[identity] = {"verdict": verdict, "kernel": self.kernel, "tests": self.tests,
                                "fault": str(fault)}
        with open(self.path + ".tmp", "w", encoding="utf-8") as out:
            json.dump(self.known, out, indent=1)
        os.replace(self.path + ".tmp", self.path)


class Campaign:
    """Workers take faults in their random order until enough mutants were counted."""

    def __init__(self, faults, count, verdicts, explained, tell=print):
        """`explained`: Survivors"""
        self.faults = iter(faults)
        self.explained = explained
        self.tell = tell
        self.count = count
        self.verdicts = verdicts
        self.lock = threading.Lock()
        self.judged = []  # (fault, verdict)
        self.taken = 0    # that are being judged or are counted
        self.problem = None

    def judgement(self, fault, verdict):
        """A fault that makes no difference is none, so it does not count. One that was said to make
        none and was caught all the same was explained wrongly."""
        if self.explained.key(fault) not in self.explained.equivalent:
            return verdict
        if verdict in CAUGHT:
            raise WrongReason(f"mutants: said to be equivalent, but {verdict}: {fault}")
        return trial.EQUIVALENT if verdict == trial.SURVIVED else verdict

    def counted(self):
        return sum(verdict in COUNTED for _, verdict in self.judged)

    def next_fault(self):
        with self.lock:
            while self.taken < self.count and not self.problem:
                fault, text = next(self.faults, (None, None))
                if not fault:
                    return None
                known = self.verdicts.of(fault.identity(text))
                verdict = known and self.judgement(fault, known)
                self.taken += verdict is None or verdict in COUNTED
                if verdict is None:
                    return fault, text
                self.judged.append((fault, verdict))
            return None

    def work(self, workshop, sound):
        try:
            while (task := self.next_fault()) is not None:
                self.finish(*task, workshop.judge(*task, sound))
        except KeyboardInterrupt:
            pass
        except Exception as problem:  # the others stop, too, and main() tells
            self.problem = problem
            raise

    def finish(self, fault, text, found):
        with self.lock:
            verdict = self.judgement(fault, found)
            self.judged.append((fault, verdict))
            self.taken -= verdict not in COUNTED
            self.verdicts.add(fault.identity(text), found, fault)
            self.tell(f"[{self.counted():3}/{self.count}] {verdict}: {fault.path}:{fault.number}: "
                      f"{fault.kind}", flush=True)
            if verdict == trial.SURVIVED:
                self.tell(f"    - {fault.line}\n    + {fault.becomes}", flush=True)


def table(judged):
    """Lines: caught and survived by file and by kind."""
    cells = Counter()
    for fault, verdict in judged:
        if verdict in COUNTED:
            for row in (fault.path, "all"):
                for column in (fault.kind, "all"):
                    cells[row, column, verdict in CAUGHT] += 1
    rows = sorted({row for row, _, _ in cells} - {"all"}) + ["all"]
    wide = max(len(row) for row in rows)
    columns = (*KINDS, "all")
    yield " " * wide + "".join(f"  {column:>17}" for column in columns)
    for row in rows:
        line = ""
        for column in columns:
            caught, missed = cells[row, column, True], cells[row, column, False]
            line += "  " + (f"{caught} of {caught + missed}" if caught + missed else "").rjust(17)
        yield f"{row:{wide}}" + line
