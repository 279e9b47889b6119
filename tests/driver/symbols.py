# SPDX-License-Identifier: BSD-2-Clause
"""The symbols of a program, by name and by address."""
import bisect
import re
import subprocess

LINE = re.compile(r"([0-9a-f]+) (?:([0-9a-f]+) )?([tTwWdDbBrRvV]) (.+)")
# Mapping symbols of the assembler are none; marks of the linker script are the last choice.
MAPPING = ("$", ".L")
MARKS = ("_start", "_end")
SECTIONS = {"r": ".rodata", "d": ".data", "b": ".bss"}


class Symbols:
    """base: where a program that may be placed anywhere was placed."""

    def __init__(self, listing, base=0):
        self.addresses = {}
        places = []
        for address, size, kind, name in map(re.Match.groups, map(LINE.match, listing)):
            if not name.startswith(MAPPING):
                address, size = base + int(address, 16), int(size or "0", 16)
                self.addresses[name] = address
                places.append((address, size, not name.endswith(MARKS), kind.lower(), name))
        self.places = sorted(places)

    @classmethod
    def read(cls, path, nm="nm", base=0):
        said = subprocess.run([nm, "-C", "-S", path], check=True, capture_output=True, text=True)
        return cls(filter(LINE.match, said.stdout.splitlines()), base)

    def __getitem__(self, name):
        return self.addresses[name]

    def at(self, address):
        """(name, offset) of the symbol there; behind an object's end the name of the section, but
        code may go on behind what is known as its end. None before all symbols, and behind."""
        place = bisect.bisect_right(self.places, address, key=lambda entry: entry[0])
        if place == 0:
            return None
        start, size, _, kind, name = self.places[place - 1]
        offset = address - start
        if size == 0 and place == len(self.places):
            return None
        if 0 < size <= offset and kind in SECTIONS:
            return (SECTIONS[kind], 0) if place < len(self.places) else None
        return name, offset
