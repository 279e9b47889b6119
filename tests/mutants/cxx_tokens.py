# SPDX-License-Identifier: BSD-2-Clause
"""Cuts C++ text into tokens and finds out which of them are code of functions.

No parser: it knows brackets and the words before them, which is enough for the style of this tree.
What it takes for code and is none does not compile when it is changed, or changes nothing.
"""
import re

TOKEN = re.compile(r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<text>R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*')
  | (?P<number>\d(?:'?[0-9a-zA-Z_.])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><<=|>>=|<=>|\.\.\.|->\*?|::|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
    """, re.VERBOSE | re.DOTALL | re.MULTILINE)
CLOSING = {"(": ")", "[": "]", "{": "}"}
HEAD_ENDS = ("const", "noexcept", "override", "final", ")")


class Token:
    """A piece of text; a bracket knows its partner, a word of a function that it is `code`."""

    def __init__(self, kind, match):
        self.kind = kind
        self.text = match.group()
        self.start, self.end = match.span()
        self.partner = None
        self.code = False
        self.block = None  # of a brace: what it encloses

    def __repr__(self):
        return f"{self.text!r}@{self.start}"


def tokens_of(text):
    found = [Token(match.lastgroup, match) for match in TOKEN.finditer(text)
             if match.lastgroup != "skip"]
    match_brackets(found)
    mark_code(found)
    return found


def match_brackets(tokens):
    """`partner`: the number of the token that closes or opens the same pair."""
    open_ones = []
    for number, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in CLOSING:
            open_ones.append(number)
        elif token.text in CLOSING.values() and open_ones:
            partner = open_ones.pop()
            token.partner, tokens[partner].partner = partner, number


def outer_block(head, before):
    """What a brace outside of functions encloses; `before` it is a token, and `head` are the texts
    from where its declaration begins, without braces."""
    if "namespace" in head or "extern" in head:
        return "namespace"
    if not head or "enum" in head or "concept" in head or "requires" in head or head[-1] == "=":
        return "values"
    if ("class" in head or "struct" in head or "union" in head) and "(" not in head:
        return "class"
    if "(" not in head:
        return "values"
    behind = head[len(head) - head[::-1].index(")"):] if ")" in head else []
    named = re.match(r"[A-Za-z_]", before) and before not in HEAD_ENDS
    return "values" if named and "->" not in behind and initialises(head) else "function"


def initialises(head):
    """Whether a constructor's list of members has begun: a colon behind its parameters."""
    return any(first == ")" and second in (":", "noexcept") for first, second in
               zip(head, head[1:]))


def mark_code(tokens):
    stack = []
    head = []  # the texts since the last declaration outside of functions
    for number, token in enumerate(tokens):
        inside = any(block in ("function", "statements") for block in stack)
        token.code = inside
        if token.text == "{" and token.kind == "sign":
            if inside:
                before = tokens[number - 1].text
                token.block = "statements" if before in (")", ";", "{", "}", ":", "else", "do",
                                                         "]", "mutable") else "values"
            else:
                token.block = outer_block(head, tokens[number - 1].text if number else "")
            stack.append(token.block)
            if token.block in ("namespace", "class"):
                head = []
        elif token.text == "}" and token.kind == "sign":
            block = stack.pop() if stack else "values"
            token.block = block
            if block in ("namespace", "class", "function"):
                head = []
        elif token.text == ";" and not inside and "(" not in stack:
            head = []
        if not inside and token.text not in "{};":
            head.append(token.text)
            if head[-2:] in (["public", ":"], ["private", ":"], ["protected", ":"]):
                head = []
