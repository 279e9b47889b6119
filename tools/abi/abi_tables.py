#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The tables of docs/abi, made of the constants that the kernel compiles.

    abi_tables.py probe ARCH            print the program that asks the kernel's compiler
    abi_tables.py write ARCH ANSWERS    fill the tables of all pages but other architectures'
    abi_tables.py check ARCH ANSWERS    compare them, and see that nothing is left out

ANSWERS is the assembly text that the compiler made of the program (tools/abi/abi.mk).
"""
import os
import re
import sys

import common_tables
import constant_table
import message_tables
import port_tables
from compiled import Answers, Questions, probe
from markdown import filled, places

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
FOLDER = "docs/abi"
CONSTANTS = "user/include/pinyon/abi.h"

COMMON = {
    "thread-ids": common_tables.thread_ids,
    "times": message_tables.times,
    "rights": message_tables.rights,
    "utcb-size": common_tables.utcb_size,
    "utcb": common_tables.utcb,
    "kernel-interface-page": common_tables.kernel_interface_page,
    "kernel-descriptor": common_tables.kernel_descriptor,
    "memory-descriptors": common_tables.memory_descriptors,
    "entry-points": common_tables.entry_points,
    "error-codes": common_tables.error_codes,
    "ipc-errors": common_tables.ipc_errors,
    "exchange-registers": message_tables.exchange_registers,
    "schedule-results": message_tables.schedule_results,
    "space-control": message_tables.space_control,
    "memory-attributes": message_tables.memory_attributes,
    "tag-flags": message_tables.tag_flags,
    "items": message_tables.items,
    "protocols": message_tables.protocols,
    "sigma0-operations": message_tables.sigma0_operations,
    "servers": message_tables.servers,
    "boot-information": message_tables.boot_information,
    "debugger-requests": message_tables.debugger_requests,
}

# Constants that no table needs, and why.
IN_NO_TABLE = {
    "UTCB_SIZE_LOG2": "UTCB_SIZE says the same",
    "TCR_ACTUAL_SENDER": "the word of VirtualSender",
    "ERR_OK": "no error",
    "KIP_FIXED_END": "the end of the fields that X.2 has",
    "MEM_UNDEFINED": "in no descriptor of this kernel",
    "MEM_DEDICATED": "in no descriptor of this kernel",
    "MEM_ARCHITECTURE": "in no descriptor of this kernel",
    "SVC_BASE": "on one architecture's page",
    "ECALL_BASE": "on one architecture's page",
}
# Constants that the kernel knows under another name: the tables ask for that.
BY_ANOTHER_NAME = re.compile(
    r"KIP_(MAGIC|API_VERSION|API_FLAGS|KERN_DESC_PTR|SIGMA[01]|ROOT|AREA_INFO|PROC_DESC_PTR"
    r"|(MEMORY|UTCB|BOOT|CLOCK|THREAD|PAGE|PROCESSOR)_INFO"
    r"|CLOCK_SCALE|CLOCK_BASE|DESCRIPTORS|STUBS)"
    r"|MEM_(CONVENTIONAL|RESERVED|SHARED|BOOT_LOADER|SUBTYPE_\w+)")


def tables_of(arch):
    """Page -> name of a table -> function."""
    port = port_tables.PORTS[arch]
    own = {"calls": port_tables.calls(port), "exceptions": port_tables.exceptions(port),
           "limits": port_tables.limits(port)}
    numbers = {"constants": constant_table.constants(read(CONSTANTS))}
    return {"common.md": COMMON, "numbers.md": numbers, f"{arch}.md": own}


def questions_of(arch):
    """All tables, and what the completeness checks ask."""
    merged = {(page, name): table for page, tables in tables_of(arch).items()
              for name, table in tables.items()}
    merged["binding"] = bytes_of_binding
    return merged


def bytes_of_binding(ask):
    """A register of the binding takes one byte."""
    return ask("sizeof(SyscallBinding)")


def page_results(text, tables, ask):
    """(sentence, problem) of every table of a page and of every generated place in it."""
    found = places(text)
    for name, table in tables.items():
        present, expected = found.get(name), table(ask)
        if present is None:
            yield name, "has no place in the document"
        elif present != expected:
            yield name, "\n".join(difference(present, expected))
        else:
            yield name, None
    for name in found.keys() - tables.keys():
        yield name, "there is no such table"


def difference(present, expected):
    present, expected = present.splitlines(), expected.splitlines()
    yield from (f"- {line}" for line in present if line not in expected)
    yield from (f"+ {line}" for line in expected if line not in present)


def gaps_of_page(ask):
    """The fields of the kernel interface page follow each other and fill it."""
    end = 0
    for (offset, size), (member, _, _) in zip(common_tables.kip_places(ask),
                                              common_tables.KIP_FIELDS):
        if offset != end:
            return f"{member} is at {offset:#x}, the field before it ends at {end:#x}"
        end = offset + size
    whole = 1 << ask("PINYON_KIP_SIZE_LOG2")
    return None if end == whole else f"the last field ends at {end:#x}"


def unlisted_registers(ask):
    listed = sum(name.startswith("Arch::binding.") for name in ask.asked)
    there = bytes_of_binding(ask)
    return None if listed == there else f"{listed} are listed, the binding has {there}"


def unnamed_registers(tables, ask):
    nameless = [name for name, table in tables.items() if port_tables.NAMELESS in table(ask)]
    return "stand nameless in " + ", ".join(nameless) if nameless else None


def unexplained_constants(header, tables):
    """What `numbers.md` has by its name only."""
    ask = Questions()
    for table in tables:
        table(ask)
    defined = re.findall(r"^#define PINYON_(\w+) ", header, flags=re.MULTILINE)
    asked = set(re.findall(r"\bPINYON_(\w+)", " ".join(ask.asked)))
    missing = [name for name in defined if name not in asked and name not in IN_NO_TABLE
               and not BY_ANOTHER_NAME.fullmatch(name)]
    return "in no table: " + ", ".join(missing) if missing else None


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as source:
        return source.read()


def results(arch, ask):
    """(sentence, problem) of everything that is checked."""
    pages = tables_of(arch)
    for page, tables in pages.items():
        path = f"{FOLDER}/{page}"
        for name, problem in page_results(read(path), tables, ask):
            yield f"{path}: {name} is what the kernel compiles", problem
    own = pages[f"{arch}.md"]
    explained = [*pages["common.md"].values(), *own.values()]
    yield "the fields of the kernel interface page fill it", gaps_of_page(ask)
    yield "every register of the binding is in the table of calls", unlisted_registers(ask)
    yield "every register in these tables has a name", unnamed_registers(own, ask)
    yield (f"every constant of {CONSTANTS} is in a table that says what it means",
           unexplained_constants(read(CONSTANTS), explained))


def check(arch, ask):
    passed = failed = 0
    for sentence, problem in results(arch, ask):
        passed += problem is None
        failed += problem is not None
        print(f"{'not ok' if problem else 'ok'} {passed + failed} - {sentence}")
        for line in (problem or "").splitlines():
            print(f"# {line}")
    if failed:
        print("# make abi-tables writes the tables anew")
    print(f"1..{passed + failed}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


def write(arch, ask):
    for page, tables in tables_of(arch).items():
        path = os.path.join(ROOT, FOLDER, page)
        text = read(path)
        made = filled(text, {name: table(ask) for name, table in tables.items()})
        if made != text:
            with open(path, "w", encoding="utf-8") as out:
                out.write(made)
            print(f"  WRITE {FOLDER}/{page}")
    return 0


def main():
    command, arch = sys.argv[1:3]
    if command == "probe":
        print(probe(arch, questions_of(arch)), end="")
        return
    with open(sys.argv[3], encoding="utf-8") as source:
        ask = Answers(source.read())
    sys.exit({"check": check, "write": write}[command](arch, ask))


if __name__ == "__main__":
    main()
