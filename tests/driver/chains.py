# SPDX-License-Identifier: BSD-2-Clause
"""Knows the boot chains: for each the boot medium that it needs and QEMU's options to start it.

A chain is a function of a Cargo, of the board's description of the boot, and of a folder for the
medium. All chains carry the same kernel file; it and the modules keep their names on the medium.
"""
import os
import shutil
import subprocess

U_BOOT = "/usr/lib/u-boot"
OVMF = "/usr/share/ovmf/OVMF.fd"
GRUB = "/usr/lib/grub"

# Where the scripts of U-Boot put things on a PC.
PC_KERNEL = 0x2000000
PC_MODULES = 0x3000000
PC_TABLE = 0x1f00000
PC_TABLE_MAGIC = 0x4d4f4455  # "UDOM" in memory

# Elsewhere ${kernel_addr_r} and ${ramdisk_addr_r} of its own environment say where kernel and
# archive go; these say where the device tree and modules loaded one by one go.
ARM64_TREE = 0x43000000
ARM64_MODULES = 0x44000000
RISCV_TREE = 0x8a000000
RISCV_MODULES = 0x8b000000
TREE_SIZE = 0x110000  # the device tree that QEMU makes takes a megabyte
MODULE_UNIT = 0x10000  # modules loaded one by one start at multiples

# The first line of each script: the disk that it came from. U-Boot's numbers are hexadecimal.
SCRIPT_HEAD = 'setenv disk "${devtype} ${devnum}:${distro_bootpart}"\n'


class Missing(Exception):
    """A boot that cannot be prepared; the text says why."""


class Module:
    """One file for the guest; its text is its name and its arguments."""

    def __init__(self, path, name, arguments=""):
        self.path = path
        self.name = name
        self.text = f"{name} {arguments}".rstrip()


class Cargo:
    """What is to be booted: the kernel, its command line, and modules in order."""

    def __init__(self, kernel, modules, words=""):
        self.kernel = kernel
        self.modules = modules
        self.words = words


def stage(cargo, folder):
    """Fills the folder with kernel and modules, each under its own name; returns the kernel's."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    name = os.path.basename(cargo.kernel)
    shutil.copy(cargo.kernel, os.path.join(folder, name))
    for module in cargo.modules:
        shutil.copy(module.path, os.path.join(folder, module.name))
    return name


def make(*command):
    """Runs a tool that writes a medium; what it says matters only if it fails."""
    try:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)
    except FileNotFoundError:
        raise Missing(f"{command[0]} is not installed; ./bootstrap installs it") from None
    if result.returncode != 0:
        raise Missing(f"{command[0]} failed: {result.stdout.strip()}")


def firmware(path):
    if not os.path.exists(path):
        raise Missing(f"{path} is not installed; ./bootstrap installs it")
    return path


def command_line(cargo):
    return ["-append", cargo.words] if cargo.words else []


def in_option(text):
    """QEMU's options are lists; a comma that is meant is doubled."""
    return text.replace(",", ",,")


def room_for(module):
    """What a module takes of the memory that modules are loaded to one after the other."""
    return -(-os.path.getsize(module.path) // MODULE_UNIT) * MODULE_UNIT


def kernel(cargo, _boot, _folder):
    """QEMU loads kernel and archive itself."""
    if len(cargo.modules) != 1:
        raise Missing("this chain takes one archive, no separate modules")
    return ["-kernel", cargo.kernel, "-initrd", cargo.modules[0].path, *command_line(cargo)]


def multiboot(cargo, _boot, folder):
    """QEMU loads the kernel and each module; a module's text begins with its path."""
    stage(cargo, folder)
    modules = ",".join(in_option(os.path.join(folder, module.text)) for module in cargo.modules)
    return ["-kernel", cargo.kernel, "-initrd", modules, *command_line(cargo)]


def guest_loader(cargo, boot, _folder):
    """QEMU loads the kernel and names each module in the device tree."""
    options = ["-kernel", cargo.kernel, *command_line(cargo)]
    address = int(boot["modules_at"], 16)
    for module in cargo.modules:
        options += ["-device", f"guest-loader,addr={address:#x},kernel={module.path},"
                    f"bootargs={in_option(module.text)}"]
        address += room_for(module)
    return options


def grub_configuration(cargo, name):
    lines = ["serial --unit=0 --speed=115200", "terminal_output serial", "set timeout=0",
             "menuentry pinyon {", f"    multiboot2 /boot/{name} {cargo.words}".rstrip()]
    lines += [f"    module2 /boot/{module.name} {module.text}" for module in cargo.modules]
    return "\n".join(lines + ["}"]) + "\n"


def grub_disc(cargo, folder, platform):
    """A bootable disc: GRUB for one platform, its configuration, kernel and modules."""
    tree = os.path.join(folder, "tree")
    name = stage(cargo, os.path.join(tree, "boot"))
    os.makedirs(os.path.join(tree, "boot", "grub"))
    with open(os.path.join(tree, "boot", "grub", "grub.cfg"), "w", encoding="utf-8") as out:
        out.write(grub_configuration(cargo, name))
    disc = os.path.join(folder, "grub.iso")
    make("grub-mkrescue", "-d", firmware(os.path.join(GRUB, platform)), "-o", disc, tree)
    return disc


def grub_bios(cargo, _boot, folder):
    return ["-cdrom", grub_disc(cargo, folder, "i386-pc")]


def grub_efi(cargo, _boot, folder):
    return ["-bios", firmware(OVMF), "-cdrom", grub_disc(cargo, folder, "x86_64-efi")]


def load(name, address):
    return f"load ${{disk}} {address} {name}\n"


def pc_script(cargo, name):
    """bootelf hands over words, the kernel's name first as in a C program, but no modules: a
    table in memory says where they are."""
    text = SCRIPT_HEAD + load(name, f"{PC_KERNEL:x}")
    text += f"mw.q {PC_TABLE:x} {PC_TABLE_MAGIC:x}\nmw.q {PC_TABLE + 8:x} {len(cargo.modules):x}\n"
    address, row = PC_MODULES, PC_TABLE + 16
    for module in cargo.modules:
        text += load(module.name, f"{address:x}")
        text += f"mw.q {row:x} {address:x}\nmw.q {row + 8:x} ${{filesize}}\n"
        address += room_for(module)
        row += 16
    words = f"{name} modtab={PC_TABLE:#x} {cargo.words}".rstrip()
    return text + f"setenv autostart yes\nbootelf -p {PC_KERNEL:x} {words}\n"


def module_node(module, address):
    """One module, and the node by which the device tree says where it is."""
    node = f"module@{address:x}"
    return (load(module.name, f"{address:x}")
            + f"fdt mknode /chosen {node}\n"
            + f'fdt set /chosen/{node} compatible "multiboot,module"\n'
            + f"fdt set /chosen/{node} reg <0x0 {address:#x} 0x0 0x${{filesize}}>\n"
            + f'fdt set /chosen/{node} bootargs "{module.text}"\n')


def tree_script(cargo, boot, name, tree, address):
    """booti with the machine's own device tree, moved to where it can grow. Several modules get
    a node each; one is an archive and becomes the initial RAM disk."""
    text = SCRIPT_HEAD + f'setenv bootargs "{cargo.words}"\n'
    text += "fdt addr ${fdtcontroladdr}\n"
    text += "".join(f"fdt rm {path}\n" for path in boot.get("without", []))
    text += f"fdt move ${{fdtcontroladdr}} {tree:x} {TREE_SIZE:x}\n"
    text += load(name, "${kernel_addr_r}")
    if len(cargo.modules) == 1:
        text += load(cargo.modules[0].name, "${ramdisk_addr_r}")
        return text + f"booti ${{kernel_addr_r}} ${{ramdisk_addr_r}}:${{filesize}} {tree:x}\n"
    for module in cargo.modules:
        text += module_node(module, address)
        address += room_for(module)
    return text + f"booti ${{kernel_addr_r}} - {tree:x}\n"


def u_boot_disk(cargo, folder, script_of, architecture):
    """A FAT disk, which QEMU makes of a folder: kernel, modules and the script to start them.
    What the machine writes is thrown away; an IDE disk may not be read-only."""
    disk = os.path.join(folder, "disk")
    name = stage(cargo, disk)
    source = os.path.join(folder, "boot.cmd")
    with open(source, "w", encoding="utf-8") as out:
        out.write(script_of(name))
    make("mkimage", "-A", architecture, "-T", "script", "-C", "none", "-n", "pinyon",
         "-d", source, os.path.join(disk, "boot.scr"))
    return f"file=fat:{disk},format=raw,snapshot=on"


def uboot_pc(cargo, boot, folder):
    disk = u_boot_disk(cargo, folder, lambda name: pc_script(cargo, name), "x86_64")
    return ["-bios", firmware(f"{U_BOOT}/qemu-x86_64/u-boot.rom"),
            "-drive", f"{disk},if={boot.get('disk', 'virtio')}"]


def uboot_disk(cargo, boot, folder):
    disk = u_boot_disk(cargo, folder,
                       lambda name: tree_script(cargo, boot, name, ARM64_TREE, ARM64_MODULES),
                       "arm64")
    return ["-bios", firmware(f"{U_BOOT}/qemu_arm64/u-boot.bin"), "-drive", f"{disk},if=virtio"]


def sbi_uboot(cargo, boot, folder):
    disk = u_boot_disk(cargo, folder,
                       lambda name: tree_script(cargo, boot, name, RISCV_TREE, RISCV_MODULES),
                       "riscv")
    return ["-kernel", firmware(f"{U_BOOT}/qemu-riscv64_smode/u-boot.bin"),
            "-drive", f"{disk},if=virtio"]


CHAINS = {"kernel": kernel, "multiboot": multiboot, "guest-loader": guest_loader,
          "grub-bios": grub_bios, "grub-efi": grub_efi, "uboot-pc": uboot_pc,
          "uboot-disk": uboot_disk, "sbi-uboot": sbi_uboot}

# Their firmware looks at one disk only, and that is its own.
ONE_DISK = ("uboot-pc", "uboot-disk", "sbi-uboot")


def options(cargo, boot, folder):
    """Prepares the medium in the folder and returns QEMU's options for this way to boot."""
    return CHAINS[boot["chain"]](cargo, boot, folder) + boot.get("args", [])
