#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Creates a .config from a defconfig, and the generated header from a .config.

kconfiglib only warns about unknown symbols, values out of range and options whose dependencies do
not hold; a configuration that says one thing and builds another is refused here instead.
"""
import argparse
import os
import sys

import kconfiglib


def fail(problems):
    for problem in problems:
        print(f"configuration: {problem}", file=sys.stderr)
    sys.exit(1)


def contradictions(kconf):
    """Symbols whose assigned value did not come into effect."""
    for symbol in kconf.unique_defined_syms:
        wanted = symbol.user_value
        if wanted is None:
            continue
        if symbol.orig_type in (kconfiglib.BOOL, kconfiglib.TRISTATE):
            wanted = kconfiglib.TRI_TO_STR[wanted]
        if wanted != symbol.str_value:
            needs = kconfiglib.expr_str(symbol.direct_dep)
            effect = symbol.str_value or "unset"
            yield (f"CONFIG_{symbol.name} is set to {wanted} but would be {effect}"
                   f" (it needs: {needs})")


def load(kconfig_file, files, settings=()):
    """Reads the files in order, later ones overriding, then what is set (NAME=VALUE), and refuses
    what kconfiglib warns about."""
    kconf = kconfiglib.Kconfig(kconfig_file, warn_to_stderr=False)
    kconf.warn_assign_undef = True
    for position, name in enumerate(files):
        kconf.warn_assign_override = position == 0
        kconf.load_config(name, replace=position == 0)
    for name, value in (setting.split("=", 1) for setting in settings):
        kconf.syms[name].set_value(value)
    problems = list(contradictions(kconf))
    problems = list(kconf.warnings) + problems
    if problems:
        fail(problems)
    return kconf


def replace_if_changed(path, text):
    """Leaves the file's date alone when nothing changed, so that nothing is rebuilt."""
    try:
        with open(path, encoding="utf-8") as old:
            if old.read() == text:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path + ".tmp", "w", encoding="utf-8") as new:
        new.write(text)
    os.replace(path + ".tmp", path)


def cpp_constant(symbol):
    name = symbol.name.lower()
    if symbol.orig_type == kconfiglib.BOOL:
        return f"inline constexpr bool {name} = {'true' if symbol.tri_value else 'false'};"
    if symbol.orig_type == kconfiglib.INT:
        return f"inline constexpr unsigned {name} = {symbol.str_value};"
    if symbol.orig_type == kconfiglib.HEX:
        return f"inline constexpr unsigned long {name} = {symbol.str_value};"
    return f"inline constexpr char {name}[] = \"{kconfiglib.escape(symbol.str_value)}\";"


def header(symbols):
    lines = ["// SPDX-License-Identifier: BSD-2-Clause",
             "// The kernel's configuration as constants. Generated from .config.",
             "#ifndef PINYON_CONFIG_H", "#define PINYON_CONFIG_H", "",
             "namespace pinyon::config {"]
    lines += [cpp_constant(symbol) for symbol in symbols]
    lines += ["} // namespace pinyon::config", "", "#endif // PINYON_CONFIG_H", ""]
    return "\n".join(lines)


def create(args):
    kconf = load(args.kconfig, args.files, args.set)
    os.makedirs(os.path.dirname(args.out), exist_ok=True)
    kconf.write_config(args.out, save_old=False)


def generate(args):
    kconf = load(args.kconfig, [args.config])
    board = kconf.syms["BOARD_NAME"].str_value
    if board != args.board:
        fail([f"{args.config} is for the board '{board}', not for '{args.board}'"])
    symbols = [s for s in kconf.unique_defined_syms if s.orig_type != kconfiglib.UNKNOWN]
    replace_if_changed(os.path.join(args.out, "config.h"), header(symbols))


def exceeds(args):
    """Prints the number if it is above what the configuration has; else nothing."""
    kconf = load(args.kconfig, args.files)
    if args.number > int(kconf.syms[args.option].str_value):
        print(args.number)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kconfig", default="Kconfig")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("create", help="write a .config from defconfig files")
    command.add_argument("--out", required=True)
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    command.add_argument("files", nargs="+")
    command.set_defaults(run=create)
    command = commands.add_parser("exceeds", help="compare a number with an option's value")
    command.add_argument("option")
    command.add_argument("number", type=int)
    command.add_argument("files", nargs="+")
    command.set_defaults(run=exceeds)
    command = commands.add_parser("generate", help="write config.h from a .config")
    command.add_argument("--config", required=True)
    command.add_argument("--board", required=True)
    command.add_argument("--out", required=True)
    command.set_defaults(run=generate)
    args = parser.parse_args()
    try:
        args.run(args)
    except (OSError, kconfiglib.KconfigError) as problem:
        fail([problem])


if __name__ == "__main__":
    main()
