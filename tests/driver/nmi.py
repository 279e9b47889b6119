# SPDX-License-Identifier: BSD-2-Clause
"""Raises non-maskable interrupts at random times through the emulator's control socket (QMP)."""
import json
import os
import random
import re
import socket
import tempfile
import threading
import time

LONGEST_PAUSE = 0.02  # seconds
CONNECT_TRIES = 100
FEWEST = 10


# The first line of the suite.
PLAN = re.compile(rb"^1\.\.\d", re.MULTILINE)


class NmiSource:
    """A thread beside the machine; `raised` counts the interrupts that the emulator accepted."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.path = os.path.join(tempfile.mkdtemp(prefix="pinyon-nmi-"), "qmp")
        self.raised = 0
        self.stopping = False
        self.awake = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def options(self):
        return ["-qmp", f"unix:{self.path},server=on,wait=off"]

    def start(self, _process):
        self.thread.start()

    def heard(self, said):
        """A program speaks: before the kernel is up nobody could take an interrupt."""
        if PLAN.search(said):
            self.awake.set()

    def stop(self):
        self.stopping = True
        self.awake.set()
        self.thread.join(timeout=5)

    def problems(self):
        return [] if self.raised >= FEWEST else [f"only {self.raised} NMIs were raised"]

    def connect(self):
        for _ in range(CONNECT_TRIES):
            control = socket.socket(socket.AF_UNIX)
            try:
                control.connect(self.path)
                return control
            except OSError:
                control.close()
                time.sleep(0.05)
        return None

    def work(self):
        control = self.connect()
        if control is None:
            return
        try:
            with control, control.makefile("rw", encoding="utf-8") as stream:
                stream.readline()
                self.execute(stream, "qmp_capabilities")
                self.awake.wait()
                while not self.stopping:
                    time.sleep(self.random.random() * LONGEST_PAUSE)
                    self.raised += self.execute(stream, "inject-nmi")
        except OSError:
            pass  # the machine has ended

    @staticmethod
    def execute(stream, command):
        stream.write(json.dumps({"execute": command}) + "\n")
        stream.flush()
        while True:
            line = stream.readline()
            if not line:
                raise OSError("the control socket closed")
            answer = json.loads(line)
            if "return" in answer:
                return 1
            if "error" in answer:
                return 0
