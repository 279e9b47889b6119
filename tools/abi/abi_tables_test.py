# SPDX-License-Identifier: BSD-2-Clause
"""The check of the ABI tables notices what differs, what is missing and what is too much."""
import re
import unittest

import abi_tables
import common_tables
import constant_table
import port_tables
from compiled import Answers, probe, signed
from markdown import filled, places, table

EMPTY = "<!-- generated: sizes -->\n<!-- end -->\n"
PAGE = f"# Words\nBefore.\n\n{EMPTY}\nBehind, 8 bytes.\n"
TABLES = {"sizes": lambda ask: table(["what", "bytes"], [["word", ask("sizeof(Word)")]])}
EIGHT, FOUR = '.ascii "@@ sizeof(Word) = $8"', '.ascii "@@ sizeof(Word) = $4"'


def problems(text, assembly=EIGHT, tables=TABLES):
    results = abi_tables.page_results(text, tables, Answers(assembly))
    return {name: problem for name, problem in results if problem}


def written(text, assembly=EIGHT):
    return filled(text, {name: made(Answers(assembly)) for name, made in TABLES.items()})


class Documents(unittest.TestCase):
    def test_what_was_written_is_accepted_and_nothing_else_is_touched(self):
        text = written(PAGE)
        self.assertEqual(problems(text), {})
        self.assertIn("| word | 8 |", text)
        self.assertEqual(filled(text, {"sizes": ""}), PAGE)

    def test_writing_again_changes_nothing(self):
        self.assertEqual(written(written(PAGE)), written(PAGE))

    def test_one_other_digit_in_the_document_is_noticed(self):
        changed = written(PAGE).replace("| word | 8 |", "| word | 9 |")
        self.assertIn("- | word | 9 |\n+ | word | 8 |", problems(changed)["sizes"])

    def test_another_value_in_the_kernel_is_noticed(self):
        self.assertIn("+ | word | 4 |", problems(written(PAGE), FOUR)["sizes"])

    def test_a_table_that_was_never_written_is_noticed(self):
        self.assertIn("sizes", problems(PAGE))

    def test_a_table_without_a_place_is_noticed(self):
        self.assertIn("no place", problems("# Words\n")["sizes"])

    def test_a_place_without_a_table_is_noticed(self):
        more = written(PAGE) + EMPTY.replace("sizes", "colours")
        self.assertEqual(list(problems(more)), ["colours"])

    def test_a_place_that_comes_twice_or_has_no_end_is_refused(self):
        for text in (PAGE + EMPTY, EMPTY.replace("<!-- end -->\n", "")):
            with self.subTest(text=text), self.assertRaises(ValueError):
                places(text)


class TheCompilersAnswers(unittest.TestCase):
    def test_each_way_to_print_a_number_is_read(self):
        ask = Answers('"@@ a = $-1"\n"@@ b(#1, #2) = #5"\n"@@ c = 0x10"')
        self.assertEqual([signed(ask("a")), ask("b(1, 2)"), ask("c")], [-1, 5, 16])

    def test_a_question_without_an_answer_is_an_error(self):
        with self.assertRaises(KeyError):
            Answers(EIGHT)("sizeof(Byte)")

    def test_a_probe_asks_each_question_once(self):
        for arch in port_tables.PORTS:
            lines = [line for line in probe(arch, abi_tables.questions_of(arch)).splitlines()
                     if "ASK(" in line]
            self.assertEqual(len(lines), len(set(lines)))
            self.assertFalse(re.search(r'["{}|%]', "".join(lines)))


class Completeness(unittest.TestCase):
    def test_a_constant_that_no_table_explains_is_noticed(self):
        tables = [lambda ask: ask("PINYON_OLD + 1")]
        old, new = "#define PINYON_OLD 1\n", "#define PINYON_NEW 2\n"
        self.assertIsNone(abi_tables.unexplained_constants(old, tables))
        self.assertIn("NEW", abi_tables.unexplained_constants(old + new, tables))

    def test_constants_are_listed_with_their_values_as_the_header_writes_them(self):
        header = ("/* ---- Kinds ---- */\n#define PINYON_A 0x0010 /* one */\n"
                  "#define PINYON_B (-2)\n/* ---- Nothing ---- */\n")
        ask = {"PINYON_A": 0x20, "PINYON_B": (1 << 64) - 2}.__getitem__
        self.assertEqual(constant_table.constants(header)(ask),
                         "## Kinds\n| name | value | remark |\n|---|---|---|\n"
                         "| `PINYON_A` | 0x0020 | one |\n| `PINYON_B` | -2 |  |\n")

    def test_a_register_in_no_table_is_noticed(self):
        ask = Answers('"@@ Arch::binding.a.b.word = 1"\n"@@ sizeof(SyscallBinding) = 2"')
        ask("Arch::binding.a.b.word")
        self.assertIn("1 are listed, the binding has 2", abi_tables.unlisted_registers(ask))

    def test_a_register_without_a_name_is_noticed(self):
        port = port_tables.Port({"r0": "0"}, None, None)
        answers = {"0": 0, "frame_words": 2, "Arch::exception_words": 1, "set_by(1, 0)": 0,
                   "set_by(1, 1)": 0, "shown(1, 0)": 0, "shown(1, 1)": 0}
        tables = {"exceptions": port_tables.exceptions(port)}
        for word, problem in ((0, None), (1, "stand nameless in exceptions")):
            ask = (answers | {f"shown(1, {word})": port_tables.ALL_ONES}).__getitem__
            self.assertEqual(abi_tables.unnamed_registers(tables, ask), problem)

    def test_gaps_between_and_behind_the_fields_of_the_page_are_noticed(self):
        self.assertIsNone(self.gaps({}))
        self.assertIn("magic", self.gaps({"offsetof(KernelInterfacePage, magic)": 8}))
        self.assertIn("api_flags", self.gaps({"sizeof(KernelInterfacePage::api_version)": 4}))
        self.assertIn("last field", self.gaps({"sizeof(KernelInterfacePage::stubs)": 4}))

    @staticmethod
    def gaps(changes):
        """The problem of a page with a word for each field and one of 4 bytes less at the end."""
        members = [member for member, _, _ in common_tables.KIP_FIELDS]
        values = {"PINYON_KIP_SIZE_LOG2": 12}
        for place, member in enumerate(members):
            last = member == members[-1]
            values[f"offsetof(KernelInterfacePage, {member})"] = 8 * place
            values[f"sizeof(KernelInterfacePage::{member})"] = 4096 - 8 * place if last else 8
        return abi_tables.gaps_of_page((values | changes).get)


class Exceptions(unittest.TestCase):
    PORT = port_tables.Port({"ip": "0", "r1": "1", "r2": "2", "flags": "3"}, None, None,
                            aliases={"sp": "1"}, parts={"flags": "FLAGS [{bits}]"})

    def rows(self, *words):
        """Rows of a message whose registers show words of the frame: (word, shown, set)."""
        answers = {"frame_words": 4, "Arch::exception_words": len(words)}
        answers |= {str(n): n for n in range(4)}
        for i, (word, shown, set_by) in enumerate(words, start=1):
            for w in range(4):
                answers[f"shown({i}, {w})"] = shown if w == word else 0
                answers[f"set_by({i}, {w})"] = set_by if w == word else 0
        ask = answers.__getitem__
        rows = port_tables.exception_rows(self.PORT, ask)
        return list(port_tables.merged(rows, self.PORT.explained(ask)))

    def test_counted_registers_in_their_order_are_one_row(self):
        whole = port_tables.ALL_ONES
        self.assertEqual(self.rows((0, whole, whole), (1, whole, whole), (2, whole, whole)),
                         [[1, "ip", "all"], ["2 .. 3", "r1 .. r2", "all"]])
        self.assertEqual(self.rows((2, whole, whole), (1, whole, whole)),
                         [[1, "r2", "all"], [2, "sp (r1)", "all"]])

    def test_a_part_of_a_word_and_words_that_cannot_be_set_are_told(self):
        self.assertEqual(self.rows((3, 0xF0, 0x30), (0, port_tables.ALL_ONES, 0), (0, 0, 0)),
                         [[1, "FLAGS [7:4]", "bits 5:4"], [2, "ip", "–"], [3, "0", "–"]])
