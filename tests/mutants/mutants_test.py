# SPDX-License-Identifier: BSD-2-Clause
"""Faults are made where code is, only there, and one at a time; verdicts and reasons are kept."""
import os
import tempfile
import unittest

import run_mutants
import trial
from campaign import Campaign, Verdicts, WrongReason, table
from cxx_tokens import tokens_of
from faults import faults_of
from survivors import Survivors, read_survivors

WHOLE = """
#include "a < b"
namespace n {
constexpr int limit = 4;
// if (comment) call();
struct S {
    S(int a, int b) : a_{a}, b_{b} { note(a, b); }
    bool operator<(S const& o) const { return a_ < o.a_; }
    int a_ = 0, b_;
};
template <class T>
int f(T& t, char const* text)
{
    check(t.a_ > 1, "a > 1");
    for (int i = 0; i < limit; ++i)
        t.step(i);
    if (S* const s = t.find(text))
        return s->a_;
    T other = t;
    switch (t.kind()) {
    case Kind::one:
        other.stop();
        break;
    }
    return t.a_ ? 1 : 0;
}
}
"""


def becomes(kind, text=WHOLE):
    return [(fault.line, fault.becomes) for fault in faults_of("x.cpp", text)
            if fault.kind == kind]


class Tokens(unittest.TestCase):
    def test_comments_directives_and_blanks_are_no_tokens(self):
        texts = [token.text for token in tokens_of("#define A 1\na /* b */ = 'c'; // d")]
        self.assertEqual(texts, ["a", "=", "'c'", ";"])

    def test_digits_may_be_grouped(self):
        self.assertEqual([token.text for token in tokens_of("0x1'0000u")], ["0x1'0000u"])

    def test_code_is_what_lies_in_functions(self):
        code = {token.text for token in tokens_of(WHOLE) if token.code}
        self.assertTrue({"note", "step", "stop", "find"} <= code)
        self.assertFalse({"namespace", "struct", "operator", "template"} & code)


class Faults(unittest.TestCase):
    def test_statements_are_dropped_and_declarations_are_not(self):
        self.assertEqual([line for line, _ in becomes("dropped statement")],
                         ["S(int a, int b) : a_{a}, b_{b} { note(a, b); }", "t.step(i);",
                          "other.stop();", "break;"])

    def test_conditions_are_negated_behind_what_they_declare(self):
        self.assertEqual(becomes("negated condition"),
                         [("if (S* const s = t.find(text))",
                           "if (S* const s = t.find(text); !s)")])
        self.assertEqual(becomes("negated condition", "void f() { if (!a) b(); }"),
                         [("void f() { if (!a) b(); }", "void f() { if (a) b(); }")])

    def test_comparisons_are_no_brackets_of_templates(self):
        self.assertEqual([after for _, after in becomes("wrong comparison")],
                         ["bool operator<(S const& o) const { return a_ <= o.a_; }",
                          "for (int i = 0; i <= limit; ++i)"])

    def test_numbers_are_off_by_one_in_both_directions(self):
        self.assertEqual(becomes("off by one", "constexpr Word many = 4u;"),
                         [("constexpr Word many = 4u;", "constexpr Word many = 5u;"),
                          ("constexpr Word many = 4u;", "constexpr Word many = 3u;")])
        self.assertEqual(becomes("off by one", "int none = 0;"),
                         [("int none = 0;", "int none = 1;")])

    def test_neighbours_in_a_call_are_swapped(self):
        self.assertEqual(becomes("swapped argument", "void f() { g(a, h(b, c), 1); }"),
                         [("void f() { g(a, h(b, c), 1); }", "void f() { g(h(b, c), a, 1); }"),
                          ("void f() { g(a, h(b, c), 1); }", "void f() { g(a, 1, h(b, c)); }"),
                          ("void f() { g(a, h(b, c), 1); }", "void f() { g(a, h(c, b), 1); }")])

    def test_what_checks_or_tells_is_left_alone(self):
        text = 'void f() { check(a > 1, "x"); panic("%u", 2); print_it(a, b); }'
        self.assertEqual(faults_of("x.cpp", text), [])

    def test_lines_keep_their_numbers(self):
        text = "void f()\n{\n    call(a,\n         b);\n    last();\n}\n"
        for fault in faults_of("x.cpp", text):
            self.assertEqual(fault.apply(text).count("\n"), text.count("\n"))

    def test_each_fault_has_a_name_of_its_own_that_other_lines_do_not_change(self):
        names = [fault.identity(WHOLE) for fault in faults_of("x.cpp", WHOLE)]
        self.assertEqual(len(names), len(set(names)))
        longer = "int more();\n" + WHOLE
        self.assertEqual([fault.identity(longer) for fault in faults_of("x.cpp", longer)], names)


class TheList(unittest.TestCase):
    def test_each_entry_is_about_a_fault_that_can_be_made(self):
        reasons = read_survivors(os.path.join(trial.ROOT, run_mutants.EXPLAINED))
        reasons.check(list(run_mutants.all_faults("")))
        self.assertGreater(len(reasons.reasons), 0)


class Runs(unittest.TestCase):
    def test_long_runs_come_late_and_only_where_they_can_see_the_fault(self):
        quick, explorer, ports = trial.MOST_TESTS, trial.EXPLORER, trial.PORT_TESTS
        self.assertEqual(list(trial.runs_for("kernel/generic/boot/cpio.cpp")), [quick])
        self.assertEqual(list(trial.runs_for("kernel/generic/ipc/ipc.cpp")), [quick, explorer])
        self.assertEqual(list(trial.runs_for("kernel/generic/io/io_walk.cpp")), [quick, ports])
        self.assertEqual(list(trial.runs_for("kernel/generic/threads/tcb.h")),
                         [quick, explorer, ports])


class Reasons(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "list")
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
            return read_survivors(path)

    def test_an_entry_names_one_fault(self):
        found = self.read("# note\n\nx.cpp: off by one\n  - int none = 0;\n  + int none = 1;\n"
                          "  Nobody\n  looks.\n")
        fault = faults_of("x.cpp", "int none = 0;")[0]
        self.assertEqual(found.reasons[Survivors.key(fault)], "Nobody looks.")
        found.check([(fault, "")])

    def test_a_reason_may_say_that_there_is_no_fault(self):
        entry = "x.cpp: off by one\n  - int {0} = 0;\n  + int {0} = 1;\n  {1}\n\n"
        found = self.read(entry.format("a", "Equivalent: it is set before it is read.")
                          + entry.format("b", "Nobody looks."))
        self.assertEqual([key[2] for key in found.equivalent], ["int a = 0;"])
        self.assertEqual(len(found.reasons), 2)

    def test_an_entry_about_a_line_that_is_no_more_is_told(self):
        found = self.read("x.cpp: off by one\n  - int some = 0;\n  + int some = 1;\n  Why.\n")
        with self.assertRaises(SystemExit):
            found.check([(fault, "") for fault in faults_of("x.cpp", "int none = 0;")])

    def test_an_entry_without_a_reason_is_none(self):
        with self.assertRaises(SystemExit):
            self.read("x.cpp: off by one\n  - int none = 0;\n  + int none = 1;\n")


class OneRun(unittest.TestCase):
    """The campaign with a workshop that only says what it was asked to say."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "verdicts.json")
        text = "void f() { a(); b(); c(); d(); }"
        self.faults = [(fault, text) for fault in faults_of("x.cpp", text)]
        self.explained = Survivors()

    def tearDown(self):
        self.folder.cleanup()

    def run_with(self, says, count):
        asked = []

        class Workshop:
            def judge(self, fault, _text, _sound):
                asked.append(fault)
                return says[len(asked) - 1]

        verdicts = Verdicts(self.path, kernel="k", tests="t")
        campaign = Campaign(self.faults, count, verdicts, self.explained,
                            tell=lambda *_, **__: None)
        campaign.work(Workshop(), b"")
        return asked, campaign

    def test_what_does_not_compile_is_replaced_by_another(self):
        asked, campaign = self.run_with([trial.NOT_COMPILED, trial.CAUGHT_HOST, trial.SURVIVED], 2)
        self.assertEqual((len(asked), campaign.counted()), (3, 2))

    def test_what_makes_no_difference_is_replaced_by_another(self):
        self.explained.equivalent.add(Survivors.key(self.faults[0][0]))
        for _ in range(2):  # the second time from what is kept
            _, campaign = self.run_with([trial.SURVIVED, trial.SURVIVED, trial.CAUGHT_HOST], 2)
            self.assertEqual([verdict for _, verdict in campaign.judged],
                             [trial.EQUIVALENT, trial.SURVIVED, trial.CAUGHT_HOST])
            self.assertEqual(campaign.counted(), 2)

    def test_what_is_caught_makes_a_difference(self):
        self.explained.equivalent.add(Survivors.key(self.faults[0][0]))
        with self.assertRaises(WrongReason):
            self.run_with([trial.CAUGHT_HOST], 1)

    def test_a_second_run_goes_on_behind_the_first(self):
        self.run_with([trial.CAUGHT_HOST, trial.SURVIVED], 2)
        asked, campaign = self.run_with([trial.CAUGHT_BOARD] * 2, 4)
        self.assertEqual((len(asked), campaign.counted()), (2, 4))

    def test_new_tests_get_another_chance_with_survivors_only(self):
        self.run_with([trial.CAUGHT_HOST, trial.SURVIVED], 2)
        verdicts = Verdicts(self.path, kernel="k", tests="other")
        known = [verdicts.of(fault.identity(text)) for fault, text in self.faults]
        self.assertEqual(known, [trial.CAUGHT_HOST, None, None, None])
        changed = Verdicts(self.path, kernel="other", tests="t")
        self.assertIsNone(changed.of(self.faults[0][0].identity(self.faults[0][1])))

    def test_the_table_counts_by_file_and_kind(self):
        _, campaign = self.run_with([trial.CAUGHT_HOST, trial.SURVIVED, trial.CAUGHT_BOARD], 3)
        rows = [line.split() for line in table(campaign.judged)]
        self.assertEqual(rows[1], ["x.cpp", "2", "of", "3", "2", "of", "3"])
        self.assertEqual(rows[-1][0], "all")
