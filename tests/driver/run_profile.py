#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Boots an image with every instruction traced and tells where the kernel spends them: prints the
most frequent paths through the kernel, each with the instructions of every function on it.

A path goes from the first instruction in the kernel to the last one before the next instruction
outside. Paths that are equal to the last instruction count as one.
"""
import argparse
import bisect
import collections
import os
import re
import subprocess
import sys
import tempfile
import threading

from board import Board
from machine import boot

TRACED = re.compile(rb"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/")
TEXT_TYPES = "tTwW"
TIME_TO_READ = 20


class Functions:
    """The functions of a kernel by address."""

    def __init__(self, kernel, nm):
        listing = subprocess.run([nm, "-C", "-n", kernel], stdout=subprocess.PIPE, check=True,
                                 text=True).stdout
        symbols = [line.split(" ", 2) for line in listing.splitlines()]
        # At one address the last name wins; mapping symbols of the assembler ($x) are none.
        named = {int(at, 16): name for at, kind, name in symbols
                 if kind in TEXT_TYPES and not name.startswith(("$", ".L"))}
        self.addresses = sorted(named)
        self.names = [named[at] for at in self.addresses]
        marks = {name: int(at, 16) for at, _, name in symbols}
        self.start, self.end = marks["text_start"], marks["text_end"]

    def name(self, address):
        return self.names[bisect.bisect_right(self.addresses, address) - 1]


class Tracer:
    """Beside the machine: reads what QEMU writes about each instruction, and counts paths."""

    def __init__(self, functions, folder):
        self.functions = functions
        self.counts = collections.Counter()  # of tuples of addresses
        self.pipe = os.path.join(folder, "trace")
        os.mkfifo(self.pipe)
        self.reader = threading.Thread(target=self.read, daemon=True)

    def options(self):
        return ["-singlestep", "-d", "exec,nochain", "-D", self.pipe]

    def start(self, _process):
        self.reader.start()

    def heard(self, _console):
        pass

    def stop(self):
        self.reader.join(TIME_TO_READ)  # nobody writes if the emulator did not start

    def problems(self):
        return []

    def read(self):
        path = []
        with open(self.pipe, "rb") as log:
            for line in log:
                match = TRACED.match(line)
                if not match:
                    continue
                address = int(match.group(1), 16)
                if self.functions.start <= address < self.functions.end:
                    path.append(address)
                elif path:
                    self.counts[tuple(path)] += 1
                    path.clear()


def report(path, count, functions):
    print(f"\n{count} times {len(path)} instructions")
    spent = collections.Counter(functions.name(address) for address in path)
    for name, instructions in spent.most_common():
        print(f"{instructions:8} {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--boot", default="direct", help="the way to boot, as the board names it")
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--image", required=True)
    parser.add_argument("--limit", type=float, default=600, help="seconds")
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--paths", type=int, default=8, help="how many to print")
    args = parser.parse_args()
    board = Board(args.board, args.folder, boot=args.boot)
    functions = Functions(board.file("kernel.elf"), args.nm)
    with tempfile.TemporaryDirectory() as folder:
        tracer = Tracer(functions, folder)
        run = boot(board, args.image, args.limit, board.file("profile.log"), icount=0,
                   beside=[tracer])
    for path, count in tracer.counts.most_common(args.paths):
        report(path, count, functions)
    for problem in run.problems:
        print(f"profile {args.board}: {problem}")
    sys.exit(1 if run.problems else 0)


if __name__ == "__main__":
    main()
