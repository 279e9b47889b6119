#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Boots one board for one purpose and judges what its console said."""
import argparse
import os
import signal
import sys

import bench
import report
from board import Board
from chains import Missing
from disk_image import DiskImage
from machine import boot
from nmi import NmiSource
from tap import Tap
from typist import Typist

PURPOSES = ["run", "disk", "foreign", "conformance", "binary", "stride", "nmi", "userfuzz",
            "torture", "bench"]

# What runs with instructions counted as time, and the logarithm of the nanoseconds that one takes:
# 1 is about the speed of the emulator. What programs see of time then depends on nothing outside.
SHIFTS = {"conformance": 1, "binary": 1, "stride": 1, "nmi": 1, "userfuzz": 1,
          "torture": 1, "bench": 0}


# In the name of a case that is tried a second time, with its workers on other processors.
OTHER_CPU = " (other cpu)"


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
    skipped = {result["name"].replace(OTHER_CPU, "") for result in tap.results
               if result["outcome"] == "skipped"}
    run.require(len(skipped) <= args.most_skipped,
                f"{len(skipped)} cases were skipped, at most {args.most_skipped} may be")
    run.require(report.closing_counts(run.lines) == counts,
                f"the suite's closing line does not say '{counts}'")
    report.write_json(board, result_name(board, args, args.purpose) + ".json", tap.results,
                      passed=counts.passed, failed=counts.failed, skipped=counts.skipped,
                      problems=run.problems)
    return counts


def judge_seeded(run, board, args):
    """A run whose random numbers start from a seed says how to repeat it."""
    counts = judge_conformance(run, board, args)
    if run.problems:
        settings = [f"SEED={args.seed}"]
        settings += [f"SECONDS={args.seconds}"] if args.purpose != "conformance" else []
        settings += [f"CPUS={args.cpus}"] if args.cpus else []
        settings += [f"ICOUNT={args.icount}"] if args.icount is not None else []
        run.problems.append(f"to repeat it: make {args.purpose} BOARD={board.name} "
                            + " ".join(settings))
    return counts


def judge(run, board, args):
    if args.purpose in ("run", "disk", "foreign"):
        return judge_demonstration(run, args)
    if args.purpose == "bench":
        if args.uncleared:
            return bench.judge(run, board, args.keep, uncleared=args.uncleared, trip=args.trip)
        return bench.judge_uncleared(run)
    if args.purpose in ("userfuzz", "torture") or (args.purpose == "conformance" and args.seed):
        return judge_seeded(run, board, args)
    return judge_conformance(run, board, args)


def companions(args):
    """Those who act on the machine while it runs."""
    result = []
    if args.purpose == "nmi":
        result.append(NmiSource(args.seed))
    if args.purpose == "disk":
        result.append(DiskImage(args.disk))
    if args.input:
        result.append(Typist.reading(args.input))
    return result


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("purpose", choices=PURPOSES)
    parser.add_argument("board")
    parser.add_argument("--boot", default="direct", help="the way to boot, as the board names it")
    parser.add_argument("--image", required=True)
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--limit", type=float, default=60, help="seconds")
    parser.add_argument("--icount", type=int, nargs="?", const=0, metavar="SHIFT",
                        help="count instructions as time: each takes 2^SHIFT nanoseconds")
    parser.add_argument("--cpus", type=int, help="processors, if not as many as the board says")
    parser.add_argument("--quiet", action="store_true", help="console only after a failure")
    parser.add_argument("--words", default="", help="the kernel's command line")
    parser.add_argument("--input", help="a script of what is typed on the console (typist.py)")
    parser.add_argument("--disk", help="the machine's virtio disk; disk: made anew")
    parser.add_argument("--closing", help="run: a line that the console must say")
    parser.add_argument("--seed", type=int,
                        help="nmi: when the interrupts come; userfuzz, torture: what is tried; "
                        "conformance: in which order threads of several processors meet")
    parser.add_argument("--seconds", type=int, default=1,
                        help="userfuzz, torture: of the guest's clock")
    parser.add_argument("--least", type=int, default=0, help="torture: operations of each kind")
    parser.add_argument("--minimum", type=int, default=1, help="fewest results in TAP")
    parser.add_argument("--most-skipped", type=int, default=0, help="conformance: skipped cases")
    parser.add_argument("--tests", default="", help="conformance: a pattern of names")
    parser.add_argument("--keep", action="store_true",
                        help="bench: what is measured becomes what the repository keeps")
    parser.add_argument("--uncleared", help="bench: log of the kernel that clears no registers; "
                        "without it this is that kernel")
    parser.add_argument("--trip", help="bench: what run_trip.py wrote")
    return parser.parse_args()


def shift(args):
    """Whether and how instructions are counted as time (Board.icount_options). Several processors
    run at the same time unless that is asked for."""
    if args.icount is not None or several(args):
        return args.icount
    return SHIFTS.get(args.purpose)


def several(args):
    return (args.cpus or 1) > 1


def stretch(args):
    """By how much a machine with long instructions needs longer timeouts than the emulator's speed
    would let it have."""
    return 1 << max(0, (args.icount or 0) - 2)


def words(args):
    """The kernel's command line. A blank would end a word of it, so that a pattern has none."""
    result = [args.words] if args.words else []
    if args.purpose == "userfuzz":
        result += [f"fuzz.seed={args.seed}", f"fuzz.seconds={args.seconds}"]
    if args.purpose == "torture":
        result += [f"torture.seed={args.seed}", f"torture.seconds={args.seconds}",
                   f"torture.least={args.least}", f"torture.stretch={stretch(args)}"]
    if args.purpose == "conformance" and args.seed:
        result.append(f"conformance.seed={args.seed}")
    if args.tests:
        result.append("conformance.tests=" + args.tests.replace(" ", "?"))
    return " ".join(result)


def log_name(args):
    """Runs of different images at the same time have different logs."""
    other_image = args.purpose == "run" and args.image != "demo"
    return f"run-{args.image}" if other_image else args.purpose


def result_name(board, args, name):
    """So have runs with other numbers of processors than the board's."""
    return board.result(name) + (f"-cpus{args.cpus}" if args.cpus else "")


def board_of(args):
    """The machine: a board may want another one for a purpose."""
    board = Board(args.board, args.folder, boot=args.boot)
    variant = board.data.get(args.purpose)
    board = board.varied(variant) if isinstance(variant, dict) else board
    return board.varied({"cpus": args.cpus}) if args.cpus else board


def drive(args):
    board = board_of(args)
    log = board.file(result_name(board, args, log_name(args)) + ".log")
    run = boot(board, args.image, args.limit, log, echo=not args.quiet, icount=shift(args),
               beside=companions(args), words=words(args), disk=args.disk)
    counts = judge(run, board, args)
    what = f"{args.purpose} {board.name}" + (f" {args.boot}" if args.boot != "direct" else "") \
        + (f" {args.cpus} processors" if args.cpus else "")
    return report.conclude(run, what, counts, not args.quiet)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    args = arguments()
    try:
        sys.exit(drive(args))
    except (Missing, OSError, ValueError) as reason:
        sys.exit(f"{args.purpose} {args.board}: {reason}")


if __name__ == "__main__":
    main()
