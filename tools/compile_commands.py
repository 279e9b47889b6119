#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Joins the fragments that lie beside the objects into compile_commands.json.

Every compile rule writes OBJECT.json with its command. The result goes to the target's folder, and
a copy to the folder build/, where editors look for it.
"""
import argparse
import json
import os
import shutil


def fragments(objects):
    for name in objects:
        try:
            with open(name + ".json", encoding="utf-8") as fragment:
                yield json.load(fragment)
        except FileNotFoundError:
            continue


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copy", help="a second place for the result")
    parser.add_argument("out")
    parser.add_argument("objects", nargs="+")
    args = parser.parse_args()
    with open(args.out, "w", encoding="utf-8") as out:
        json.dump(sorted(fragments(args.objects), key=lambda f: f["file"]), out, indent=1)
    if args.copy:
        temporary = f"{args.copy}.{os.getpid()}"
        shutil.copyfile(args.out, temporary)
        os.replace(temporary, args.copy)


if __name__ == "__main__":
    main()
