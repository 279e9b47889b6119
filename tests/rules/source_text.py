# SPDX-License-Identifier: BSD-2-Clause
"""The files of the tree, and their text with and without comments."""
import os
import re

SKIPPED_FOLDERS = {".git", "build", "__pycache__", ".cache", ".vscode", ".idea"}
SKIPPED_SUFFIXES = (".swp", "~", ".orig", ".rej")
CXX_SUFFIXES = (".h", ".hpp", ".cpp", ".cc", ".c")
ASM_SUFFIXES = (".S",)
SOURCE_SUFFIXES = CXX_SUFFIXES + ASM_SUFFIXES

# A string or character literal (kept), or a comment (replaced by blanks of the same height).
TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def blank(match):
    text = match.group(0)
    return text if text[0] in "\"'" else "\n" * text.count("\n")


class SourceFile:
    """One file: its path from the root, its lines, and its lines of code without comments."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as source:
            self.text = source.read()
        self.lines = self.text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()

    def is_source(self):
        return self.path.endswith(SOURCE_SUFFIXES)

    def code(self):
        """(line number, code) of every line that holds more than comment."""
        bare = TOKEN.sub(blank, self.text).split("\n")
        return [(number, line) for number, line in enumerate(bare, start=1) if line.strip()]

    def raw_code(self):
        """(line number, whole line) of every line that holds more than comment."""
        return [(number, self.lines[number - 1]) for number, _ in self.code()]


def all_files(root):
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if not name.endswith(SKIPPED_SUFFIXES):
                path = os.path.relpath(os.path.join(folder, name), root)
                found.append(SourceFile(root, path))
    return found
