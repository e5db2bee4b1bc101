"""Shipped tests that look at what comes first, over all shipped trusts."""

from __future__ import annotations

from collections import Counter

import pytest

from rcagraph.evidence.records import Outcome
from rcagraph.pipeline import Case, read_case, weigh_organisations

Key = tuple[str, str]


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case()


@pytest.fixture(scope="module")
def outcomes(case: Case) -> dict[Key, Counter[Outcome]]:
    observed = set(case.observations.organisations)
    trusts = [each for each in case.organisations if each.code in observed]
    found: dict[Key, Counter[Outcome]] = {}
    for one in weigh_organisations(case, trusts, None):
        for test in one.tests:
            counts = found.setdefault((test.hypothesis, test.test), Counter())
            counts[test.outcome] += 1
    return found


def test_each_is_decided_both_ways_and_as_often_as_its_words_allow(
    case: Case, outcomes: dict[Key, Counter[Outcome]]
) -> None:
    chances = case.model.ontology.constants.probabilities
    ordered = [
        (read.hypothesis.id, test)
        for read in case.model.library.hypotheses
        for test in read.hypothesis.tests
        if any(each.then is not None for each in test.expect)
    ]
    assert len(ordered) >= 4
    for hypothesis, test in ordered:
        counts = outcomes[hypothesis, test.id]
        decided = counts[Outcome.HOLDS] + counts[Outcome.FAILS]
        assert decided > 100, test.id
        # Whatever share of trusts has the node, outcomes lie between the two words.
        low, high = sorted((chances[test.if_true], chances[test.if_false]))
        assert low <= counts[Outcome.HOLDS] / decided <= high, test.id
