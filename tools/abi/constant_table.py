# SPDX-License-Identifier: BSD-2-Clause
"""The table of docs/abi/numbers.md: every constant of the binary interface's header by its name."""
import re

from compiled import signed
from markdown import hexadecimal, table

HEADING = re.compile(r"/\* -{3,4} (.*?)(?: -*)? \*/")
CONSTANT = re.compile(r"#define (PINYON_\w+) +(\S.*?)(?: */\* (.*?)(?: \*/)?)?$")


def sections(header):
    """(heading, [(name, text of its value, remark)]) of the header; those without constants not."""
    found = []
    for line in header.splitlines():
        if heading := HEADING.match(line):
            found.append((heading[1], []))
        elif (constant := CONSTANT.match(line.rstrip())) and found:
            found[-1][1].append((constant[1], constant[2], constant[3] or ""))
    return [(heading, entries) for heading, entries in found if entries]


def as_written(value, text):
    """A number in the way of the header: hexadecimal with as many digits, or decimal."""
    digits = re.search(r"0x([0-9A-F]+)", text)
    return (hexadecimal(value, len(digits[1])) if digits else str(value)).replace("−", "-")


def constants(header):
    """The table of a header's text."""
    def text(ask):
        parts = []
        for heading, entries in sections(header):
            rows = [[f"`{name}`", as_written(signed(ask(name)), written), remark]
                    for name, written, remark in entries]
            parts.append(f"## {heading}\n" + table(["name", "value", "remark"], rows))
        return "\n".join(parts)
    return text
