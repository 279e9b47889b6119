#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Boots one board for one purpose and judges what its console said."""
import argparse
import os
import re
import signal
import sys

import report
from board import Board
from machine import boot
from nmi import NmiSource
from tap import Tap

BENCH = re.compile(r"^bench (\S+) (-?\d+(?:\.\d+)?) (\S+)$")
BENCH_CLOSING = "bench: done"
FEWEST_NMIS = 10


def judge_demonstration(run, args):
    if args.closing:
        run.require_line(args.closing)
    return report.Counts(passed=0 if run.problems else 1)


def judge_conformance(run, board, args):
    tap = Tap(run.lines)
    counts = tap.counts()
    run.problems += tap.problems
    run.require(len(tap.results) >= args.minimum,
                f"only {len(tap.results)} results, at least {args.minimum} are expected")
    run.require(report.closing_counts(run.lines) == counts,
                f"the suite's closing line does not say '{counts}'")
    report.write_json(board, args.purpose + ".json", tap.results, passed=counts.passed,
                      failed=counts.failed, skipped=counts.skipped, problems=run.problems)
    return counts


def judge_bench(run, board, args):
    results = []
    for line in run.lines:
        match = BENCH.match(line)
        if match:
            name, value, unit = match.groups()
            results.append({"name": name, "value": float(value) if "." in value else int(value),
                            "unit": unit})
    present = {result["name"] for result in results}
    for name in args.require:
        run.require(name in present, f"the figure {name} is missing")
    run.require_line(BENCH_CLOSING)
    report.write_json(board, "bench.json", results, problems=run.problems)
    return report.Counts(passed=0 if run.problems else len(results))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("purpose", choices=["run", "conformance", "nmi", "bench"])
    parser.add_argument("board")
    parser.add_argument("--image", required=True)
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--limit", type=float, default=60, help="seconds")
    parser.add_argument("--icount", action="store_true", help="count instructions as time")
    parser.add_argument("--quiet", action="store_true", help="console only after a failure")
    parser.add_argument("--closing", help="run: a line that the console must say")
    parser.add_argument("--seed", type=int, default=1, help="nmi: when the interrupts come")
    parser.add_argument("--minimum", type=int, default=1, help="conformance: fewest results")
    parser.add_argument("--require", nargs="*", default=[], help="bench: figures that must come")
    args = parser.parse_args()

    board = Board(args.board, args.folder)
    icount = args.icount or args.purpose == "bench"
    log = os.path.join(board.folder, f"{args.purpose}.log")
    nmi = NmiSource(args.seed) if args.purpose == "nmi" else None
    run = boot(board, args.image, args.limit, log, echo=not args.quiet, icount=icount, beside=nmi)
    if nmi:
        run.require(nmi.raised >= FEWEST_NMIS, f"only {nmi.raised} NMIs were raised")
        print(f"{nmi.raised} NMIs were raised")
    if args.purpose == "run":
        counts = judge_demonstration(run, args)
    elif args.purpose in ("conformance", "nmi"):
        counts = judge_conformance(run, board, args)
    else:
        counts = judge_bench(run, board, args)
    sys.exit(report.conclude(run, f"{args.purpose} {board.name}", counts, not args.quiet))


if __name__ == "__main__":
    main()
