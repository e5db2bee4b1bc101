"""The Turtle is Turtle to other tools too, and contradicts itself nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from rcagraph.sources.bundled import ontology_folder
from rcagraph.vocabulary import names

FILES = sorted(ontology_folder().glob("*.ttl"))
SCHEMA = ontology_folder() / "rcagraph.ttl"
# Where the reasoner writes what contradicts itself.
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def read(*files: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    for file in files:
        graph.parse(file, format="turtle", publicID=names.ID)
    return graph


def close(graph: Graph) -> Graph:
    owlrl = pytest.importorskip("owlrl")
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    return sorted(map(str, graph.objects(predicate=ERROR)))


def named_triples(file: Path) -> Iterator[tuple[str, ...]]:
    """Yield what rdflib reads, blank nodes under one name."""
    for triple in read(file):
        yield tuple(
            each.n3() if isinstance(each, URIRef | Literal) else "_:" for each in triple
        )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_two_parsers_read_the_same(file: Path) -> None:
    ox = pytest.importorskip("pyoxigraph")

    def spelt(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return "_:"
        if isinstance(term, ox.Literal):
            plain = term.datatype.value.endswith(("#string", "#langString"))
            kind = None if plain else URIRef(term.datatype.value)
            return Literal(term.value, lang=term.language, datatype=kind).n3()
        return URIRef(term.value).n3()  # type: ignore[attr-defined]

    with file.open("rb") as text:
        found = [
            tuple(map(spelt, (quad.subject, quad.predicate, quad.object)))
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=names.ID)
        ]
    assert sorted(found) == sorted(named_triples(file))


def test_closure_under_owl_rl_finds_no_contradiction() -> None:
    closed = close(read(*(file for file in FILES if file.name != "shapes.ttl")))
    assert contradictions(closed) == []
    # The closure did reason: every driver has become a node.
    driver = URIRef(names.ID + "ops_discharge")
    assert (driver, RDF.type, URIRef(names.NODE)) in closed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (names.DRIVER, names.SYMPTOM),
        (names.STATE, names.METRIC),
        (names.SYMPTOM, names.SUPPORT_OFFER),
    ],
)
def test_closure_finds_a_term_of_two_kinds(one: str, other: str) -> None:
    graph = read(SCHEMA)
    for kind in (one, other):
        graph.add((URIRef(names.ID + "x"), RDF.type, URIRef(kind)))
    assert contradictions(close(graph))


def test_closure_finds_a_link_from_a_metric() -> None:
    graph = read(SCHEMA)
    metric = URIRef(names.ID + "m")
    graph.add((metric, RDF.type, URIRef(names.METRIC)))
    graph.add((URIRef(names.ID + "link"), URIRef(names.CAUSE), metric))
    assert contradictions(close(graph))


def test_schema_stays_within_owl_rl() -> None:
    graph = read(SCHEMA)
    kinds = {kind for kind in graph.objects(predicate=RDF.type) if kind in OWL}
    assert kinds <= {
        OWL.Ontology,
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.FunctionalProperty,
    }
    between = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
    for prop in (*between, OWL.disjointWith):
        for subject, value in graph.subject_objects(prop):
            assert isinstance(subject, URIRef)
            assert isinstance(value, URIRef)
    in_use = {prop for prop in graph.predicates() if prop in OWL}
    assert in_use == {OWL.disjointWith, OWL.versionIRI, OWL.versionInfo}


def test_properties_of_literals_have_datatypes_for_range() -> None:
    graph = read(SCHEMA)
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        assert str(graph.value(prop, RDFS.range)).startswith(
            "http://www.w3.org/2001/XMLSchema#"
        )
