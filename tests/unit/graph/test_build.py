from __future__ import annotations

import networkx as nx
import pytest

from rcagraph.errors import HypothesesError
from rcagraph.graph.build import build_graph
from rcagraph.hypotheses.hypothesis import Enquiry, Hypothesis, Link
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology

ONTOLOGY = read_ontology(ontology_folder())
SHIPPED = read_library([hypotheses_folder()], ONTOLOGY)


def link(cause: str, effect: str, **changed: object) -> Link:
    given: dict[str, object] = {
        "strength": "moderate",
        "lag": "days",
        "evidence": "published",
        "source": "https://example.org/a",
        "why": "A study.",
    }
    return Link.model_validate({"cause": cause, "effect": effect, **given, **changed})


def library(*files: tuple[str, list[Link]]) -> Library:
    return Library(
        hypotheses=tuple(
            LocatedHypothesis(
                hypothesis=Hypothesis(
                    id=name,
                    title=name,
                    theme="flow",
                    claim="A claim.",
                    symptoms=("s_edcrowding",),
                    root_causes=("ops_discharge",),
                    links=tuple(links),
                    enquiries=(
                        Enquiry(
                            id="ask",
                            about="ops_discharge",
                            question="?",
                            ask="COO",
                            request="Audit",
                            settles="Yes or no.",
                        ),
                    ),
                ),
                file=f"{name}.yaml",
                link_lines=tuple(range(10, 10 + len(links))),
                test_lines=(),
                enquiry_lines=(30,),
            )
            for name, links in files
        )
    )


def test_claims_of_the_same_link_become_one_with_all_its_sources() -> None:
    graph = build_graph(
        library(
            ("a", [link("ops_discharge", "i_delay", strength="weak", lag="weeks")]),
            ("b", [link("ops_discharge", "i_delay", source="https://example.org/b")]),
        ),
        ONTOLOGY,
    )
    (merged,) = graph.links
    assert (merged.strength, merged.lag) == (0.4, "days")
    assert [claim.place for claim in merged.claims] == ["b.yaml:10", "a.yaml:10"]
    assert merged.sources == ("https://example.org/b", "https://example.org/a")


def test_a_claim_about_a_metric_acts_on_the_node_that_it_indicates() -> None:
    claimed = link("i_occupancy", "ae_4hr_all_pct")
    graph = build_graph(library(("a", [claimed])), ONTOLOGY)
    assert [(each.cause, each.effect) for each in graph.links] == [
        ("i_occupancy", "s_edcrowding")
    ]


def test_a_claim_that_a_node_shows_in_its_own_metric_adds_no_link() -> None:
    shows = link("s_edcrowding", "ae_4hr_all_pct")
    graph = build_graph(
        library(("a", [shows, link("ops_discharge", "i_delay")])), ONTOLOGY
    )
    assert len(graph.links) == 1


def test_evidence_classes_can_be_left_out() -> None:
    files = library(
        ("a", [link("ops_discharge", "i_delay", evidence="expert-prior")]),
        ("b", [link("i_delay", "i_occupancy")]),
    )
    graph = build_graph(files, ONTOLOGY, without=["expert-prior"])
    assert list(graph.nodes) == ["i_delay", "i_occupancy"]


def test_a_number_may_stand_for_a_strength_word() -> None:
    graph = build_graph(
        library(("a", [link("ops_discharge", "i_delay", strength=0.25)])), ONTOLOGY
    )
    assert graph.links[0].strength == 0.25


def test_unknown_nodes_are_all_named() -> None:
    files = library(
        ("a", [link("ops_dischrage", "i_delay"), link("ops_sdec", "rtt_52wk_count")])
    )
    with pytest.raises(HypothesesError) as caught:
        build_graph(files, ONTOLOGY)
    first, second = map(str, caught.value.problems)
    assert first.startswith("a.yaml:10: cause is not in the ontology")
    assert "indicates no node" in second


def test_a_loop_that_files_declare_unbreakable_is_an_error() -> None:
    around = [
        link("i_delay", "i_occupancy", feedback=False),
        link("i_occupancy", "i_delay", feedback=False),
    ]
    with pytest.raises(HypothesesError, match="feedback: false"):
        build_graph(library(("a", around)), ONTOLOGY)


def test_shipped_links_are_acyclic_without_feedback_and_reach_every_driver() -> None:
    graph = build_graph(SHIPPED, ONTOLOGY)
    assert nx.is_directed_acyclic_graph(graph.acyclic)
    assert not nx.is_directed_acyclic_graph(graph.whole)
    assert len(graph.of_kind(ONTOLOGY.drivers()[0].kind)) == 87
    assert {each.id for each in ONTOLOGY.drivers()} <= set(graph.nodes)


def test_every_link_has_a_source_and_a_reason() -> None:
    graph = build_graph(SHIPPED, ONTOLOGY)
    for each in graph.links:
        for claim in each.claims:
            assert claim.why
            assert (claim.source == "expert prior") == (
                not claim.source.startswith("http")
            )


def test_reading_order_changes_nothing() -> None:
    shuffled = Library(hypotheses=tuple(reversed(SHIPPED.hypotheses)))
    assert build_graph(shuffled, ONTOLOGY).links == build_graph(SHIPPED, ONTOLOGY).links
