#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Breaks the kernel on purpose and judges what it says: a debugger sends it to an address where
there is nothing, in the middle of a system call. It must panic with the reason, the thread, the
registers and the way by which it came there, and end the machine with a failing status.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from board import Board
from machine import boot
from report import Counts, conclude
from run_debug import free_port

LIMIT = 60  # seconds
BROKEN_CALL = "pinyon::thread_control"
NOWHERE = 0x10
EXPECTED = ["PANIC", "thread ", "pinyon::syscall_event", "pinyon::enter_syscall"]
PANIC_STATUS = 1


class Saboteur:
    """The debugger beside the machine: stops it in the system call and moves it astray."""

    def __init__(self, board, folder):
        self.port = free_port()
        self.board = board
        self.script = os.path.join(folder, "break.gdb")
        self.process = None

    def options(self):
        return ["-gdb", f"tcp:127.0.0.1:{self.port}", "-S"]

    def start(self, _process):
        with open(self.script, "w", encoding="utf-8") as script:
            script.write("\n".join([
                "set confirm off", "set pagination off", *self.board.debugger_start(self.port),
                f"hbreak {BROKEN_CALL}", "continue", "delete", f"set $pc = {NOWHERE}",
                *self.board.debugger_end(), ""]))
        self.process = subprocess.Popen(["gdb-multiarch", "-q", "-batch", "-x", self.script],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def heard(self, _said):
        """What the machine says is judged at the end."""

    def stop(self):
        self.process.kill()
        self.process.wait()

    def problems(self):
        return []


def judge(run):
    """Turns the verdict round: the failures of an ordinary run are what is wanted here."""
    run.problems = []
    for text in EXPECTED:
        run.require(any(text in line for line in run.lines), f"the panic never said '{text}'")
    run.require(run.status == PANIC_STATUS,
                f"the guest's status was {run.status}, {PANIC_STATUS} was expected")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--folder")
    args = parser.parse_args()
    board = Board(args.board, args.folder)
    with tempfile.TemporaryDirectory(prefix="pinyon-panic-") as folder:
        run = boot(board, "demo", LIMIT, board.file("panic.log"),
                   beside=[Saboteur(board, folder)])
    judge(run)
    sys.exit(conclude(run, f"panic {board.name}", Counts(passed=0 if run.problems else 1), False))


if __name__ == "__main__":
    main()
