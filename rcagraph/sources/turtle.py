"""Turtle files → facts by term, each knowing its file and line."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import OntologyError, Problem, did_you_mean
from rcagraph.vocabulary import names

_TERM_LINE = re.compile(r"(rcai?):([\w.-]*\w)")
_PREFIXES = {"rca": names.NS, "rcai": names.ID}
_WHY = re.compile(r"Bad syntax \((.*?)\) at \^", re.DOTALL)


@dataclass(slots=True, kw_only=True)
class Term:
    """What the Turtle says of one subject.

    Attributes:
        file: name of the file that describes it.
        line: where its block begins, counted from 1; None if it has no own block.
        facts: property IRI → IRIs and lexical forms of literals, sorted.
    """

    iri: str
    file: str
    line: int | None
    facts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The local name, which is the id used in code."""
        return local_name(self.iri)

    def all(self, property_iri: str) -> list[str]:
        """Return every object of a property, sorted."""
        return self.facts.get(property_iri, [])

    def is_a(self, class_iri: str) -> bool:
        """Whether the term is declared to be of a class."""
        return class_iri in self.all(names.RDF_TYPE)

    def problem(
        self,
        message: str,
        *,
        code: Code,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> Problem:
        """Return a problem at the place of this term."""
        named = self.iri.startswith((names.NS, names.ID))
        return Problem(
            file=self.file,
            line=self.line,
            message=f"{self.name}: {message}" if named else message,
            found=found,
            expected=expected,
            hint=hint,
            code=code,
        )


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/``.

    >>> local_name("https://w3id.org/rcagraph/id/ops_discharge")
    'ops_discharge'
    """
    return re.split("[#/]", iri)[-1]


def read_turtle(folder: Path) -> dict[str, Term]:
    """Read every ``*.ttl`` of a folder.

    Returns:
        IRI → term, in the order of IRIs.

    Raises:
        OntologyError: no files, syntax errors, or a term with two blocks.
    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise OntologyError(
            Problem(
                file=str(folder),
                message="no Turtle files (*.ttl) there",
                code=Code.NOTHING_THERE,
            )
        )
    problems: list[Problem] = []
    places: dict[str, tuple[str, int]] = {}
    triples: list[tuple[str, str, str, str]] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(
                Problem(file=file.name, message="not UTF-8 text", code=Code.NOT_UTF8)
            )
            continue
        problems.extend(_note_places(file.name, text, places))
        try:
            triples.extend((file.name, *triple) for triple in _parse(file.name, text))
        except OntologyError as error:
            problems.extend(error.problems)
    if problems:
        raise OntologyError(problems)
    return _by_term(triples, places)


def _note_places(
    file: str, text: str, places: dict[str, tuple[str, int]]
) -> Iterator[Problem]:
    """Add where each term's block begins; a second block is a problem."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _TERM_LINE.match(line):
            iri = _PREFIXES[match.group(1)] + match.group(2)
            first = places.setdefault(iri, (file, number))
            if first != (file, number):
                yield Problem(
                    file=file,
                    line=number,
                    message=f"{local_name(iri)} is described twice",
                    expected=f"one block for it, as at {first[0]}:{first[1]}",
                    code=Code.TERM_TWICE,
                )


def _parse(file: str, text: str) -> list[tuple[str, str, str]]:
    from rdflib import Graph
    from rdflib.plugins.parsers.notation3 import BadSyntax

    # rdflib would print a traceback for a malformed date; Facts reports it instead.
    complaints = logging.getLogger("rdflib.term")
    was_disabled, complaints.disabled = complaints.disabled, True
    # A fifth faster than the default, and no worse for what is only listed once.
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    line: int | None = None
    why = "it cannot be parsed"
    try:
        # Relative IRIs must not depend on the folder that the tool is started in.
        graph.parse(data=text, format="turtle", publicID=names.ID)
    except BadSyntax as error:
        line = int(error.lines) + 1
        if found := _WHY.search(str(error)):
            why = found.group(1)
    # What rdflib raises on a string or bracket that never ends.
    except (AssertionError, LookupError, RecursionError, ValueError):
        pass
    else:
        return [(str(s), str(p), str(o)) for s, p, o in graph]
    finally:
        complaints.disabled = was_disabled
    message, code = f"not Turtle: {why}", Code.TURTLE_SYNTAX
    raise OntologyError(Problem(file=file, line=line, message=message, code=code))


def _by_term(
    triples: Iterable[tuple[str, str, str, str]], places: dict[str, tuple[str, int]]
) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    for file, subject, predicate, value in sorted(triples):
        if subject not in terms:
            place = places.get(subject, (file, None))
            terms[subject] = Term(iri=subject, file=place[0], line=place[1])
        terms[subject].facts.setdefault(predicate, []).append(value)
    return {iri: terms[iri] for iri in sorted(terms)}


@dataclass(slots=True)
class Facts:
    """Reads values off terms; what is wrong goes to ``problems`` and reading goes on.

    Every reader returns a harmless stand-in after a problem, so that one pass finds
    all of them; the stand-in never leaves this package, because the run then fails.
    """

    terms: Mapping[str, Term]
    problems: list[Problem] = field(default_factory=list)

    def of_class(self, class_iri: str) -> list[Term]:
        """Return the terms of a class, in the order of IRIs."""
        return [term for term in self.terms.values() if term.is_a(class_iri)]

    def text(self, term: Term, prop: str, *, required: bool = True) -> str:
        """Return the one value of a property, or "" where there is none."""
        values = term.all(prop)
        if len(values) > 1:
            code, message = Code.PROPERTY_TWICE, "is stated more than once"
            self._wrong(term, prop, code, message, found=str(values))
        elif required and not (values and values[0].strip()):
            unsigned = prop == names.POLARITY
            code = Code.POLARITY_MISSING if unsigned else Code.PROPERTY_MISSING
            self._wrong(term, prop, code, "is missing")
        return values[0] if values else ""

    def one_of(self, term: Term, prop: str, allowed: Iterable[str]) -> str:
        """Return a word that must be among those allowed; else the first of them."""
        words = [str(word) for word in allowed]
        value = self.text(term, prop)
        if value in words:
            return value
        if value:
            self._wrong(
                term,
                prop,
                Code.PROPERTY_WORD,
                "is not a word it may be",
                found=repr(value),
                expected=", ".join(words),
                hint=did_you_mean(value, words),
            )
        return words[0]

    def number(
        self, term: Term, prop: str, *, low: float, high: float = math.inf
    ) -> float:
        """Return a number within bounds, both included."""
        value = self.text(term, prop)
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and low <= number <= high:
            return number
        if value:
            bounds = f"{low:g} to {high:g}" if math.isfinite(high) else f"from {low:g}"
            self._wrong(
                term,
                prop,
                Code.PROPERTY_NUMBER,
                "is out of range",
                found=value,
                expected=f"a number, {bounds}",
            )
        return low

    def flag(self, term: Term, prop: str) -> bool:
        """Return a truth value."""
        return self.one_of(term, prop, ("true", "false")) == "true"

    def day(self, term: Term, prop: str) -> date:
        """Return a date that must be there."""
        value = self.text(term, prop)
        try:
            return date.fromisoformat(value)
        except ValueError:
            if value:
                self._wrong(
                    term,
                    prop,
                    Code.PROPERTY_DATE,
                    "is not a date",
                    found=value,
                    expected="2025-04-01",
                )
            return date.min

    def day_or_none(self, term: Term, prop: str) -> date | None:
        """Return a date that may be absent."""
        return self.day(term, prop) if term.all(prop) else None

    def references(self, term: Term, prop: str, class_iri: str) -> list[Term]:
        """Return the terms of a class that a property points to."""
        found = []
        for iri in term.all(prop):
            other = self.terms.get(iri)
            if other is not None and other.is_a(class_iri):
                found.append(other)
                continue
            known = [each.name for each in self.of_class(class_iri)]
            self._wrong(
                term,
                prop,
                Code.REFERENCE_UNKNOWN,
                f"points to no known {local_name(class_iri).lower()}",
                found=repr(local_name(iri)),
                hint=did_you_mean(local_name(iri), known),
            )
        return found

    def sequence(self, term: Term, prop: str) -> list[str]:
        """Return the IRIs of a list, in its order."""
        found: list[str] = []
        seen: set[str] = set()
        cell = self.terms.get(self.text(term, prop))
        while cell is not None and cell.iri not in seen:
            seen.add(cell.iri)
            found.extend(cell.all(names.RDF_FIRST))
            cell = self.terms.get("".join(cell.all(names.RDF_REST)))
        return found

    def reference(
        self, term: Term, prop: str, class_iri: str, *, required: bool = True
    ) -> Term | None:
        """Return the one term of a class that a property points to."""
        self.text(term, prop, required=required)
        found = self.references(term, prop, class_iri)
        return found[0] if found else None

    def _wrong(
        self, term: Term, prop: str, code: Code, message: str, **seen: str
    ) -> None:
        told = f"{local_name(prop)} {message}"
        self.problems.append(term.problem(told, code=code, **seen))
