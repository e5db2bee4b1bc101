"""Hypothesis tests: does what should be seen if the claim is true, show?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from rcagraph.evidence.records import (
    MetricEvidence,
    Outcome,
    Reading,
    SpecialCause,
    TestEvidence,
)
from rcagraph.evidence.signals import followed_by, months_between
from rcagraph.evidence.wording import MINUS, spell_period, spell_value, spell_z
from rcagraph.hypotheses.hypothesis import Expectation, Hypothesis, Sequel, Test
from rcagraph.vocabulary.terms import Constants, Lens, Metric

_AGAINST = {
    Lens.PEERS: "against peers",
    Lens.BASELINE: "against its own baseline",
    Lens.STANDARD: "against the standard",
}


def test_weight(outcome: Outcome, test: Test, constants: Constants) -> float:
    """Return the decibans of an outcome for the node that the test bears on.

    10·log10 of how much likelier the outcome is if the node is present. 0 without
    data: what could not be looked at says nothing.
    """
    if outcome is Outcome.NO_DATA:
        return 0.0
    if_true = constants.probabilities[test.if_true]
    if_false = constants.probabilities[test.if_false]
    if outcome is Outcome.FAILS:
        if_true, if_false = 1 - if_true, 1 - if_false
    return 10 * math.log10(if_true / if_false)


test_weight.__test__ = False  # type: ignore[attr-defined]  # not a pytest case


def holds(expectation: Expectation, z: float) -> bool:
    """Whether a standardised adverse distance is as expected.

    >>> holds(Expectation(metric="m", lens=Lens.PEERS, direction="adverse"), 1.0)
    True
    """
    match expectation.direction:
        case "adverse":
            return z >= expectation.threshold
        case "favourable":
            return z <= -expectation.threshold
        case "unremarkable":
            return abs(z) < expectation.threshold


def judge(
    hypothesis: Hypothesis,
    test: Test,
    *,
    evidence: Mapping[str, MetricEvidence],
    metrics: Mapping[str, Metric],
    constants: Constants,
) -> TestEvidence:
    """Return how a test came out for one organisation.

    All expectations must hold. If any reading is missing the outcome is NO_DATA,
    even where another expectation already fails, since the author weighed them
    together.

    Args:
        hypothesis: whose test it is.
        test: what is expected.
        evidence: the organisation's evidence, by metric id.
        metrics: the ontology's metrics, by id.
        constants: what the words of chance mean.
    """
    missing: list[str] = []
    met: list[str] = []
    unmet: list[str] = []
    for expectation in test.expect:
        _look(expectation, evidence, metrics, (missing, met, unmet))
    if missing:
        outcome, because = Outcome.NO_DATA, f"Cannot be judged. {' '.join(missing)}"
    elif unmet:
        outcome, because = Outcome.FAILS, f"Not as expected: {'; '.join(unmet)}."
        if met:
            because += f" As expected: {'; '.join(met)}."
    else:
        outcome, because = Outcome.HOLDS, f"As expected: {'; '.join(met)}."
    return TestEvidence(
        hypothesis=hypothesis.id,
        test=test.id,
        node=test.bears_on,
        outcome=outcome,
        weight=test_weight(outcome, test, constants),
        says=test.says,
        because=because,
        metrics=tuple(dict.fromkeys(_metrics_of(test))),
    )


def _metrics_of(test: Test) -> Iterator[str]:
    for each in test.expect:
        yield each.metric
        if each.then is not None:
            yield each.then.metric


def _look(
    expectation: Expectation,
    evidence: Mapping[str, MetricEvidence],
    metrics: Mapping[str, Metric],
    said: tuple[list[str], list[str], list[str]],
) -> None:
    """Add what is seen of one expectation to what is missing, met or unmet."""
    missing, met, unmet = said
    metric = metrics[expectation.metric]
    found = evidence[expectation.metric]
    reading = found.reading(expectation.lens)
    if reading is None or reading.z is None:
        missing.append(f"{metric.label}: {_why_missing(found, reading, expectation)}")
        return
    seen = met if holds(expectation, reading.z) else unmet
    seen.append(_phrase(metric, found, expectation, reading.z))
    if expectation.then is not None:
        _look_after(expectation, expectation.then, evidence, metrics, said)


def _look_after(
    first: Expectation,
    then: Sequel,
    evidence: Mapping[str, MetricEvidence],
    metrics: Mapping[str, Metric],
    said: tuple[list[str], list[str], list[str]],
) -> None:
    """Add whether the sequel came, where both metrics have limits to tell by.

    Where it did not, and may yet, that is not held against the claim.
    """
    missing, met, unmet = said
    stretches = []
    for name, direction in (
        (first.metric, first.direction),
        (then.metric, then.direction),
    ):
        found = evidence[name].special_causes
        if found is None:
            missing.append(f"{metrics[name].label}: too few figures for limits.")
            return
        adverse = direction == "adverse"
        stretches.append([each for each in found if each.adverse is adverse])
    one, other = metrics[first.metric].label, metrics[then.metric].label
    window = f"{then.after} to {then.within} months later"
    pair = followed_by(*stretches, after=then.after, within=then.within)
    if pair is not None:
        cause, effect = pair
        met.append(
            f"{one}: {first.direction} from {cause.start:%B %Y}, then {other}: "
            f"{then.direction} from {effect.start:%B %Y} (expected {window})"
        )
    elif stretches[0] and (until := _still_open(stretches[0], evidence, then)):
        missing.append(
            f"{other}: {until}, and {one} was {first.direction} from "
            f"{stretches[0][0].start:%B %Y}; the sequel may come {window}."
        )
    elif stretches[0]:
        unmet.append(
            f"{one}: {first.direction} from {stretches[0][-1].start:%B %Y}, and "
            f"{other} not {then.direction} {window}"
        )
    else:
        unmet.append(f"{one}: never {first.direction} beyond its limits")


def _still_open(
    causes: Sequence[SpecialCause],
    evidence: Mapping[str, MetricEvidence],
    then: Sequel,
) -> str:
    """Say how far figures go, if not to the end of any cause's window; else ""."""
    seen = evidence[then.metric].observation
    assert seen is not None, "special causes without an observation"
    if months_between(causes[0].start, seen.period) >= then.within:
        return ""
    return f"figures go to {seen.period:%B %Y}"


def _why_missing(
    found: MetricEvidence, reading: Reading | None, expectation: Expectation
) -> str:
    if found.missing:
        return f"{found.missing}."
    if reading is None:
        return f"no reading {_AGAINST[expectation.lens]}, since it has none."
    return reading.note


def _phrase(
    metric: Metric, found: MetricEvidence, expectation: Expectation, z: float
) -> str:
    observation = found.observation
    assert observation is not None, "a reading without an observation"
    high = expectation.threshold
    low = -high or 0.0  # never "-0"
    expected = {
        "adverse": f"at least {high:g}",
        "favourable": f"at most {_threshold(low)}",
        "unremarkable": f"between {_threshold(low)} and {high:g}",
    }[expectation.direction]
    value = spell_value(observation.value, metric.unit)
    period = spell_period(observation.period, metric.frequency)
    return (
        f"{metric.label}: {value} in {period} (z = {spell_z(z)} "
        f"{_AGAINST[expectation.lens]}, expected {expected})"
    )


def _threshold(low: float) -> str:
    return f"{low:g}".replace("-", MINUS)
