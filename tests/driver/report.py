# SPDX-License-Identifier: BSD-2-Clause
"""How results are counted, printed and written: one closing line, one JSON form."""
import hashlib
import json
import os
import re
import subprocess

from board import ROOT

CLOSING = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")


class Counts:
    """Passed, failed and skipped; prints as the closing line."""

    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def __iadd__(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self

    def __eq__(self, other):
        return str(self) == str(other)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def closing_counts(lines):
    """The counts of the last closing line, or None."""
    for line in reversed(lines):
        match = CLOSING.match(line.strip())
        if match:
            return Counts(*map(int, match.groups()))
    return None


def commit():
    """The commit that was built, marked when the tree differs from it; 'unknown' without git."""
    try:
        describe = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=40"],
                                  cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return describe.stdout.strip()


def configuration(board):
    """The options of the board's .config by name."""
    with open(board.file(".config"), encoding="utf-8") as source:
        pairs = (line.strip().split("=", 1) for line in source if line.startswith("CONFIG_"))
        return {name[len("CONFIG_"):]: value.strip('"') for name, value in pairs}


def compiler(board):
    """The first line of what the kernel's compiler says of its version; 'unknown' without it."""
    try:
        with open(board.file("kernel.cxxflags"), encoding="utf-8") as source:
            program = source.read().split()[0]
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, IndexError, subprocess.CalledProcessError):
        return "unknown"
    return said.stdout.splitlines()[0]


def write_json(board, name, results, **more):
    with open(board.kernel(), "rb") as kernel:
        digest = hashlib.sha256(kernel.read()).hexdigest()
    document = {"board": board.name, "boot": board.boot_name, "commit": commit(),
                "kernel_sha256": digest, "config": configuration(board),
                "compiler": compiler(board), **more, "results": results}
    path = board.file(name)
    with open(path + ".tmp", "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
    os.replace(path + ".tmp", path)


def conclude(run, what, counts, echoed):
    """Prints what went wrong and the closing line; returns the exit status."""
    if run.problems:
        counts.failed = max(counts.failed, 1)
        if not echoed:
            print(f"{what}: the console's end was")
            print(run.tail())
        for problem in run.problems:
            print(f"{what}: {problem}")
    print(f"{what}: {run.seconds:.1f} s")
    print(counts)
    return 1 if counts.failed else 0
