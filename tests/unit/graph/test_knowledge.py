from __future__ import annotations

from rcagraph.hypotheses.library import LocatedHypothesis
from rcagraph.library import read_knowledge
from rcagraph.vocabulary.terms import Loop, Metric, Node, SupportOffer

KNOWN = read_knowledge()


def test_every_term_is_found_by_its_id_and_metrics_by_official_ids_too() -> None:
    ontology = KNOWN.ontology
    for kind, name in (
        (Node, "ops_discharge"),
        (Metric, "ae_4hr_all_pct"),
        (LocatedHypothesis, "exit-block"),
        (SupportOffer, ontology.offers[0].id),
        (Loop, "loop-01"),
    ):
        assert isinstance(KNOWN.terms[name], kind)
    assert KNOWN.terms["OF0013"] is ontology.metrics["ae_4hr_all_pct"]


def test_links_of_a_node_come_strongest_first() -> None:
    links = KNOWN.links_into("s_edcrowding")
    assert {each.effect for each in links} == {"s_edcrowding"}
    strengths = [each.strength for each in links]
    assert strengths == sorted(strengths, reverse=True)
    assert all(each.cause == "i_delay" for each in KNOWN.links_from("i_delay"))


def test_what_surrounds_a_driver_is_found_in_every_file() -> None:
    assert all(
        t.bears_on == "ops_discharge" for _, t in KNOWN.tests_of("ops_discharge")
    )
    assert all(
        e.about == "str_capital" for _, e in KNOWN.enquiries_about("str_capital")
    )
    names = [each.hypothesis.id for each in KNOWN.hypotheses_about("ops_discharge")]
    assert "internal-discharge-process" in names
    assert any("i_delay" in loop.nodes for loop in KNOWN.loops_through("i_delay"))
    for _, test in KNOWN.tests_with("ae_4hr_all_pct"):
        assert "ae_4hr_all_pct" in [each.metric for each in test.expect]
