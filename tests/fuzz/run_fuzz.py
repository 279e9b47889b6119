#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the fuzzers one after the other, each for its share of the time.

A fuzzer starts from its committed inputs (tests/fuzz/corpus/<reader>) and from those that earlier
runs found (<folder>/corpus/<reader>). What ends one is kept in <folder> and named.
"""
import argparse
import os
import re
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "driver"))
from report import Counts  # noqa: E402

LONGEST_INPUT = 8192
SECONDS_FOR_ONE_INPUT = 10
TIME_TO_END = 60
FEWEST_RUNS = 1000
TAIL_LINES = 40
RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
REPRODUCER = re.compile(r"Test unit written to (\S+)")


def command(folder, name, seconds):
    found = os.path.join(folder, "corpus", name)
    os.makedirs(found, exist_ok=True)
    return [os.path.join(folder, "fuzz_" + name), found, os.path.join("tests/fuzz/corpus", name),
            f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT}",
            f"-timeout={SECONDS_FOR_ONE_INPUT}", "-print_final_stats=1", "-verbosity=1",
            f"-artifact_prefix={folder}/{name}-"]


def fuzz(folder, name, seconds):
    """Runs one fuzzer; returns what is wrong, or None."""
    try:
        result = subprocess.run(command(folder, name, seconds), cwd=ROOT, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                timeout=seconds + TIME_TO_END, text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return f"no end within {seconds + TIME_TO_END} s"
    with open(os.path.join(ROOT, folder, name + ".log"), "w", encoding="utf-8") as log:
        log.write(result.stdout)
    runs = RUNS.search(result.stdout)
    count = int(runs.group(1)) if runs else 0
    if result.returncode != 0:
        print("\n".join("    | " + line for line in result.stdout.splitlines()[-TAIL_LINES:]))
        reproducer = REPRODUCER.search(result.stdout)
        return "ended by " + (reproducer.group(1) if reproducer else "something else")
    print(f"fuzz {name}: {count} inputs in {seconds} s, no finding", flush=True)
    return None if count >= FEWEST_RUNS else f"only {count} inputs, {FEWEST_RUNS} are expected"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="for all of them")
    parser.add_argument("folder")
    parser.add_argument("fuzzers", nargs="+")
    args = parser.parse_args()
    share = max(1, args.seconds // len(args.fuzzers))
    counts = Counts()
    for name in args.fuzzers:
        problem = fuzz(args.folder, name, share)
        counts += Counts(failed=1) if problem else Counts(passed=1)
        if problem:
            print(f"fuzz {name}: {problem}", flush=True)
    print(counts)
    sys.exit(1 if counts.failed else 0)


if __name__ == "__main__":
    main()
