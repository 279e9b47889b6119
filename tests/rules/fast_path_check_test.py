# SPDX-License-Identifier: BSD-2-Clause
"""The check of the fast path's machine code notices what must not be there."""
import os
import sys
import unittest

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import check_fast_path  # noqa: E402, the path has to be there first

GOOD = ["mov %rsp,0x80(%rdi)", "mov %rdx,0xe8(%rdi)", "cmp %rax,0x8(%rbp)", "test $0xfff8,%r9d",
        "xor %r12d,%r12d", "mov 0x80(%rbp),%rsp", "sysretq"]
BAD = ["sub $0x8,%rsp", "mov %rdx,(%rsp)", "push %rbx", "call 10 <f>", "mov %rdx,%rax",
       "xor %r9d,%r9d", "mov 0x8(%rdi),%r15", "add $0x1,%r10d", "mov $0x1,%bl", "mov %rsp,%rdx",
       "lock incl 0x8(%rdi)", "mfence", "wrmsr", "invlpg (%rdi)"]


def listing(body):
    lines = "\n".join(f"  {i:x}:\t{code}" for i, code in enumerate(body))
    return f"0000000000000000 <path>:\n{lines}\n"


class FastPathCheck(unittest.TestCase):
    def faults(self, body, length=99):
        return list(check_fast_path.check("x86_64", listing(body), {"path": length}))

    def test_good_code_passes(self):
        self.assertEqual(self.faults(GOOD), [])

    def test_each_bad_instruction_is_noticed(self):
        for code in BAD:
            with self.subTest(code):
                self.assertNotEqual(self.faults(GOOD + [code]), [])

    def test_a_path_may_not_grow_nor_disappear(self):
        self.assertEqual(len(self.faults(GOOD, len(GOOD) - 1)), 1)
        self.assertEqual(len(list(check_fast_path.check("x86_64", "", {"path": 9}))), 1)


if __name__ == "__main__":
    unittest.main()
