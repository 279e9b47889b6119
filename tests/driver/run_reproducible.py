#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Builds a board a second time, in a copy of the tree, and compares kernel and boot images."""
import argparse
import filecmp
import os
import shutil
import subprocess
import sys

from board import ROOT
from report import Counts

NOT_COPIED = shutil.ignore_patterns(".git", "build", "__pycache__")


def environment():
    """The copy has no history, so it is told the commit's date; and it is a make of its own."""
    result = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    try:
        stamp = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True,
                               capture_output=True, text=True).stdout.strip()
        result["SOURCE_DATE_EPOCH"] = stamp
    except (OSError, subprocess.CalledProcessError):
        pass
    return result


def build_copy(folder):
    copy = os.path.join(ROOT, "build", "reproducible")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED, symlinks=True)
    os.makedirs(os.path.join(copy, folder))
    shutil.copy(os.path.join(ROOT, folder, ".config"), os.path.join(copy, folder))
    board = folder.split("/")[1]
    subprocess.run(["make", "all", f"BOARD={board}"], cwd=copy, env=environment(), check=True,
                   stdin=subprocess.DEVNULL)
    return os.path.join(copy, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="the output folder of the board, as in build/x86_64_pc")
    args = parser.parse_args()
    first = os.path.join(ROOT, args.folder)
    second = build_copy(args.folder)
    names = sorted(name for name in os.listdir(first)
                   if name.endswith(".cpio") or name in ("kernel.elf", "kernel.img"))
    counts = Counts()
    for name in names:
        same = filecmp.cmp(os.path.join(first, name), os.path.join(second, name), shallow=False)
        print(f"{name}: {'identical' if same else 'DIFFERENT'}")
        counts += Counts(passed=same, failed=not same)
    print(counts)
    sys.exit(1 if counts.failed or not counts.passed else 0)


if __name__ == "__main__":
    main()
