# SPDX-License-Identifier: BSD-2-Clause
"""Reads the reasons why a fault is none that a test could or should see (survivors.txt)."""


EQUIVALENT = "Equivalent:"


class Survivors:
    """(path, kind, line, what becomes of it) -> the reason."""

    def __init__(self):
        self.reasons = {}
        self.equivalent = set()  # keys of those that make no difference to anybody

    @staticmethod
    def key(fault):
        return fault.path, fault.kind, fault.line, fault.becomes

    def check(self, faults):
        """Those that are about no fault any more; a run of part of the files cannot tell."""
        paths = {fault.path for fault, _ in faults}
        keys = {self.key(fault) for fault, _ in faults}
        for key in self.reasons:
            if key[0] in paths and key not in keys:
                raise SystemExit(f"mutants: the list of survivors knows what is no more: {key}")


def read_survivors(path):
    """An entry is four lines or more: file and kind, - the line, + what becomes of it, the reason;
    an empty line ends it. A reason that begins with EQUIVALENT says that there is no fault."""
    found = Survivors()
    with open(path, encoding="utf-8") as source:
        lines = [line.rstrip("\n") for line in source if not line.startswith("#")]
    for entry in "\n".join(lines).split("\n\n"):
        parts = [line.strip() for line in entry.strip().split("\n")]
        if parts == [""]:
            continue
        if len(parts) < 4 or parts[1][:1] != "-" or parts[2][:1] != "+" or ": " not in parts[0]:
            raise SystemExit(f"mutants: no entry of a survivor: {parts[0]}")
        where, kind = parts[0].split(": ")
        key = where, kind, parts[1][1:].strip(), parts[2][1:].strip()
        found.reasons[key] = " ".join(parts[3:])
        if parts[3].startswith(EQUIVALENT):
            found.equivalent.add(key)
    return found
