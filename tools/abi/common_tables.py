# SPDX-License-Identifier: BSD-2-Clause
"""The tables of docs/abi/common.md: names and meanings stand here, numbers come from the compiler.

A table is a function; its parameter answers constant expressions of the kernel.
"""
from compiled import signed
from markdown import hexadecimal, minus, table

WORD_BYTES = 8


def constants(ask, header, rows, shape=hexadecimal):
    """A table of macros: the value of PINYON_<macro>, and what the row says of it."""
    return table(header, [[shape(signed(ask(f"PINYON_{macro}"))), *rest] for macro, *rest in rows])


def thread_ids(ask):
    return constants(ask, ["value", "id", "meaning"], [
        ["NILTHREAD", "nilthread", "nobody"],
        ["ANYTHREAD", "anythread", "any sender, as FromSpecifier"],
        ["ANYLOCALTHREAD", "anylocalthread", "any sender of the own space, as FromSpecifier"],
    ], minus)


def bits(ask, macro):
    """The place of a constant's bits, as [3] or [7:4]."""
    value = ask(f"PINYON_{macro}")
    high, low = value.bit_length() - 1, (value & -value).bit_length() - 1
    return f"[{high}]" if high == low else f"[{high}:{low}]"


UTCB_WORDS = [
    ["MY_GLOBAL_ID", "MyGlobalId", "reads", "writes"],
    ["PROCESSOR_NO", "ProcessorNo", "reads", "writes"],
    ["USER_DEFINED_HANDLE", "UserDefinedHandle", "reads, writes", "writes for ExchangeRegisters"],
    ["PAGER", "Pager", "reads, writes", "reads at each page fault"],
    ["EXCEPTION_HANDLER", "ExceptionHandler", "reads, writes", "reads at each exception"],
    ["FLAGS", "byte 0 PreemptFlags (bits s {s}, d {d}, I {i}), byte 1 CopFlags",
     "reads, writes atomically",
     "PreemptFlags: reads s and d at a preemption, sets and clears I, clears d (*Preemption*, "
     "below); CopFlags: no effect"],
    ["ERROR_CODE", "ErrorCode", "reads", "writes with each failure"],
    ["XFER_TIMEOUTS", "XferTimeouts: send [31:16], receive [15:0]", "writes",
     "reads at the first page fault of a transfer of strings"],
    ["INTENDED_RECEIVER", "IntendedReceiver", "reads", "writes with a message that has r"],
    ["VIRTUAL_SENDER", "VirtualSender / ActualSender", "writes / reads",
     "reads with a send that has p, writes with a message that has p"],
    ["THREAD_WORD1", "ThreadWord1", "its own", "never"],
    ["THREAD_WORD0", "ThreadWord0", "its own", "never"],
    ["SELF_POINTER", "the UTCB pointer itself", "reads", "writes when the thread gets the UTCB"],
    ["WORD_SIZE_MASK", "word-size mask, all ones", "reads", "writes at activation"],
]


def utcb_words(ask):
    """(first word, last word, cells) of everything that has a name."""
    flags = {letter: bits(ask, f"PREEMPT_{name}")
             for letter, name in (("s", "SIGNAL"), ("d", "DELAY"), ("i", "PENDING"))}
    buffer = signed(ask("PINYON_TCR_BR0"))
    buffers = ask("PINYON_BUFFER_REGISTERS")
    yield (buffer - buffers + 1, buffer,
           [f"buffer registers BR{buffers - 1} .. BR0: BR n is at word {minus(buffer)} − n",
            "writes", "reads BR0, and the others for strings"])
    for macro, content, program, kernel in UTCB_WORDS:
        place = signed(ask(f"PINYON_TCR_{macro}"))
        yield place, place, [content.format(**flags), program, kernel]
    messages, in_registers = ask("PINYON_MESSAGE_REGISTERS"), ask("PINYON_REGISTER_WORDS")
    yield (0, messages - 1, [f"message registers MR0 .. MR{messages - 1}", "reads, writes",
                             f"reads and writes from MR{in_registers} on"])


def utcb(ask):
    def row(first, last, cells):
        places = [first] if first == last else [first, last]
        return [" .. ".join(map(minus, places)),
                " .. ".join(minus(WORD_BYTES * place) for place in places), *cells]

    rows = []
    free = -ask("PINYON_UTCB_POINTER_OFFSET") // WORD_BYTES
    for first, last, cells in sorted(utcb_words(ask), key=lambda word: word[0]):
        if first > free:
            rows.append(row(free, first - 1, ["unused", "–", "clears at activation"]))
        rows.append(row(first, last, cells))
        free = last + 1
    return table(["word", "byte", "content", "program", "kernel"], rows)


def utcb_size(ask):
    rows = [["UTCB, and its alignment", ask("PINYON_UTCB_SIZE")],
            ["UTCB pointer − start of the UTCB", ask("PINYON_UTCB_POINTER_OFFSET")],
            ["smallest UTCB area", 1 << ask("PINYON_UTCB_AREA_MIN_LOG2")],
            ["kernel interface page", 1 << ask("PINYON_KIP_SIZE_LOG2")]]
    return table(["", "bytes"], rows)


def api_version(ask):
    version = ask("PINYON_API_VERSION")
    return f"{hexadecimal(version)}: X.2, subversion {version >> 16 & 0xFF}"


def utcb_info(ask):
    info = ask("utcb_info")
    return (f"m = {info & 0x3FF} [9:0], a = {info >> 10 & 0x3F} [15:10], s = {info >> 16 & 0x3F} "
            "[21:16]: size m·2^a, aligned to 2^a, area at least 2^s")


def page_info(ask):
    orders = [(ask(f"bytes_of({order})")).bit_length() - 1 for order in range(3)]
    return (f"rwx = {ask('revocable_rights')} [2:0]; bit n of [63:10]: pages of 2^n bytes; bits "
            f"{orders[0]} and {orders[1]} are set, and bit {orders[2]} where the processor has "
            "pages of 1 GB")


# Members of KernelInterfacePage in their order, what they are, and their values.
KIP_FIELDS = [
    ["magic", "magic", lambda ask: hexadecimal(ask("PINYON_KIP_MAGIC_VALUE"))],
    ["api_version", "ApiVersion", api_version],
    ["api_flags", "ApiFlags",
     lambda ask: f"{ask('PINYON_API_FLAGS')}: little-endian, 64-bit"],
    ["kernel_descriptor", "KernDescPtr", "offset of the kernel descriptor"],
    ["debugger", "debugger", "0"],
    ["sigma0", "sigma0: SP, IP, low, high", "SP 0; image is [low, high)"],
    ["sigma1", "sigma1", "0"],
    ["root", "root server: SP, IP, low, high", "as for sigma0"],
    ["reserved0", "–", "0"],
    ["memory_info", "MemoryInfo",
     "number of memory descriptors [31:0], offset of the first [63:32]"],
    ["debugger_config", "debugger configuration", "0"],
    ["old_memory", "old-style memory ranges", "0: the memory descriptors say it all"],
    ["reserved1", "–", "0"],
    ["utcb_info", "UtcbInfo", utcb_info],
    ["kip_area_info", "KipAreaInfo", lambda ask: str(ask("PINYON_KIP_SIZE_LOG2"))],
    ["reserved2", "–", "0"],
    ["boot_info", "BootInfo", "physical address of the boot information"],
    ["processor_descriptors", "ProcDescPtr", "offset of the first processor descriptor"],
    ["clock_info", "ClockInfo",
     "ReadPrecision [15:0], SchedulePrecision [31:16]; microseconds, never 0"],
    ["thread_info", "ThreadInfo", "t [7:0], SystemBase [19:8], UserBase [31:20]"],
    ["page_info", "PageInfo", page_info],
    ["processor_info", "ProcessorInfo",
     lambda ask: "number of processors − 1 [15:0]; log2 of the descriptor size, "
                 f"{ask('ProcessorDescriptor::size_log2')}, [63:60]"],
    ["entry", "entry points", "*Entry points*, below"],
    ["reserved3", "–", "0"],
    ["arch_entry", "ArchSyscall0 .. 3", "entry points; see the architecture"],
    ["clock_scale", "*private*: scale of the clock", "for the SystemClock stub"],
    ["clock_base", "*private*: base of the clock", "for the SystemClock stub"],
    ["descriptors", "*private*: descriptors and texts", "where the pointers say"],
    ["stubs", "*private*: stub code", "where entry points are offsets"],
]


def kip_places(ask):
    """(offset, bytes) of the fields of the kernel interface page."""
    return [(ask(f"offsetof(KernelInterfacePage, {member})"),
             ask(f"sizeof(KernelInterfacePage::{member})")) for member, _, _ in KIP_FIELDS]


def kernel_interface_page(ask):
    rows = []
    for (offset, size), (_, name, value) in zip(kip_places(ask), KIP_FIELDS):
        said = value if isinstance(value, str) else value(ask)
        rows.append([hexadecimal(offset, 3), size // WORD_BYTES, name, said])
    return table(["byte", "words", "field", "value"], rows)


def kernel_descriptor(ask):
    def at(member):
        return hexadecimal(ask(f"offsetof(KernelDescriptor, {member})"), 2)
    return table(["byte", "field", "value"], [
        [at("kernel_id"), "KernelId", hexadecimal(ask("PINYON_KERNEL_ID"), 8)],
        [at("generation_date"), "KernelGenDate",
         "year − 2000 [15:9], month [8:5], day [4:0]: the date of the commit"],
        [at("version"), "KernelVer", "major [31:24], minor [23:16], patch [15:0]"],
        [at("supplier"), "supplier", "`PINY`"],
        [hexadecimal(ask("sizeof(KernelDescriptor)"), 2), "version text",
         "`Pinyon` and the version, then the feature strings, each closed by a zero byte, the list "
         "by an empty one"],
    ])


# PINYON_KIP_ and PINYON_SYS_ names of the calls that have an entry point.
CALLS = {"SPACE_CONTROL": "SpaceControl", "THREAD_CONTROL": "ThreadControl",
         "PROCESSOR_CONTROL": "ProcessorControl", "MEMORY_CONTROL": "MemoryControl",
         "IPC": "Ipc", "LIPC": "Lipc", "UNMAP": "Unmap",
         "EXCHANGE_REGISTERS": "ExchangeRegisters", "SYSTEM_CLOCK": "SystemClock",
         "THREAD_SWITCH": "ThreadSwitch", "SCHEDULE": "Schedule"}


def entry_points(ask):
    rows = [[hexadecimal(ask(f"PINYON_KIP_{macro}"), 3), name, ask(f"PINYON_SYS_{macro}")]
            for macro, name in CALLS.items()]
    first, first_number = ask("PINYON_KIP_ARCH_SYSCALL0"), ask("PINYON_SYS_ARCH0")
    rows += [[hexadecimal(first + WORD_BYTES * n, 3), f"ArchSyscall{n}", first_number + n]
             for n in range(4)]
    rows += [["–", "KernelInterface", ask("PINYON_SYS_KERNEL_INTERFACE")],
             ["–", "debugger operation n", f"{ask('PINYON_SYS_DEBUGGER')} + n"]]
    return table(["byte", "call", "number"], rows)


def memory_descriptors(ask):
    rows = [["MemoryType::conventional", "the RAM"],
            ["MemoryType::reserved", "what firmware and the kernel's drivers use"],
            ["MemoryType::shared", "device windows that anyone may map"],
            ["MemoryType::boot_module", "the boot archive and separate modules"],
            ["MemoryType::boot_info", "the boot information"],
            ["MemoryType::reserved", "the kernel's image; the kernel's heap"],
            ["MemoryType::conventional",
             "virtual: the part of every space that programs may use, from 0"]]
    types = {"conventional": "conventional", "reserved": "reserved", "shared": "shared",
             "boot_module": "boot loader's, modules", "boot_info": "boot loader's, information"}
    return table(["type", "subtype", "name", "what"], [
        [hexadecimal(ask(expression) & 0xF), hexadecimal(ask(expression) >> 4),
         types[expression.split("::")[1]], what] for expression, what in rows])


def error_codes(ask):
    return constants(ask, ["ErrorCode", "meaning"], [
        ["ERR_NO_PRIVILEGE", "no privilege"], ["ERR_INVALID_THREAD", "invalid thread"],
        ["ERR_INVALID_SPACE", "invalid space"], ["ERR_INVALID_SCHEDULER", "invalid scheduler"],
        ["ERR_INVALID_PARAMETER", "invalid parameter"], ["ERR_UTCB_AREA", "UTCB area"],
        ["ERR_KIP_AREA", "KIP area"], ["ERR_NO_MEMORY", "out of memory"]], str)


def ipc_errors(ask):
    return constants(ask, ["e", "meaning"], [
        ["IPC_TIMEOUT", "timeout"], ["IPC_NO_PARTNER", "no such partner"],
        ["IPC_CANCELLED", "cancelled before the transfer"], ["IPC_OVERFLOW", "message overflow"],
        ["IPC_XFER_TIMEOUT_SELF", "transfer timeout of the own side"],
        ["IPC_XFER_TIMEOUT_PARTNER", "transfer timeout of the partner's side"],
        ["IPC_ABORTED", "aborted during the transfer"]], str)
