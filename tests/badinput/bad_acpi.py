# SPDX-License-Identifier: BSD-2-Clause
"""ACPI tables of our own for a PC, handed to its BIOS in place of the emulator's.

The BIOS follows a script: it places files in memory, fills in their addresses, and computes the
checksums that the script asks for. A table whose checksum it does not ask for stays as it is.
"""
import struct

ALLOCATE, ADD_POINTER, ADD_CHECKSUM = 1, 2, 3
HIGH_MEMORY, BIOS_SEGMENT = 1, 2
NAME, COMMAND = 56, 128
ROOT_POINTER, TABLES, SCRIPT = "etc/acpi/rsdp", "etc/acpi/tables", "etc/table-loader"
HEADER_SIZE, TABLE_CHECKSUM = 36, 9
POINTER_SIZE, POINTER_CHECKSUM, POINTER_TO_ROOT = 20, 8, 16


def name(text):
    return text.encode().ljust(NAME, b"\0")


def command(number, body):
    return (struct.pack("<I", number) + body).ljust(COMMAND, b"\0")


def script():
    """Places both files, makes the pointer point to the tables, and completes the pointer."""
    return b"".join([
        command(ALLOCATE, name(ROOT_POINTER) + struct.pack("<IB", 16, BIOS_SEGMENT)),
        command(ALLOCATE, name(TABLES) + struct.pack("<IB", 64, HIGH_MEMORY)),
        command(ADD_POINTER, name(ROOT_POINTER) + name(TABLES)
                + struct.pack("<IB", POINTER_TO_ROOT, 4)),
        command(ADD_CHECKSUM, name(ROOT_POINTER)
                + struct.pack("<III", POINTER_CHECKSUM, 0, POINTER_SIZE)),
    ])


def root_pointer():
    return b"RSD PTR \0TESTER\0" + struct.pack("<I", 0)


def header(signature, length):
    return signature + struct.pack("<IBB", length, 1, 0) + b"TESTER" + b"BADINPUT" + bytes(12)


def root_table(checksum_error):
    """A root table that names no other; its bytes sum to `checksum_error`."""
    table = bytearray(header(b"RSDT", HEADER_SIZE))
    table[TABLE_CHECKSUM] = (checksum_error - sum(table)) % 256
    return bytes(table)


def files(checksum_error):
    """What the BIOS is to be given: (name, content)."""
    return [(ROOT_POINTER, root_pointer()), (TABLES, root_table(checksum_error)),
            (SCRIPT, script())]


def controller_table(processors):
    """A MADT with these ids of processors and the line controller of a PC, whose timer is input 2."""
    entries = b"".join(struct.pack("<BBBBI", 0, 8, i, id, 1) for i, id in enumerate(processors))
    entries += struct.pack("<BBBBII", 1, 12, 0, 0, 0xfec0_0000, 0)
    entries += struct.pack("<BBBBIH", 2, 10, 0, 0, 2, 0)
    table = bytearray(header(b"APIC", HEADER_SIZE + 8 + len(entries)))
    table += struct.pack("<II", 0xfee0_0000, 0) + entries
    table[TABLE_CHECKSUM] = -sum(table) % 256
    return bytes(table)


def files_with_processors(processors):
    """The same for a machine that has, or has not, these processors."""
    root_size = HEADER_SIZE + 4
    root = header(b"RSDT", root_size) + struct.pack("<I", root_size)
    completion = [
        command(ADD_POINTER, name(TABLES) + name(TABLES) + struct.pack("<IB", HEADER_SIZE, 4)),
        command(ADD_CHECKSUM, name(TABLES) + struct.pack("<III", TABLE_CHECKSUM, 0, root_size)),
    ]
    return [(ROOT_POINTER, root_pointer()), (TABLES, root + controller_table(processors)),
            (SCRIPT, script() + b"".join(completion))]
