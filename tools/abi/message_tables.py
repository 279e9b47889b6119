# SPDX-License-Identifier: BSD-2-Clause
"""More tables of docs/abi/common.md: control words, messages, memory, the debugger's requests."""
from common_tables import bits, constants
from compiled import signed
from markdown import hexadecimal, minus, table


def exchange_registers(ask):
    """The control word; only the first three bits mean something in both directions."""
    rows = [["HALT", "H", "the halt state that h sets", "was halted"],
            ["RECEIVE", "R", "cut a receive phase", "was in a receive phase"],
            ["SEND", "S", "cut a send phase", "was in a send phase"],
            ["SET_SP", "s", "set SP", "0"],
            ["SET_IP", "i", "set IP", "0"],
            ["SET_FLAGS", "f", "set FLAGS", "0"],
            ["SET_HANDLE", "u", "set UserDefinedHandle", "0"],
            ["SET_PAGER", "p", "set the pager", "0"],
            ["SET_HALT", "h", "set the halt state to H", "0"],
            ["DELIVER", "d", "deliver the old values; they are always delivered", "0"]]
    return table(["bit", "", "in", "out"],
                 [[bits(ask, f"EXREGS_{macro}"), *rest] for macro, *rest in rows])


def space_control(ask):
    return table(["bits", "in", "out"], [
        [bits(ask, "SPACE_LIMIT"), "1: set the limit on the kernel memory of the space",
         "1: there is a limit"],
        [bits(ask, "SPACE_PAGES"), "the limit, in units of 4 KB; all ones for none",
         "how many units the space uses, rounded up"]])


def schedule_results(ask):
    return constants(ask, ["result [7:0]", "state of the thread"], [
        ["SCHED_ERROR", "error"], ["SCHED_DEAD", "dead"], ["SCHED_INACTIVE", "inactive"],
        ["SCHED_RUNNING", "running"], ["SCHED_PENDING_SEND", "pending send"],
        ["SCHED_SENDING", "sending"], ["SCHED_WAITING", "waiting"],
        ["SCHED_RECEIVING", "receiving"]], str)


def times(ask):
    return constants(ask, ["value", "time"], [
        ["TIME_NEVER", "never"], ["TIME_ZERO", "no time"]],
        lambda value: hexadecimal(value, 4))


def rights(ask):
    return constants(ask, ["value", "right"], [
        ["RIGHT_R", "r, read"], ["RIGHT_W", "w, write"], ["RIGHT_X", "x, execute"]], str)


def memory_attributes(ask):
    return constants(ask, ["attribute", "name"], [
        ["MEMORY_DEFAULT", "default"], ["MEMORY_UNCACHEABLE", "uncacheable"],
        ["MEMORY_WRITE_COMBINING", "write-combining"],
        ["MEMORY_STRONGLY_ORDERED", "strongly ordered"],
        ["MEMORY_WRITE_THROUGH", "write-through"],
        ["MEMORY_WRITE_PROTECTED", "write-protected"], ["MEMORY_WRITE_BACK", "write-back"]], str)


def tag_flags(ask):
    return constants(ask, ["flag", "", "meaning"], [
        ["TAG_ERROR", "E", "received: the IPC failed"],
        ["TAG_CROSS_CPU", "X", "received: from another processor"],
        ["TAG_REDIRECTED", "r", "received: redirected"],
        ["TAG_PROPAGATED", "p", "sent: in the name of VirtualSender; received: by ActualSender"]])


def items(ask):
    return constants(ask, ["kind", "item"], [["ITEM_MAP", "map"], ["ITEM_GRANT", "grant"]])


PROTOCOLS = [
    ["INTERRUPT", "", "interrupt", "–", "who is attached to the line",
     "any message from there: the line is unmasked"],
    ["PAGE_FAULT", " + one of r {r}, w {w}, x {x}", "page fault", "fault address, IP", "Pager",
     "map or grant items; window: the complete space; untyped words are ignored. The instruction "
     "is repeated"],
    ["PREEMPTION", "", "preemption", "clock, 0", "ExceptionHandler, if it waits", "none"],
    ["PREEMPTION", "", "end of the total quantum", "clock, 0", "scheduler",
     "none; a new quantum by Schedule"],
    ["SYSTEM_EXCEPTION", "", "system exception", "registers, see the architecture",
     "ExceptionHandler", "registers"],
    ["ARCH_EXCEPTION", "", "exception", "registers, see the architecture", "ExceptionHandler",
     "registers"],
    ["SIGMA0", "", "request for memory", "requested fpage, attributes", "sigma0", "a map item"],
    ["IO_FAULT", " + {io}", "I/O fault, where there are I/O ports", "I/O fpage, IP", "Pager",
     "map or grant items. The instruction is repeated"],
    ["SIGMA0_EXTENDED", "", "sigma0's extensions", "operation, parameter", "sigma0",
     "see the operation"],
]


def protocols(ask):
    """Whole labels beside the numbers that they are made of."""
    rights_bits = {name: ask(f"PINYON_RIGHT_{name.upper()}") for name in "rwx"}
    rights_bits["io"] = rights_bits["r"] + rights_bits["w"]
    rows = []
    for macro, nibble, message, *rest in PROTOCOLS:
        name = f"PINYON_PROTO_{macro}"
        label = minus(signed(ask(name))) + "·16" + nibble.format(**rights_bits)
        rows.append([message, label, f"0x{ask(f'protocol_label({name}, 0)'):012X}", *rest])
    rows.append(["start", "any", "any", "IP, SP (exactly two untyped words)",
                 "*from* the pager to the new thread", "–"])
    return table(["message", "label", "with nibble 0", "MR1 ..", "sent to", "answer"], rows)


def sigma0_operations(ask):
    return constants(ask, ["MR1", "operation", "MR2"], [
        ["SIGMA0_SET_VERBOSITY", "set the verbosity",
         "0: silence, 1: refused faults, 2: all requests"],
        ["SIGMA0_DUMP", "print what was given to whom", "0: no answer, else an empty one"]], str)


def debugger_requests(ask):
    kinds = [["FREE_FRAMES", "free frames of 4 KB"], ["FRAMES", "all frames"],
             ["THREADS", "threads"], ["SPACES", "spaces"], ["MAPPINGS", "mappings of pages"]]
    counts = ", ".join(f"{ask(f'PINYON_KMEM_{macro}')}: {what}" for macro, what in kinds)
    return constants(ask, ["n", "request", "argument", "result"], [
        ["KDB_PRINT_CHAR", "print a character", "character in [7:0]", "–"],
        ["KDB_PRINT_STRING", "print a string, in one piece", "address of text closed by zero; "
         "at most 4096 bytes; stops at a page that is not mapped", "–"],
        ["KDB_CLEAR_PAGE", "clear the screen", "–", "–"],
        ["KDB_READ_CHAR", "read a character", "–", "it, or −1 if nothing was typed"],
        ["KDB_KERNEL_MEMORY", "count kernel memory (Pinyon's extension)", counts,
         "the count; −1 for another argument, or unless the space is privileged"],
        ["KDB_READ_CHAR_BLOCKED", "read a character", "–",
         "as the other: a program that wants to wait asks again"],
        ["KDB_EXIT", "exit (Pinyon's extension)", "status [7:0]",
         "does not return. Ignored unless the space is privileged"],
        ["KDB_ENTER", "enter the debugger", "address of a text",
         "– ; without a debugger nothing happens"]], lambda value: hexadecimal(value, 2))


def boot_information(ask):
    return constants(ask, ["value", "is"], [
        ["BOOTINFO_MAGIC", "magic"], ["BOOTINFO_VERSION", "version"],
        ["BOOTREC_MODULE", "type of a module's record"]])


def servers(ask):
    size = 1 << ask("server_utcb_area_log2")
    return table(["area of sigma0 and of the root server", "address", "KB"], [
        ["kernel interface page", hexadecimal(ask("server_kip_area")),
         (1 << ask("PINYON_KIP_SIZE_LOG2")) >> 10],
        ["UTCB area", hexadecimal(ask("server_utcb_area")), size >> 10]])
