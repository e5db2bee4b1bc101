"""Quads in order, and as files: Turtle, TriG, JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from rcagraph.hypotheses.library import Library
from rcagraph.outputs.knowledge_rdf import hypotheses_graph
from rcagraph.outputs.rdf_text import rdf_text
from rcagraph.outputs.rdf_writer import HYPOTHESES_GRAPH
from rcagraph.vocabulary.terms import Ontology


@dataclass(frozen=True, eq=False)
class Dataset:
    """Named graphs: ontology, hypotheses, and what was found of organisations."""

    quads: frozenset[Quad]

    @cached_property
    def ordered(self) -> tuple[Quad, ...]:
        """The quads by graph, subject, property and value: the same on every run."""
        return tuple(sorted(self.quads, key=_place))

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """Names of the graphs, in order."""
        return tuple(sorted({_iri(each.graph_name) for each in self.quads}))

    def of_graph(self, graph: str) -> bytes:
        """Return one graph as N-Triples."""
        name = NamedNode(graph)
        chosen = (each.triple for each in self.ordered if each.graph_name == name)
        return rdf_text(chosen, RdfFormat.N_TRIPLES)

    def turtle(self) -> bytes:
        """Return all graphs as one, in Turtle."""
        merged = {each.triple: None for each in sorted(self.quads, key=_place_in_union)}
        return rdf_text(merged, RdfFormat.TURTLE)

    def trig(self) -> bytes:
        """Return the dataset in TriG."""
        return rdf_text(self.ordered, RdfFormat.TRIG)

    def json_ld(self) -> bytes:
        """Return the dataset in JSON-LD."""
        return rdf_text(self.ordered, RdfFormat.JSON_LD)


def hypotheses_quads(library: Library, ontology: Ontology) -> frozenset[Quad]:
    """Return the hypotheses as quads of their graph."""
    lines = hypotheses_graph(library, ontology).serialize(format="nt", encoding="utf-8")
    graph = NamedNode(HYPOTHESES_GRAPH)
    return frozenset(
        Quad(each.subject, each.predicate, each.object, graph)
        for each in parse(lines, RdfFormat.N_TRIPLES)
    )


def _iri(graph: object) -> str:
    assert isinstance(graph, NamedNode)
    return graph.value


def _place(quad: Quad) -> tuple[str, ...]:
    return (str(quad.graph_name), *_place_in_union(quad))


def _place_in_union(quad: Quad) -> tuple[str, ...]:
    return str(quad.subject), str(quad.predicate), str(quad.object)
