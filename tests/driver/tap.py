# SPDX-License-Identifier: BSD-2-Clause
"""Reads TAP from a console that may carry other lines too, and notices what is missing."""
import re

from report import Counts

PLAN = re.compile(r"^1\.\.(\d+)$")
RESULT = re.compile(r"^(not ok|ok) (\d+)(?: -)?(?: (.*))?$")
SKIP = re.compile(r"# SKIP\b\s*(?P<reason>.*)", re.IGNORECASE)


class Tap:
    """The plan, the results, and every breach of the form as a sentence."""

    def __init__(self, lines):
        self.planned = None
        self.results = []
        self.problems = []
        for line in lines:
            self.take(line)
        self.check_complete()

    def take(self, line):
        plan = PLAN.match(line)
        if plan:
            if self.planned is not None:
                self.problems.append("there are two plans")
            self.planned = int(plan.group(1))
            return
        result = RESULT.match(line)
        if result:
            self.take_result(result.group(1) == "ok", int(result.group(2)), result.group(3) or "")

    def take_result(self, good, number, name):
        if number != len(self.results) + 1:
            self.problems.append(f"result {number} came where {len(self.results) + 1} was due")
        skip = SKIP.search(name)
        if skip and not skip["reason"]:
            self.problems.append(f"result {number} does not say what hardware is missing")
        outcome = "skipped" if skip else "passed" if good else "failed"
        if outcome == "failed":
            self.problems.append(f"not ok {number} - {name}")
        self.results.append({"number": number, "name": name, "outcome": outcome})

    def check_complete(self):
        if self.planned is None:
            self.problems.append("there is no plan (1..N)")
        elif len(self.results) != self.planned:
            self.problems.append(f"{len(self.results)} of {self.planned} planned results came")

    def counts(self):
        """What came, and what was planned and did not come as failed."""
        outcomes = [result["outcome"] for result in self.results]
        missing = max(0, (self.planned or 0) - len(outcomes))
        return Counts(outcomes.count("passed"), outcomes.count("failed") + missing,
                      outcomes.count("skipped"))
