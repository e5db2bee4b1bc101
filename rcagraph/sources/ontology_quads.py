"""The ontology's Turtle as quads of one graph, every node of it with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from rcagraph.sources.turtle import local_name
from rcagraph.vocabulary import names

# Shapes say what terms have to be like; they are no terms.
_SHAPES = "shapes.ttl"


def ontology_quads(folder: Path, graph: str) -> frozenset[Quad]:
    """Read every ``*.ttl`` of a folder but the shapes.

    Lists have unnamed cells, which some stores refuse and which get other names on
    every reading; here they are named by what they belong to, as
    ``rcai:loop-10/throughNodes/rest``.

    Args:
        folder: of a checked ontology.
        graph: name of the graph that the quads are of.
    """
    found: set[Quad] = set()
    for file in sorted(folder.glob("*.ttl")):
        if file.name != _SHAPES:
            with file.open("rb") as text:
                # Of the file alone: two files may use one label for a blank node.
                read = [*parse(text, RdfFormat.TURTLE, base_iri=names.ID)]
            named = _names(read)
            for each in read:
                subject, value = each.subject, each.object
                if isinstance(subject, BlankNode):
                    subject = named[subject]
                if isinstance(value, BlankNode):
                    value = named[value]
                found.add(Quad(subject, each.predicate, value, NamedNode(graph)))
    return frozenset(found)


def publications_of(quads: Iterable[Quad]) -> Mapping[str, str]:
    """Return metric id → IRI of its publication."""
    return {
        local_name(_iri(each.subject)): _iri(each.object)
        for each in quads
        if each.predicate.value == names.PUBLISHED_IN
    }


def _iri(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value


def _names(quads: Iterable[Quad]) -> Mapping[BlankNode, NamedNode]:
    """Name each blank node by the one statement that it is the object of."""
    owners = {each.object: each for each in quads if isinstance(each.object, BlankNode)}

    def name(node: BlankNode) -> str:
        owner = owners[node]
        of = owner.subject
        start = name(of) if isinstance(of, BlankNode) else _iri(of)
        return f"{start}/{local_name(owner.predicate.value)}"

    return {node: NamedNode(name(node)) for node in owners}
