#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Boots a board with each bad input of the table (cases.py) that concerns it.

Each run must end by itself with status 1, without a panic, and with the line that the table says;
when the kernel refuses, that is its only refusal.
"""
import argparse
import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path[:0] = [os.path.join(ROOT, "tests", "driver"), os.path.join(ROOT, "tools")]
import bad_files  # noqa: E402
from board import Board  # noqa: E402
from cases import CASES  # noqa: E402
from machine import boot  # noqa: E402
from report import Counts  # noqa: E402

DEMO = ("sigma0", "root", "ping", "pong", "wild", "illegal")
LIMIT = 60
# Where there is room for modules that come one by one; multiboot loaders choose by themselves.
LOOSE_MODULES = {"arm64_virt": 0x4800_0000, "riscv64_virt": 0x8800_0000}
REFUSED = 1


class Bench(Board):
    """A board with the demonstration, in which a case may change anything."""

    def __init__(self, name, folder, number):
        super().__init__(name, folder)
        self.board = self
        self.number = number
        self.members = {}
        for member in DEMO:
            with open(self.file(f"programs/{member}.elf"), "rb") as program:
                self.members[member] = program.read()
        self.archive = self.archive_of_members  # made at the end
        self.firmware_files = []  # (name, content)
        self.machine_options = ""
        self.loose = []  # names of programs that are separate modules
        self.tree = None
        self.words = ""
        self.memory_mib = self.data["memory_mib"]
        self.entry = ["-kernel", self.kernel()]

    def archive_of_members(self):
        return bad_files.archive(self.members.items())

    def machine_tree(self, more=0):
        return bad_files.machine_tree(self, more)

    def keep(self, name, content):
        path = self.file(f"badinput/{self.number}-{name}")
        with open(path, "wb") as out:
            out.write(content)
        return path

    def inputs(self):
        if self.archive:
            content = self.archive() if callable(self.archive) else self.archive
            yield from ("-initrd", self.keep("initrd", content))
        if self.tree:
            yield from ("-dtb", self.keep("tree", self.tree))
        if self.words:
            yield from ("-append", self.words)
        for i, (name, content) in enumerate(self.firmware_files):
            yield from ("-fw_cfg", f"name={name},file={self.keep(f'firmware-{i}', content)}")
        files = [self.file(f"programs/{name}.elf") for name in self.loose]
        if files and self.name not in LOOSE_MODULES:
            yield from ("-initrd", ",".join(files))
        elif files:
            for i, file in enumerate(files):
                address = LOOSE_MODULES[self.name] + (i << 20)
                yield from ("-device", f"guest-loader,addr={address:#x},initrd={file}")

    def command(self, *_):
        data = self.data
        return [data["qemu"], "-M", data["machine"] + self.machine_options, "-cpu", data["cpu"],
                "-m", str(self.memory_mib), "-smp", str(data["cpus"]), "-no-reboot", "-nodefaults",
                "-display", "none", "-monitor", "none", "-serial", "stdio", *data["args"],
                *self.entry, *self.inputs()]


def judge(case, run):
    """Everything that the run owes and does not give."""
    expected_end = f"the guest ended with status {REFUSED}"
    problems = [problem for problem in run.problems if problem != expected_end]
    if expected_end not in run.problems:
        problems.append(f"status {run.status} instead of {REFUSED}")
    said = [line for line in run.lines if re.fullmatch(case.says, line)]
    refusals = [line for line in run.lines if line.startswith("boot: ")]
    if len(said) != 1:
        problems.append(f"said {len(said)} times: {case.says}")
    if len(refusals) != (1 if case.by == "kernel" else 0):
        problems.append(f"{len(refusals)} refusals of the kernel")
    return problems


def uses_several_processors(folder):
    with open(os.path.join(folder, ".config"), encoding="utf-8") as config:
        return "CONFIG_MAX_CPUS=1\n" not in config.readlines()


def concerns(case, args):
    """Whether the case is to be run on that board with that kernel."""
    return args.board in case.boards and args.only in case.name \
        and (not case.several or uses_several_processors(args.folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--folder", required=True, help="where kernel and programs are")
    parser.add_argument("--only", default="", help="part of the names of the cases to run")
    args = parser.parse_args()
    os.makedirs(os.path.join(args.folder, "badinput"), exist_ok=True)
    counts = Counts()
    cases = [case for case in CASES if concerns(case, args)]
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, start=1):
        bench = Bench(args.board, args.folder, number)
        case.make(bench)
        run = boot(bench, None, LIMIT, bench.file(f"badinput/{number}.log"))
        problems = judge(case, run)
        counts += Counts(failed=1) if problems else Counts(passed=1)
        print(f"{'not ok' if problems else 'ok'} {number} - {case.name} ({run.seconds:.1f} s)")
        for problem in problems:
            print(f"# {problem}")
        if problems:
            print(run.tail(), flush=True)
    print(counts)
    sys.exit(0 if cases and not counts.failed else 1)


if __name__ == "__main__":
    main()
