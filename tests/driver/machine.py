# SPDX-License-Identifier: BSD-2-Clause
"""Runs one machine to its end: bounded in time and output, every reason for failure named."""
import ctypes
import os
import re
import selectors
import signal
import subprocess
import sys
import time

PANIC = b"PANIC"
TIME_FOR_A_BACK_TRACE = 3
TIME_TO_END = 10
LARGEST_CONSOLE = 16 << 20
TAIL_LINES = 40
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """In the child: a driver that is killed leaves no machine behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Run:
    """What a finished machine left: console, guest status, and the problems seen."""

    def __init__(self, console, seconds):
        self.console = console
        self.lines = console.data.decode("utf-8", "replace").replace("\r", "").splitlines()
        self.status = None
        self.problems = []
        self.seconds = seconds

    def seconds_to(self, pattern):
        """When the console had said this, from the machine's start; None if it never did."""
        match = re.search(pattern, self.console.data, re.MULTILINE)
        return self.console.time_of(match.end()) if match else None

    def require(self, condition, problem):
        if not condition:
            self.problems.append(problem)

    def require_line(self, line):
        self.require(line in self.lines, f"the console never said '{line}'")

    def tail(self, lines=TAIL_LINES):
        return "\n".join("    | " + line for line in self.lines[-lines:])


class Console:
    """Collects the machine's output, copies it to the log and, when asked, to standard output."""

    def __init__(self, log, echo):
        self.data = bytearray()
        self.start = time.monotonic()
        self.times = []  # (bytes so far, seconds so far)
        self.panicked = False
        self.log = log
        self.echo = echo

    def take(self, chunk):
        seen = max(0, len(self.data) - len(PANIC))
        self.data += chunk
        self.times.append((len(self.data), round(time.monotonic() - self.start, 3)))
        self.panicked = self.panicked or self.data.find(PANIC, seen) >= 0
        self.log.write(chunk)
        if self.echo:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()

    def time_of(self, position):
        return next(seconds for size, seconds in self.times if size >= position)


def pump(process, console, limit, beside):
    """Reads until the machine closes its console; returns why it was cut short, or None."""
    deadline = time.monotonic() + limit
    late = f"no end within {limit:g} s"
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not selector.select(remaining):
                return late
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                return None
            was_well = not console.panicked
            console.take(chunk)
            for companion in beside:
                companion.heard(console.data)
            if len(console.data) > LARGEST_CONSOLE:
                return f"more than {LARGEST_CONSOLE} bytes of console output"
            if was_well and console.panicked:
                late = "no end after the panic"
                deadline = min(deadline, time.monotonic() + TIME_FOR_A_BACK_TRACE)


def boot(board, image, limit, log_path, echo=False, icount=None, beside=(), words="", disk=None):
    """Boots the image on the board and judges what every run owes: an end, status 0, no panic.

    Those beside may act on the machine while it runs: they have options(), start(process),
    heard(all that the console said so far), stop(), and problems() in the end.
    """
    os.makedirs(os.path.dirname(log_path) or ".", exist_ok=True)
    extra = [option for companion in beside for option in companion.options()]
    medium = os.path.splitext(os.path.relpath(log_path, board.folder))[0]
    command = board.command(image, icount, extra, words, disk, medium)
    with open(log_path, "wb") as log:
        console = Console(log, echo)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, preexec_fn=die_with_parent)
        try:
            for companion in beside:
                companion.start(process)
            cut_short = pump(process, console, board.seconds(limit), beside)
            if cut_short is None:
                process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            cut_short = "the machine closed its console but did not end"
        finally:
            process.kill()
            code = process.wait()
            for companion in beside:
                companion.stop()
            process.stdin.close()
            process.stdout.close()
    run = Run(console, time.monotonic() - console.start)
    judge_end(board, run, cut_short, code)
    for companion in beside:
        run.problems += companion.problems()
    return run


def judge_end(board, run, cut_short, code):
    run.require(not run.console.panicked, "the kernel panicked")
    if cut_short:
        run.problems.append(cut_short)
        return
    run.status = board.guest_status(code)
    if run.status is None:
        run.problems.append(f"the machine ended without a guest status (QEMU's own was {code})")
    else:
        run.require(run.status == 0, f"the guest ended with status {run.status}")
