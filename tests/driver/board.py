# SPDX-License-Identifier: BSD-2-Clause
"""Knows the boards: reads config/boards/<board>.json and makes the command that boots one."""
import argparse
import json
import os

import chains

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BOARD_FOLDER = os.path.join(ROOT, "config", "boards")

# isa-debug-exit ends QEMU with (value << 1) | 1; the kernel adds this to tell a status from noise.
DEBUG_EXIT_BASE = 0x10

# What a line of "matrix" may change about the machine.
VARIED = ("machine", "cpu", "memory_mib", "cpus")

# More than the host has: the emulator gets addresses only, memory as the guest touches it.
SPARSE_MIB = 256 << 10


def names():
    files = (os.path.splitext(name) for name in os.listdir(BOARD_FOLDER))
    return sorted(stem for stem, suffix in files if suffix == ".json")


def port_of(name):
    """The port that a board's name begins with."""
    ports = os.listdir(os.path.join(ROOT, "kernel", "arch"))
    return next(port for port in ports if name.startswith(port + "_"))


class Board:
    """One target: the machine's data, the way it boots, and where its files are."""

    def __init__(self, name, folder=None, data=None, boot="direct"):
        self.name = name
        self.folder = folder or os.path.join(ROOT, "build", name)
        if data is None:
            with open(os.path.join(BOARD_FOLDER, name + ".json"), encoding="utf-8") as source:
                data = json.load(source)
        self.data = data
        self.boot_name = boot
        if boot not in data["boots"]:
            raise chains.Missing(f"BOOT={boot} is unknown to {name}; it has: "
                                 + " ".join(data["boots"]))
        self.boot = data["boots"][boot]

    def varied(self, variant):
        """The same board as a line of its matrix changes it."""
        changes = {key: variant[key] for key in VARIED if key in variant}
        return Board(self.name, self.folder, {**self.data, **changes},
                     variant.get("boot", self.boot_name))

    def file(self, name):
        return os.path.join(self.folder, name)

    def result(self, purpose):
        """Logs and results of a boot that is not direct say so in their names."""
        return purpose if self.boot_name == "direct" else f"{purpose}-{self.boot_name}"

    def kernel(self):
        return self.file(self.boot.get("kernel", self.data["kernel"]))

    def modules(self, image):
        """The archive, or what is in it: the image's list has NAME or NAME=PROGRAM."""
        if self.boot.get("modules") != "separate":
            return [chains.Module(self.file(image + ".cpio"), image + ".cpio")]
        with open(self.file(image + ".list"), encoding="utf-8") as source:
            members = [member.split("=") for member in source.read().split()]
        arguments = self.data.get("arguments", {})
        return [chains.Module(self.file(os.path.join("programs", member[-1])), member[0],
                              arguments.get(member[0], "")) for member in members]

    def command(self, image, icount=None, extra=(), words="", disk=None, medium="medium"):
        """The medium's name keeps two runs apart that happen at the same time; icount is as in
        icount_options."""
        data = self.data
        cargo = chains.Cargo(self.kernel(), self.modules(image), words)
        folder = self.file(os.path.join("media", medium))
        return [data["qemu"], "-M", data["machine"], "-cpu", data["cpu"],
                *self.memory_options(), "-smp", str(data["cpus"]),
                "-no-reboot", "-nodefaults", "-display", "none", "-monitor", "none",
                "-serial", "stdio",
                *data["args"], *self.icount_options(icount), *extra,
                *(self.disk_options(disk) if disk else ()),
                *chains.options(cargo, self.boot, folder)]

    def memory_options(self):
        size = self.data["memory_mib"]
        options = ["-m", str(size)]
        if size >= SPARSE_MIB:
            options += ["-object", f"memory-backend-ram,id=ram,size={size}M,reserve=off",
                        "-machine", "memory-backend=ram"]
        return options

    def icount_options(self, shift):
        """Lets an instruction take 2^shift nanoseconds, so that a run repeats exactly; None: it
        takes as long as it takes, and processors run at the same time."""
        if shift is None:
            return ["-accel", "tcg,thread=multi"] if self.data["cpus"] > 1 else []
        return [option.replace("shift=0", f"shift={shift}") for option in self.data["icount_args"]]

    def disk_options(self, path):
        if "disk_args" not in self.data:
            raise chains.Missing(f"{self.name} has no disk")
        if self.boot["chain"] in chains.ONE_DISK:
            raise chains.Missing(f"BOOT={self.boot_name} takes no disk besides its own")
        return ["-drive", f"if=none,id=d0,format=raw,file={path}", *self.data["disk_args"]]

    def debugger_start(self, port):
        """gdb's commands that connect it to the kernel's CPUs and load the kernel's symbols. QEMU
        makes each kind of CPU a process; the kernel's is the first unless the board says else."""
        kernel = f"file {self.file('kernel.elf')}"
        process = self.data.get("gdb_process", 1)
        if process == 1:
            return [kernel, f"target remote 127.0.0.1:{port}"]
        return [f"target extended-remote 127.0.0.1:{port}",
                *(f"add-inferior\ninferior {number}\nattach {number}"
                  for number in range(2, process + 1)),
                kernel, "set schedule-multiple on"]

    def debugger_end(self):
        """gdb's commands that leave the machine running."""
        process = self.data.get("gdb_process", 1)
        return ["detach inferiors " + " ".join(str(n) for n in range(1, process + 1))]

    def seconds(self, limit):
        """Firmware takes its time before the kernel gets its own."""
        return limit + self.boot.get("limit", 0)

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


def main():
    parser = argparse.ArgumentParser(description="Prints the ways in which a board boots.")
    parser.add_argument("board")
    print(*Board(parser.parse_args().board).data["boots"])


if __name__ == "__main__":
    main()
