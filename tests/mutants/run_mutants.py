#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes small faults in kernel/generic and kernel/glue, one at a time, and counts which of them the
tests catch. What was judged is kept in build/mutants, so that a run that was stopped goes on."""
import argparse
import hashlib
import os
import signal
import sys
import threading
from collections import Counter

import trial
from campaign import CAUGHT, Campaign, Verdicts, table
from faults import faults_of
from survivors import read_survivors
from trial import ROOT

FOLDERS = ("kernel/generic", "kernel/glue")
# They check or tell, and change nothing.
LEFT_OUT = {"kernel/generic/assert.h", "kernel/generic/invariants.cpp",
            "kernel/generic/memory/mapping_check.cpp", "kernel/generic/boot/boot_log.cpp"}
JUDGING = ("kernel", "user", "tests/unit")  # what a verdict depends on
EXPLAINED = "tests/mutants/survivors.txt"
VERDICTS = "build/mutants/verdicts.json"
ENOUGH = 95      # per cent
FEWEST = 100     # mutants from which on the percentage says something


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
          f"{counts[trial.NOT_COMPILED]} not compiled, {counts[trial.SAME]} the same kernel, "
          f"{counts[trial.EQUIVALENT]} equivalent")
    print(f"{caught} passed, {len(unexplained)} failed, 0 skipped")
    return total > 0 and not unexplained and (share >= ENOUGH or total < FEWEST)


def place(seed, fault, text):
    """Where it stands in the random order of the seed, whatever other faults there are."""
    return hashlib.sha256(f"{seed} {fault.identity(text)}".encode()).digest()


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
    faults.sort(key=lambda task: place(args.seed, *task))

    runner = trial.Runner()
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    host, board = trial.Objects(trial.HOST), trial.Objects(trial.BOARD)
    shops = [trial.Workshop(number, host, board, runner) for number in range(args.jobs)]
    sound, limits = shops[0].prove_sound()
    verdicts = Verdicts(os.path.join(ROOT, VERDICTS), digest(["kernel"]), digest(JUDGING))
    campaign = Campaign(faults, args.count, verdicts, explained)
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
