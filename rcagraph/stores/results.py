"""What a query returns, whichever store answered it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

Term = NamedNode | Literal | BlankNode | Triple


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The answer of SELECT.

    Attributes:
        variables: names of the columns, without question marks.
        rows: a value for each column, None where it is unbound.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The answer of ASK."""

    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The answer of CONSTRUCT and DESCRIBE, in order, no triple twice."""

    triples: tuple[Triple, ...]


Result = Rows | Truth | Statements


def result_of(
    found: QuerySolutions | QueryBoolean | QueryTriples, *, ordered: bool
) -> Result:
    """Take everything out of what the library returns lazily.

    Args:
        found: what a query gave.
        ordered: whether the query orders its rows; those of others are sorted, as
            no store promises an order of its own.
    """
    if isinstance(found, QueryBoolean):
        return Truth(holds=bool(found))
    if isinstance(found, QueryTriples):
        return Statements(triples=tuple(sorted(set(found), key=str)))
    variables = tuple(each.value for each in found.variables)
    rows = [tuple(row[name] for name in variables) for row in found]
    if not ordered:
        rows.sort(key=lambda row: tuple(map(str, row)))
    return Rows(variables=variables, rows=tuple(rows))
