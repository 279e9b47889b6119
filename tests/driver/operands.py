# SPDX-License-Identifier: BSD-2-Clause
"""What memory an instruction touches: its operands, as objdump writes them, with the registers that
it found. One class for each architecture; all are in MACHINES."""
import collections
import re

MASK = (1 << 64) - 1


# base: what the base register holds, as a rule the address of an object; None without one, or if
# it is the place of the instruction.
Operand = collections.namedtuple("Operand", "address size base")


class Unknown(ValueError):
    """An instruction that may touch memory in a way that is not known here."""


def number(text):
    """objdump's numbers: decimal, or hexadecimal with 0x; none is 0."""
    return int(text, 0) if text else 0


class X86:
    """AT&T syntax: displacement(base,index,scale) with an optional segment in front."""
    objdump = ("-m", "i386:x86-64")
    longest = 15  # bytes of an instruction
    pc = "rip"

    memory = re.compile(r"(?:%(?P<segment>[c-gs]s):)?(?P<disp>-?0x[0-9a-f]+)?"
                        r"(?:\((?P<base>%\w+)?(?:,(?P<index>%\w+),(?P<scale>[1248]))?\))?")
    none = re.compile(r"(lea|nop|prefetch)")
    suffixes = {"b": 1, "w": 2, "l": 4, "q": 8}
    extending = re.compile(r"mov[sz]([bwl])[wlq]")
    registers = ((re.compile(r"%(r[a-ds][xip]|r[sb]p|r\d+)"), 8),
                 (re.compile(r"%(e[a-ds][xip]|e[sb]p|r\d+d)"), 4),
                 (re.compile(r"%([a-d]x|[sd]i|[sb]p|r\d+w)"), 2),
                 (re.compile(r"%([a-d][lh]|[sd]il|[sb]pl|r\d+b)"), 1))

    @classmethod
    def accesses(cls, text, registers, after):
        """The Operands; `after`: where the next instruction is."""
        words = re.sub(r"#.*|\b(rep|repz|repnz|lock|bnd|notrack|data16)\b", "", text).split(None, 1)
        mnemonic, operands = words[0], cls.split(words[1] if len(words) > 1 else "")
        yield from cls.stack(mnemonic, registers)
        jumps = re.match(r"j|call", mnemonic) is not None
        if cls.none.match(mnemonic) or (jumps and not operands[0].startswith("*")):
            return
        for operand in operands:
            match = cls.memory.fullmatch(operand.lstrip("*"))
            if match and match.group(0):
                address = cls.address(match, {**registers, "rip": after})
                size = 8 if jumps else cls.width(mnemonic, operands, text)
                based = match["base"] not in (None, "%rip")
                yield Operand(address, size, registers[match["base"][1:]] if based else None)

    @staticmethod
    def split(operands):
        """At the commas that are not inside of parentheses."""
        return [operand.strip() for operand in re.split(r",(?![^(]*\))", operands)]

    @staticmethod
    def stack(mnemonic, registers):
        if re.match(r"push|call", mnemonic):
            yield Operand((registers["rsp"] - 8) & MASK, 8, registers["rsp"])
        elif re.match(r"pop|ret", mnemonic):
            yield Operand(registers["rsp"], 8, registers["rsp"])

    @staticmethod
    def address(match, registers):
        def value(name):
            return registers[name[1:]] if name else 0

        segment = match["segment"]
        start = registers[segment + "_base"] if segment in ("fs", "gs") else 0
        scaled = value(match["index"]) * number(match["scale"])
        return (start + number(match["disp"]) + value(match["base"]) + scaled) & MASK

    @classmethod
    def width(cls, mnemonic, operands, text):
        extending = cls.extending.fullmatch(mnemonic)
        if extending:
            return cls.suffixes[extending.group(1)]
        for operand in operands:
            for register, width in cls.registers:
                if register.fullmatch(operand):
                    return width
        if mnemonic in ("push", "pop"):
            return 8
        if mnemonic[-1] in cls.suffixes and len(mnemonic) > 2:
            return cls.suffixes[mnemonic[-1]]
        raise Unknown(f"how wide is '{text}'?")


class Arm:
    """[base, offset] with offsets of several kinds, before or after the access."""
    objdump = ("-m", "aarch64")
    longest = 4
    pc = "pc"

    access = re.compile(r"(?P<pair>ldn?p|stn?p|ldpsw)\b|(ld|st)[utx]?r(?P<size>b|sb|h|sh|sw)?$")
    memory = re.compile(r"\[(?P<base>\w+)(?:, (?:#(?P<imm>-?\w+)|(?P<index>[wx]\w+)"
                        r"(?:, (?:lsl|uxtw|sxtw|sxtx)(?: #(?P<shift>\d+))?)?))?\](?P<pre>!)?")
    sizes = {"b": 1, "sb": 1, "h": 2, "sh": 2, "sw": 4}
    widths = {"w": 4, "x": 8, "s": 4, "d": 8, "q": 16}

    @classmethod
    def accesses(cls, text, registers, after):
        mnemonic, _, operands = text.partition("\t")
        access, match = cls.access.match(mnemonic), cls.memory.search(operands)
        if not access:
            if match:
                raise Unknown(f"what does '{text}' touch?")
            return
        size = cls.sizes.get(access["size"]) or cls.widths[operands[0]]
        size *= 2 if access["pair"] else 1
        if match:
            yield Operand(cls.address(match, registers), size, registers[match["base"]])
        else:
            literal = re.search(r", (0x[0-9a-f]+)", operands)
            yield Operand(int(literal.group(1), 16), size, None)

    @staticmethod
    def address(match, registers):
        address = registers[match["base"]] + number(match["imm"])
        index = match["index"]
        if index and not index.endswith("zr"):
            offset = registers["x" + index[1:]]
            if index[0] == "w":
                offset &= 0xffffffff
                if "sxtw" in match.group(0) and offset >> 31:
                    offset -= 1 << 32
            address += offset << number(match["shift"])
        return address & MASK


class RiscV:
    """offset(base)."""
    objdump = ("-m", "riscv:rv64")
    longest = 4
    pc = "pc"

    access = re.compile(r"(?:l([bhwd])u?|s([bhwd])|f[ls]([wd]))$")
    jump = re.compile(r"j|c\.j|ret")
    memory = re.compile(r"(-?\d+)?\((\w+)\)")
    widths = {"b": 1, "h": 2, "w": 4, "d": 8}

    @classmethod
    def accesses(cls, text, registers, after):
        mnemonic, _, operands = text.partition("\t")
        access, match = cls.access.match(mnemonic), cls.memory.search(operands)
        if bool(access) != bool(match) and not cls.jump.match(mnemonic):
            raise Unknown(f"what does '{text}' touch?")
        if access:
            base = registers["fp" if match[2] == "s0" else match[2]]
            size = cls.widths[next(filter(None, access.groups()))]
            yield Operand((base + number(match[1])) & MASK, size, base)


MACHINES = {"x86_64": X86, "arm64": Arm, "riscv64": RiscV}
