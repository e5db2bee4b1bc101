"""Quads in the terms of the ontology: stable names, typed values, no blank nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from rcagraph.outputs.figures import six_digits
from rcagraph.vocabulary import names

LICENCE: Final = (
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
ONTOLOGY_GRAPH: Final = names.ID + "graph/ontology"
HYPOTHESES_GRAPH: Final = names.ID + "graph/hypotheses"

# Terms of other vocabularies that only records of a run use.
_PROV: Final = "http://www.w3.org/ns/prov#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
ASSOCIATED_WITH: Final = _PROV + "wasAssociatedWith"
DERIVED_FROM: Final = _PROV + "wasDerivedFrom"
ENTITY: Final = _PROV + "Entity"
GENERATED_BY: Final = _PROV + "wasGeneratedBy"
PRIMARY_SOURCE: Final = _PROV + "hadPrimarySource"
SOFTWARE_AGENT: Final = _PROV + "SoftwareAgent"
USED: Final = _PROV + "used"
DESCRIPTION: Final = _DCTERMS + "description"
LICENSE: Final = _DCTERMS + "license"
PUBLISHER: Final = _DCTERMS + "publisher"
RIGHTS: Final = _DCTERMS + "rights"
TITLE: Final = _DCTERMS + "title"
DISTRIBUTION: Final = "http://www.w3.org/ns/dcat#Distribution"

Term = NamedNode | Literal
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATE = NamedNode(_XSD + "date")
_DECIMAL = NamedNode(_XSD + "decimal")
_INTEGER = NamedNode(_XSD + "integer")
_MONTH = NamedNode(_XSD + "gYearMonth")


def known(name: str) -> NamedNode:
    """Return the term of the project with a name, as ``ops_discharge``.

    >>> known("observation/RAJ/a b").value
    'https://w3id.org/rcagraph/id/observation/RAJ/a%20b'
    """
    return NamedNode(names.ID + quote(name, safe="/"))


def run_name(code: str, day: date) -> str:
    """Return what everything of one diagnosis is called by: code and day.

    >>> run_name("RAJ", date(2025, 12, 31))
    'RAJ/2025-12-31'
    """
    return f"{code}/{day.isoformat()}"


def run_graph(code: str, day: date, part: str) -> str:
    """Return the name of the graph of one part of a diagnosis."""
    return known(f"graph/{run_name(code, day)}/{part}").value


def graph_starts(codes: Sequence[str], day: date | None) -> tuple[str, ...]:
    """Return how the names of the graphs begin that questions about some runs need.

    Args:
        codes: of organisations; none: graphs of knowledge alone.
        day: of the diagnoses; None: any.

    >>> graph_starts(["raj"], date(2025, 12, 31))[-1]
    'https://w3id.org/rcagraph/id/graph/RAJ/2025-12-31/'
    """
    last = f"{day.isoformat()}/" if day else ""
    runs = [known(f"graph/{each.upper()}/{last}").value for each in codes]
    return (ONTOLOGY_GRAPH, HYPOTHESES_GRAPH, *runs)


def number(value: float) -> Literal:
    """Return a computed number with the six digits that every output gives.

    >>> number(0.1 + 0.2).value, number(-1e-7).value
    ('0.3', '-0.0000001')
    """
    return _decimal(six_digits(value))


def exact(value: float) -> Literal:
    """Return a published number as it was published.

    >>> exact(88.75).value, exact(1234567.0).value
    ('88.75', '1234567')
    """
    return _decimal(value)


def _decimal(value: float) -> Literal:
    plain = format(Decimal(repr(value)), "f")
    shortest = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Literal(shortest, datatype=_DECIMAL)


def whole(value: int) -> Literal:
    """Return a whole number."""
    return Literal(str(value), datatype=_INTEGER)


def flag(*, value: bool) -> Literal:
    """Return a truth value."""
    return Literal("true" if value else "false", datatype=NamedNode(_XSD + "boolean"))


def day_of(day: date) -> Literal:
    """Return a date."""
    return Literal(day.isoformat(), datatype=_DATE)


def month_of(day: date) -> Literal:
    """Return the month that a period ends in.

    >>> month_of(date(2025, 12, 31)).value
    '2025-12'
    """
    return Literal(f"{day:%Y-%m}", datatype=_MONTH)


def english(text: str) -> Literal:
    """Return text that is marked as English: labels and titles."""
    return Literal(text.strip(), language="en")


class GraphWriter:
    """Collects what is said in one named graph; twice the same is once.

    Args:
        graph: its name.
    """

    def __init__(self, graph: str) -> None:
        self._graph = NamedNode(graph)
        self._quads: set[Quad] = set()

    @property
    def quads(self) -> frozenset[Quad]:
        """What was said."""
        return frozenset(self._quads)

    def add(self, subject: NamedNode, prop: str, *values: Term | str | None) -> None:
        """Say something of a subject; text stays text, and nothing is said of None."""
        for value in values:
            if value is None or value == "":
                continue
            term = Literal(value) if isinstance(value, str) else value
            self._quads.add(Quad(subject, NamedNode(prop), term, self._graph))

    def typed(self, subject: NamedNode, *classes: str) -> None:
        """Say what a subject is."""
        self.add(subject, names.RDF_TYPE, *map(NamedNode, classes))

    def describe_graph(
        self, activity: NamedNode | None, title: str, rights: str
    ) -> None:
        """Say what the graph is, what run made it and under which licence it stands."""
        self.typed(self._graph, ENTITY)
        self.add(self._graph, TITLE, english(title))
        self.add(self._graph, GENERATED_BY, activity)
        self.add(self._graph, LICENSE, NamedNode(LICENCE))
        self.add(self._graph, RIGHTS, rights)
