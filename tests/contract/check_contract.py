#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that the compiler names what a port lacks.

For every member that kernel/glue/contract.h asks for, the host port is copied without that member
and compiled. The compiler must refuse it with the static assertion of the clause that asks for the
member, and with no other. The members are read from the contract: a new one is tested at once.

tests/port-zero is a port without any member. Put into the tree as docs/porting.md says, with its
own flags and three lines in the binder, the compiler must list every clause for it.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
CONTRACT = "kernel/glue/contract.h"
PAGE_FORMAT = "kernel/glue/page_format.h"
PORT = "kernel/arch/host/host_port.h"
FORMAT = "kernel/arch/host/host_format.h"
BINDER = "kernel/glue/binder.h"
ZERO = "tests/port-zero"
COMPILER = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra"]
HOST = ["g++", "-DPINYON_PORT_host"]
# All clauses that ask for something if there are several processors are to be heard.
CONFIG = "namespace pinyon::config { inline constexpr unsigned max_cpus = 2; }\n"
ASSERTION = re.compile(r"static assertion failed: port: clause (\d+),"
                       r".*docs/porting\.md#clause-\1\b")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as source:
        return source.read()


def without_comments(text):
    return re.sub(r"//.*", "", text)


def clauses():
    """(number, title, members) of every clause; of a page format, its members as well."""
    parts = re.split(r"^// Clause (\d+), ([^.:]*)", read(CONTRACT), flags=re.MULTILINE)[1:]
    for number, title, text in zip(parts[0::3], parts[1::3], parts[2::3]):
        text = without_comments(text.split("struct CheckPort")[0])
        members = [(PORT, name) for name in re.findall(r"\bA::(\w+)", text)]
        if "PageFormat<" in text:
            format_text = without_comments(read(PAGE_FORMAT))
            members += [(FORMAT, name) for name in re.findall(r"\bF::(\w+)", format_text)]
        yield int(number), title, list(dict.fromkeys(members))


def end_of_declaration(text, start):
    """Position behind the `;`, or behind the body, of the declaration at `start`."""
    depth = 0
    for position in range(start, len(text)):
        char = text[position]
        depth += (char in "({") - (char in ")}")
        body_ended = char == "}" and text[position + 1:position + 2] != ";"
        if depth == 0 and (char == ";" or body_ended):
            return position + 1
    raise ValueError("declaration without an end")


def without_member(text, name):
    """The header without the member's declaration, which begins a line of a struct."""
    kinds = rf"using {name} =|(?:\[\[noreturn\]\] )?static [^;(){{}}=]*\b{name}(?= =|[({{;])"
    found = list(re.finditer(rf"^    (?:{kinds})", text, flags=re.MULTILINE))
    if len(found) != 1:
        return None
    start = found[0].start()
    return text[:start] + text[end_of_declaration(text, start):]


def complaints(folder, path, text, compiler=HOST):
    """Compiles with `text` in place of the header `path`: the clauses named, and the result."""
    copy = os.path.join(folder, os.path.relpath(path, "kernel"))
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    with open(copy, "w", encoding="utf-8") as out:
        out.write(text)
    command = compiler + COMPILER + ["-I", folder, "-I", "kernel", "-I", "user/include",
                          "-include", "glue/binder.h", "-x", "c++", "/dev/null"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    os.remove(copy)
    return [int(n) for n in ASSERTION.findall(result.stderr)], result


def judge_removal(folder, path, name, expected):
    """What is wrong with the compiler's answer to a port without the member; None if nothing."""
    text = without_member(read(path), name)
    if text is None:
        return f"{path} must declare {name} exactly once"
    named, result = complaints(folder, path, text)
    if result.returncode == 0:
        return "the compiler did not notice"
    if named != expected:
        return f"expected clauses {expected}, the compiler named {named}\n{result.stderr[:2000]}"
    return None


def judge_whole(folder):
    named, result = complaints(folder, PORT, read(PORT))
    return result.stderr[:2000] or "refused" if named or result.returncode != 0 else None


def compiler_of_zero():
    """What port-zero's makefile fragment says about how to compile it."""
    rules = (f"include {ZERO}/zero.mk\n"
             "all:\n\t@echo $(CROSS)g++ $(ARCH_CXXFLAGS) $(ARCH_DEFINE)\n")
    return subprocess.run(["make", "-s", "-f", "-", "all"], cwd=ROOT, input=rules, text=True,
                          capture_output=True, check=True).stdout.split()


def judge_zero(folder):
    """What is wrong with the compiler's answer to the empty port."""
    lines = ('#elif defined(PINYON_PORT_zero)\n#include "arch/zero/zero_port.h"\n'
             "namespace pinyon { using Arch = zero::Port; }\n#else\n")
    binder = lines.join(read(BINDER).rsplit("#else\n", 1))
    port = os.path.join(folder, "arch", "zero")
    os.makedirs(port)
    shutil.copy(os.path.join(ROOT, ZERO, "zero_port.h"), port)
    named, result = complaints(folder, BINDER, binder, compiler_of_zero())
    # A clause with an alternative (`||`) is optional: a port that names nothing of it is complete.
    assertions = re.findall(r'static_assert\(([^"]*)"port: clause (\d+),', read(CONTRACT))
    expected = [int(number) for condition, number in assertions if "||" not in condition]
    # In the contract itself the compiler explains the assertions.
    other = [line for line in result.stderr.splitlines() if "error:" in line
             and not ASSERTION.search(line) and not line.startswith(CONTRACT + ":")]
    if named != expected or len(named) < 15:
        return f"expected clauses {expected}, the compiler named {named}\n{result.stderr[:2000]}"
    return "\n".join(["the compiler also says"] + other) if other else None


def cases(folder):
    """(sentence, problem) of every test. A member that several clauses use makes each complain."""
    table = list(clauses())
    yield "the complete port is accepted", judge_whole(folder)
    yield "of the empty port the compiler lists all required clauses and nothing else", judge_zero(folder)
    done = set()
    for number, title, members in table:
        for member in members:
            if member in done:
                continue
            done.add(member)
            users = [n for n, _, asked in table if member in asked]
            sentence = f"without {member[1]} the compiler names clause {number}, {title}"
            yield sentence, judge_removal(folder, *member, users)


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "config.h"), "w", encoding="utf-8") as out:
            out.write(CONFIG)
        for sentence, problem in cases(folder):
            passed += problem is None
            failed += problem is not None
            print(f"{'not ok' if problem else 'ok'} {passed + failed} - {sentence}", flush=True)
            for line in (problem or "").splitlines():
                print(f"# {line}")
    print(f"1..{passed + failed}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
