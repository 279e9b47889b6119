# SPDX-License-Identifier: BSD-2-Clause
"""Every rule of the tree notices a file that breaks it, and lets a good file pass."""
import os
import tempfile
import unittest

from source_text import all_files
from tree_rules import RULES

HEAD = "// SPDX-License-Identifier: BSD-2-Clause\n// A file of a test.\n"
CODE_LINES = "int x;\n"


def header(name, body=""):
    guard = f"PINYON_{name.upper()}_H"
    return f"{HEAD}#ifndef {guard}\n#define {guard}\n{body}#endif // {guard}\n"


GOOD = {
    "LICENSE": "no identifier is needed here\n",
    "kernel/generic/good.h": header("good", "// even riscv64 may stand in a comment\nint logic;\n"),
    "kernel/glue/binder.h": header("binder", '#include "arch/riscv64/riscv64_port.h"\n'),
    "kernel/arch/riscv64/riscv64_port.h": header("riscv64_port", "/* asm */ int satp;\n"),
    "user/include/l4/types.h": HEAD,
    "user/include/l4/arm64/types.h": HEAD,
}

# A word of the rule, then the files that break it.
BREACHES = [
    ("licence", {"tools/bare.py": "print(1)\n"}),
    ("responsible", {"user/a.cpp": "// SPDX-License-Identifier: BSD-2-Clause\nint x;\n"}),
    ("names no architecture and none", {"kernel/generic/a.cpp": HEAD + "int arm64_x;\n"}),
    ("names no architecture and none", {"kernel/generic/a.cpp": HEAD + "int x; // the x86 way\n"}),
    ("names no architecture and none",
     {"kernel/generic/a.cpp": HEAD + "write(gicv2, ttbr0_el1);\n"}),
    ("inline assembly", {"kernel/generic/a.cpp": HEAD + 'void f() { asm volatile("nop"); }\n'}),
    ("inline assembly", {"kernel/generic/a.S": HEAD}),
    ("no #if", {"kernel/generic/a.cpp": HEAD + "#  if defined(X)\n#endif\n"}),
    ("no #if", {"kernel/generic/a.cpp": HEAD + "#ifndef NDEBUG\n#endif\n"}),
    ("but the binder", {"kernel/glue/a.h": header("a", "int x = sizeof(x86_64);\n")}),
    ("but the binder", {"kernel/glue/a.h": header("a", "#ifdef PINYON_PORT_host\n#endif\n")}),
    ("follow the layers", {"kernel/generic/b.cpp": HEAD + '#include "arch/host/host_port.h"\n'}),
    ("follow the layers", {"kernel/arch/host/b.cpp": HEAD + '#include "arch/sparc/p.h"\n'}),
    ("guarded", {"kernel/glue/a.h": header("b")}),
    ("more than 400 lines", {"user/long.cpp": HEAD + "\n" * 400}),
    ("more than 400 lines", {"user/wide.cpp": HEAD + "// " + "x" * 98 + "\n"}),
    ("a port has at most", {"kernel/arch/m/a.cpp": HEAD + CODE_LINES * 200,
                            "kernel/arch/m/board/b.cpp": HEAD + CODE_LINES * 2501}),
    ("a port has at most", {"kernel/arch/m/a.S": HEAD + CODE_LINES * 381}),
    ("unique", {"kernel/generic/good.cpp": HEAD, "user/apps/p/good.cpp": HEAD}),
    ("for later", {"user/a.cpp": HEAD + "// TO" "DO: finish\n"}),
]


def breached(files):
    """The sentences of the rules that the tree made of these files breaks."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as out:
                out.write(text)
        tree = all_files(root)
        return {sentence for sentence, check in RULES if list(check(tree))}


class Rules(unittest.TestCase):
    def test_a_good_tree_breaks_no_rule(self):
        self.assertEqual(breached(GOOD), set())

    def test_every_breach_is_noticed(self):
        for word, files in BREACHES:
            with self.subTest(rule=word, files=sorted(files)):
                sentences = breached({**GOOD, **files})
                self.assertTrue(any(word in sentence for sentence in sentences), sentences)

    def test_every_rule_has_a_breach_here(self):
        for sentence, _ in RULES:
            self.assertTrue(any(word in sentence for word, _ in BREACHES), sentence)
