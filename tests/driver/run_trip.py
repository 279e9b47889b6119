#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Follows one round trip of the bench's row ipc.inter.7 through programs and kernel with the
emulator's debugging stub, and writes each instruction and the memory that it touches."""
import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time

import report
import trip
from board import Board, port_of
from gdb_remote import ProtocolError, Stub
from machine import die_with_parent
from operands import MACHINES, Unknown
from symbols import Symbols

ROW = "ipc.inter.7"
# How often the loop is begun up to that row: twice for each, to warm up and to count.
CALLS = 2 * len(["ipc.inter.0", "ipc.inter.4", ROW])
LOOP, END_OF_LOOP = "count_ipc", "answer_ipc"
PLACE = re.compile(r"^root: ([0-9a-f]+)-([0-9a-f]+)\r?$", re.MULTILINE)


class Machine:
    """A board that boots the bench, stopped. Time goes on as it does: the stub's stops would be
    leaps if instructions were counted as time."""

    def __init__(self, board, limit, folder):
        self.board = board
        self.limit = limit
        self.console = os.path.join(folder, "console")
        self.socket = os.path.join(folder, "gdb")
        command = board.command("bench", None,
                                ["-S", "-gdb", f"unix:{self.socket},server=on,wait=off"],
                                "loglevel=3", medium="trip")
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console,
                                            stderr=subprocess.STDOUT, preexec_fn=die_with_parent)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def stub(self):
        """The connection, to be closed."""
        return Stub(self.socket, self.limit, self.board.data.get("gdb_process", 1))

    def said(self, pattern):
        """What the console has said, or is about to."""
        deadline = time.monotonic() + self.limit
        while time.monotonic() < deadline:
            with open(self.console, encoding="utf-8", errors="replace") as console:
                match = pattern.search(console.read())
            if match:
                return match
            time.sleep(0.05)
        raise trip.NoTrip(f"the console never said '{pattern.pattern}'")


def follow(machine, stub, cross):
    """Where the program is, and the steps of the round trip."""
    board = machine.board
    port = port_of(board.name)
    kernel = Symbols.read(board.file("kernel.elf"), cross + "nm")
    stub.run_to(kernel[port + "_short_ipc"])  # the first program runs: the kernel is in its place
    place = [int(address, 16) for address in machine.said(PLACE).groups()]
    bench = Symbols.read(board.file("programs/bench.elf"), cross + "nm", place[0])
    for _ in range(CALLS):
        stub.run_to(bench[LOOP])
        stub.step()
    tracer = trip.Tracer(stub, MACHINES[port], cross + "objdump")
    return place, tracer.round(range(bench[LOOP], bench[END_OF_LOOP]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--boot", default="direct", help="the way to boot, as the board names it")
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--cross", default="", help="prefix of nm and objdump")
    parser.add_argument("--limit", type=float, default=60, help="seconds")
    args = parser.parse_args()
    board = Board(args.board, args.folder, boot=args.boot)
    try:
        with tempfile.TemporaryDirectory(prefix="pinyon-trip-") as folder, \
                Machine(board, board.seconds(args.limit), folder) as machine, \
                contextlib.closing(machine.stub()) as stub:
            place, steps = follow(machine, stub, args.cross)
    except (ProtocolError, trip.NoTrip, Unknown, KeyError, OSError) as reason:
        sys.exit(f"trip {board.name}: {reason}")
    results = [{"name": f"lines.{kind}", "value": len(found), "unit": "lines"}
               for kind, found in trip.footprint(steps).items()]
    report.write_json(board, board.result("trip") + ".json", results, row=ROW, program=place,
                      steps=[step._asdict() | {"accesses": [a._asdict() for a in step.accesses]}
                             for step in steps])


if __name__ == "__main__":
    main()
