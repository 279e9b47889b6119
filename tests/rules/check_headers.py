#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compiles every public user header alone, so that each includes what it needs, and the files of
tests/headers/, which say what names the headers must have: as C and as C++, old and new, with and
without optimisation, since that decides whether inline assembly finds its registers."""
import argparse
import glob
import os
import subprocess
import sys

INCLUDE = "user/include"
NAMES = "tests/headers"
LONGEST_MESSAGE = 8  # lines
FLAGS = ["-ffreestanding", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", INCLUDE]
CXX_FLAGS = ["-fno-exceptions", "-fno-rtti", "-x", "c++"]
SYNTAX = ["-fsyntax-only"]
PLAIN = ["-O0", "-c", "-o", os.devnull]
OPTIMISED = ["-O2", "-c", "-o", os.devnull]
C_STANDARDS = {"c99": PLAIN, "c17": OPTIMISED}
CXX_STANDARDS = {"c++11": SYNTAX, "c++14": SYNTAX, "c++17": SYNTAX, "c++20": OPTIMISED}


def compiler(cross, standard):
    if standard in C_STANDARDS:
        return [cross + "gcc", f"-std={standard}", "-x", "c", *C_STANDARDS[standard], *FLAGS]
    return [cross + "g++", f"-std={standard}", *CXX_FLAGS, *CXX_STANDARDS[standard], *FLAGS]


def headers():
    found = glob.glob(INCLUDE + "/*.h") + glob.glob(INCLUDE + "/l4/*.h")
    return sorted(os.path.relpath(path, INCLUDE) for path in found)


def cases():
    """(title, standard, path or None, text); the overloads of the interface exist in C++ only."""
    for header in headers():
        for standard in ("c99", "c++11"):
            if standard == "c++11" or not header.endswith("_overloads.h"):
                text = f"#include <{header}>\nint unit;\n"
                yield f"<{header}> stands alone", standard, None, text
    for path in sorted(glob.glob(NAMES + "/*.c") + glob.glob(NAMES + "/*.cpp")):
        cxx_only = path.endswith(".cpp")
        for standard in ({} if cxx_only else C_STANDARDS) | CXX_STANDARDS:
            yield f"{os.path.basename(path)} finds its names", standard, path, None


def complaint(cross, standard, path, text):
    """What the compiler says about the file, or the text; empty when nothing."""
    result = subprocess.run([*compiler(cross, standard), path or "-"], capture_output=True,
                            text=True, input=text, check=False)
    return result.stderr if result.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cross", default="", help="prefix of the compilers")
    args = parser.parse_args()
    todo = list(cases())
    print(f"1..{len(todo)}")
    failed = 0
    for number, (title, standard, path, text) in enumerate(todo, start=1):
        message = complaint(args.cross, standard, path, text)
        failed += bool(message)
        print(f"{'not ok' if message else 'ok'} {number} - {title} in {standard.upper()}")
        for line in message.splitlines()[:LONGEST_MESSAGE]:
            print(f"# {line}")
    print(f"{len(todo) - failed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed or not todo else 0)


if __name__ == "__main__":
    main()
