#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Checks the rules of the source tree and of the configuration; prints one result a rule."""
import os
import sys

import config_rules
import tree_rules
from source_text import all_files

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def results(root):
    """(sentence, breaches) of every rule."""
    files = all_files(root)
    for sentence, check in tree_rules.RULES:
        yield sentence, list(check(files))
    for sentence, check in config_rules.RULES:
        yield sentence, list(check(root))


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else ROOT
    print(f"1..{len(tree_rules.RULES) + len(config_rules.RULES)}")
    failed = passed = 0
    for number, (sentence, breaches) in enumerate(results(root), start=1):
        print(f"{'not ok' if breaches else 'ok'} {number} - {sentence}")
        for breach in breaches:
            print(f"# {breach}")
        failed += bool(breaches)
        passed += not breaches
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
