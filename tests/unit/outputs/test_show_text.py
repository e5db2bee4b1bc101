from __future__ import annotations

import pytest

from rcagraph.errors import UnknownNameError
from rcagraph.library import find_term, read_knowledge
from rcagraph.outputs.show_text import show_text
from rcagraph.vocabulary.terms import Metric

KNOWN = read_knowledge()


def test_every_term_can_be_shown_by_name_and_within_the_width() -> None:
    for name, term in KNOWN.terms.items():
        told = show_text(term, KNOWN)
        notations = term.notations if isinstance(term, Metric) else ()
        assert name in told.partition("\n\n")[0] or name in notations
        for line in told.splitlines():
            assert len(line) <= 100 or " " not in line.strip(), line


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("ops_discharge", ["CAUSES", "EFFECTS", "TESTS", "ENQUIRIES", "OFFERS"]),
        ("i_occupancy", ["METRICS THAT INDICATE IT", "LOOPS", "HYPOTHESES"]),
        ("ae_4hr_all_pct", ["STANDARDS", "Indicates s_edcrowding", "OF0013"]),
        ("exit-block", ["ROOT CAUSES", "SYMPTOMS", "LINKS", "ENQUIRIES"]),
        ("loop-01", ["NODES"]),
    ],
)
def test_a_term_is_shown_with_all_about_it(name: str, sections: list[str]) -> None:
    told = show_text(KNOWN.terms[name], KNOWN)
    for section in sections:
        assert section in told


def test_a_link_is_shown_with_strength_lag_source_and_place() -> None:
    told = show_text(KNOWN.terms["ops_discharge"], KNOWN)
    (link,) = [x for x in KNOWN.links_from("ops_discharge") if x.effect == "i_delay"]
    for part in (f"{link.strength:g}", link.lag, link.sources[0], link.claims[0].place):
        assert part in told


def test_a_contested_link_is_shown_with_the_case_against() -> None:
    link = next(link for link in KNOWN.graph.links if link.contested)
    against = next(claim.contested for claim in link.claims if claim.contested)
    told = " ".join(show_text(KNOWN.terms[link.cause], KNOWN).split())
    assert f"Contested: {' '.join(against.split())}" in told


def test_an_offer_is_shown_with_what_it_addresses_and_needs() -> None:
    offer = KNOWN.ontology.offers[0]
    told = " ".join(show_text(offer, KNOWN).split())
    for part in (offer.delivered_by, offer.prerequisites, *offer.addresses):
        assert part in told


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("ops_dischrage", "ops_discharge"),
        ("exit-blok", "exit-block"),
        ("delayed discharges", "i_delay"),
        ("Exit block from emergency department", "i_exitblock"),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest(asked: str, meant: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_term(KNOWN, asked)
    assert caught.value.problems[0].hint == meant


def test_capitals_do_not_matter() -> None:
    assert find_term(KNOWN, "OPS_Discharge") is find_term(KNOWN, "ops_discharge")
    assert find_term(KNOWN, "of0013") is KNOWN.ontology.metrics["ae_4hr_all_pct"]
