# SPDX-License-Identifier: BSD-2-Clause
"""Speaks the remote serial protocol of gdb with an emulator that was started stopped: runs it to a
place, takes single steps, reads registers and memory."""
import re
import socket
import time
import xml.etree.ElementTree as xml

CONNECT_TRIES = 200
PAUSE = 0.05  # seconds between them
CHUNK = 0x1000
FIRST_HREF = re.compile(r'<xi:include href="([^"]+)"')
STOPPED = re.compile(r"T..thread:(p?[0-9a-f.]+);")


class ProtocolError(OSError):
    """The stub said something that was not expected."""


class Stub:
    """A connection to the stub. Addresses are those of the thread that stopped last, as it sees
    memory at that moment."""

    def __init__(self, path, limit, process=1):
        """path: of the stub's socket; limit: seconds until an answer; process: the one whose CPUs
        are meant, among those that the emulator makes of different kinds of CPUs."""
        self.socket = connect(path)
        self.socket.settimeout(limit)
        self.buffer = bytearray()
        self.ask("qSupported:multiprocess+;xmlRegisters=i386")
        if process != 1:
            self.ask(f"vAttach;{process:x}")
        self.thread = stopped_thread(self.ask("?"))
        self.layout = self.register_layout()

    def close(self):
        self.socket.close()

    # ---- Packets

    def ask(self, command):
        self.send(command)
        return self.receive()

    def send(self, command):
        body = command.encode("ascii")
        self.socket.sendall(b"$" + body + b"#%02x" % (sum(body) & 0xff))

    def receive(self):
        """The next packet, acknowledged, with its run-length encoding undone."""
        while (match := re.search(rb"\$([^#]*)#[0-9a-f]{2}", self.buffer)) is None:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ProtocolError("the emulator closed the debugger's connection")
            self.buffer += chunk
        packet = bytes(match.group(1))
        del self.buffer[:match.end()]
        self.socket.sendall(b"+")
        return expand(packet).decode("latin-1")

    def require_ok(self, command):
        answer = self.ask(command)
        if answer != "OK":
            raise ProtocolError(f"the debugger's stub answered '{answer}' to '{command}'")

    # ---- Running

    def run_to(self, address):
        """Runs until some CPU is at the address."""
        self.require_ok(f"Z1,{address:x},1")
        self.thread = stopped_thread(self.ask("vCont;c"))
        self.require_ok(f"z1,{address:x},1")

    def step(self):
        """One instruction of the thread; the others stand still."""
        self.thread = stopped_thread(self.ask(f"vCont;s:{self.thread}"))

    # ---- Looking

    def register_layout(self):
        """(name, bytes) of the registers that `g` answers with, in its order."""
        href = FIRST_HREF.search(self.described("target.xml")).group(1)
        feature = xml.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", self.described(href)))
        return [(reg.get("name"), int(reg.get("bitsize")) // 8) for reg in feature.iter("reg")]

    def described(self, name):
        parts = []
        while True:
            offset = sum(map(len, parts))
            answer = self.ask(f"qXfer:features:read:{name}:{offset:x},{CHUNK:x}")
            parts.append(answer[1:])
            if answer[:1] != "m":
                return "".join(parts)

    def registers(self):
        self.require_ok(f"Hg{self.thread}")
        data = bytes.fromhex(self.ask("g").replace("x", "0"))
        result, at = {}, 0
        for name, size in self.layout:
            result[name] = int.from_bytes(data[at:at + size], "little")
            at += size
        return result

    def memory(self, address, size):
        answer = self.ask(f"m{address:x},{size:x}")
        if len(answer) != 2 * size:
            raise ProtocolError(f"no memory can be read at {address:x}")
        return bytes.fromhex(answer)

    def physical(self, address):
        """Where the address leads; None if nowhere."""
        self.send("qRcmd," + f"gva2gpa {address:#x}".encode("ascii").hex())
        said = ""
        while (answer := self.receive()) != "OK":
            said += bytes.fromhex(answer[1:]).decode("ascii")
        match = re.match(r"gpa: (0x[0-9a-f]+|0)", said)
        return int(match.group(1), 16) if match else None


def connect(path):
    """The socket, once the emulator has made it."""
    for _ in range(CONNECT_TRIES):
        stream = socket.socket(socket.AF_UNIX)
        try:
            stream.connect(path)
            return stream
        except OSError:
            stream.close()
            time.sleep(PAUSE)
    raise ProtocolError("the emulator offers no connection for a debugger")


def stopped_thread(answer):
    match = STOPPED.match(answer)
    if not match:
        raise ProtocolError(f"the machine did not stop, but '{answer}'")
    return match.group(1)


def expand(packet):
    """Undoes `X*n`, which stands for more of the same character."""
    return re.sub(rb"(.)\*(.)", lambda match: match.group(1) * (match.group(2)[0] - 28), packet,
                  flags=re.DOTALL)
