# SPDX-License-Identifier: BSD-2-Clause
"""The symbols of a program, by name and by address."""
import bisect
import subprocess

KINDS = "tTwWdDbBrRvV"


class Symbols:
    """base: where a program that may be placed anywhere was placed."""

    def __init__(self, path, nm="nm", base=0):
        listing = subprocess.run([nm, "-C", "-n", path], check=True, capture_output=True, text=True)
        self.addresses = read(listing.stdout, base)
        self.sorted = sorted((address, name) for name, address in self.addresses.items())

    def __getitem__(self, name):
        return self.addresses[name]

    def at(self, address):
        """(name, offset) of the last symbol up to there; None if that is before all of them."""
        place = bisect.bisect_right(self.sorted, (address, chr(0x10ffff)))
        if place == 0:
            return None
        start, name = self.sorted[place - 1]
        return name, address - start


def read(listing, base):
    """{name: address} of what nm printed; mapping symbols of the assembler ($x) are none."""
    result = {}
    for line in listing.splitlines():
        cells = line.split(" ", 2)
        if len(cells) == 3 and cells[1] in KINDS and not cells[2].startswith(("$", ".L")):
            result[cells[2]] = base + int(cells[0], 16)
    return result
