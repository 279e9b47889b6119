# SPDX-License-Identifier: BSD-2-Clause
"""Questions to the kernel's compiler and its answers: constant expressions and their values."""
import re

# Constants of an instruction have a sign before them on some architectures.
ANSWER = re.compile(r'@@ (.*) = (\S+)"')
SIGNS = "#$"
WORD = 1 << 64

PROBE = """\
// SPDX-License-Identifier: BSD-2-Clause
// What the tables of docs/abi/{arch}.md and common.md ask. Made by tools/abi/abi_tables.py.
#include "tools/abi/abi_probe.h"

namespace pinyon {{

void ask_constants()
{{
{questions}
}}

void ask_all_exceptions()
{{
    ask_exceptions();
}}

}}  // namespace pinyon
"""


class Questions:
    """Stands for the answers while the questions are collected: each is 0."""

    def __init__(self):
        self.asked = {}

    def __call__(self, expression):
        self.asked[expression] = None
        return 0


class Answers:
    """The values of expressions, as words; those that were used are remembered."""

    def __init__(self, assembly):
        text = assembly.translate(dict.fromkeys(map(ord, SIGNS)))
        self.values = {expression: int(value, 0) % WORD
                       for expression, value in ANSWER.findall(text)}
        self.asked = {}

    def __call__(self, expression):
        self.asked[expression] = None
        return self.values[expression]


def probe(arch, tables):
    """The program that asks everything that the tables of an architecture need."""
    questions = Questions()
    for table in tables.values():
        table(questions)
    lines = (f"    ASK({expression});" for expression in questions.asked)
    return PROBE.format(arch=arch, questions="\n".join(lines))


def signed(word):
    return word - WORD if word >= WORD // 2 else word
