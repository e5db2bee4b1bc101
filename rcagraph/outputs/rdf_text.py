"""RDF as text: the same statements, the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from rcagraph.stores.prefixes import PREFIXES


def rdf_text(statements: Iterable[Quad] | Iterable[Triple], form: RdfFormat) -> bytes:
    """Write statements in their order, with the project's prefixes.

    The library writes prefixes in another order on every run; here they are sorted.
    """
    written = serialize(statements, format=form, prefixes=dict(PREFIXES))
    assert written is not None
    lines = written.split(b"\n", len(PREFIXES))
    header = [each for each in lines if each.startswith(b"@prefix ")]
    return b"\n".join([*sorted(header), *lines[len(header) :]])
