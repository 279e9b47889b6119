# SPDX-License-Identifier: BSD-2-Clause
"""The bench's picture shows what was measured, and a dash for what was not."""
import os
import tempfile
import unittest

import plot_bench
from bench import Reference

REFERENCE = Reference({"ipc.inter.0": {"limit": 68, "anchors": [{"system": "s", "x86_64": 90}]}})


class Picture(unittest.TestCase):
    def rows(self, values, port="x86_64"):
        return {row[0]: row[1:] for row in plot_bench.panel_rows(values, REFERENCE, port)}

    def test_a_row_has_the_figure_its_limit_and_the_best_of_others(self):
        self.assertEqual(self.rows({"ipc.inter.0": 60})["ipc.inter.0"], (60, 68, 90))
        self.assertEqual(self.rows({}, "arm64")["ipc.inter.0"], ("-", 68, "-"))

    def test_every_board_has_a_panel_with_its_data(self):
        results = {"x86_64_pc": {"results": [{"name": "ipc.inter.0", "value": 60.5}]},
                   "arm64_virt": {"results": []}}
        with tempfile.TemporaryDirectory() as folder:
            commands = plot_bench.script(results, REFERENCE, "picture.svg", folder)
            with open(os.path.join(folder, "x86_64_pc"), encoding="utf-8") as data:
                self.assertIn("ipc.inter.0 60.5 68 90\n", data.read())
        for word in ("layout 2,1", "set title 'x86_64'", "set title 'arm64'", "picture.svg"):
            self.assertIn(word, commands)

    def test_the_picture_carries_its_licence(self):
        svg = plot_bench.licensed("<?xml?>\n<svg><desc>made on\nsome day</desc>\n</svg>\n")
        self.assertEqual(svg, "<?xml?>\n" + plot_bench.LICENCE + "<svg></svg>\n")


if __name__ == "__main__":
    unittest.main()
