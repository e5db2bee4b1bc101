"""Selections as people type them, read with the place of every mistake.

    selection = choice {" " choice}
    choice    = term {"," term}
    term      = ["!"] [[number] "+"] what ["+" [number]]
    what      = node | pattern | property ":" value | measure sign number
    sign      = ">" | ">=" | "<" | "<=" | "="

A node, property or value is a word, or anything in quotes. A pattern is a word with
``*`` in it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NoReturn

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, SelectionError
from rcagraph.graph.selection import (
    WORD,
    Measure,
    Name,
    Pattern,
    Property,
    Selection,
    Term,
    What,
    placed,
)

_SIGN = re.compile(r">=|<=|>|<|=")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?(?=[\s,+]|$)")
_DIGITS = re.compile(r"[0-9]*")
_PREFIX = re.compile(r"([0-9]*)\+")
_MOST_DIGITS = 4  # of a number of links; more is all there are
_A_TERM = "a node (ed-crowding), ops_*, class:structural, belief>0.6 or the like"
_NO_SPACE = "a space between two choices, or a comma without spaces to narrow one"


def parse_selection(text: str) -> Selection:
    """Read a selection.

    Raises:
        SelectionError: it cannot be read; the message marks where.

    >>> str(parse_selection("2+ed-crowding,class:structural  !belief<0.5"))
    '2+ed-crowding,class:structural !belief<0.5'
    """
    return _Reader(text).selection()


def parse_exclusion(text: str) -> str:
    """Return the selection that takes each of some terms away from everything.

    Raises:
        SelectionError: it cannot be read, or it is more than terms with spaces between.

    >>> parse_exclusion("ops_* belief<0.1")
    '!ops_* !belief<0.1'
    """
    terms = []
    for choice in parse_selection(text).choices:
        if len(choice) > 1 or choice[0].negated:
            problem = Problem(
                message="what is excluded cannot be narrowed or negated",
                found=repr(",".join(map(str, choice))),
                expected="terms with spaces between; --select narrows: 'x,!y'",
                code=Code.SELECTION,
            )
            raise SelectionError(placed(problem, text, choice[0].at))
        terms.append(str(replace(choice[0], negated=True)))
    return " ".join(terms)


class _Reader:
    """Reads from left to right; ``at`` is the next place to look at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def selection(self) -> Selection:
        choices = []
        self._skip_spaces()
        if self._at == len(self._text):
            self._refuse("the selection is empty", _A_TERM)
        while self._at < len(self._text):
            choices.append(self._choice())
            if not self._space_or_end():
                self._refuse("cannot read on from here", _NO_SPACE)
            self._skip_spaces()
        return Selection(choices=tuple(choices), text=self._text)

    def _choice(self) -> tuple[Term, ...]:
        terms = [self._term()]
        while self._take(","):
            terms.append(self._term())
        return tuple(terms)

    def _term(self) -> Term:
        negated = self._take("!")
        up: int | None = 0
        if prefix := _PREFIX.match(self._text, self._at):
            up = self._links(prefix[1])
            self._at = prefix.end()
        at = self._at
        what = self._what()
        down: int | None = 0
        if self._take("+"):
            down = self._links(self._matched(_DIGITS))
        return Term(what=what, up=up, down=down, negated=negated, at=at)

    def _what(self) -> What:
        quoted = self._next() in {'"', "'"}
        word = self._word(_A_TERM)
        if quoted:
            return Name(word)
        if self._take(":"):
            return Property(word, self._word(f"a word after {word}:"))
        if sign := _SIGN.match(self._text, self._at):
            self._at = sign.end()
            number = _NUMBER.match(self._text, self._at)
            if number is None:
                self._refuse("not a number", f"a number after {sign[0]}, such as 0.6")
            self._at = number.end()
            return Measure(word, sign[0], number[0])
        return Pattern(word) if "*" in word else Name(word)

    def _word(self, expected: str) -> str:
        start, mark = self._at, self._next()
        if mark in {'"', "'"}:
            end = self._text.find(mark, start + 1)
            if end < 0:
                self._refuse("the quotation has no end", f"another {mark}")
            word = self._text[start + 1 : end]
            self._at = end + 1
        else:
            word = self._matched(WORD)
            if not word:
                self._refuse("something is missing", expected)
        if not any(letter.isalnum() or letter == "*" for letter in word):
            self._at = start
            self._refuse("this names nothing", expected)
        return word

    def _links(self, digits: str) -> int | None:
        return int(digits) if 0 < len(digits) <= _MOST_DIGITS else None

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        found = self._next() == sign
        self._at += found
        return found

    def _matched(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def _space_or_end(self) -> bool:
        return not self._next() or self._next().isspace()

    def _skip_spaces(self) -> None:
        while self._next().isspace():
            self._at += 1

    def _refuse(self, message: str, expected: str) -> NoReturn:
        rest = self._text[self._at : self._at + 20].split()
        found = "the end" if self._at >= len(self._text) else "a space"
        if rest and not self._next().isspace():
            found = repr(rest[0])
        problem = Problem(
            message=message, found=found, expected=expected, code=Code.SELECTION
        )
        raise SelectionError(placed(problem, self._text, self._at))
