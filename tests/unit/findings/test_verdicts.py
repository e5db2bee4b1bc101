from __future__ import annotations

from dataclasses import replace

import pytest

from rcagraph.evidence.records import Entry
from rcagraph.findings.diagnosis import Confidence, Verdict
from rcagraph.findings.verdicts import confidence, verdict
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology

CONSTANTS = read_ontology(ontology_folder()).constants


def entry(weight: float, metric: str = "m") -> Entry:
    return Entry(id="x", node="n", weight=weight, metrics=(metric,), note="")


@pytest.mark.parametrize(
    ("belief", "weights", "given"),
    [
        (0.8, [5], Verdict.SUPPORTED),
        (0.75, [1], Verdict.SUPPORTED),
        (0.8, [], Verdict.UNRESOLVED),
        (0.8, [0.5], Verdict.UNRESOLVED),
        (0.74, [9], Verdict.UNRESOLVED),
        (0.2, [-5], Verdict.REFUTED),
        (0.24, [-5, 0.5], Verdict.REFUTED),
        (0.2, [], Verdict.UNRESOLVED),
        (0.2, [5], Verdict.UNRESOLVED),
        (0.5, [5, -5], Verdict.UNRESOLVED),
    ],
)
def test_a_verdict_needs_both_belief_and_direct_evidence(
    belief: float, weights: list[float], given: Verdict
) -> None:
    assert verdict(belief, 0.25, [entry(w) for w in weights], CONSTANTS)[0] is given


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ([], "no data"),
        ([0.2], "weak evidence"),
        ([5, -3], "conflict: 1 direct finding for it, 1 direct finding against"),
    ],
)
def test_an_unresolved_verdict_says_why(weights: list[float], reason: str) -> None:
    said = verdict(0.5, 0.1, [entry(w) for w in weights], CONSTANTS)[1]
    assert said.startswith(reason)


def test_a_belief_above_its_prior_is_not_refuted_by_being_small() -> None:
    given, reason = verdict(0.2, 0.1, [entry(-5), entry(3)], CONSTANTS)
    assert given is Verdict.UNRESOLVED
    assert reason.startswith("conflict")


def test_confidence_speaks_of_the_evidence_and_not_of_the_belief() -> None:
    assert confidence([], 0.0) is Confidence.LOW
    assert confidence([entry(9)], 9) is Confidence.MODERATE
    assert confidence([entry(9), entry(9, "k")], 12) is Confidence.HIGH
    assert confidence([entry(-9), entry(-9, "k")], -12) is Confidence.HIGH
    assert confidence([entry(0.7), entry(0.7, "k")], 0.9) is Confidence.LOW
    assert confidence([entry(9), entry(-3, "k")], 5) is Confidence.MODERATE
    assert confidence([entry(5), entry(-2)], 2) is Confidence.LOW


def review(weight: float) -> Entry:
    return Entry(
        id="answer/x",
        node="n",
        weight=weight,
        metrics=(),
        note="",
        asked="reviews",
        agreed=20 if weight > 0 else -20,
    )


def test_what_reviews_agree_on_is_accepted_whatever_the_belief() -> None:
    present, absent = [review(6), review(0.1)], [review(-6), review(-6)]
    assert verdict(0.4, 0.1, present, CONSTANTS) == (
        Verdict.SUPPORTED,
        "accepted: 2 reviews agree",
    )
    assert verdict(0.4, 0.1, absent, CONSTANTS)[0] is Verdict.REFUTED
    assert verdict(0.4, 0.1, [*present, entry(-5)], CONSTANTS)[1] == (
        "accepted: 2 reviews agree; 1 direct finding against that"
    )
    assert verdict(0.4, 0.1, [review(6)], CONSTANTS)[0] is Verdict.UNRESOLVED
    assert verdict(0.4, 0.1, [review(6), review(-6)], CONSTANTS)[0] is (
        Verdict.UNRESOLVED
    )


def test_answers_are_sources_for_confidence() -> None:
    two = [replace(review(6), id=f"answer/{name}") for name in "ab"]
    assert confidence(two, 20.0) is Confidence.HIGH
    assert confidence(two[:1], 6.0) is Confidence.MODERATE


def test_an_unresolved_verdict_names_answers_where_there_are_some() -> None:
    asked = replace(entry(4.0), asked="h/e")
    _, reason = verdict(0.5, 0.1, [asked, entry(0.5)], CONSTANTS)
    assert reason == "weak evidence: direct figures and answers decide nothing"
