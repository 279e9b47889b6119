#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Draws what the bench measured last on a board of each architecture beside the limits and the best of
other systems, as an SVG picture. Needs gnuplot."""
import argparse
import os
import re
import subprocess
import sys
import tempfile

import bench
from board import ROOT, Board, port_of

BOARDS = ("x86_64_pc", "arm64_virt", "riscv64_virt")
ROWS = ("ipc.inter.0", "ipc.inter.7", "ipc.inter.63", "ipc.call.7", "ipc.slow.0", "syscall.null",
        "switch.inter", "ipc.map.1", "unmap.1", "fault.pager", "exception.reply", "irq.deliver",
        "thread.create", "thread.delete")
SCRIPT = """
set terminal svg size 1000,{height} font 'sans,11' noenhanced background '#ffffff'
set output '{picture}'
set multiplot layout {panels},1
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.85 border -1
set boxwidth 0.9
set logscale y
set yrange [10:20000]
set grid ytics
set ylabel 'instructions'
set xtics rotate by 25 right nomirror
set key top left horizontal
set datafile missing '-'
"""
PANEL = """
set title '{title}'
plot '{data}' using 2:xtic(1) title 'Pinyon' linecolor '#1b6ca8', \\
    '' using 3 title 'limit' linecolor '#9aa5b1', \\
    '' using 4 title 'best of other systems' linecolor '#d98324'
"""
PANEL_HEIGHT = 300
LICENCE = "<!-- SPDX-License-Identifier: BSD-2-Clause -->\n"


def panel_rows(values, reference, port):
    """(name, measured, limit, best of others) of what is drawn; '-' for what there is not."""
    for name in ROWS:
        anchor = reference.best_anchor(name, port)
        limit = reference.limit(name, port, values)
        cells = (values.get(name), limit, anchor[0] if anchor else None)
        yield (name, *("-" if cell is None else cell for cell in cells))


def script(results, reference, picture, folder):
    """gnuplot's commands; the data go to files in the folder."""
    parts = [SCRIPT.format(height=PANEL_HEIGHT * len(results), picture=picture,
                           panels=len(results))]
    for board, document in results.items():
        port = port_of(board)
        values = {result["name"]: result["value"] for result in document["results"]}
        data = os.path.join(folder, board)
        with open(data, "w", encoding="utf-8") as out:
            for row in panel_rows(values, reference, port):
                out.write(" ".join(map(str, row)) + "\n")
        parts.append(PANEL.format(title=port, data=data))
    return "".join(parts) + "unset multiplot\n"


def licensed(svg):
    """The picture with its licence behind the declaration, and without what differs each time."""
    head, rest = svg.split("\n", 1)
    return head + "\n" + LICENCE + re.sub(r"<desc>.*?</desc>\n?", "", rest, flags=re.DOTALL)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture")
    picture = os.path.join(ROOT, parser.parse_args().picture)
    paths = {board: Board(board).file("bench.json") for board in BOARDS}
    results = {board: bench.read_json(path) for board, path in paths.items()
               if os.path.exists(path)}
    if not results:
        sys.exit("no board has bench.json; make bench BOARD=... writes it")
    with tempfile.TemporaryDirectory() as folder:
        drawn = os.path.join(folder, "picture.svg")
        commands = script(results, bench.Reference.read(), drawn, folder)
        try:
            subprocess.run(["gnuplot"], input=commands, text=True, check=True)
        except FileNotFoundError:
            sys.exit("gnuplot is not installed")
        with open(drawn, encoding="utf-8") as source, \
                open(picture, "w", encoding="utf-8") as out:
            out.write(licensed(source.read()))
    print(f"{os.path.relpath(picture, ROOT)}: {', '.join(results)}")


if __name__ == "__main__":
    main()
