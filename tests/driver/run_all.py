#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Everything `make test` does: a list of jobs, two at a time, one progress line each, one sum.

A job is a make target that a person can type alone; its output is in build/test/.
"""
import argparse
import os
import signal
import subprocess
import sys
import threading
import time

from board import ROOT, Board, names, port_of
from report import Counts, closing_counts

EXAMPLES = os.path.join("user", "apps", "examples")
LOG_FOLDER = os.path.join("build", "test")
WORKERS = 2
LIMIT = 900
TAIL_LINES = 40


class Job:
    """One make command, the job it needs first, and how it ended."""

    def __init__(self, name, target, board=None, needs=None, counting=True, settings=(),
                 folder=LOG_FOLDER, limit=LIMIT):
        self.name = name
        self.needs = needs
        self.counting = counting
        self.command = ["make", target, *([f"BOARD={board}"] if board else []), *settings]
        self.log = os.path.join(folder, name.replace(" ", "_") + ".log")
        self.limit = limit  # seconds
        self.started = self.finished = False
        self.good = False
        self.counts = Counts()
        self.seconds = 0.0
        self.process = None

    def ready(self):
        return not self.started and (self.needs is None or self.needs.finished)

    def run(self, environment):
        if self.needs and not self.needs.good:
            self.counts.skipped = 1
            return
        begin = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                            start_new_session=True)
            try:
                status = self.process.wait(timeout=self.limit)
            except subprocess.TimeoutExpired:
                self.kill()
                status = self.process.wait()
        self.seconds = time.monotonic() - begin
        self.judge(status)

    def judge(self, status):
        counts = closing_counts(self.lines()) if self.counting else Counts()
        self.counts = counts or Counts(failed=1)
        if status != 0 and self.counts.failed == 0:
            self.counts.failed = 1
        self.good = status == 0 and self.counts.failed == 0

    def lines(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read().splitlines()

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def verdict(self):
        if self.good:
            return f"ok, {self.counts}" if self.counting else "ok"
        if self.counts.skipped and not self.counts.failed:
            return f"not run, because of '{self.needs.name}'"
        return f"FAILED, {self.counts}"


def release_jobs(name, build):
    """What runs on a board with the kernel without assertions: figures, and the suite once more."""
    data = Board(name).data
    jobs = []
    if data.get("both_builds"):
        variant = ["VARIANT=release"]
        build = Job(f"build {name} release", "all", name, build, counting=False, settings=variant)
        jobs = [build, Job(f"conformance {name} release", "conformance", name, build,
                           settings=variant),
                Job(f"fastcheck {name}", "fastcheck", name, build, settings=variant)]
    if data.get("icount_args"):
        jobs.append(Job(f"bench {name}", "bench", name, build))
    return jobs


def example_jobs(name, build):
    """The examples of the documents, but for the scheduler, which is what `make stride` boots."""
    folders = sorted(os.listdir(EXAMPLES))
    programs = [folder for folder in folders
                if os.path.exists(os.path.join(EXAMPLES, folder, "program.mk"))]
    return [Job(f"example {example} {name}", "run", name, build, settings=[f"DEMO={example}"])
            for example in programs if example != "scheduler"]


def machine_jobs(name, build):
    """What runs on a board's machine: the tests, the other ways to boot, the matrix in short."""
    data = Board(name).data
    targets = ["run", "panic", "conformance", "stride", "foreign"]
    targets += [target for target in ("nmi", "badinput", "binary", "userfuzz", "torture")
                if data.get(target)]
    if "block" in data.get("arguments", {}):
        targets.append("disk")
    jobs = [Job(f"{target} {name}", target, name, build) for target in targets]
    jobs += example_jobs(name, build)
    jobs += release_jobs(name, build)
    jobs += [Job(f"run {name} {boot}", "run", name, build, settings=[f"BOOT={boot}"])
             for boot in data["boots"] if boot != "direct"]
    if any(row.get("quick") for row in data.get("matrix", [])):
        jobs.append(Job(f"matrix {name}", "matrix", name, build, settings=["QUICK=1"]))
    return jobs


def plan(boards):
    unit = Job("unit", "unit")
    jobs = [Job("rules", "rules"), Job("selftest", "selftest"), unit, Job("contract", "contract"),
            Job("fuzz", "fuzz", needs=unit)]  # both generate the host's configuration
    ports = set()
    for board in boards:
        build = Job(f"build {board}", "all", board, counting=False)
        if port_of(board) not in ports:
            ports.add(port_of(board))
            jobs.append(Job(f"headers {port_of(board)}", "headers", board))
            jobs.append(Job(f"abi-check {port_of(board)}", "abi-check", board, build))
        jobs += [build, *machine_jobs(board, build)]
    jobs.append(Job("reproducible", "reproducible", boards[0],
                    needs=next(job for job in jobs if job.name == f"build {boards[0]}")))
    return jobs


def own_environment():
    """A job is a make of its own, not a part of the one that started it."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")}


class Suite:
    """Workers take the first job that is ready; results are printed as they come."""

    def __init__(self, jobs):
        self.jobs = jobs
        self.lock = threading.Condition()
        self.done = 0
        self.environment = own_environment()

    def next_job(self):
        with self.lock:
            while True:
                waiting = [job for job in self.jobs if not job.started]
                if not waiting:
                    return None
                for job in waiting:
                    if job.ready():
                        job.started = True
                        return job
                self.lock.wait()

    def work(self):
        while (job := self.next_job()) is not None:
            job.run(self.environment)
            with self.lock:
                job.finished = True
                self.report(job)
                self.lock.notify_all()

    def report(self, job):
        self.done += 1
        width = len(str(len(self.jobs)))
        print(f"[{self.done:{width}}/{len(self.jobs)}] {job.name}: {job.verdict()}"
              f" ({job.seconds:.1f} s)", flush=True)
        if job.counts.failed:
            print("\n".join("    | " + line for line in job.lines()[-TAIL_LINES:]))
            print(f"    the whole log: {job.log}", flush=True)

    def run(self):
        threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WORKERS)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for job in self.jobs:
                job.kill()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("boards", nargs="*")
    args = parser.parse_args()
    os.chdir(ROOT)
    os.makedirs(LOG_FOLDER, exist_ok=True)
    suite = Suite(plan(args.boards or names()))
    suite.run()
    total = Counts()
    for job in suite.jobs:
        total += job.counts
    print(total)
    sys.exit(0 if all(job.good for job in suite.jobs) else 1)


if __name__ == "__main__":
    main()
