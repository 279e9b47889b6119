# SPDX-License-Identifier: BSD-2-Clause
"""Judges a run of the bench: which rows came, how they stand beside limits and other systems, and
whether any grew since the figures that the repository keeps."""
import json
import os
import re

import report
from board import ROOT, port_of

LINE = re.compile(r"^bench (\S+) (-?\d+(?:\.\d+)?) (\S+)$")
CLOSING = "bench: done"
CLEARED, UNCLEARED = "ipc.inter.0", "ipc.inter.raw.0"
TRIPS_APART = 1  # instructions
FOLDER = os.path.join(ROOT, "tests", "bench")
MAY_GROW = 1.01


def read_json(path):
    with open(path, encoding="utf-8") as source:
        return json.load(source)


def parse(lines):
    """The records that the console's lines make."""
    results = []
    for match in filter(None, map(LINE.match, lines)):
        name, value, unit = match.groups()
        results.append({"name": name, "value": float(value) if "." in value else int(value),
                        "unit": unit})
    return results


class Reference:
    """What rows there are, their limits, and what other systems need (anchors.json)."""

    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def read(cls):
        return cls(read_json(os.path.join(FOLDER, "anchors.json"))["rows"])

    def required(self):
        """Names that every run must have; those of a prefix are as many as come."""
        return [name for name, row in self.rows.items()
                if not row.get("prefix") and not row.get("optional")]

    def row(self, name):
        """The row of that name, or of the longest prefix of it; an empty one for any other."""
        if name in self.rows:
            return self.rows[name]
        prefixes = [prefix for prefix, row in self.rows.items()
                    if row.get("prefix") and name.startswith(prefix)]
        return self.rows[max(prefixes, key=len)] if prefixes else {}

    def limit(self, name, port, values):
        """A number, one of each port, or another row's measured value plus either; or None."""
        limit = self.row(name).get("limit")
        if isinstance(limit, dict) and "row" in limit:
            base = values.get(limit["row"])
            plus = of_port(limit["plus"], port)
            return None if base is None else base + plus
        return of_port(limit, port)

    def best_anchor(self, name, port):
        """(value, system) of who needs least, or None."""
        known = [(anchor[port], anchor["system"]) for anchor in self.row(name).get("anchors", [])
                 if port in anchor]
        return min(known, default=None)


def of_port(value, port):
    return value.get(port) if isinstance(value, dict) else value


def number(value, unit):
    if unit == "lines":
        return str(value)
    return f"{value:,.1f}" if unit == "instructions" else f"{value:.3f}"


def table(results, reference, port):
    """The lines of the table. Growth within its limit is not among them."""
    values = {result["name"]: result["value"] for result in results}
    units = {result["name"]: result["unit"] for result in results}
    lines = [f"{'operation':36}{'value':>12}  {'limit':>9}    {'best of others':32}{'ratio':>6}"]
    hidden = 0
    for name, value in values.items():
        limit = reference.limit(name, port, values)
        above = limit is not None and value > limit
        if name.startswith("growth.") and not above:
            hidden += 1
            continue
        anchor = reference.best_anchor(name, port)
        other = f"{number(anchor[0], units[name])} {anchor[1]}" if anchor else ""
        ratio = f"{value / anchor[0]:.2f}" if anchor else ""
        bound = "" if limit is None else number(limit, units[name])
        lines.append(f"{name:36}{number(value, units[name]):>12}  {bound:>9} "
                     f"{'!' if above else ' '}  {other:32}{ratio:>6}".rstrip())
    if hidden:
        lines.append(f"{hidden} more rows growth.* are within their limits")
    return lines


class Kept:
    """The figures of a board that the repository keeps, and the compiler that they are of."""

    def __init__(self, compiler, values):
        self.compiler = compiler
        self.values = values

    @staticmethod
    def path(board):
        return os.path.join(FOLDER, board.name + ".json")

    @classmethod
    def read(cls, board):
        if not os.path.exists(cls.path(board)):
            return None
        document = read_json(cls.path(board))
        return cls(document["compiler"], document["results"])

    def write(self, board):
        document = {"SPDX-License-Identifier": "BSD-2-Clause", "board": board.name,
                    "compiler": self.compiler, "results": self.values}
        os.makedirs(FOLDER, exist_ok=True)
        with open(self.path(board), "w", encoding="utf-8") as out:
            json.dump(document, out, indent=1)
            out.write("\n")

    def compare(self, values):
        """(what became worse, what else became different), as sentences."""
        worse, different = [], []
        for name, before in self.values.items():
            if name not in values:
                worse.append(f"{name} was {before} and is not measured any more")
            elif values[name] > before * MAY_GROW:
                worse.append(f"{name} grew from {before} to {values[name]}")
            elif values[name] != before:
                different.append(f"{name} was {before}, is {values[name]}")
        different += [f"{name} is new: {value}" for name, value in values.items()
                      if name not in self.values]
        return worse, different


def compare_with_kept(run, kept, values, compiler):
    """Prints every difference. What grew is a problem if the compiler is the same."""
    worse, different = kept.compare(values)
    same_compiler = kept.compiler == compiler
    if worse + different and not same_compiler:
        print(f"the kept figures are those of '{kept.compiler}', this is '{compiler}'")
    for sentence in different + ([] if same_compiler else worse):
        print(sentence)
    if same_compiler:
        run.problems += worse


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace") as log:
        return [line.rstrip("\r\n") for line in log]


def add_uncleared(results, lines):
    """Puts the row of the kernel that clears no message registers behind that of the other."""
    for other in parse(lines):
        for place, result in enumerate(results):
            if other["name"] == result["name"] == CLEARED:
                results.insert(place + 1, dict(other, name=UNCLEARED))
                return


def add_trip(run, results, trip):
    """Adds what run_trip.py found, if the trip that it followed is as long as the measured ones."""
    row, steps = trip["row"], len(trip["steps"])
    measured = [2 * result["value"] for result in results if result["name"] == row]
    run.require(measured and abs(steps - measured[0]) < TRIPS_APART,
                f"a round trip of {steps} instructions was followed, {row} is of {measured}")
    results += trip["results"]


def judge_uncleared(run):
    """Whether the kernel that clears no message registers got to the end of the bench."""
    run.require(any(result["name"] == CLEARED for result in parse(run.lines)),
                f"the figure {CLEARED} is missing")
    run.require_line(CLOSING)
    return report.Counts(passed=0 if run.problems else 1)


def judge(run, board, keep=False, reference=None, uncleared=None, trip=None):
    """Whether all rows came and none is worse than kept; keep: the kept figures become these.
    uncleared and trip are files of two runs before this one."""
    reference = reference or Reference.read()
    results = parse(run.lines)
    if uncleared:
        add_uncleared(results, read_lines(uncleared))
    if trip:
        add_trip(run, results, read_json(trip))
    values = {result["name"]: result["value"] for result in results}
    for name in reference.required():
        run.require(name in values, f"the figure {name} is missing")
    run.require(len(values) == len(results), "a figure came twice")
    run.require_line(CLOSING)
    print("\n".join(table(results, reference, port_of(board.name))))

    compiler = report.compiler(board)
    kept = Kept.read(board)
    if keep and not run.problems:
        Kept(compiler, values).write(board)
    elif kept and not keep:
        compare_with_kept(run, kept, values, compiler)
    report.write_json(board, board.result("bench") + ".json", results, problems=run.problems)
    return report.Counts(passed=0 if run.problems else len(results))
