#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes a boot image: a cpio archive (newc) of the named files, in the given order.

Times, owners and inode numbers are fixed, so equal files make equal archives. Behind a member's name
stand the arguments that the board's file has for it.
"""
import argparse
import json
import os

TRAILER = "TRAILER!!!"
REGULAR_FILE = 0o100755


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def record(name, data, number, mode):
    """One archive member; the header is 13 numbers of 8 hexadecimal digits after the magic."""
    encoded = name.encode() + b"\0"
    links = 1
    fields = [number, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(encoded), 0]
    head = b"070701" + "".join(f"{field:08X}" for field in fields).encode()
    return padded(head + encoded) + padded(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--board", help="the board's file")
    parser.add_argument("archive")
    parser.add_argument("members", nargs="+", metavar="NAME=FILE")
    args = parser.parse_args()
    arguments = {}
    if args.board:
        with open(args.board, encoding="utf-8") as source:
            arguments = json.load(source).get("arguments", {})
    with open(args.archive + ".tmp", "wb") as out:
        for number, member in enumerate(args.members, start=1):
            name, path = member.split("=", 1)
            words = " ".join([name] + ([arguments[name]] if name in arguments else []))
            with open(path, "rb") as source:
                out.write(record(words, source.read(), number, REGULAR_FILE))
        out.write(record(TRAILER, b"", 0, 0))
    os.replace(args.archive + ".tmp", args.archive)


if __name__ == "__main__":
    main()
