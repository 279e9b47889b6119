#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Starts a board stopped at its first instruction, and gdb on it with all symbols.

The symbols of the kernel and of programs linked at a fixed address are loaded at once. A program
that relocates itself (sigma0, root) runs where the kernel put it: `symbols_NAME BASE` loads its
symbols there. The console goes to debug.log.
"""
import argparse
import os
import shlex
import signal
import socket
import struct
import subprocess
import sys
import tempfile

from board import Board
from machine import die_with_parent

ET_DYN = 3


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def relocates_itself(path):
    with open(path, "rb") as source:
        return struct.unpack_from("<H", source.read(18), 16)[0] == ET_DYN


def gdb_script(board, programs, port):
    lines = ["set confirm off", "set pagination off", *board.debugger_start(port)]
    for name in programs:
        path = board.file(os.path.join("programs", name + ".elf"))
        if relocates_itself(path):
            lines += [f"define symbols_{name}", f"add-symbol-file {path} -o $arg0", "end",
                      f"document symbols_{name}",
                      f"Load the symbols of {name} at base address ARG.", "end"]
        else:
            lines.append(f"add-symbol-file {path}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("board")
    parser.add_argument("--image", required=True)
    parser.add_argument("--programs", nargs="*", default=[])
    parser.add_argument("--folder")
    parser.add_argument("--boot", default="direct", help="the way to boot, as the board names it")
    parser.add_argument("--gdb", default="", help="more arguments for gdb: '-batch -ex bt'")
    args = parser.parse_args()
    board = Board(args.board, args.folder, boot=args.boot)
    port = free_port()
    command = board.command(args.image, extra=["-gdb", f"tcp:127.0.0.1:{port}", "-S"],
                            medium="debug")
    with open(board.file("debug.log"), "wb") as log, \
            tempfile.NamedTemporaryFile("w", suffix=".gdb") as script:
        machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   preexec_fn=die_with_parent, start_new_session=True)
        try:
            script.write(gdb_script(board, args.programs, port))
            script.flush()
            print(f"console: {board.file('debug.log')}", flush=True)
            signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is gdb's
            gdb = ["gdb-multiarch", "-q", "-x", script.name, *shlex.split(args.gdb)]
            sys.exit(subprocess.run(gdb).returncode)
        finally:
            machine.kill()
            machine.wait()


if __name__ == "__main__":
    main()
