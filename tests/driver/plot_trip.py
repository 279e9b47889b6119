#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Draws the round trip that run_trip.py followed, instruction by instruction: the way there on the
left, the way back on the right, each with its stages and the cache lines that are touched first."""
import argparse
import collections
import os
import re
from xml.sax.saxutils import escape

import bench
import trip
from board import ROOT, Board
from symbols import Symbols
from trip_stages import ENTRY, PROGRAM, STAGES, STUB, Names, Purposes, Template, frames

ROW = 14  # pixels
CHARACTER = 6.65
MARGIN = 12
# In characters.
COLUMNS = {"number": 0, "lines": 4, "offset": 17, "code": 19, "step": 55, "end": 74}
PANEL = COLUMNS["end"] * CHARACTER + MARGIN
COLOURS = ("#dbe9f6", "#e3e3e3", "#e8dff5", "#fde2c8", "#fdf3c3", "#f9d5d3", "#d9edd2", "#cfeaea",
           "#dfe3f0")
PLAIN = "#eeeeee"
LIST = 48  # characters of each column of the list of cache lines
KINDS = {"code": "kernel code", "data": "kernel data", "user": "user memory"}
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: BSD-2-Clause -->
<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" \
viewBox="0 0 {width:.0f} {height:.0f}">
<style>text {{ font: 11px monospace; fill: #1a1a1a; }}
.head {{ font-weight: bold; }} .code {{ fill: #b03a2e; }} .data {{ fill: #1f618d; }}
.user, .offset {{ fill: #6c6c6c; }}</style>
<rect width="100%" height="100%" fill="#ffffff"/>
"""


def readable(text, name):
    """An instruction without what is told otherwise; name: gives places their names or None."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"-?0x[0-9a-f]+\(%rip\)(.*) # (0x[0-9a-f]+)", r"\2\1", text)
    text = re.sub(r" *(#|//) .*", "", text)
    return re.sub(r"(?<!\$)0x[0-9a-f]{5,16}",
                  lambda match: name(int(match.group(), 16)) or match.group(), text).strip()


# An instruction of the picture; function, offset: where it is; first: (kind, number) of the lines
# that no instruction before has touched.
Row = collections.namedtuple("Row", "number function offset code stage step first")


def rows(steps, purposes):
    """The instructions, each with the lines that it is the first to touch, as footprint() has
    them."""
    numbers = {(kind, line): number for kind, found in trip.footprint(steps).items()
               for number, line in enumerate(found, start=1)}
    result = []
    for number, step in enumerate(steps, start=1):
        first = [(kind, numbers.pop((kind, line))) for kind, line in trip.touched(step)
                 if (kind, line) in numbers]
        result.append(Row(number, *purposes.function(step.pc), readable(step.text, purposes.name),
                          *purposes.of(step.pc), first))
    return result


def turn(steps):
    """How many instructions there are before the answerer's first."""
    return next(number for number in range(1, len(steps))
                if trip.is_kernel(steps[number - 1].pc) and not trip.is_kernel(steps[number].pc))


# ---- Drawing

class Drawing:
    """Collects elements; positions are in characters from a panel's left edge, and in rows."""

    def __init__(self):
        self.elements = []
        self.left = MARGIN

    def text(self, column, row, text, kind="", anchor="start"):
        self.elements.append(f'<text x="{self.left + column * CHARACTER:.1f}" y="{row * ROW}" '
                             f'class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
                             .replace(' class=""', "").replace(' text-anchor="start"', ""))

    def band(self, column, end, row, colour):
        self.elements.append(
            f'<rect x="{self.left + column * CHARACTER - 3:.1f}" y="{row * ROW - 11}" '
            f'width="{(end - column) * CHARACTER:.1f}" height="{ROW}" fill="{colour}"/>')


def draw_panel(drawing, listed, top):
    """Returns the row behind the last."""
    colours = dict(zip(dict.fromkeys([PROGRAM, STUB, ENTRY, *STAGES.values()]), COLOURS))
    part, row = None, top
    for one in listed:
        colour = colours.get(one.stage, PLAIN)
        if part != (one.stage, one.function):
            part = (one.stage, one.function)
            drawing.band(COLUMNS["lines"], COLUMNS["end"], row, colour)
            drawing.text(COLUMNS["code"], row, one.stage, "head")
            drawing.text(COLUMNS["step"], row, one.function, "head")
            row += 1
        drawing.band(COLUMNS["step"], COLUMNS["end"], row, colour)
        draw_row(drawing, one, row)
        row += 1
    return row


def draw_row(drawing, one, row):
    drawing.text(COLUMNS["number"] + 3, row, str(one.number), "number", "end")
    column = COLUMNS["lines"]
    for kind, number in one.first:
        mark = f"{kind[0]}{number}"
        drawing.text(column, row, mark, kind)
        column += len(mark) + 1
    drawing.text(COLUMNS["offset"], row, f"{one.offset:x}", "offset", "end")
    drawing.text(COLUMNS["code"], row, one.code)
    if one.step:
        drawing.text(COLUMNS["step"], row, one.step)


def draw_lines(drawing, found, names, top):
    """The list of cache lines, a column for each kind; returns the row behind the last."""
    ends = []
    for place, (kind, lines) in enumerate(found.items()):
        column = COLUMNS["number"] + place * LIST
        drawing.text(column, top, f"{KINDS[kind]}: {len(lines)} lines", "head")
        for number, line in enumerate(lines, start=1):
            drawing.text(column, top + number, f"{kind[0]}{number}", kind)
            drawing.text(column + 4, top + number, names[kind, line])
        ends.append(top + len(lines) + 1)
    return max(ends)


def picture(title, steps, purposes):
    """The SVG text."""
    drawing = Drawing()
    drawing.text(0, 2, title, "head")
    listed, back = rows(steps, purposes), turn(steps)
    end = draw_panel(drawing, listed[:back], 4)
    drawing.left += PANEL
    end = max(end, draw_panel(drawing, listed[back:], 4))
    drawing.left = MARGIN
    end = draw_lines(drawing, trip.footprint(steps), Names(purposes).of_lines(steps), end + 1)
    head = HEAD.format(width=2 * (PANEL + MARGIN), height=end * ROW)
    return head + "\n".join(drawing.elements) + "\n</svg>\n"


def title(board, document):
    counts = ", ".join(f"{result['value']} of {KINDS[result['name'].split('.')[1]]}"
                       for result in document["results"])
    return (f"{board}: a round trip of {document['row']}, {len(document['steps'])} instructions; "
            f"cache lines: {counts}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("trip", help="what run_trip.py wrote")
    parser.add_argument("picture")
    parser.add_argument("--folder", help="where kernel and images are")
    parser.add_argument("--cross", default="", help="prefix of nm and addr2line")
    args = parser.parse_args()
    board = Board(args.board, args.folder)
    document = bench.read_json(args.trip)
    steps, place = trip.from_json(document["steps"]), document["program"]
    found = frames([step.pc for step in steps if trip.is_kernel(step.pc)],
                   board.file("kernel.elf"), args.cross + "addr2line")
    purposes = Purposes(found, Template.read(),
                        Symbols.read(board.file("kernel.elf"), args.cross + "nm"),
                        Symbols.read(board.file("programs/bench.elf"), args.cross + "nm", place[0]),
                        place)
    with open(os.path.join(ROOT, args.picture), "w", encoding="utf-8") as out:
        out.write(picture(title(board.name, document), steps, purposes))
    print(f"{args.picture}: {board.name}")


if __name__ == "__main__":
    main()
