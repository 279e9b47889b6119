#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Boots one image on a board in every way that the board's matrix lists: boot chain, memory, CPU.

Each row must run to the image's closing line. The seconds are those from the machine's start until
the kernel spoke, until the first program spoke, and to the end. They go to matrix.json, those of a
quick run to matrix-quick.json.
"""
import argparse
import os
import re
import signal
import sys

import report
from board import VARIED, Board
from chains import Missing
from machine import boot
from typist import Typist

KERNEL_SPOKE = rb"^Pinyon "
PROGRAM_SPOKE = rb"^root: "
TAIL_LINES = 10


def rows(board, quick):
    """The variants to boot: all, or those for every day. A board without a matrix has none."""
    return [row for row in board.data.get("matrix", []) if row.get("quick") or not quick]


def name_of(board):
    data = board.data
    return f"{board.boot_name} {data['machine']} {data['cpu']} {data['memory_mib']} MiB"


def seconds(value):
    return "-" if value is None else f"{value:.2f}"


def boot_row(board, says, log, args):
    """One row; returns its record for the results and the end of the console."""
    record = {"boot": board.boot_name, **{key: board.data[key] for key in VARIED}, "log": log}
    try:
        beside = [Typist.reading(args.input)] if args.input else []
        run = boot(board, args.image, args.limit, log, beside=beside)
    except (Missing, OSError) as reason:
        return {**record, "problems": [str(reason)]}, ""
    run.require_line(args.closing)
    if says:
        run.require(any(re.fullmatch(says, line) for line in run.lines),
                    f"the console never said '{says}'")
    times = {"kernel_s": run.seconds_to(KERNEL_SPOKE), "program_s": run.seconds_to(PROGRAM_SPOKE),
             "end_s": round(run.seconds, 3)}
    return {**record, **times, "problems": run.problems}, run.tail(TAIL_LINES)


def show(name, record, tail):
    verdict = "FAILED" if record["problems"] else "ok"
    times = " / ".join(seconds(record.get(key)) for key in ("kernel_s", "program_s", "end_s"))
    print(f"{verdict:6}  {name:56}  {times} s", flush=True)
    for problem in record["problems"]:
        print(f"        {problem}")
    if record["problems"] and tail:
        print(tail, flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--image", default="demo")
    parser.add_argument("--closing", required=True, help="the line that each console must say")
    parser.add_argument("--input", help="a script of what is typed on the console (typist.py)")
    parser.add_argument("--limit", type=float, default=60, help="seconds")
    parser.add_argument("--quick", action="store_true", help="only the rows for every day")
    args = parser.parse_args()

    board = Board(args.board, args.folder)
    name = "matrix-quick" if args.quick else "matrix"
    counts = report.Counts()
    records = []
    for number, row in enumerate(rows(board, args.quick), start=1):
        varied = board.varied(row)
        log = board.file(os.path.join(name, f"{number:02}.log"))
        record, tail = boot_row(varied, row.get("says"), log, args)
        show(name_of(varied), record, tail)
        records.append(record)
        good = not record["problems"]
        counts += report.Counts(passed=int(good), failed=int(not good))
    report.write_json(board, name + ".json", records)
    print(counts)
    sys.exit(1 if counts.failed or not counts.passed else 0)


if __name__ == "__main__":
    main()
