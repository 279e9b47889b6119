# SPDX-License-Identifier: BSD-2-Clause
"""A disk that was read or written wrongly is noticed, each way by its own sentence."""
import os
import tempfile
import unittest
import zlib

from disk_image import SIZE, WRITTEN_FROM, DiskImage, pattern

NOT_READ = "the guest did not read what is on the disk"
NOT_READ_BACK = "the guest did not read back what is on the disk"
NOT_WRITTEN = "the pattern is not on the disk"
CHANGED = "the half of the disk that nobody was to write has changed"


class Judgement(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.disk = DiskImage(os.path.join(self.folder.name, "disk.img"))

    def put(self, data, start=WRITTEN_FROM):
        with open(self.disk.path, "r+b") as image:
            image.seek(start)
            image.write(data)

    def say(self, before, written, size=SIZE):
        half = SIZE - WRITTEN_FROM
        lines = (f"disk: read {size} bytes, crc32 {zlib.crc32(before):08x}\r\n"
                 f"disk: wrote {half} bytes, crc32 {zlib.crc32(written):08x}\r\n")
        self.disk.heard(b"noise\r\n" + lines.encode())

    def test_a_disk_that_was_read_and_written_well_has_no_problem(self):
        written = pattern(WRITTEN_FROM, SIZE)
        self.put(written)
        self.say(self.disk.before, written)
        self.assertEqual(self.disk.problems(), [])

    def test_silence_and_an_untouched_disk_are_noticed(self):
        self.assertEqual(self.disk.problems(), [NOT_READ, NOT_WRITTEN, NOT_READ_BACK])

    def test_wrong_bytes_and_a_wrong_size_are_noticed(self):
        written = pattern(WRITTEN_FROM, SIZE)
        self.put(written)
        self.say(b"other", written)
        self.assertEqual(self.disk.problems(), [NOT_READ])
        self.say(self.disk.before, written, size=SIZE - 512)
        self.assertEqual(self.disk.problems(), [NOT_READ])

    def test_a_write_to_the_wrong_place_is_noticed(self):
        written = pattern(WRITTEN_FROM, SIZE)
        self.put(written, WRITTEN_FROM - 512)
        self.say(self.disk.before, written)
        self.assertEqual(self.disk.problems(), [CHANGED, NOT_WRITTEN, NOT_READ_BACK])


if __name__ == "__main__":
    unittest.main()
