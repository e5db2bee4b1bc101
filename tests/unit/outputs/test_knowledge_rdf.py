from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.outputs.knowledge_rdf import hypotheses_graph
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import Ontology

TRUE = Literal("true", datatype=XSD.boolean)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(ontology_folder())


@pytest.fixture(scope="module")
def library(ontology: Ontology) -> Library:
    return read_library([hypotheses_folder()], ontology)


@pytest.fixture(scope="module")
def graph(library: Library, ontology: Ontology) -> Graph:
    return hypotheses_graph(library, ontology)


def rca(name: str) -> URIRef:
    return URIRef(names.NS + name)


def rcai(name: str) -> URIRef:
    return URIRef(names.ID + name)


def link(**changes: object) -> dict[str, object]:
    return {
        "cause": "ops_discharge",
        "effect": "i_delay",
        "strength": "strong",
        "lag": "days-weeks",
        "evidence": "published",
        "source": "https://example.org/study",
        "why": "A study of wards.",
    } | changes


def written(
    ontology: Ontology,
    *links: dict[str, object],
    local: bool = False,
    expects: Mapping[str, object] = MappingProxyType({}),
) -> Graph:
    hypothesis = Hypothesis.model_validate(
        {
            "id": "slow-discharge",
            "title": "Slow discharge",
            "theme": "flow",
            "claim": "Patients who could leave stay.",
            "symptoms": ["s_edcrowding"],
            "root_causes": ["ops_discharge"],
            "links": list(links),
            "tests": [
                {
                    "id": "occupied",
                    "says": "Occupancy is high.",
                    "bears_on": "ops_discharge",
                    "expect": [
                        {
                            "metric": "bed_occ_ga_sitrep_pct",
                            "lens": "peers",
                            "direction": "adverse",
                            **expects,
                        }
                    ],
                    "if_true": "likely",
                    "if_false": "almost-certain",
                }
            ],
            "enquiries": [
                {
                    "id": "audit",
                    "about": "ops_discharge",
                    "question": "How long?",
                    "ask": "Chief operating officer",
                    "request": "Ward audit",
                    "settles": "Hours confirm.",
                }
            ],
        }
    )
    located = LocatedHypothesis(
        hypothesis=hypothesis,
        file="mine.yaml",
        link_lines=(1,) * len(links),
        test_lines=(1,),
        enquiry_lines=(1,),
        local=local,
    )
    return hypotheses_graph(Library(hypotheses=(located,)), ontology)


def only_link(graph: Graph) -> URIRef:
    (found,) = graph.subjects(RDF.type, rca("Link"))
    assert isinstance(found, URIRef)
    return found


def test_a_link_carries_all_that_the_file_says(ontology: Ontology) -> None:
    graph = written(ontology, link(contested="Small study.", feedback=True))
    one = only_link(graph)
    assert set(graph.predicate_objects(one)) == {
        (RDF.type, rca("Link")),
        (rca("cause"), rcai("ops_discharge")),
        (rca("effect"), rcai("i_delay")),
        (rca("strength"), Literal(Decimal("0.7"))),
        (rca("lag"), rcai("lag-days-weeks")),
        (rca("evidenceClass"), rcai("evidence-published")),
        (DCTERMS.source, URIRef("https://example.org/study")),
        (rca("why"), Literal("A study of wards.")),
        (rca("contested"), Literal("Small study.")),
        (rca("feedback"), TRUE),
    }
    assert (rcai("ops_discharge"), rca("influences"), rcai("i_delay")) in graph


@pytest.mark.parametrize(
    ("source", "written_as"),
    [
        ("expert prior", rcai("expert-prior")),
        ("Board paper, March 2026", Literal("Board paper, March 2026")),
        ("https://example.org/a b", Literal("https://example.org/a b")),
        ("javascript:alert(1)", Literal("javascript:alert(1)")),
    ],
)
def test_only_a_web_address_becomes_an_address(
    ontology: Ontology, source: str, written_as: URIRef | Literal
) -> None:
    graph = written(ontology, link(source=source))
    assert graph.value(only_link(graph), DCTERMS.source) == written_as


def test_effect_on_a_metric_is_one_on_the_node_it_shows(ontology: Ontology) -> None:
    graph = written(ontology, link(effect="ae_4hr_all_pct", strength=0.25))
    one = only_link(graph)
    assert graph.value(one, rca("effect")) == rcai("s_edcrowding")
    assert graph.value(one, rca("strength")) == Literal(Decimal("0.25"))


def test_a_node_that_shows_in_its_own_metric_is_no_link(ontology: Ontology) -> None:
    graph = written(ontology, link(cause="s_edcrowding", effect="ae_4hr_all_pct"))
    assert not list(graph.subjects(RDF.type, rca("Link")))
    assert not list(graph.triples((None, rca("influences"), None)))


def test_a_sequel_says_what_should_follow_and_when(ontology: Ontology) -> None:
    then = {"metric": "shmi", "direction": "adverse", "after": 1, "within": 12}
    graph = written(ontology, link(), expects={"lens": "baseline", "then": then})
    (sequel,) = graph.objects(None, rca("then"))
    assert set(graph.predicate_objects(sequel)) == {
        (RDF.type, rca("Sequel")),
        (rca("metric"), rcai("shmi")),
        (rca("direction"), Literal("adverse")),
        (rca("afterMonths"), Literal(1)),
        (rca("withinMonths"), Literal(12)),
    }
    keep_the_shapes(graph)


def test_two_claims_of_one_link_stay_apart(ontology: Ontology) -> None:
    graph = written(ontology, link(), link(source="expert prior"))
    assert len(list(graph.subjects(RDF.type, rca("Link")))) == 2
    assert len(list(graph.triples((None, rca("influences"), None)))) == 1


def test_local_hypotheses_say_so(ontology: Ontology) -> None:
    graph = written(ontology, link(), local=True)
    here = rcai("hypothesis/slow-discharge")
    assert graph.value(here, rca("isLocal")) == TRUE
    assert graph.value(here, SKOS.prefLabel) == Literal("Slow discharge", lang="en")


def test_whole_library_is_exported(graph: Graph, library: Library) -> None:
    hypotheses = [each.hypothesis for each in library.hypotheses]
    for kind, count in (
        ("Hypothesis", len(hypotheses)),
        ("Test", sum(len(each.tests) for each in hypotheses)),
        ("Enquiry", sum(len(each.enquiries) for each in hypotheses)),
    ):
        assert len(list(graph.subjects(RDF.type, rca(kind)))) == count


def test_export_has_no_blank_nodes_and_repeats_itself(
    graph: Graph, library: Library, ontology: Ontology
) -> None:
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    again = hypotheses_graph(library, ontology)
    assert again.serialize(format="longturtle") == graph.serialize(format="longturtle")


def test_export_names_only_declared_terms_and_keeps_the_shapes(graph: Graph) -> None:
    keep_the_shapes(graph)


def keep_the_shapes(graph: Graph) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    whole = Graph(bind_namespaces="none") + graph
    for file in ontology_folder().glob("*.ttl"):
        whole.parse(file, format="turtle")
    declared = set(whole.subjects())
    used = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    own = {term for term in used if term.startswith((names.NS, names.ID))}
    assert own <= declared
    shapes = Graph().parse(ontology_folder() / "shapes.ttl", format="turtle")
    conforms, _, text = pyshacl.validate(whole, shacl_graph=shapes, inference="none")
    assert conforms, text
