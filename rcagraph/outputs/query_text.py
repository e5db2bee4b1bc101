"""What a query returned, as text, CSV or JSON."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from pyoxigraph import Literal, NamedNode, RdfFormat

from rcagraph.outputs.figures import counted
from rcagraph.outputs.plain_json import json_text
from rcagraph.outputs.rdf_text import rdf_text
from rcagraph.outputs.tidy_csv import inert
from rcagraph.stores.prefixes import PREFIXES, shortened
from rcagraph.stores.results import Result, Statements, Term, Truth

_NARROWEST = 12
_NUMBERS = frozenset(
    f"{PREFIXES['xsd']}{kind}" for kind in ("decimal", "double", "float", "integer")
)


def result_table(result: Result, *, width: int = 100) -> str:
    """Return a table with aligned columns, yes or no, or Turtle.

    Args:
        result: of a query.
        width: of a line, which cells are folded to fit into.
    """
    if isinstance(result, Truth):
        return "yes\n" if result.holds else "no\n"
    if isinstance(result, Statements):
        return rdf_text(result.triples, RdfFormat.TURTLE).decode()
    cells = [[_shown(each) for each in row] for row in result.rows]
    lines = _aligned([[*result.variables], *cells], width) if result.variables else []
    return "\n".join([*lines, "", counted(len(cells), "row")]) + "\n"


def result_csv(result: Result) -> str:
    """Return a table with a heading; triples have three columns.

    Text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    if isinstance(result, Truth):
        heading, rows = ["answer"], [["true" if result.holds else "false"]]
    elif isinstance(result, Statements):
        heading = ["subject", "predicate", "object"]
        rows = [
            [_cell(each.subject), _cell(each.predicate), _cell(each.object)]
            for each in result.triples
        ]
    else:
        heading = [*result.variables]
        rows = [[_cell(each) for each in row] for row in result.rows]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def result_json(result: Result) -> str:
    """Return SPARQL 1.1 Query Results JSON (W3C 2013); triples as JSON-LD."""
    if isinstance(result, Statements):
        return rdf_text(result.triples, RdfFormat.JSON_LD).decode() + "\n"
    document: dict[str, object]
    if isinstance(result, Truth):
        document = {"head": {}, "boolean": result.holds}
    else:
        document = {
            "head": {"vars": result.variables},
            "results": {
                "bindings": [
                    {
                        name: _binding(term)
                        for name, term in zip(result.variables, row, strict=True)
                        if term is not None
                    }
                    for row in result.rows
                ]
            },
        }
    return json_text(document)


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "bnode", "value": str(term).removeprefix("_:")}
    written = {"type": "literal", "value": term.value}
    if term.language:
        return {**written, "xml:lang": term.language}
    kind = term.datatype.value
    plain = kind == f"{PREFIXES['xsd']}string"
    return written if plain else {**written, "datatype": kind}


def _shown(term: Term | None) -> str:
    """Return a term for people: an address by its prefix, text as it is."""
    return shortened(term.value) if isinstance(term, NamedNode) else _plain(term)


def _cell(term: Term | None) -> str:
    """Return a term for CSV: numbers as they are written, text inert."""
    is_number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return _plain(term) if is_number else inert(_plain(term))


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _aligned(cells: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lay rows out in columns, and fold the widest until the lines fit."""
    flat = [[" ".join(cell.split()) for cell in row] for row in cells]
    widths = [max(map(len, column)) for column in zip(*flat, strict=True)]
    while sum(widths) + 2 * len(widths) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in flat:
        folded = [
            textwrap.wrap(cell, size, break_on_hyphens=False) or [""]
            for cell, size in zip(row, widths, strict=True)
        ]
        for parts in zip_longest(*folded, fillvalue=""):
            placed = zip(parts, widths, strict=True)
            line = "  ".join(part.ljust(size) for part, size in placed)
            lines.append(line.rstrip())
    return lines
