# SPDX-License-Identifier: BSD-2-Clause
"""A long series of runs that can be interrupted: what is to be run, and what came of it so far."""
import json
import os
import re
from collections import namedtuple

from report import Counts

# A line of the torture's table: a kind of operation, how many were done, and what went otherwise.
OPERATIONS = re.compile(r"^[a-z][a-z ]*[a-z] +(\d+)(?: +\d+){3}$")

# One run: a make target with its settings.
Task = namedtuple("Task", "target board seed settings")
Verdict = namedtuple("Verdict", "good counts seconds operations")


def name_of(task):
    more = [value for value in task.settings if not value.startswith("SECONDS=")]
    return " ".join([task.target, task.board, f"seed {task.seed}", *more])


def tasks(boards, seeds, seconds, cpus):
    """Each seed on all boards before the next one, so that an early end has seen them all. Several
    processors run at the same time; the suite then also with instructions as time."""
    processors = [f"CPUS={cpus}"] if cpus else []
    result = []
    for seed in range(1, seeds + 1):
        for board in boards:
            result.append(Task("torture", board, seed, (*processors, f"SECONDS={seconds}")))
            result.append(Task("conformance", board, seed, (*processors,)))
            if cpus and cpus > 1:
                result.append(Task("conformance", board, seed, (*processors, "ICOUNT=6")))
    return result


def operations_in(lines):
    """How many operations a run of the torture did."""
    return sum(int(match.group(1)) for match in map(OPERATIONS.match, lines) if match)


class State:
    """The file of verdicts. They are of one version of what is tested, and of settings."""

    def __init__(self, path, version):
        self.path = path
        self.version = version
        self.verdicts = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as source:
                known = json.load(source)
            if known["version"] == version:
                self.verdicts = {name: Verdict(*verdict)
                                 for name, verdict in known["verdicts"].items()}

    def add(self, name, verdict):
        self.verdicts[name] = verdict
        with open(self.path + ".tmp", "w", encoding="utf-8") as out:
            json.dump({"version": self.version, "verdicts": self.verdicts}, out, indent=1)
        os.replace(self.path + ".tmp", self.path)


def soak(todo, state, run, tell=print):
    """Runs what has no verdict yet; returns the counts of all runs. A run that failed is told again
    each time."""
    done = [task for task in todo if name_of(task) in state.verdicts]
    if done:
        tell(f"soak: {len(done)} of {len(todo)} runs are done")
    for number, task in enumerate(todo, start=1):
        name = name_of(task)
        if name not in state.verdicts:
            verdict = run(task)
            state.add(name, verdict)
            tell(f"[{number}/{len(todo)}] {name}: {'ok' if verdict.good else 'FAILED'}, "
                 f"{verdict.counts} ({verdict.seconds:.0f} s)")
    return conclude(todo, state, tell)


def conclude(todo, state, tell):
    """Prints a line for each board and target, and one for each run that failed."""
    groups = {}
    for task in todo:
        groups.setdefault((task.board, task.target), []).append(state.verdicts[name_of(task)])
    for (board, target), verdicts in groups.items():
        good = sum(verdict.good for verdict in verdicts)
        seconds = sum(verdict.seconds for verdict in verdicts)
        operations = sum(verdict.operations for verdict in verdicts)
        tell(f"{board} {target}: {good} of {len(verdicts)} runs passed in {seconds:.0f} s"
             + (f", {operations} operations" if operations else ""))
    failed = [name_of(task) for task in todo if not state.verdicts[name_of(task)].good]
    for name in failed:
        tell(f"failed: {name}")
    return Counts(len(todo) - len(failed), len(failed))
