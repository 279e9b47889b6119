# SPDX-License-Identifier: BSD-2-Clause
"""Lists the small faults that can be made in a file of C++: one changed place each."""
import hashlib

from cxx_tokens import tokens_of

KINDS = ("dropped statement", "negated condition", "wrong comparison", "off by one",
         "swapped argument")

# Calls that check or tell, and do nothing else.
WATCHERS = {"check", "require", "static_assert", "panic", "vprint", "sizeof", "alignas"}
WATCHER_PREFIX = "print"

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
               "&&": "||", "||": "&&"}

# No statement that begins so can be left out: it declares, or others belong to it.
KEPT = {"return", "const", "constexpr", "auto", "static", "using", "case", "default", "if", "for",
        "while", "do", "switch", "else", "struct", "enum", "template", "typename", "union",
        "unsigned", "bool", "int", "char", "long", "alignas", "static_assert", "asm", "goto"}


class Fault:
    """`text[start:end]` becomes `made`."""

    def __init__(self, path, text, kind, start, end, made, code):
        self.path, self.kind, self.start, self.end, self.made = path, kind, start, end, made
        self.code = code  # in a function, so that nothing else depends on it when compiling
        self.number = text.count("\n", 0, start) + 1
        self.line = line_at(text, start).strip()
        self.becomes = line_at(self.apply(text), start).strip()

    def apply(self, text):
        """Lines keep their numbers."""
        lost = text.count("\n", self.start, self.end) - self.made.count("\n")
        return text[:self.start] + self.made + "\n" * lost + text[self.end:]

    def identity(self, text):
        """Stays the same while other lines change."""
        same = text[:self.start].count(self.line)
        what = "\0".join((self.path, self.kind, self.line, self.becomes, str(same)))
        return hashlib.sha256(what.encode()).hexdigest()[:16]

    def __str__(self):
        return (f"{self.path}:{self.number}: {self.kind}\n    - {self.line}\n"
                f"    + {self.becomes}")


def line_at(text, place):
    begin = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[begin:end if end >= 0 else len(text)]


class Finder:
    """All faults of one file."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = tokens_of(text)
        self.watched = self.find_watched()
        self.found = []

    def find_watched(self):
        """The numbers of tokens that belong to calls which only check or tell."""
        numbers = set()
        for number, token in enumerate(self.tokens[:-1]):
            behind = self.tokens[number + 1]
            if token.kind == "word" and behind.text == "(" and behind.partner and (
                    token.text in WATCHERS or token.text.startswith(WATCHER_PREFIX)):
                numbers.update(range(number, behind.partner + 1))
        return numbers

    def add(self, kind, first, last, made):
        """`first` and `last` are tokens."""
        self.found.append(Fault(self.path, self.text, kind, first.start, last.end, made,
                                first.code))

    def source(self, first, last):
        """The text of the tokens from number `first` up to `last`, without it."""
        return self.text[self.tokens[first].start:self.tokens[last - 1].end]

    def faults(self):
        for number, token in enumerate(self.tokens):
            if number in self.watched:
                continue
            if token.code:
                self.drop(number)
                self.negate(number)
                self.compare(number)
                self.swap(number)
            if token.kind == "number":
                self.shift(number)
        return self.found

    # ---- dropped statements --------------------------------------------------------------------

    def begins_statement(self, number):
        before = self.tokens[number - 1]
        if before.text in (";", "else", "do"):
            return not self.in_parentheses(number)
        if before.text in ("{", "}"):
            return before.block in ("statements", "function")
        if before.text == ")" and before.partner:
            control = self.tokens[before.partner - 1].text
            return control in ("if", "for", "while", "switch", "constexpr")
        return before.text == ":" and self.is_label(number - 1)

    def in_parentheses(self, number):
        """Whether a semicolon before it is one of a `for`."""
        for back in range(number - 1, -1, -1):
            token = self.tokens[back]
            if token.text == "(" and (token.partner or 0) > number:
                return True
            if token.text == "{" and (token.partner or 0) > number:
                return False
        return False

    def is_label(self, colon):
        for back in range(colon - 1, max(colon - 12, 0), -1):
            if self.tokens[back].text in ("case", "default"):
                return True
            if self.tokens[back].text in (";", "{", "}", "?"):
                return False
        return False

    def drop(self, number):
        token = self.tokens[number]
        if token.text in KEPT and not (token.text == "return"
                                       and self.tokens[number + 1].text == ";"):
            return
        if token.text in "{}[;" or not self.begins_statement(number):
            return
        end = self.end_of_statement(number)
        if end is None or self.declares(number, end):
            return
        self.add("dropped statement", token, self.tokens[end], ";")

    def end_of_statement(self, number):
        while number < len(self.tokens):
            token = self.tokens[number]
            if token.text == ";":
                return number
            if token.text == "}" or (token.text in ("(", "[", "{") and token.partner is None):
                return None
            number = token.partner + 1 if token.text in ("(", "[", "{") else number + 1
        return None

    def declares(self, number, end):
        """A type, then a name: two words in a row, or with signs of types between them."""
        words = [token for token in self.tokens[number:end]]
        place = 0
        while place < len(words) and (words[place].kind == "word" or words[place].text == "::"):
            place += 1
            if place < len(words) and words[place].kind == "word" \
                    and words[place - 1].kind == "word":
                return True
        if place < len(words) and words[place].text in ("<", "*", "&"):
            return True
        return False

    # ---- conditions ----------------------------------------------------------------------------

    def negate(self, number):
        token = self.tokens[number]
        if token.text == "!":
            self.add("negated condition", token, token, "")
        if token.text not in ("if", "while"):
            return
        opening = number + 2 if self.tokens[number + 1].text == "constexpr" else number + 1
        end = self.tokens[opening].partner
        if not end or self.tokens[opening].text != "(" or opening + 1 == end:
            return
        self.negate_range(opening + 1, end)

    def negate_range(self, first, end):
        assigned = name = None
        for number in self.outermost(first, end):
            if self.tokens[number].text == ";":
                first, assigned = number + 1, None
            elif self.tokens[number].text == "=":
                assigned, name = number, self.tokens[number - 1].text
        if self.tokens[first].text == "!" and end - first <= 2:
            return  # found where the sign stands
        condition = self.source(first, end)
        made = f"{condition}; !{name}" if assigned else f"!({condition})"
        self.add("negated condition", self.tokens[first], self.tokens[end - 1], made)

    def outermost(self, first, end):
        """Numbers of the tokens that are in no further brackets."""
        while first < end:
            yield first
            token = self.tokens[first]
            inner = token.text in CLOSED and token.partner
            first = token.partner + 1 if inner else first + 1

    def compare(self, number):
        token = self.tokens[number]
        if token.kind != "sign" or token.text not in COMPARISONS:
            return
        if self.text[token.start - 1] not in " \n" or self.tokens[number - 1].text == "operator":
            return  # brackets of a template, a reference
        if self.text[token.end] not in " \n" or self.tokens[number - 1].text == "template":
            return
        self.add("wrong comparison", token, token, COMPARISONS[token.text])

    # ---- numbers and arguments -----------------------------------------------------------------

    def shift(self, number):
        token = self.tokens[number]
        digits = token.text.rstrip("uUlL").replace("'", "")
        suffix = token.text[len(token.text.rstrip("uUlL")):]
        try:
            value = int(digits, 0)
        except ValueError:
            return
        for made in (value + 1, value - 1):
            if made >= 0:
                self.add("off by one", token, token, str(made) + suffix)

    def swap(self, number):
        """A call's neighbours; the call is a word before a parenthesis, or a type before a
        brace."""
        token = self.tokens[number]
        if token.text not in ("(", "{") or not token.partner or token.block == "statements":
            return
        before = self.tokens[number - 1]
        if before.kind != "word" or before.text in KEPT or before.text in ("return", "switch"):
            return
        arguments, first = [], number + 1
        for place in self.outermost(number + 1, token.partner):
            if self.tokens[place].text == ",":
                arguments.append((first, place))
                first = place + 1
        arguments.append((first, token.partner))
        for (a, a_end), (b, b_end) in zip(arguments, arguments[1:]):
            if a == a_end or b == b_end or self.source(a, a_end) == self.source(b, b_end):
                continue
            between = self.text[self.tokens[a_end - 1].end:self.tokens[b].start]
            self.add("swapped argument", self.tokens[a], self.tokens[b_end - 1],
                     self.source(b, b_end) + between + self.source(a, a_end))


CLOSED = ("(", "[", "{")


def faults_of(path, text):
    return Finder(path, text).faults()
