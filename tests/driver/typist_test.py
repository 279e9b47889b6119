# SPDX-License-Identifier: BSD-2-Clause
"""Scripts of input are read as written, wait for their prompts, and unfinished ones are noticed."""
import unittest

from driver_test import FakeMachine
from typist import Typist, parse

# A machine with a prompt; `wait` lets it hear the rest of its input only after that.
ASKING = 'printf "name? "; read name; echo "hello $name"; '


class Script(unittest.TestCase):
    def test_steps_comments_and_escapes_are_read(self):
        self.assertEqual(parse("# talk\n\nwait name? \ntype a\\b\\x15\\\\\\r\n"),
                         [("wait", b"name? "), ("type", b"a\b\x15\\\r")])

    def test_other_lines_are_refused_with_their_number(self):
        for bad in ("say hello", "type", "wait "):
            with self.assertRaisesRegex(ValueError, "talk:2: expected"):
                parse(f"wait a\n{bad}\n", "talk")


class Talk(unittest.TestCase):
    def talk(self, machine, script):
        return FakeMachine(machine).boot(beside=[Typist(parse(script))])

    def test_what_is_typed_reaches_the_machine(self):
        run = self.talk(ASKING, "wait name?\ntype Pinyon\\n\nwait hello Pinyon\n")
        self.assertEqual(run.problems, [])
        self.assertEqual(run.lines, ["name? hello Pinyon"])

    def test_each_wait_looks_only_at_what_came_after_the_last(self):
        run = self.talk(ASKING + ASKING, "wait name?\ntype a\\n\nwait name?\ntype b\\n\n")
        self.assertEqual(run.lines, ["name? hello a", "name? hello b"])
        run = self.talk(ASKING, "wait name?\ntype a\\n\nwait name?\n")
        self.assertEqual(run.problems,
                         ["the console never said 'name?', for which the input waited"])

    def test_what_could_not_be_typed_is_noticed(self):
        run = self.talk("exec <&-; printf 'name? '; sleep 0.5; exit 0", "wait name?\ntype a\\n\n")
        self.assertEqual(run.problems, ["the machine ended before 'a\\n' was typed"])

    def test_the_time_of_a_text_is_known(self):
        run = FakeMachine("echo one; sleep 0.3; echo two; exit 0").boot()
        self.assertLess(run.seconds_to(rb"^one"), run.seconds_to(rb"^two") - 0.2)
        self.assertIsNone(run.seconds_to(rb"^three"))
