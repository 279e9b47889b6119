# SPDX-License-Identifier: BSD-2-Clause
"""Knows the boards: reads config/boards/<board>.json and makes the command that boots one."""
import json
import os

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BOARD_FOLDER = os.path.join(ROOT, "config", "boards")

# isa-debug-exit ends QEMU with (value << 1) | 1; the kernel adds this to tell a status from noise.
DEBUG_EXIT_BASE = 0x10


def names():
    files = (os.path.splitext(name) for name in os.listdir(BOARD_FOLDER))
    return sorted(stem for stem, suffix in files if suffix == ".json")


class Board:
    """One target: the machine's data and where its files are."""

    def __init__(self, name, folder=None, data=None):
        self.name = name
        self.folder = folder or os.path.join(ROOT, "build", name)
        if data is None:
            with open(os.path.join(BOARD_FOLDER, name + ".json"), encoding="utf-8") as source:
                data = json.load(source)
        self.data = data

    def file(self, name):
        return os.path.join(self.folder, name)

    def kernel(self):
        return self.file(self.data["kernel"])

    def command(self, image, icount=False, extra=()):
        data = self.data
        return [data["qemu"], "-M", data["machine"], "-cpu", data["cpu"],
                "-m", str(data["memory_mib"]), "-smp", str(data["cpus"]),
                "-no-reboot", "-nodefaults", "-display", "none", "-monitor", "none",
                "-serial", "stdio",
                *data["args"], *(data["icount_args"] if icount else ()), *extra,
                "-kernel", self.kernel(), "-initrd", self.file(image + ".cpio")]

    def guest_status(self, code):
        """The status the guest ended with, or None when the machine ended in another way."""
        if code < 0:
            return None
        if self.data["exit"] == "exact":
            return code
        value = code >> 1
        if code & 1 and value >= DEBUG_EXIT_BASE:
            return value - DEBUG_EXIT_BASE
        return None
