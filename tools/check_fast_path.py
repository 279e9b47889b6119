#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Looks at the machine code of the fast path of IPC, which runs without a stack and with the
message in registers: what the compiler does there without being asked is a security hole.

It must not touch the stack, call, write a message register that it is not meant to, nor become
longer than it was when somebody last looked. It has no barriers, locked instructions, MSR writes or
TLB maintenance either (docs/fast-path.md).
"""
import argparse
import json
import re
import subprocess
import sys


class X86:
    """AT&T syntax: the last operand is the one that is written."""
    stack = re.compile(r"%[re]?spl?\b|^(push|pop|call|ret|leave|enter)")
    stack_allowed = re.compile(r"mov %rsp,0x\w+\(%rdi\)|mov 0x\w+\(%rbp\),%rsp")
    costly = re.compile(r"^(lock|[lms]fence|wrmsr|rdmsr|invlpg|invpcid|cpuid|xchg|serialize)\b")
    reads_only = re.compile(r"(cmp|test|j)\w* ")
    message = re.compile(r"%(r?ax|eax|a[lh]|r?bx|ebx|b[lh]|r(9|10|12|13|14|15)[dwb]?)$")
    # Clearing, and the mask of XSAVE, for which MR1 waits in R8.
    message_allowed = re.compile(r"xor (%(?!r9)\w+),\1|mov \$0xffffffff,%eax|mov %r8,%rax")


class Arm:
    """The stack pointer is the address of a thread: memory there is its own, but only upwards."""
    stack = re.compile(r"^(bl|blr|ret)\b|^\w+ sp,|\[sp.*\]!|\[sp\],|\[sp, #-")
    stack_allowed = re.compile(r"mov sp, x\w+")
    costly = re.compile(r"^(isb|dsb|dmb|tlbi|ic|dc|at|ld[a]?xr|st[l]?xr|cas|swp|ldadd)")
    reads_only = re.compile(r"(cmp|cmn|tst|b|cbz|cbnz|tbz|tbnz|str|strb|stp|msr)[. ]")
    message = re.compile(r"(\w+|ldp [wx]\d+,) [wx]([3-9]|10|1[89]|2\d)\b,")
    # Clearing, loading the partner's, and the copy of longer messages before that.
    message_allowed = re.compile(
        r"mov x([4-9]|10), xzr|ldp x(1|2)\d, x(1|2)\d, \[sp, #\d+\]|adr x20, .*"
        r"|ldr x1[89], \[(sp|x1[1-4]), #\d+\]|and x20, x3, #0x3f|sub x20, x20, x16, lsl #2"
        r"|ldr x21, \[x18, x20, lsl #3\]|ldp x21, x22, \[x18, #\d+\]")


class RiscV:
    """tp is the address of the running thread, sp the user's."""
    stack = re.compile(r"\(sp\)|^(jal|jalr|call|ret)\b|\bsp\b")
    stack_allowed = re.compile(r"(sd|ld) sp,16\((tp|a[0-2]|a7|t[4-6])\)")
    costly = re.compile(r"^(s?fence|amo|lr\.|sc\.)")
    reads_only = re.compile(r"(s[bhwd]|b\w+|j|jr|csrw) ")
    message = re.compile(r"\w+ (a[3-6]|t[0-3]|s\d+|gp),")
    # Clearing, loading the partner's, and the copy of longer messages before that.
    message_allowed = re.compile(
        r"li (a[4-6]|t[0-3]),0|ld (s\d+|gp),\d+\((a[0-2]|a7|t[4-6])\)"
        r"|ld s[01],\d+\((tp|t[45]|a7)\)|add s[01],s[01],t6|lui s2,.*|sub s2,s2,t6"
        r"|ld s3,-?\d+\(s0\)")


MACHINES = {"x86_64": X86, "arm64": Arm, "riscv64": RiscV}


def functions(text):
    """(name, instructions) of each function in the output of objdump."""
    name, body = None, []
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <([^.].+)>:", line)
        if head:
            if name:
                yield name, body
            name, body = head.group(1), []
        elif re.match(r" +[0-9a-f]+:\t", line):
            code = re.split(r"[#;/] ?[0-9a-f/ ]*(<|b\.)|//", line.split("\t", 1)[1])[0]
            body.append(re.sub(r"\s+", " ", code).strip())
    if name:
        yield name, body


def is_filler(code):
    return re.match(r"(data16 |cs )*nop|xchg %ax,%ax|udf", code) is not None


def breaches(machine, code):
    """What is wrong with one instruction."""
    if machine.costly.search(code):
        yield "is one of the costly instructions"
    if machine.stack.search(code) and not machine.stack_allowed.fullmatch(code):
        yield "uses the stack, or calls"
    elif not machine.reads_only.match(code) and machine.message.search(code) \
            and not machine.message_allowed.fullmatch(code):
        yield "writes a register that is not the compiler's"


def check(kind, text, lengths):
    """Everything that is wrong, one line each. A kind is an architecture, and ".smp" if it is the
    kernel for several processors."""
    machine = MACHINES[kind.split(".")[0]]
    seen = set()
    for name, body in functions(text):
        body = [code for code in body if not is_filler(code)]
        seen.add(name)
        for code in body:
            for breach in breaches(machine, code):
                yield f"{name}: {breach}: {code}"
        if len(body) > lengths.get(name, 0):
            yield f"{name}: {len(body)} instructions; {lengths.get(name, 'none')} are recorded"
    for name in lengths.keys() - seen:
        yield f"{name}: recorded, and not there"


def main():
    parser = argparse.ArgumentParser()
    for name in ("lengths", "kind", "object", "objdump"):
        parser.add_argument(name)
    options = parser.parse_args()
    text = subprocess.run([options.objdump, "-d", "--no-show-raw-insn", options.object],
                          check=True, capture_output=True, text=True).stdout
    with open(options.lengths, encoding="utf-8") as file:
        lengths = json.load(file)[options.kind]
    wrong = list(check(options.kind, text, lengths))
    for line in wrong:
        print(f"fast path: {line}", file=sys.stderr)
    bad = len({line.split(":")[0] for line in wrong})
    print(f"{len(lengths.keys()) - bad} passed, {bad} failed, 0 skipped")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
