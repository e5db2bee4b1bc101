"""Everything that can go wrong, in one tree, each family with its own exit code.

    RcagraphError                exit
    ├── SelectionError             2   a selection that cannot be read
    ├── ObservationsError         10   observations, organisations or answers
    ├── OntologyError             11   the Turtle files
    ├── HypothesesError           12   the YAML files
    ├── UnknownNameError          13   a code or id nobody knows
    ├── InferenceError            14   weights or strengths that contradict each other
    ├── OutputError               15   a result that could not be written
    └── QueryError                16   a query that cannot be answered

Errors carry *all* problems of a run, so that one pass mends a file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one place, in words that say how to mend it.

    >>> str(Problem(file="a.yaml", line=3, message="unknown strength",
    ...             found="'strnog'", expected="weak, moderate, strong or a number",
    ...             hint="strong"))
    "a.yaml:3: unknown strength; found 'strnog', expected weak, moderate, strong \
or a number; did you mean 'strong'?"

    Attributes:
        file: as shown to people.
        line, column: counted from 1; None where no place can be told.
        hint: the name or word that was probably meant.
        code: its kind, as ``rcagraph explain`` knows it.
        severity: a warning leaves the files usable.
        excerpt: what was given, if not in a file; ``column`` is marked under it.
    """

    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    found: str = ""
    expected: str = ""
    hint: str = ""
    code: str = ""
    severity: Severity = "error"
    excerpt: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        seen = ", ".join(
            part
            for part in (
                f"found {self.found}" if self.found else "",
                f"expected {self.expected}" if self.expected else "",
            )
            if part
        )
        asked = f"did you mean {self.hint!r}?" if self.hint else ""
        told = "; ".join(part for part in (self.message, seen, asked) if part)
        return f"{place}: {told}{self._marked()}" if place else told + self._marked()

    def _marked(self) -> str:
        if not (self.excerpt and self.column):
            return ""
        # A tab or an order to the terminal would move the mark.
        line = "".join(each if each.isprintable() else " " for each in self.excerpt)
        return f"\n    {line}\n    {' ' * (self.column - 1)}^"


class RcagraphError(Exception):
    """Base of every error that a user can cause and mend.

    Attributes:
        problems: all that was found, in the order of files and lines.
        exit_code: what the command line ends with.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        assert self.problems, "an error without a problem tells the user nothing"
        super().__init__("\n".join(map(str, self.problems)))


class SelectionError(RcagraphError):
    """A selection of nodes cannot be read, or asks for what cannot be asked here."""

    exit_code = 2


class ObservationsError(RcagraphError):
    """A file of observations, organisations, successions or answers cannot be used."""

    exit_code = 10


class OntologyError(RcagraphError):
    """The ontology lacks a term, or contradicts itself."""

    exit_code = 11


class HypothesesError(RcagraphError):
    """A hypothesis file cannot be read or refers to something unknown."""

    exit_code = 12


class UnknownNameError(RcagraphError):
    """A name given by the user matches nothing in the data or the library."""

    exit_code = 13


class InferenceError(RcagraphError):
    """The evidence has probability zero, or the network is too entangled."""

    exit_code = 14


class OutputError(RcagraphError):
    """A result could not be written; earlier results are untouched."""

    exit_code = 15


class QueryError(RcagraphError):
    """A query cannot be read, is refused, or gets no answer."""

    exit_code = 16


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the closest known word, or "" when none is close.

    >>> did_you_mean("ops_dischrage", ["ops_discharge", "ops_sdec"])
    'ops_discharge'
    >>> did_you_mean("RAK", ["RAJ", "RNN"])
    'RAJ'
    """
    choices = sorted(known)
    by_fold = {choice.casefold(): choice for choice in reversed(choices)}
    close = difflib.get_close_matches(word.casefold(), sorted(by_fold), n=1)
    return by_fold[close[0]] if close else ""
