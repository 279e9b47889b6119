#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compiles every public user header alone, as C and as C++, so that each includes what it needs."""
import argparse
import glob
import os
import subprocess
import sys

INCLUDE = "user/include"
LONGEST_MESSAGE = 8  # lines
FLAGS = ["-ffreestanding", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", INCLUDE]
LANGUAGES = {"C": ("gcc", ["-std=c17", "-x", "c"]),
             "C++": ("g++", ["-std=c++20", "-fno-exceptions", "-fno-rtti", "-x", "c++"])}


def headers():
    found = glob.glob(INCLUDE + "/*.h") + glob.glob(INCLUDE + "/l4/*.h")
    return sorted(os.path.relpath(path, INCLUDE) for path in found)


def cases():
    """(header, language); the overloads of the interface exist in C++ only."""
    for header in headers():
        for language in LANGUAGES:
            if language == "C++" or not header.endswith("_overloads.h"):
                yield header, language


def complaint(cross, language, header):
    """What the compiler says about a file that holds only this include; empty when nothing."""
    compiler, flags = LANGUAGES[language]
    result = subprocess.run([cross + compiler, *flags, *FLAGS, "-"], capture_output=True, text=True,
                            input=f"#include <{header}>\n")
    return result.stderr if result.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cross", default="", help="prefix of the compilers")
    args = parser.parse_args()
    todo = list(cases())
    print(f"1..{len(todo)}")
    failed = 0
    for number, (header, language) in enumerate(todo, start=1):
        message = complaint(args.cross, language, header)
        failed += bool(message)
        print(f"{'not ok' if message else 'ok'} {number} - <{header}> stands alone in {language}")
        for line in message.splitlines()[:LONGEST_MESSAGE]:
            print(f"# {line}")
    print(f"{len(todo) - failed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed or not todo else 0)


if __name__ == "__main__":
    main()
