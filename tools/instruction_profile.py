#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tells where a kernel spends its instructions: reads QEMU's log of executed instructions (options
`-singlestep -d exec,nochain`) and prints the most frequent paths through the kernel, each with the
instructions of every function on it.

A path goes from the first instruction in the kernel to the last one before the next instruction
outside. Paths that are equal to the last instruction count as one.
"""
import argparse
import bisect
import collections
import re
import subprocess

TRACED = re.compile(rb"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/")
TEXT_TYPES = "tTwW"


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
        self.start, self.end = marks["kernel_start"], marks["text_end"]

    def name(self, address):
        return self.names[bisect.bisect_right(self.addresses, address) - 1]


def paths(log, functions):
    """How often each path was taken; a path is a tuple of addresses."""
    counts = collections.Counter()
    path = []
    for line in log:
        match = TRACED.match(line)
        if not match:
            continue
        address = int(match.group(1), 16)
        if functions.start <= address < functions.end:
            path.append(address)
        elif path:
            counts[tuple(path)] += 1
            path.clear()
    return counts


def report(path, count, functions):
    print(f"\n{count} times {len(path)} instructions")
    spent = collections.Counter(functions.name(address) for address in path)
    for name, instructions in spent.most_common():
        print(f"{instructions:8} {name}")


def listing(path, functions):
    """Each run of instructions in one function, in the order of execution."""
    last, length = None, 0
    for name in [functions.name(address) for address in path] + [None]:
        if name == last:
            length += 1
            continue
        if last:
            print(f"{length:8} {last}")
        last, length = name, 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernel", help="the ELF file with symbols")
    parser.add_argument("log", help="may be a named pipe")
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--paths", type=int, default=4, help="how many to print")
    parser.add_argument("--order", action="store_true", help="print in the order of execution, too")
    args = parser.parse_args()
    functions = Functions(args.kernel, args.nm)
    with open(args.log, "rb") as log:
        counts = paths(log, functions)
    for path, count in counts.most_common(args.paths):
        report(path, count, functions)
        if args.order:
            listing(path, functions)


if __name__ == "__main__":
    main()
