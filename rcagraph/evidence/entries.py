"""Entries: each piece of evidence about a node once, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rcagraph.evidence.records import (
    Entry,
    MetricEvidence,
    Outcome,
    Reading,
    TestEvidence,
)
from rcagraph.evidence.wording import join_words, quoted, spell_sign
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Constants, Lens, Metric

# Up to this, two equal whole numbers are no sign of a copy.
SMALL_WHOLE_NUMBER = 100
# How many reviews have to agree for what they say to be accepted.
_AGREE = 2


def combine(weights: Sequence[float], *, correlation: float) -> float:
    """Add up correlated weights on one node, decibans.

    k weights that repeat each other in part are worth less than their sum: the
    sum is divided by the design effect 1 + (k - 1)·correlation (Kish 1965).

    >>> combine([6.0, 6.0, 6.0], correlation=0.5)
    9.0
    """
    return math.fsum(weights) / (1 + max(len(weights) - 1, 0) * correlation)


def combined(entries: Sequence[Entry], constants: Constants) -> float:
    """Return what all entries of one node weigh together, decibans.

    Figures and tests repeat each other and are combined by their design effect.
    Answers come from elsewhere: those to one question repeat each other in the same
    way, and what different questions bring is added up, to each other and to the
    figures. Reviews that agree count at least as much as what is accepted.
    """
    groups: dict[str, list[float]] = {}
    for each in entries:
        groups.setdefault(each.asked, []).append(each.weight)
    total = math.fsum(
        combine(group, correlation=constants.correlation)
        for _, group in sorted(groups.items())
    )
    if agreeing_reviews(entries):
        reviews = [each for each in entries if each.agreed]
        accepted = max((each.agreed for each in reviews), key=abs)
        own = combine(
            [each.weight for each in reviews], correlation=constants.correlation
        )
        total += accepted - own if abs(accepted) > abs(own) else 0.0
    return total


def agreeing_reviews(entries: Sequence[Entry]) -> int:
    """Return how many reviews agree about a node: positive that it is there.

    Negative if they agree that it is not; 0 if they are fewer than two, or differ.
    """
    signs = [math.copysign(1, each.agreed) for each in entries if each.agreed]
    if len(signs) < _AGREE or len(set(signs)) > 1:
        return 0
    return int(sum(signs))


def entries_by_node(
    evidence: Mapping[str, MetricEvidence],
    tests: Sequence[TestEvidence],
    metrics: Mapping[str, Metric],
) -> Mapping[str, tuple[Entry, ...]]:
    """Return one organisation's entries, by node in id order, each sorted by id.

    A reading without a distance, a test without data, a metric of no reliability
    and a test as likely either way make no entry: they would say nothing and only
    dilute the others. Readings of one node and lens that state one figure twice (a
    score republished by another collection, perhaps to two decimals) make one
    entry, and its note says so; small whole numbers agree by chance and do not
    count as copies.

    Args:
        evidence: metric id → what is known of it.
        tests: the judged hypothesis tests.
        metrics: the ontology's metrics, by id.
    """
    found: dict[str, list[Entry]] = {}
    for entry in sorted(
        [*_metric_entries(evidence, metrics), *_test_entries(tests)],
        key=lambda each: (each.node, each.id),
    ):
        found.setdefault(entry.node, []).append(entry)
    return {node: tuple(group) for node, group in found.items()}


def _test_entries(tests: Sequence[TestEvidence]) -> list[Entry]:
    """Return the tests that say something: judged, and not as likely either way."""
    return [
        Entry(
            id=f"{test.hypothesis}/{test.test}",
            node=test.node,
            weight=test.weight,
            metrics=test.metrics,
            note=_test_note(test),
        )
        for test in tests
        if test.outcome is not Outcome.NO_DATA and test.weight
    ]


def _test_note(test: TestEvidence) -> str:
    sign = spell_sign(test.outcome, test.weight)
    return f"{sign[:1].upper()}{sign[1:]}: {quoted(test.says)}. {test.because}"


def _metric_entries(
    evidence: Mapping[str, MetricEvidence], metrics: Mapping[str, Metric]
) -> list[Entry]:
    """Return one entry per reading with a distance, copies of a figure once."""
    groups: dict[tuple[str, Lens], list[tuple[Metric, Observation, Reading]]] = {}
    for name, found in evidence.items():
        metric = metrics[name]
        if metric.indicates is None or not metric.reliability:
            continue
        for reading in found.readings:
            if reading.z is not None and found.observation is not None:
                group = groups.setdefault((metric.indicates, reading.lens), [])
                group.append((metric, found.observation, reading))
    return [entry for group in groups.values() for entry in _once_each(group)]


def _once_each(group: list[tuple[Metric, Observation, Reading]]) -> list[Entry]:
    """Turn readings of one node and lens into entries, the weightiest of a copy."""
    ranked = sorted(group, key=lambda each: (-abs(each[2].weight), each[0].id))
    kept: list[tuple[Metric, Observation, Reading, list[Metric]]] = []
    for metric, observation, reading in ranked:
        for _, other, _, copies in kept:
            if same_figure(observation, other):
                copies.append(metric)
                break
        else:
            kept.append((metric, observation, reading, []))
    return [_entry(metric, reading, copies) for metric, _, reading, copies in kept]


def _entry(metric: Metric, reading: Reading, copies: list[Metric]) -> Entry:
    assert metric.indicates is not None
    note = f"{metric.label}: {reading.note}"
    if copies:
        labels = join_words([each.label for each in copies])
        note += f" The same figure as {labels}; counted once."
    return Entry(
        id=f"{metric.id}/{reading.lens}",
        node=metric.indicates,
        weight=reading.weight,
        metrics=(metric.id, *(each.id for each in copies)),
        note=note,
    )


def same_figure(one: Observation, other: Observation) -> bool:
    """Whether one observation states the other again, perhaps to two decimals."""
    if one.unit != other.unit or _is_small_whole(one.value):
        return False
    if None not in {one.denominator, other.denominator}:
        return one.value == other.value and one.denominator == other.denominator
    return any(
        math.isclose(first, second, rel_tol=1e-9)
        for first, second in (
            (one.value, other.value),
            (one.value, round(other.value, 2)),
            (round(one.value, 2), other.value),
        )
    )


def _is_small_whole(value: float) -> bool:
    # Ratings, cases and 100% agree by chance.
    return value == round(value) and abs(value) <= SMALL_WHOLE_NUMBER
