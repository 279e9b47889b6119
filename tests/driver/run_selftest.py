#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the tests of the test driver, of the tree's rules and of the tools, with a closing line that
counts."""
import os
import sys
import unittest

from board import ROOT
from report import Counts

FOLDERS = ("tests/driver", "tests/rules", "tests/mutants", "tools/abi")


def main():
    suite = unittest.TestSuite()
    for folder in FOLDERS:
        path = os.path.join(ROOT, folder)
        loader = unittest.TestLoader()
        suite.addTests(loader.discover(path, pattern="*_test.py", top_level_dir=path))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors)
    counts = Counts(result.testsRun - bad - len(result.skipped), bad, len(result.skipped))
    if counts.passed == 0:
        counts.failed = max(counts.failed, 1)
    print(counts)
    sys.exit(1 if counts.failed else 0)


if __name__ == "__main__":
    main()
