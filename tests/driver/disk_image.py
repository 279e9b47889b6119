# SPDX-License-Identifier: BSD-2-Clause
"""The disk of the disk test: what the guest says it read must be what the host put there, and what
is there afterwards must be what the guest was to write."""
import random
import re
import struct
import zlib

SIZE = 4 << 20
WRITTEN_FROM = SIZE // 2
WORD = 8
FACTOR = 0x9E3779B97F4A7C15  # of the pattern: word i of the disk is (i + 1) times this
SAID = re.compile(rb"^disk: (read|wrote) (\d+) bytes, crc32 ([0-9a-f]{8})\r?$", re.MULTILINE)


def pattern(start, end):
    words = range(start // WORD + 1, end // WORD + 1)
    return b"".join(struct.pack("<Q", word * FACTOR % (1 << 64)) for word in words)


class DiskImage:
    """Stands beside a machine that has the file as its disk."""

    def __init__(self, path, seed=1):
        self.path = path
        self.before = random.Random(seed).randbytes(SIZE)
        self.said = {}
        with open(path, "wb") as out:
            out.write(self.before)

    def options(self):
        return []

    def start(self, process):
        pass

    def heard(self, said):
        self.said = {what: (int(size), int(crc, 16)) for what, size, crc in SAID.findall(said)}

    def stop(self):
        pass

    def problems(self):
        with open(self.path, "rb") as source:
            after = source.read()
        checks = (
            (self.said.get(b"read") == (SIZE, zlib.crc32(self.before)),
             "the guest did not read what is on the disk"),
            (after[:WRITTEN_FROM] == self.before[:WRITTEN_FROM],
             "the half of the disk that nobody was to write has changed"),
            (after[WRITTEN_FROM:] == pattern(WRITTEN_FROM, SIZE),
             "the pattern is not on the disk"),
            (self.said.get(b"wrote") == (SIZE - WRITTEN_FROM, zlib.crc32(after[WRITTEN_FROM:])),
             "the guest did not read back what is on the disk"),
        )
        return [problem for good, problem in checks if not good]
