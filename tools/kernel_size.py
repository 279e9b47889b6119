#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints how large the resident kernel is: `NAME TEXT DATA BSS`, then `NAME.text N`, in bytes.

TEXT is code and read-only data. Start-up sections (.init.*), whose memory is given back, and the
symbol table of the panic (.ksyms) do not count. Sections are told apart by their flags, not their
names, so that no odd section escapes.
"""
import argparse
import struct

WRITE, ALLOC, EXEC = 1, 2, 4
NOBITS = 8


def sections(path):
    """(name, type, flags, size) of every section of an ELF64 little-endian file."""
    with open(path, "rb") as source:
        elf = source.read()
    if elf[:6] != b"\x7fELF\x02\x01":
        raise SystemExit(f"{path}: not an ELF64 little-endian file")
    table, = struct.unpack_from("<Q", elf, 0x28)
    entry_size, count, names_index = struct.unpack_from("<HHH", elf, 0x3a)
    headers = [struct.unpack_from("<IIQQQQ", elf, table + i * entry_size) for i in range(count)]
    names = headers[names_index][4]
    for name, kind, flags, _, _, size in headers:
        start = names + name
        yield elf[start:elf.index(b"\0", start)].decode(), kind, flags, size


def resident(name):
    return not (name == ".init" or name.startswith(".init.") or name == ".ksyms")


def measure(path):
    code = read_only = data = bss = 0
    for name, kind, flags, size in sections(path):
        if not flags & ALLOC or not resident(name):
            continue
        if flags & EXEC:
            code += size
        elif not flags & WRITE:
            read_only += size
        elif kind == NOBITS:
            bss += size
        else:
            data += size
    return code, read_only, data, bss


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("elf")
    args = parser.parse_args()
    code, read_only, data, bss = measure(args.elf)
    print(f"{args.name} {code + read_only} {data} {bss}")
    print(f"{args.name}.text {code}")


if __name__ == "__main__":
    main()
