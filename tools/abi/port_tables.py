# SPDX-License-Identifier: BSD-2-Clause
"""The tables of docs/abi/<arch>.md. What every port has comes first, then what each one calls it.

Registers are words of the trap frame; which word carries what, the binding and the exception
message of the port say, and the names of the words are in PORTS.
"""
from compiled import signed
from markdown import hexadecimal, table

ALL_ONES = (1 << 64) - 1
NAMELESS = "?"  # a word of the frame that PORTS does not know


class Port:
    """The names that an architecture has for words of its frame, with the words' indices.

    `aliases` are the names that calls have for some of them. Where a message has a word in part
    only, `parts` says what that is; {bits} is replaced by the bits. `interface` and `debugger` are
    the instructions of these calls.
    """

    def __init__(self, registers, interface, debugger, aliases=None, parts=None, more=()):
        self.registers = registers
        self.aliases = aliases or {}
        self.interface = interface
        self.debugger = debugger
        self.parts = parts or {}
        self.more = more

    def names(self, ask):
        return {ask(index): name for name, index in self.registers.items()}

    def names_in_calls(self, ask):
        return self.names(ask) | {ask(index): name for name, index in self.aliases.items()}

    def explained(self, ask):
        """Name of a word -> with its alias, where it has one."""
        names = self.names(ask)
        return {names[ask(index)]: f"{alias} ({names[ask(index)]})"
                for alias, index in self.aliases.items()}


# Members of SyscallBinding: (call, in, out) as pairs of a member and its name.
CALLS = [
    ("ipc", "Ipc, Lipc", ["to", "from_specifier FromSpecifier", "timeouts Timeouts"], ["from"]),
    ("unmap", "Unmap", ["control"], []),
    ("exchange_registers", "ExchangeRegisters",
     ["dest", "control", "sp SP", "ip IP", "flags FLAGS", "handle", "pager"],
     ["dest result", "control", "sp SP", "ip IP", "flags FLAGS", "handle", "pager"]),
    ("thread_control", "ThreadControl",
     ["dest", "space", "scheduler", "pager", "utcb UtcbLocation"], ["result"]),
    ("space_control", "SpaceControl",
     ["space", "control", "kip KIP area", "utcb UTCB area", "redirector"],
     ["result", "old_control old control"]),
    ("schedule", "Schedule", ["dest", "time", "processor", "priority", "preemption"],
     ["result", "old_time old time"]),
    ("thread_switch", "ThreadSwitch", ["dest"], []),
    ("system_clock", "SystemClock", [], ["clock"]),
    ("processor_control", "ProcessorControl",
     ["number processor", "internal", "external", "voltage"], ["result"]),
    ("memory_control", "MemoryControl",
     ["control", *(f"attribute[{n}] attribute {n}" for n in range(4))], ["result"]),
    ("kernel_interface", "KernelInterface", [],
     ["base", "api_version ApiVersion", "api_flags ApiFlags", "kernel_id KernelId"]),
    ("debugger", "debugger request", ["argument"], ["result"]),
]
WITH_MESSAGE = {"ipc": "in out", "unmap": "in out", "memory_control": "in"}
MESSAGE_REGISTERS = 8  # the binding's array; `bindings_complete` notices another number


def calls(port):
    def text(ask):
        names = port.names_in_calls(ask)

        def carrier(member):
            return names.get(ask(f"Arch::binding.{member}.word"), NAMELESS)

        def side(call, members, direction):
            parts = []
            for member in members:
                member, _, shown = member.partition(" ")
                parts.append(f"{shown or member} {carrier(f'{call}.{member}')}")
            if direction in WITH_MESSAGE.get(call, ""):
                parts.append(f"MR0 .. MR{MESSAGE_REGISTERS - 1}")
            return ", ".join(parts) or "–"

        message = ", ".join(carrier(f"mr[{n}]") for n in range(MESSAGE_REGISTERS))
        rows = [[f"MR0 .. MR{MESSAGE_REGISTERS - 1}", message, "the same"]]
        for call, name, ins, outs in CALLS:
            trap = {"kernel_interface": port.interface, "debugger": port.debugger}.get(call)
            given = [] if trap is None else [trap(ask)]
            given += [side(call, ins, "in")] if ins or not given else []
            rows.append([name, ", ".join(given), side(call, outs, "out")])
        return table(["call", "in", "out"], rows)
    return text


def bit_list(mask):
    """The set bits, as 31:28 or 0, 2, 4."""
    bits = [bit for bit in range(64) if mask >> bit & 1]
    if len(bits) > 1 and bits == list(range(bits[0], bits[-1] + 1)):
        return f"{bits[-1]}:{bits[0]}"
    return ", ".join(map(str, bits))


def content_of(port, name, mask):
    if mask == ALL_ONES:
        return name
    return port.parts.get(name, name + " [{bits}]").format(bits=bit_list(mask))


def exception_rows(port, ask):
    """(message register, content, what an answer sets) of each."""
    names = port.names(ask)
    words = ask("frame_words")
    for i in range(1, ask("Arch::exception_words") + 1):
        shown = {w: ask(f"shown({i}, {w})") for w in range(words)}
        set_by = {w: ask(f"set_by({i}, {w})") for w in range(words)}
        content = [content_of(port, names.get(w, NAMELESS), mask)
                   for w, mask in shown.items() if mask]
        answer = ["all" if mask == ALL_ONES else f"bits {bit_list(mask)}"
                  for mask in set_by.values() if mask]
        yield i, " and ".join(content) or "0", " and ".join(answer) or "–"


def merged(rows, explained):
    """Neighbours that are alike but for a counted register become one row."""
    def stem(name):
        bare = name.rstrip("0123456789")
        return (bare, int(name[len(bare):])) if bare != name else (name, None)

    groups = []
    for number, content, answer in rows:
        name, count = stem(content)
        last = groups[-1] if groups else None
        if last and count is not None and last["next"] == (name, count, answer):
            last.update(last=number, to=content, next=(name, count + 1, answer))
        else:
            following = (name, count + 1, answer) if count is not None else None
            groups.append({"first": number, "last": number, "from": content, "to": content,
                           "answer": answer, "next": following})
    for group in groups:
        if group["first"] == group["last"]:
            content = explained.get(group["from"], group["from"])
            yield [group["first"], content, group["answer"]]
        else:
            yield [f"{group['first']} .. {group['last']}", f"{group['from']} .. {group['to']}",
                   group["answer"]]


def exceptions(port):
    def text(ask):
        rows = merged(exception_rows(port, ask), port.explained(ask))
        return table(["MR", "content", "an answer sets"], rows)
    return text


def features(ask):
    """The feature strings of the kernel interface page; a text has less than 32 characters."""
    def string(name):
        words = (ask(f"text_word({name}, {n})").to_bytes(8, "little") for n in range(4))
        return f"`{b''.join(words).rstrip(bytes(1)).decode()}`"
    with_ports = ask("HasIoPorts<Arch>")
    present = [string("accounts_feature")]
    return ", ".join(present + [string("ports_feature")] * bool(with_ports))


def limits(port):
    def text(ask):
        sizes = [f"2^{ask(f'bytes_of({order})').bit_length() - 1}" for order in range(3)]
        rows = [["user part of the address space",
                 f"0 .. {hexadecimal(ask('Arch::user_end') - 1)}"],
                ["page sizes (PageInfo says which the processor has)", ", ".join(sizes)],
                ["bits of a thread number, as RAM allows",
                 f"{ask('min_thread_bits')} .. {ask('max_thread_bits')}, more where interrupts "
                 "need them"],
                ["multiple that SystemBase is; UserBase − SystemBase", ask("system_threads")],
                ["words of an exception message (u)", ask("Arch::exception_words")],
                ["feature strings", features(ask)]]
        rows += [[what, value(ask)] for what, value in port.more]
        return table(["", "value"], rows)
    return text


def trapping(instruction, base, number):
    """What a call of this number looks like where the trap carries number and base."""
    return lambda ask: instruction.format(hexadecimal(signed(ask(f"{base} + {number}"))))


X86_64 = Port(
    registers={name.upper(): f"offsetof(Arch::TrapFrame, {name}) / sizeof(Word)" for name in
               "rip rbx r10 r12 r13 r14 r15 rax rcx rdx rsi rdi rbp r8 r9 r11 rsp rflags".split()}
    | {"exception number": "offsetof(Arch::TrapFrame, vector) / sizeof(Word)",
       "error code, 0 if none": "offsetof(Arch::TrapFrame, error) / sizeof(Word)"},
    interface=lambda ask: "the instruction `lock nop`",
    debugger=lambda ask: "`int3` (*Debugger requests*, below)",
    more=[("page of the stubs", lambda ask: hexadecimal(ask("x86_64::stub_page")))])

ARM64 = Port(
    registers={f"x{n}": f"offsetof(Arch::TrapFrame, x) / sizeof(Word) + {n}" for n in range(31)}
    | {name: f"offsetof(Arch::TrapFrame, {member}) / sizeof(Word)" for name, member in
       (("SP", "sp"), ("PC", "pc"), ("PSTATE", "pstate"), ("ESR_EL1", "esr"),
        ("FAR_EL1 where the exception sets it, else 0", "far"))},
    parts={"PSTATE": "FLAGS: PSTATE [{bits}]", "ESR_EL1": "exception class, from ESR_EL1"},
    interface=trapping("`svc #{}`", "PINYON_SVC_BASE", "PINYON_SYS_KERNEL_INTERFACE"),
    debugger=trapping("`svc #({} + n)`", "PINYON_SVC_BASE", "PINYON_SYS_DEBUGGER"),
    more=[("immediate of a stub's `svc`: the call's number +", lambda ask: hexadecimal(
        ask("PINYON_SVC_BASE"))),
          ("bits of the exception class in ESR_EL1",
           lambda ask: bit_list(ask("arm64::Esr::Class::mask")))])

RISCV64 = Port(
    registers={"pc": "offsetof(Arch::TrapFrame, word) / sizeof(Word)"}
    | {f"x{n}": f"offsetof(Arch::TrapFrame, word) / sizeof(Word) + {n}" for n in range(1, 32)}
    | {"scause": "offsetof(Arch::TrapFrame, cause) / sizeof(Word)",
       "stval": "offsetof(Arch::TrapFrame, value) / sizeof(Word)"},
    aliases={name: f"unsigned(riscv64::{name})" for name in
             "ra sp gp tp t0 t1 t2 s0 a0 a1 a2 a3 a4 a5 a6 a7 t3 t4 t5 t6".split()},
    interface=trapping("`ecall` with a7 = {}", "PINYON_ECALL_BASE", "PINYON_SYS_KERNEL_INTERFACE"),
    debugger=trapping("`ecall` with a7 = {} + n", "PINYON_ECALL_BASE", "PINYON_SYS_DEBUGGER"),
    more=[("a7 at a stub's `ecall`: the call's number +", lambda ask: hexadecimal(
        signed(ask("PINYON_ECALL_BASE"))))])

PORTS = {"x86_64": X86_64, "arm64": ARM64, "riscv64": RISCV64}
