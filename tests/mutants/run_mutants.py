#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes small faults in kernel/generic and kernel/glue, one at a time, and counts which of them the
tests catch. What was judged is kept in build/mutants, so that a run that was stopped goes on."""
import argparse
import hashlib
import json
import os
import random
import signal
import sys
import threading
from collections import Counter

import trial
from faults import KINDS, faults_of
from survivors import read_survivors
from trial import ROOT

FOLDERS = ("kernel/generic", "kernel/glue")
# They check or tell, and change nothing.
LEFT_OUT = {"kernel/generic/assert.h", "kernel/generic/invariants.cpp",
            "kernel/generic/mapping_check.cpp", "kernel/generic/boot/boot_log.cpp"}
JUDGING = ("kernel", "user", "tests/unit")  # what a verdict depends on
EXPLAINED = "tests/mutants/survivors.txt"
ENOUGH = 95      # per cent
FEWEST = 100     # mutants from which on the percentage says something
CAUGHT = (trial.CAUGHT_HOST, trial.CAUGHT_BOARD)
COUNTED = (*CAUGHT, trial.SURVIVED)


def files_below(folder):
    for place, folders, names in os.walk(os.path.join(ROOT, folder)):
        folders.sort()
        for name in sorted(names):
            yield os.path.relpath(os.path.join(place, name), ROOT)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as source:
        return source.read()


def digest(folders):
    seen = hashlib.sha256()
    for folder in folders:
        for path in files_below(folder):
            if path.endswith((".h", ".cpp", ".S", ".mk", ".ld", ".c")):
                seen.update(path.encode() + b"\0" + read(path).encode() + b"\0")
    return seen.hexdigest()[:16]


def all_faults(only):
    """(fault, text of its file) of the whole kernel, in the order of the files."""
    for folder in FOLDERS:
        for path in files_below(folder):
            if path.endswith((".h", ".cpp")) and path not in LEFT_OUT and only in path:
                text = read(path)
                for fault in faults_of(path, text):
                    yield fault, text


class Verdicts:
    """The file of what was judged. A caught fault stays caught while the kernel stays; one that
    survived is tried again when tests change."""

    def __init__(self, path):
        self.path = path
        self.kernel, self.tests = digest(["kernel"]), digest(JUDGING)
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

    def __init__(self, faults, count, verdicts):
        self.faults = iter(faults)
        self.count = count
        self.verdicts = verdicts
        self.lock = threading.Lock()
        self.judged = []  # (fault, verdict)
        self.taken = 0    # that are being judged or are counted
        self.problem = None

    def counted(self):
        return sum(verdict in COUNTED for _, verdict in self.judged)

    def next_fault(self):
        with self.lock:
            while self.taken < self.count and not self.problem:
                fault, text = next(self.faults, (None, None))
                if not fault:
                    return None
                verdict = self.verdicts.of(fault.identity(text))
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

    def finish(self, fault, text, verdict):
        with self.lock:
            self.judged.append((fault, verdict))
            self.taken -= verdict not in COUNTED
            self.verdicts.add(fault.identity(text), verdict, fault)
            print(f"[{self.counted():3}/{self.count}] {verdict}: {fault.path}:{fault.number}: "
                  f"{fault.kind}", flush=True)
            if verdict == trial.SURVIVED:
                print(f"    - {fault.line}\n    + {fault.becomes}", flush=True)


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


def report(judged, explained, seed):
    """Prints the result; True when it is good enough."""
    counts = Counter(verdict for _, verdict in judged)
    survivors = [fault for fault, verdict in judged if verdict == trial.SURVIVED]
    unexplained = [fault for fault in survivors if explained.key(fault) not in explained.reasons]
    caught = sum(counts[verdict] for verdict in CAUGHT)
    total = caught + len(survivors)
    print("\n".join(table(judged)))
    for fault in unexplained:
        print(f"survived, and no reason is known: {fault}")
    share = 100 * caught / total if total else 0
    print(f"mutants: seed {seed}: {share:.1f} % of {total} caught, {counts[trial.CAUGHT_HOST]} by "
          f"host tests and {counts[trial.CAUGHT_BOARD]} by conformance; {len(survivors)} survived, "
          f"{len(survivors) - len(unexplained)} of them explained; not counted: "
          f"{counts[trial.NOT_COMPILED]} not compiled, {counts[trial.SAME]} the same kernel")
    print(f"{caught} passed, {len(unexplained)} failed, 0 skipped")
    return total > 0 and not unexplained and (share >= ENOUGH or total < FEWEST)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="mutants that compile")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="files whose paths have this")
    args = parser.parse_args()
    explained = read_survivors(os.path.join(ROOT, EXPLAINED))
    faults = list(all_faults(args.only))
    explained.check(faults)
    random.Random(args.seed).shuffle(faults)

    runner = trial.Runner()
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    host, board = trial.Objects(trial.HOST), trial.Objects(trial.BOARD)
    shops = [trial.Workshop(number, host, board, runner) for number in range(args.jobs)]
    sound, limits = shops[0].prove_sound()
    campaign = Campaign(faults, args.count, Verdicts(os.path.join(ROOT, "build/mutants/verdicts.json")))
    threads = []
    try:
        for shop in shops:
            shop.limits = limits
            threads.append(threading.Thread(target=campaign.work, args=(shop, sound)))
            threads[-1].start()
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        runner.stop()
        for thread in threads:
            thread.join()
        print("mutants: stopped; the same command goes on where this one was")
    good = report(campaign.judged, explained, args.seed)
    sys.exit(0 if good and not runner.stopped and not campaign.problem else 1)


if __name__ == "__main__":
    main()
