# SPDX-License-Identifier: BSD-2-Clause
"""The client of the debugger's stub says and understands the remote serial protocol."""
import os
import re
import socket
import tempfile
import threading
import unittest

import gdb_remote
from gdb_remote import ProtocolError, Stub

TARGET = '<target><xi:include href="core.xml"/><xi:include href="other.xml"/></target>'
CORE = ('<!DOCTYPE feature SYSTEM "gdb-target.dtd"><feature name="core">'
        '<reg name="r0" bitsize="64"/><reg name="flags" bitsize="32"/></feature>')
ANSWERS = {
    "?": "T05thread:p01.01;",
    "vAttach;2": "T05thread:p02.03;",
    "qXfer:features:read:target.xml:0,1000": "l" + TARGET,
    "qXfer:features:read:core.xml:0,1000": "m" + CORE[:40],
    "qXfer:features:read:core.xml:28,1000": "l" + CORE[40:],
    "Hgp01.01": "OK",
    "g": "3412" + "0*(" + "1000xxxx",
    "m40,2": "a55a",
    "m50,2": "E14",
    "Z1,1234,1": "OK",
    "z1,1234,1": "OK",
    "vCont;c": "T05thread:p01.02;",
    "vCont;s:p01.01": "W00",
}


class FakeServer:
    """Answers from the table, each packet as soon as it is there; `heard` are those."""

    def __init__(self, path, answers):
        self.answers = answers
        self.heard = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        stream, _ = self.listener.accept()
        data = b""
        with self.listener, stream:
            while chunk := stream.recv(4096):
                data += chunk
                while match := re.search(rb"\$([^#]*)#([0-9a-f]{2})", data):
                    data = data[match.end():]
                    good = sum(match.group(1)) & 0xff == int(match.group(2), 16)
                    self.heard.append(match.group(1).decode() if good else "a wrong checksum")
                    for answer in self.answer(self.heard[-1]):
                        stream.sendall(b"+$" + answer.encode() + b"#00")

    def answer(self, packet):
        if packet.startswith("qRcmd,"):
            address = int(bytes.fromhex(packet[6:]).decode().split()[1], 16)
            said = "Unmapped\r\n" if address == 0 else f"gpa: {address + 0x1000:#x}\r\n"
            return ["O" + said.encode().hex(), "OK"]
        return [self.answers.get(packet, "")]


class Client(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "gdb")
        self.server = FakeServer(self.path, ANSWERS)
        self.addCleanup(self.server.thread.join, 5)

    def connect(self, process=1):
        stub = Stub(self.path, 5, process)
        self.addCleanup(stub.close)
        return stub

    def test_registers_are_named_by_the_description(self):
        stub = self.connect()
        self.assertEqual(stub.layout, [("r0", 8), ("flags", 4)])
        self.assertEqual(stub.registers(), {"r0": 0x1234, "flags": 0x10})

    def test_memory(self):
        stub = self.connect()
        self.assertEqual(stub.memory(0x40, 2), b"\xa5\x5a")
        with self.assertRaisesRegex(ProtocolError, "no memory can be read at 50"):
            stub.memory(0x50, 2)

    def test_physical_addresses(self):
        stub = self.connect()
        self.assertEqual(stub.physical(0x234), 0x1234)
        self.assertIsNone(stub.physical(0))

    def test_a_place_is_run_to(self):
        stub = self.connect()
        stub.run_to(0x1234)
        self.assertEqual(self.server.heard[-3:], ["Z1,1234,1", "vCont;c", "z1,1234,1"])
        self.assertEqual(stub.thread, "p01.02")

    def test_what_is_refused_is_noticed(self):
        with self.assertRaisesRegex(ProtocolError, "answered '' to 'Z1,5,1'"):
            self.connect().run_to(5)

    def test_the_end_of_the_machine_is_noticed(self):
        with self.assertRaisesRegex(ProtocolError, "did not stop, but 'W00'"):
            self.connect().step()

    def test_cpus_of_another_kind(self):
        self.connect(process=2)
        self.assertIn("vAttach;2", self.server.heard)


class Packets(unittest.TestCase):
    def test_run_lengths(self):
        self.assertEqual(gdb_remote.expand(b"0*,1"), b"0" * 16 + b"1")


if __name__ == "__main__":
    unittest.main()
