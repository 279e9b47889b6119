#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints how many conformance cases each section of the X.2 reference has on each board, as a table
in Markdown, from the results of the last runs."""
import argparse
import json
import os
import re
import sys
from collections import Counter

from board import Board, names

RESULTS = "conformance.json"
NAME = re.compile(r"^(?P<subject>[^:]+): .* \[(?P<sections>[^\]]+)\](?: # SKIP.*)?$")


def rows_of(results):
    """(sections, subject) -> number of cases that passed; those without sections are left out."""
    rows = Counter()
    for result in results:
        match = NAME.match(result["name"])
        if match and result["outcome"] == "passed":
            rows[match["sections"], match["subject"]] += 1
    return rows


def order(row):
    """By the first section's numbers."""
    return [int(number) for number in re.findall(r"\d+", row[0].split(",")[0])], row


def table(columns):
    """The lines of the table; `columns` has the rows of each board."""
    lines = ["| reference | subject | " + " | ".join(columns) + " |",
             "|---|---|" + "---|" * len(columns)]
    for row in sorted(set().union(*columns.values()), key=order):
        counts = (str(rows[row] or "–") for rows in columns.values())
        lines.append(f"| {row[0]} | {row[1]} | " + " | ".join(counts) + " |")
    sums = (str(sum(rows.values())) for rows in columns.values())
    return lines + ["| | all | " + " | ".join(sums) + " |"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("boards", nargs="*")
    columns = {}
    for name in parser.parse_args().boards or names():
        path = Board(name).file(RESULTS)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as source:
                columns[name] = rows_of(json.load(source)["results"])
    if not columns:
        sys.exit(f"no board has {RESULTS}; make conformance writes it")
    print("\n".join(table(columns)))


if __name__ == "__main__":
    main()
