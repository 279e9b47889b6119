# SPDX-License-Identifier: BSD-2-Clause
"""Makes boot files with one thing wrong, out of good ones."""
import struct
import subprocess

from make_initrd import REGULAR_FILE, TRAILER, record

LOADABLE = 1
MACHINE, ENTRY, SEGMENTS, SEGMENT_COUNT = 18, 24, 32, 56  # places in an ELF header
SEGMENT_SIZE = 56
OFFSET, ADDRESS, FILE_SIZE = 8, 16, 32  # places in a program header
KERNEL_HALF = 0xFFFF_8000_0000_0000


def archive(members):
    """A cpio file of (name, content) pairs."""
    records = [record(name, content, number, REGULAR_FILE)
               for number, (name, content) in enumerate(members, start=1)]
    return b"".join(records) + record(TRAILER, b"", 0, 0)


def number(data, place, form):
    return struct.unpack_from(form, data, place)[0]


def changed(data, place, form, value):
    result = bytearray(data)
    struct.pack_into(form, result, place, value)
    return bytes(result)


def segments(program):
    """Places of the program headers of what is loaded."""
    first = number(program, SEGMENTS, "<Q")
    places = [first + i * SEGMENT_SIZE for i in range(number(program, SEGMENT_COUNT, "<H"))]
    return [place for place in places if number(program, place, "<I") == LOADABLE]


def for_another_machine(program):
    return changed(program, MACHINE, "<H", 0xBAD)


def with_overlap(program):
    """The second segment begins within the first."""
    first, second = segments(program)[:2]
    return changed(program, second + ADDRESS, "<Q", number(program, first + ADDRESS, "<Q") + 8)


def cut_short(program):
    """Without the last byte of what is loaded."""
    ends = [number(program, place + OFFSET, "<Q") + number(program, place + FILE_SIZE, "<Q")
            for place in segments(program)]
    return program[:max(ends) - 1]


def at_kernel_addresses(program):
    """Everything, the entry included, moved to where the kernel lives."""
    for place in [ENTRY] + [place + ADDRESS for place in segments(program)]:
        program = changed(program, place, "<Q",
                          (number(program, place, "<Q") + KERNEL_HALF) % (1 << 64))
    return program


def machine_tree(board, more=0):
    """The source text of the device tree that the emulator makes for a board with so many more
    processors."""
    path = board.file("badinput/machine.dtb")
    data = board.data
    subprocess.run([data["qemu"], "-M", f"{data['machine']},dumpdtb={path}", "-cpu", data["cpu"],
                    "-m", str(data["memory_mib"]), "-smp", str(data["cpus"] + more),
                    "-display", "none", "-nodefaults"],
                   check=True, capture_output=True, timeout=30)
    return subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", path], check=True,
                          capture_output=True, text=True, timeout=30).stdout


def compiled(tree):
    return subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb"], check=True, timeout=30,
                          input=tree.encode(), capture_output=True).stdout


def without(tree, text):
    """The source without the node or property whose first line begins with `text`."""
    result, depth, seen = [], 0, False
    for line in tree.splitlines():
        begins = depth == 0 and line.strip().startswith(text)
        seen = seen or begins
        if depth > 0 or begins:
            depth += line.count("{") - line.count("}")
        else:
            result.append(line)
    if not seen:
        raise ValueError(f"the tree has no '{text}'")
    return "\n".join(result)


def with_ballast(tree, size):
    """The source with a property of `size` bytes in the root."""
    zeroes = "00" * size
    return tree.replace("/ {\n", f"/ {{\n\tballast = [{zeroes}];\n", 1)


def never_ending(blob):
    """The compiled tree with its last end of a node made into nothing."""
    structs, size = number(blob, 8, ">I"), number(blob, 36, ">I")
    place = structs + size - 8
    while number(blob, place, ">I") != 2:
        place -= 4
    return changed(blob, place, ">I", 4)
