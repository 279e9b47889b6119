#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the torture and the conformance suite with many seeds on the boards that have torture in
`make test`. An interrupted soak goes on where it stopped, as long as kernel and programs stay."""
import argparse
import hashlib
import os
import signal
import subprocess
import sys

from board import ROOT, Board, names
from run_all import Job, own_environment
from soak import State, Verdict, name_of, operations_in, soak, tasks

FOLDER = os.path.join("build", "soak")
TESTED = ("kernel", "user", "config", "Kconfig")
TIME_TO_BUILD = 900


def version():
    """Stands for what is tested, with what is not committed."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout

    trees = git("rev-parse", *(f"HEAD:{path}" for path in TESTED))
    changes = git("diff", "HEAD", "--", *TESTED)
    return hashlib.sha256(trees + changes).hexdigest()[:16]


def run(task, limit):
    job = Job(name_of(task), task.target, task.board, folder=FOLDER, limit=limit,
              settings=[f"SEED={task.seed}", *task.settings])
    try:
        job.run(own_environment())
    finally:
        job.kill()
    operations = operations_in(job.lines()) if task.target == "torture" else 0
    return Verdict(job.good, str(job.counts), round(job.seconds, 1), operations)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=900, help="of each run of the torture")
    parser.add_argument("--cpus", type=int, help="processors, if not as many as the board says")
    parser.add_argument("boards", nargs="*")
    args = parser.parse_args()
    os.chdir(ROOT)
    os.makedirs(FOLDER, exist_ok=True)
    boards = args.boards or [name for name in names() if Board(name).data.get("torture")]
    state = State(os.path.join(FOLDER, "state.json"), f"{version()} {args.seconds} s")
    limit = TIME_TO_BUILD + 20 * args.seconds
    counts = soak(tasks(boards, args.seeds, args.seconds, args.cpus), state,
                  lambda task: run(task, limit), lambda line: print(line, flush=True))
    print(counts)
    sys.exit(1 if counts.failed else 0)


if __name__ == "__main__":
    main()
