# SPDX-License-Identifier: BSD-2-Clause
"""The boards' files name what exists, the boot media hold what they must, scripts say it right."""
import os
import tempfile
import unittest

import chains
from board import VARIED, Board, names
from chains import Cargo, Missing, Module


def write(path, text=""):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


# Of the module of this name, in every test.
ARGUMENTS = {"root": "a=1,2"}


class WithFolder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = self.temporary.name

    def cargo(self, *members, words=""):
        modules = [Module(write(os.path.join(self.folder, "from", name), name), name,
                          ARGUMENTS.get(name, "")) for name in members]
        return Cargo(write(os.path.join(self.folder, "from", "kernel.img")), modules, words)

    def medium(self, *parts):
        return os.path.join(self.folder, "medium", *parts)

    def options(self, chain, cargo, **boot):
        return chains.options(cargo, {"chain": chain, **boot}, self.medium())


class BoardFiles(unittest.TestCase):
    def test_every_boot_of_every_board_names_a_chain(self):
        for name in names():
            boots = Board(name).data["boots"]
            for boot, description in boots.items():
                self.assertIn(description["chain"], chains.CHAINS, f"{name} {boot}")

    def test_every_row_of_a_matrix_names_a_boot_and_changes_what_can_be_changed(self):
        for name in names():
            board = Board(name)
            for row in board.data.get("matrix", []):
                board.varied(row)
                self.assertLessEqual(set(row), {"boot", "quick", "says", *VARIED}, f"{name} {row}")

    def test_an_unknown_boot_is_refused_with_a_list(self):
        with self.assertRaisesRegex(Missing, "BOOT=carrier-pigeon is unknown .* direct"):
            Board("x86_64_pc", boot="carrier-pigeon")


class BoardCommands(WithFolder):
    def board(self, **more):
        data = {"qemu": "qemu", "machine": "m", "cpu": "c", "memory_mib": 1, "cpus": 1,
                "kernel": "kernel.elf", "exit": "exact", "args": [], "icount_args": [],
                "arguments": {"root": "a=1,2", "other": "b"},
                "boots": {"direct": {"chain": "kernel"},
                          "u-boot": {"chain": "uboot-disk"},
                          "modules": {"chain": "multiboot", "modules": "separate", "limit": 5,
                                      "args": ["-more"]}}, **more}
        for name in ("kernel.elf", "programs/sigma0", "programs/conformance"):
            write(os.path.join(self.folder, name))
        write(os.path.join(self.folder, "demo.list"), "sigma0 root=conformance\n")
        return Board("fake", self.folder, data)

    def test_a_row_changes_machine_and_boot_but_not_the_board(self):
        board = self.board()
        row = board.varied({"memory_mib": 64, "boot": "modules", "quick": True})
        self.assertEqual((row.data["memory_mib"], row.boot_name), (64, "modules"))
        self.assertEqual((board.data["memory_mib"], board.boot_name), (1, "direct"))

    def test_separate_modules_have_names_from_the_image_and_arguments_from_the_board(self):
        board = self.board().varied({"boot": "modules"})
        command = board.command("demo", words="a=1", medium="run")
        self.assertIn(",".join(os.path.join(self.folder, "media", "run", name)
                               for name in ("sigma0", "root a=1,,2")), command)
        self.assertEqual(command[-3:], ["-append", "a=1", "-more"])

    def test_a_boot_adds_its_seconds_to_the_limit(self):
        board = self.board()
        self.assertEqual((board.seconds(60), board.varied({"boot": "modules"}).seconds(60)),
                         (60, 65))

    def test_results_of_another_boot_have_names_of_their_own(self):
        board = self.board()
        self.assertEqual(board.result("run"), "run")
        self.assertEqual(board.varied({"boot": "modules"}).result("run"), "run-modules")

    def test_a_disk_is_attached_where_the_board_has_one(self):
        board = self.board(disk_args=["-device", "some-disk,drive=d0"])
        command = board.command("demo", disk="/a/file")
        at = command.index("-drive")
        self.assertEqual(command[at + 1:at + 4], ["if=none,id=d0,format=raw,file=/a/file",
                                                  "-device", "some-disk,drive=d0"])
        with self.assertRaisesRegex(Missing, "fake has no disk"):
            self.board().command("demo", disk="/a/file")
        with self.assertRaisesRegex(Missing, "BOOT=u-boot takes no disk besides its own"):
            board.varied({"boot": "u-boot"}).command("demo", disk="/a/file")


class DirectChains(WithFolder):
    def test_the_plain_chain_takes_one_archive(self):
        cargo = self.cargo("demo.cpio", words="a=1")
        self.assertEqual(self.options("kernel", cargo),
                         ["-kernel", cargo.kernel, "-initrd", cargo.modules[0].path,
                          "-append", "a=1"])
        with self.assertRaisesRegex(Missing, "one archive"):
            self.options("kernel", self.cargo("sigma0", "root"))

    def test_guest_loaders_do_not_overlap_and_carry_names(self):
        options = self.options("guest-loader", self.cargo("sigma0", "root"), modules_at="44000000")
        loaders = [option for option in options if option.startswith("guest-loader")]
        self.assertIn("addr=0x44000000,", loaders[0])
        self.assertIn("addr=0x44010000,", loaders[1])
        self.assertTrue(loaders[1].endswith(",bootargs=root a=1,,2"))


class Media(WithFolder):
    def test_a_grub_disc_is_written_and_its_configuration_names_everything(self):
        options = self.options("grub-bios", self.cargo("sigma0", "root", words="a=1"))
        self.assertEqual(options, ["-cdrom", self.medium("grub.iso")])
        self.assertGreater(os.path.getsize(self.medium("grub.iso")), 1 << 20)
        with open(self.medium("tree", "boot", "grub", "grub.cfg"), encoding="utf-8") as source:
            lines = [line.strip() for line in source]
        at = lines.index("multiboot2 /boot/kernel.img a=1")
        self.assertEqual(lines[at + 1:at + 3],
                         ["module2 /boot/sigma0 sigma0", "module2 /boot/root root a=1,2"])

    def test_a_u_boot_disk_holds_kernel_archive_and_script(self):
        options = self.options("uboot-disk", self.cargo("demo.cpio"))
        self.assertEqual(options[-1],
                         f"file=fat:{self.medium('disk')},format=raw,snapshot=on,if=virtio")
        self.assertEqual(sorted(os.listdir(self.medium("disk"))),
                         ["boot.scr", "demo.cpio", "kernel.img"])

    def test_a_medium_holds_nothing_of_the_one_before(self):
        self.options("uboot-disk", self.cargo("demo.cpio"))
        self.options("uboot-disk", self.cargo("bench.cpio"))
        self.assertNotIn("demo.cpio", os.listdir(self.medium("disk")))

    def test_a_missing_tool_and_a_missing_firmware_are_named(self):
        with self.assertRaisesRegex(Missing, "no-such-tool is not installed; ./bootstrap"):
            chains.make("no-such-tool")
        with self.assertRaisesRegex(Missing, "/no/such.bin is not installed; ./bootstrap"):
            chains.firmware("/no/such.bin")

    def test_a_tool_that_fails_is_quoted(self):
        with self.assertRaisesRegex(Missing, "sh failed: out of ink"):
            chains.make("sh", "-c", "echo out of ink; exit 1")


class Scripts(WithFolder):
    def script(self, chain, cargo, **boot):
        self.options(chain, cargo, **boot)
        with open(self.medium("boot.cmd"), encoding="utf-8") as source:
            return source.read().splitlines()

    def test_an_archive_becomes_the_initial_ram_disk(self):
        lines = self.script("sbi-uboot", self.cargo("demo.cpio", words="a=1"))
        self.assertIn('setenv bootargs "a=1"', lines)
        self.assertEqual(lines[-2:], ["load ${disk} ${ramdisk_addr_r} demo.cpio",
                                      "booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} "
                                      "8a000000"])

    def test_a_node_can_be_taken_out_of_the_device_tree(self):
        lines = self.script("sbi-uboot", self.cargo("demo.cpio"), without=["/a", "/b"])
        at = lines.index("fdt addr ${fdtcontroladdr}")
        self.assertEqual(lines[at + 1:at + 3], ["fdt rm /a", "fdt rm /b"])

    def test_each_separate_module_gets_a_node_with_its_name(self):
        lines = self.script("uboot-disk", self.cargo("sigma0", "root"))
        at = lines.index("load ${disk} 44010000 root")
        self.assertEqual(lines[at + 1:at + 5],
                         ["fdt mknode /chosen module@44010000",
                          'fdt set /chosen/module@44010000 compatible "multiboot,module"',
                          "fdt set /chosen/module@44010000 reg <0x0 0x44010000 0x0 "
                          "0x${filesize}>",
                          'fdt set /chosen/module@44010000 bootargs "root a=1,2"'])
        self.assertEqual(lines[-1], "booti ${kernel_addr_r} - 43000000")

    def test_on_a_pc_a_table_says_where_the_modules_are(self):
        cargo = self.cargo("demo.cpio", "more.cpio", words="a=1")
        write(cargo.modules[0].path, "x" * (chains.MODULE_UNIT + 1))
        lines = self.script("uboot-pc", cargo)
        self.assertEqual(lines[2:], ["mw.q 1f00000 4d4f4455", "mw.q 1f00008 2",
                                     "load ${disk} 3000000 demo.cpio",
                                     "mw.q 1f00010 3000000", "mw.q 1f00018 ${filesize}",
                                     "load ${disk} 3020000 more.cpio",
                                     "mw.q 1f00020 3020000", "mw.q 1f00028 ${filesize}",
                                     "setenv autostart yes",
                                     "bootelf -p 2000000 kernel.img modtab=0x1f00000 a=1"])
