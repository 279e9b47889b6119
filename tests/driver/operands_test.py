# SPDX-License-Identifier: BSD-2-Clause
"""The memory that instructions touch is found in what objdump prints of them."""
import unittest

from operands import Arm, RiscV, Unknown, X86

TOP = 0xffffffff80000000


class Operands(unittest.TestCase):
    def touched(self, machine, text, after=0, **registers):
        return [operand[:2] for operand in machine.accesses(text, registers, after)]


class X86Operands(Operands):
    def check(self, text, *expected, **registers):
        self.assertEqual(self.touched(X86, text, **registers), list(expected), text)

    def test_addresses(self):
        self.check("mov    0x8(%rsp),%rdx", (0x1008, 8), rsp=0x1000)
        self.check("mov    -0x8(%rbp),%rdx", (0xff8, 8), rbp=0x1000)
        self.check("mov    (%r11,%rbp,1),%rbp", (0x130, 8), r11=0x100, rbp=0x30)
        self.check("mov    %gs:0x0,%rdi", (0x5000, 8), gs_base=0x5000)
        self.check("mov    %fs:0x10(%rax),%rdi", (0x6011, 8), fs_base=0x6000, rax=1)
        self.check("jmp    *-0x7fff0000(,%rdx,8)", (0xffffffff80010010, 8), rdx=2)
        self.check("mov    0x20(%rip),%rdi        # 0x1030", (0x1030, 8), after=0x1010)
        self.check("mov    0xffffffff80000008,%rax", (TOP + 8, 8))

    def test_widths(self):
        for text, width in (("cmp    %r11b,0xc8(%rbp)", 1), ("movw   $0xffff,0x0(%rbp)", 2),
                            ("and    0x4(%rbp),%ebp", 4), ("movq   $0x0,0xe8(%rbp)", 8),
                            ("movzbl 0x4(%rbp),%r11d", 1), ("movzwl 0x4(%rbp),%edx", 2),
                            ("decq   0x28(%rbp)", 8), ("mov    %ax,0x8(%rbp)", 2),
                            ("mov    %sil,0x8(%rbp)", 1), ("fildl  0x8(%rbp)", 4)):
            found = self.touched(X86, text, rbp=0)
            self.assertEqual([size for _, size in found], [width], text)

    def test_the_stack(self):
        self.check("call   *0x20(%rsp)", (0xff8, 8), (0x1020, 8), rsp=0x1000)
        self.check("call   0x1234", (0xff8, 8), rsp=0x1000)
        self.check("push   %rax", (0xff8, 8), rsp=0x1000)
        self.check("ret", (0x1000, 8), rsp=0x1000)

    def test_strings(self):
        self.check("rep movsq %ds:(%rsi),%es:(%rdi)", (0x10, 8), (0x20, 8), rsi=0x10, rdi=0x20)

    def test_what_touches_no_memory(self):
        for text in ("lea    0x8(%rsp),%rdx", "mov    %rax,%rdx", "je     0x1234", "syscall",
                     "mov    $0x10,%eax", "sysretq", "nopw   0x0(%rax,%rax,1)", "mov    %rdx,%cr3"):
            self.check(text, rsp=0, rax=0)

    def test_an_unknown_width_is_noticed(self):
        with self.assertRaises(Unknown):
            self.check("xsaveopt64 (%r11)", (0, 8), r11=0)

    def test_the_base_is_told(self):
        operand, = X86.accesses("mov    0x8(%rbp),%rdx", {"rbp": 0x40}, 0)
        self.assertEqual(operand.base, 0x40)
        for text in ("mov    0x8(%rip),%rdx", "jmp    *0x8(,%rax,8)"):
            operand, = X86.accesses(text, {"rip": 0, "rax": 0}, 8)
            self.assertIsNone(operand.base, text)


class ArmOperands(Operands):
    def check(self, text, *expected, **registers):
        self.assertEqual(self.touched(Arm, text, **registers), list(expected), text)

    def test_addresses(self):
        self.check("ldr\tx16, [x23]", (0x100, 8), x23=0x100)
        self.check("str\txzr, [x11, #352]", (0x260, 8), x11=0x100)
        self.check("ldr\tx0, [x1], #16", (0x100, 8), x1=0x100)
        self.check("str\tx0, [sp, #-16]!", (0xf0, 8), sp=0x100)
        self.check("ldr\tx11, [x12, x11]", (0x130, 8), x12=0x100, x11=0x30)
        self.check("ldr\tx21, [x18, x20, lsl #3]", (0x110, 8), x18=0x100, x20=2)
        self.check("ldr\tx21, [x18, w20, sxtw #3]", (0xf8, 8), x18=0x100, x20=0xffffffff)
        self.check("ldr\tw17, 0xffffffff80000024", (TOP + 0x24, 4))

    def test_widths(self):
        self.check("ldrb\tw12, [x11, #1]", (0x101, 1), x11=0x100)
        self.check("ldrh\tw12, [x11]", (0x100, 2), x11=0x100)
        self.check("ldrsw\tx12, [x11]", (0x100, 4), x11=0x100)
        self.check("stp\tx30, x13, [sp, #240]", (0xf0, 16), sp=0)
        self.check("ldp\tw1, w2, [sp]", (0, 8), sp=0)
        self.check("stp\tq0, q1, [sp]", (0, 32), sp=0)

    def test_what_touches_no_memory(self):
        for text in ("mov\tx0, x19", "b.eq\t0xffffffff80026110  // b.none", "svc\t#0x4c00", "eret",
                     "msr\tttbr0_el1, x12", "adr\tx11, 0xffffffff8002bf00"):
            self.check(text)

    def test_what_is_not_known_is_noticed(self):
        with self.assertRaises(Unknown):
            self.check("cas\tx0, x1, [x2]", x2=0)


class RiscVOperands(Operands):
    def check(self, text, *expected, **registers):
        self.assertEqual(self.touched(RiscV, text, **registers), list(expected), text)

    def test_addresses_and_widths(self):
        self.check("sd\tt6,248(tp) # 0xf8", (0x1f8, 8), tp=0x100)
        self.check("lwu\ta7,-184(t4)", (TOP - 184, 4), t4=TOP)
        self.check("lbu\ta7,288(t5)", (288, 1), t5=0)
        self.check("ld\tra,0(s0)", (0x40, 8), fp=0x40)
        self.check("fsd\tfa0,8(sp)", (8, 8), sp=0)

    def test_what_touches_no_memory(self):
        for text in ("jr\t1000(t4) # 0xffffffff800093e8", "jalr\tt6", "ecall", "li\ta2,0",
                     "csrrw\ttp,sscratch,tp", "beq\ta0,a1,0x1234"):
            self.check(text, t4=0)

    def test_what_is_not_known_is_noticed(self):
        with self.assertRaises(Unknown):
            self.check("amoadd.d\ta0,a1,(a2)", a2=0)


if __name__ == "__main__":
    unittest.main()
