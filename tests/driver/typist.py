# SPDX-License-Identifier: BSD-2-Clause
"""Types on a machine's console as a person would: waits for a text, then answers it.

A script has a line for each step: `wait TEXT` until the console has said TEXT after all that was
waited for before, `type TEXT` to send it. In both, \\r is the return key, \\b backspace, \\xNN any
byte, and \\\\ a backslash; \\x20 is a space at the end of a line. Empty lines and lines that begin
with # say nothing.
"""
import codecs
import os

STEPS = ("wait", "type")


def parse(text, name="script"):
    """Returns the steps as (verb, bytes)."""
    steps = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        verb, _, rest = line.partition(" ")
        if verb not in STEPS or not rest:
            raise ValueError(f"{name}:{number}: expected 'wait TEXT' or 'type TEXT'")
        steps.append((verb, codecs.escape_decode(rest.encode())[0]))
    return steps


class Typist:
    """One script, going on whenever the machine has said something."""

    def __init__(self, steps):
        self.steps = list(steps)
        self.seen = 0
        self.keyboard = None

    @classmethod
    def reading(cls, path):
        with open(path, encoding="utf-8") as source:
            return cls(parse(source.read(), path))

    def options(self):
        return []

    def start(self, process):
        self.keyboard = process.stdin
        self.heard(b"")

    def heard(self, said):
        while self.steps and self.step(*self.steps[0], said):
            self.steps.pop(0)

    def step(self, verb, text, said):
        """Whether the step is done."""
        if verb == "wait":
            position = said.find(text, self.seen)
            if position < 0:
                return False
            self.seen = position + len(text)
            return True
        try:
            os.write(self.keyboard.fileno(), text)
        except BrokenPipeError:
            return False  # the machine has ended
        return True

    def stop(self):
        pass

    def problems(self):
        """What the script still wanted when the machine ended."""
        if not self.steps:
            return []
        verb, text = self.steps[0]
        text = repr(text.decode("utf-8", "replace"))
        if verb == "wait":
            return [f"the console never said {text}, for which the input waited"]
        return [f"the machine ended before {text} was typed"]
