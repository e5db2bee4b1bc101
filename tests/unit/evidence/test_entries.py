from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rcagraph.evidence.entries import combine, entries_by_node
from rcagraph.evidence.records import MetricEvidence, Outcome, Reading, TestEvidence
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Lens, Metric

MakeMetric = Callable[..., Metric]


def evidence_of(
    metric: str,
    value: float,
    weight: float,
    z: float | None = 1.0,
    **more: Any,  # noqa: ANN401
) -> MetricEvidence:
    fields: dict[str, Any] = {"unit": "score 0-10", "origin": "a file"} | more
    return MetricEvidence(
        metric=metric,
        observation=Observation(
            organisation="A",
            metric=metric,
            period=date(2025, 12, 31),
            value=value,
            codes_summed=1,
            row=2,
            **fields,
        ),
        readings=(
            Reading(
                lens=Lens.PEERS, z=z, weight=weight, compared_with=None, note="A note."
            ),
        ),
    )


def outcome_of(weight: float = 6.0, outcome: Outcome = Outcome.HOLDS) -> TestEvidence:
    return TestEvidence(
        hypothesis="h",
        test="t",
        node="s_waits",
        outcome=outcome,
        weight=weight,
        says="It shows.",
        because="As expected.",
        metrics=("m",),
    )


@pytest.fixture
def pair(make_metric: MakeMetric) -> dict[str, Metric]:
    return {name: make_metric(name, label=name.upper()) for name in ("own", "copy")}


def test_correlated_weights_add_up_to_less_than_their_sum() -> None:
    # (6 + 4 - 1) / (1 + 2·0.5)
    assert combine([6.0, 4.0, -1.0], correlation=0.5) == pytest.approx(4.5)
    assert combine([6.0], correlation=0.5) == 6
    assert combine([], correlation=0.5) == 0
    assert combine([6.0, 4.0], correlation=0.0) == 10


def test_figure_republished_to_two_decimals_counts_once(
    pair: dict[str, Metric],
) -> None:
    found = {
        "own": evidence_of("own", 5.476238, -5.0),
        "copy": evidence_of("copy", 5.48, 4.0),
    }
    (entry,) = entries_by_node(found, (), pair)["s_waits"]
    assert entry.id == "own/peers"  # the weightier of the two
    assert entry.weight == -5
    assert entry.metrics == ("own", "copy")
    assert entry.note == "OWN: A note. The same figure as COPY; counted once."


@pytest.mark.parametrize(
    ("own", "copy"),
    [
        # Both to full precision: alike by chance.
        ({"value": 5.476238}, {"value": 5.479999}),
        # Ratings and other small whole numbers.
        ({"value": 3.0}, {"value": 3.0}),
        ({"value": 5.48}, {"value": 5.48, "unit": "%"}),
        (
            {"value": 87.5, "numerator": 7.0, "denominator": 8.0},
            {"value": 87.5, "numerator": 14.0, "denominator": 16.0},
        ),
    ],
)
def test_figures_alike_by_chance_count_twice(
    pair: dict[str, Metric], own: dict[str, Any], copy: dict[str, Any]
) -> None:
    found = {
        "own": evidence_of("own", weight=4.0, **own),
        "copy": evidence_of("copy", weight=5.0, **copy),
    }
    entries = entries_by_node(found, (), pair)["s_waits"]
    assert [each.id for each in entries] == ["copy/peers", "own/peers"]


def test_same_share_of_the_same_total_counts_once(pair: dict[str, Metric]) -> None:
    share = {"value": 87.5, "numerator": 7.0, "denominator": 8.0}
    found = {name: evidence_of(name, weight=4.0, **share) for name in pair}
    assert len(entries_by_node(found, (), pair)["s_waits"]) == 1


def test_reading_without_a_distance_is_no_entry(pair: dict[str, Metric]) -> None:
    found = {"own": evidence_of("own", 5.0, 0.0, z=None)}
    assert entries_by_node(found, (), pair) == {}


@pytest.mark.parametrize("changes", [{"indicates": None}, {"reliability": 0.0}])
def test_metric_that_shows_no_node_is_no_entry(
    make_metric: MakeMetric, changes: dict[str, Any]
) -> None:
    found = {"own": evidence_of("own", 5.5, 0.0)}
    assert entries_by_node(found, (), {"own": make_metric("own", **changes)}) == {}


def test_tests_stand_beside_metrics(pair: dict[str, Metric]) -> None:
    found = {"own": evidence_of("own", 5.5, 4.0)}
    entries = entries_by_node(found, [outcome_of()], pair)["s_waits"]
    assert [each.id for each in entries] == ["h/t", "own/peers"]
    assert entries[0].note == "A sign of it, seen: “It shows”. As expected."


@pytest.mark.parametrize("silent", [outcome_of(0.0), outcome_of(0.0, Outcome.NO_DATA)])
def test_test_that_says_nothing_is_no_entry(silent: TestEvidence) -> None:
    assert entries_by_node({}, [silent], {}) == {}
