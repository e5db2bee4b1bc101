"""Problems as text: in full with the line at fault, or one line for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rcagraph.errors import Problem, Severity

# (file as shown, line) → the text of that line.
Excerpts = Mapping[tuple[str, int], str]
_WIDEST = 110
_COLOURS: Mapping[Severity | str, str] = {
    "error": "1;31",
    "warning": "1;33",
    "place": "1;34",
    "strong": "1",
}
# Text from files is text: a terminal must not take orders from it.
_ORDERS = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_WORD = re.compile(r"""(["']).*?\1|[^\s,\[\]{}"']+""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text is set: with or without colour."""

    colour: bool = False

    def paint(self, text: str, kind: Severity | str) -> str:
        """Return text in the colour of a kind.

        >>> Style().paint("error", "error")
        'error'
        """
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self.colour else text


def plain(text: str) -> str:
    """Return text with a visible sign for each character that is an order.

    >>> plain("a" + chr(27) + "[2J")
    'a\ufffd[2J'
    """
    return _ORDERS.sub("\ufffd", text)


def place_of(problem: Problem) -> str:
    """Return ``file:line:column`` as far as known.

    >>> place_of(Problem(message="m", file="a.yaml", line=3, column=5))
    'a.yaml:3:5'
    """
    parts = (problem.file, problem.line, problem.column)
    return ":".join(plain(str(part)) for part in parts if part)


def concise(problem: Problem, style: Style) -> str:
    """Return a problem in one line: place, severity, code, message."""
    kind = problem.severity
    place = f"{place_of(problem)}: " if problem.file else ""
    return f"{place}{style.paint(_kind(problem), kind)}: {plain(_told(problem))}"


def full(problem: Problem, excerpts: Excerpts, style: Style) -> Iterator[str]:
    """Yield the lines of a problem: what, where, the text at fault, and help."""
    kind = problem.severity
    message = style.paint(plain(problem.message), "strong")
    yield f"{style.paint(_kind(problem), kind)}: {message}"
    margin = " " * len(str(problem.line or ""))
    if problem.file:
        yield f"{margin}{style.paint('-->', 'place')} {place_of(problem)}"
    text = excerpts.get((problem.file, problem.line or 0))
    bar = style.paint("|", "place")
    if text is not None:
        yield f"{margin} {bar}"
        shown, column = _window(text, problem.column)
        yield f"{style.paint(str(problem.line), 'place')} {bar} {shown}".rstrip()
        if column is not None:
            pointer = "^" * _width(shown, column, problem.found)
            indent = re.sub(r"[^\t]", " ", shown[: column - 1])
            yield f"{margin} {bar} {indent}{style.paint(pointer, kind)}"
    for note in _notes(problem):
        yield f"{margin} {style.paint('=', 'place')} {plain(note)}"


def _kind(problem: Problem) -> str:
    return f"{problem.severity}[{problem.code}]" if problem.code else problem.severity


def _told(problem: Problem) -> str:
    hint = f"did you mean {problem.hint!r}?" if problem.hint else ""
    return "; ".join(part for part in (problem.message, _seen(problem), hint) if part)


def _seen(problem: Problem) -> str:
    found = f"found {problem.found}" if problem.found else ""
    expected = f"expected {problem.expected}" if problem.expected else ""
    return ", ".join(part for part in (found, expected) if part)


def _notes(problem: Problem) -> Iterator[str]:
    if seen := _seen(problem):
        yield seen
    if problem.hint:
        yield f"help: did you mean {problem.hint!r}?"


def _window(text: str, column: int | None) -> tuple[str, int | None]:
    """Cut a long line to what surrounds a column; return it and the new column."""
    text = plain(text)
    if column is not None:
        column = min(column, len(text) + 1)
    start = max(0, (column or 1) - 1 - _WIDEST // 2) if len(text) > _WIDEST else 0
    cut = text[start : start + _WIDEST]
    before = "..." if start else ""
    after = "..." if start + _WIDEST < len(text) else ""
    return before + cut + after, column and column - start + len(before)


def _width(text: str, column: int, found: str) -> int:
    """Return how many characters to underline: what was found, else a word."""
    rest = text[column - 1 :]
    for said in (found, found.strip("'\"")):
        if said and rest.startswith(said):
            return len(said)
    word = _WORD.match(rest)
    return max(1, len(word.group().rstrip(":;.")) if word else 1)
