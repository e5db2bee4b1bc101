"""What a reading compares, computed a second time from the observations named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean, median

import pytest

from rcagraph.evidence.grounds import grounds_of
from rcagraph.evidence.records import Reading
from rcagraph.observations.table import Observation
from rcagraph.pipeline import Case, read_case, weigh_organisations
from rcagraph.vocabulary.terms import Lens

CODES = ("RAJ", "R1K", "RRK")
Compared = tuple[str, str, Reading, tuple[Observation, ...]]


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case()


@pytest.fixture(scope="module")
def compared(case: Case) -> list[Compared]:
    ontology, everyone = case.model.ontology, case.organisations
    asked = [case.organisation(code) for code in CODES]
    return [
        (code, metric, reading, grounds[metric, reading.lens])
        for code, evidence in zip(
            CODES, weigh_organisations(case, asked, None), strict=True
        )
        for grounds in [grounds_of(case.observations, ontology, everyone, evidence)]
        for metric, about in evidence.metrics.items()
        for reading in about.readings
    ]


def through(compared: list[Compared], lens: Lens) -> Iterator[Compared]:
    yield from (each for each in compared if each[2].lens is lens)


def test_every_reading_rests_on_the_organisations_own_figure(
    compared: list[Compared],
) -> None:
    assert len(compared) > 500
    for code, metric, _, observations in compared:
        assert any((o.organisation, o.metric) == (code, metric) for o in observations)
        assert {o.metric for o in observations} == {metric}


def test_the_peers_named_have_the_median_that_the_reading_states(
    compared: list[Compared],
) -> None:
    checked = 0
    for code, _, reading, observations in through(compared, Lens.PEERS):
        others = [each.value for each in observations if each.organisation != code]
        if reading.compared_with is None:
            assert others == []
            continue
        assert median(others) == pytest.approx(reading.compared_with)
        assert reading.company.startswith(f"{len(others)} ")
        checked += 1
    assert checked > 200


def test_the_past_named_has_the_limits_that_the_reading_states(
    compared: list[Compared],
) -> None:
    checked = 0
    for _, _, reading, observations in through(compared, Lens.BASELINE):
        if reading.lower is None or reading.upper is None:
            continue
        series = [each.value for each in observations]
        moving = fmean(abs(one - other) for one, other in pairwise(series))
        limits = [fmean(series) + side * 2.66 * moving for side in (-1, 1)]
        assert limits == pytest.approx([reading.lower, reading.upper], rel=1e-3)
        checked += 1
    assert checked > 60


def test_the_twelve_months_named_are_those_judged_by_a_standard(
    case: Case, compared: list[Compared]
) -> None:
    checked = 0
    for _, name, reading, observations in through(compared, Lens.STANDARD):
        if reading.compared_with is None:
            continue
        metric = case.model.ontology.metrics[name]
        under = [o for o in observations if metric.standard_on(o.period)]
        assert len(under) == reading.months_judged
        checked += 1
    assert checked > 20
