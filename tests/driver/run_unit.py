#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the GoogleTest binary, shows its output, and adds the closing line that counts."""
import argparse
import json
import os
import subprocess
import sys

from report import Counts


def cases_of(path):
    """From GoogleTest's own JSON; a crash leaves none."""
    try:
        with open(path, encoding="utf-8") as source:
            result = json.load(source)
    except (FileNotFoundError, json.JSONDecodeError):
        return []
    return [case for suite in result["testsuites"] for case in suite["testsuite"]]


def explored(cases):
    """The sum over the tests that explore all states of a system (docs/testing.md)."""
    systems = [case for case in cases if "states" in case]
    states, transitions = (sum(int(case[what]) for case in systems)
                           for what in ("states", "transitions"))
    return f"explored: {len(systems)} systems, {states} states, {transitions} transitions"


def counts_of(cases):
    if not cases:
        return Counts(failed=1)
    skipped = sum(case["result"] == "SKIPPED" or case["status"] == "NOTRUN" for case in cases)
    failed = sum(bool(case.get("failures")) for case in cases)
    return Counts(len(cases) - failed - skipped, failed, skipped)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minimum", type=int, default=1, help="fewest tests that must pass")
    parser.add_argument("--limit", type=float, default=600, help="seconds")
    parser.add_argument("binary")
    args, more = parser.parse_known_args()
    result = args.binary + ".json"
    if os.path.exists(result):
        os.remove(result)
    try:
        status = subprocess.run([args.binary, f"--gtest_output=json:{result}", *more],
                                stdin=subprocess.DEVNULL, timeout=args.limit).returncode
    except subprocess.TimeoutExpired:
        print(f"unit tests: no end within {args.limit} s")
        status = 1
    cases = cases_of(result)
    counts = counts_of(cases)
    if status != 0 and counts.failed == 0:
        print(f"unit tests: ended with status {status}")
        counts.failed = 1
    if counts.passed < args.minimum and not more:
        print(f"unit tests: only {counts.passed} passed, at least {args.minimum} are expected")
        counts.failed = max(counts.failed, 1)
    print(explored(cases))
    print(counts)
    sys.exit(1 if counts.failed else 0)


if __name__ == "__main__":
    main()
