# SPDX-License-Identifier: BSD-2-Clause
"""Rules of the configuration: options explained, defconfigs sound, contradictions refused."""
import glob
import os
import subprocess
import sys
import tempfile

import kconfiglib

TOOL = "tools/config_tool.py"

# Lines added to a good defconfig that must be refused, and a word of the reason.
REFUSED = {
    "CONFIG_NO_SUCH_OPTION=y": "NO_SUCH_OPTION",
    "CONFIG_MAX_CPUS=0": "MAX_CPUS",
    "CONFIG_MAX_CPUS=many": "MAX_CPUS",
    "CONFIG_ARCH_ARM64=y": "ARCH_",
    "CONFIG_BOARD_RISCV64_VIRT=y": "BOARD_",
    "# CONFIG_ASSERTIONS is not set\nCONFIG_CHECK_INVARIANTS=y": "CHECK_INVARIANTS",
}


def configure(root, *files):
    """Runs the configuration tool; returns (accepted, its messages)."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        command = [sys.executable, "-B", TOOL, "create", "--out", out, *files]
        result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    return result.returncode == 0, result.stderr


def options_without_help(root):
    kconf = kconfiglib.Kconfig(os.path.join(root, "Kconfig"), warn_to_stderr=False)
    for node in kconf.node_iter():
        if isinstance(node.item, (kconfiglib.Symbol, kconfiglib.Choice)) and node.prompt:
            if not (node.help or "").strip():
                yield f"Kconfig:{node.linenr}: '{node.prompt[0]}' has no help text"


def bad_defconfigs(root):
    for path in sorted(glob.glob(os.path.join(root, "config", "*_defconfig"))):
        accepted, messages = configure(root, path)
        if not accepted:
            yield f"{os.path.relpath(path, root)}: {messages.strip()}"


def accepted_contradictions(root):
    with open(os.path.join(root, "config", "x86_64_pc_defconfig"), encoding="utf-8") as source:
        good = source.read()
    for lines, reason in REFUSED.items():
        with tempfile.NamedTemporaryFile("w", suffix="_defconfig") as bad:
            bad.write(good + lines + "\n")
            bad.flush()
            accepted, messages = configure(root, bad.name)
        if accepted or reason not in messages:
            yield f"not refused with a word about {reason}: {lines!r}"


RULES = [
    ("every configuration option has a help text", options_without_help),
    ("every defconfig is accepted without a warning", bad_defconfigs),
    ("wrong options, values and combinations are refused", accepted_contradictions),
]
