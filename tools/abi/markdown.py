# SPDX-License-Identifier: BSD-2-Clause
"""Tables in Markdown, and the places of a document that are generated."""
import re

BEGIN = "<!-- generated: {} -->"
END = "<!-- end -->"
PLACE = re.compile(r"^<!-- generated: (\S+) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)


def table(header, rows):
    """The text of a table; a cell is text or a number."""
    lines = [header, ["---"] * len(header), *rows]
    plain = lambda line: "|" + "|".join(map(str, line)) + "|"
    spaced = lambda line: "| " + " | ".join(map(str, line)) + " |"
    return "".join((plain if line is lines[1] else spaced)(line) + "\n" for line in lines)


def minus(number):
    """A decimal number with a proper minus sign."""
    return str(number).replace("-", "−")


def hexadecimal(number, digits=1):
    return ("−" if number < 0 else "") + f"0x{abs(number):0{digits}X}"


def places(text):
    """The generated places of a document: name -> content. A name that comes twice is an error."""
    found = PLACE.findall(text)
    names = [name for name, _ in found]
    if len(set(names)) != len(names) or text.count("<!-- generated:") != len(names):
        raise ValueError("a generated place is named twice or has no end")
    return dict(found)


def filled(text, contents):
    """The document with the contents at their places; others stay."""
    def content(match):
        inside = contents.get(match[1], match[2])
        return f"{BEGIN.format(match[1])}\n{inside}{END}"
    return PLACE.sub(content, text)
