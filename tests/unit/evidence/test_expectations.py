from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rcagraph.evidence.expectations import holds, judge
from rcagraph.evidence.records import MetricEvidence, Outcome, Reading, TestEvidence
from rcagraph.hypotheses.hypothesis import (
    Enquiry,
    Expectation,
    Hypothesis,
    Link,
    Test,
)
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Constants, Lens, Metric

MakeMetric = Callable[..., Metric]
Judge = Callable[..., TestEvidence]


def expect(metric: str, direction: str = "adverse", **more: Any) -> Expectation:  # noqa: ANN401
    return Expectation.model_validate(
        {"metric": metric, "lens": Lens.PEERS, "direction": direction} | more
    )


def hypothesis_with(test: Test) -> Hypothesis:
    return Hypothesis(
        id="full-beds",
        title="Full beds",
        theme="flow",
        claim="Full beds make people wait.",
        symptoms=("s_waits",),
        root_causes=("d_beds",),
        links=(
            Link(
                cause="d_beds",
                effect="s_waits",
                strength="strong",
                lag="days",
                evidence="expert-prior",
                source="expert prior",
                why="It stands to reason.",
            ),
        ),
        tests=(test,),
        enquiries=(
            Enquiry(
                id="ask",
                about="d_beds",
                question="Are beds full?",
                ask="chief operating officer",
                request="bed census",
                settles="A count.",
            ),
        ),
    )


def evidence_of(metric: str, z: float | None, note: str = "A note.") -> MetricEvidence:
    return MetricEvidence(
        metric=metric,
        observation=Observation(
            organisation="A",
            metric=metric,
            period=date(2026, 6, 30),
            value=12.5,
            unit="%",
            origin="a file",
            codes_summed=1,
            row=2,
        ),
        readings=(
            Reading(lens=Lens.PEERS, z=z, weight=0.0, compared_with=None, note=note),
        ),
    )


@pytest.fixture
def judged(constants: Constants, make_metric: MakeMetric) -> Judge:
    def run(
        *expectations: Expectation,
        found: dict[str, MetricEvidence],
        if_true: str = "likely",
        if_false: str = "unlikely",
    ) -> TestEvidence:
        test = Test.model_validate(
            {
                "id": "seen",
                "says": "Beds are full and waits long.",
                "bears_on": "d_beds",
                "expect": expectations,
                "if_true": if_true,
                "if_false": if_false,
            }
        )
        return judge(
            hypothesis_with(test),
            test,
            evidence=found,
            metrics={name: make_metric(name) for name in found},
            constants=constants,
        )

    return run


@pytest.mark.parametrize(
    ("direction", "threshold", "z", "expected"),
    [
        ("adverse", 1.0, 1.0, True),
        ("adverse", 1.0, 0.9, False),
        ("favourable", 1.0, -1.0, True),
        ("favourable", 1.0, -0.9, False),
        ("unremarkable", 1.0, 0.9, True),
        ("unremarkable", 1.0, -0.9, True),
        ("unremarkable", 1.0, 1.0, False),
        ("unremarkable", 1.0, -1.0, False),
    ],
)
def test_thresholds_belong_to_the_remarkable_side(
    direction: str, threshold: float, z: float, *, expected: bool
) -> None:
    assert holds(expect("m", direction, threshold=threshold), z) is expected


def test_held_test_weighs_the_ratio_of_its_chances(judged: Judge) -> None:
    result = judged(expect("beds"), found={"beds": evidence_of("beds", 1.84)})
    assert result.outcome is Outcome.HOLDS
    assert result.weight == pytest.approx(10 * math.log10(0.8 / 0.2))
    assert result.because == (
        "As expected: Beds: 12.5% in June 2026 (z = 1.8 against peers, expected at "
        "least 1)."
    )


def test_failed_test_weighs_the_ratio_of_the_chances_to_fail(judged: Judge) -> None:
    result = judged(
        expect("beds"),
        found={"beds": evidence_of("beds", 0.2)},
        if_true="almost-certain",
        if_false="even",
    )
    assert result.outcome is Outcome.FAILS
    assert result.weight == pytest.approx(10 * math.log10(0.05 / 0.5))


def test_all_expectations_must_hold_and_the_words_say_which_did(judged: Judge) -> None:
    result = judged(
        expect("beds"),
        expect("waits", "favourable", threshold=0.0),
        found={"beds": evidence_of("beds", 2.0), "waits": evidence_of("waits", 0.5)},
    )
    assert result.outcome is Outcome.FAILS
    assert result.metrics == ("beds", "waits")
    assert result.because == (
        "Not as expected: Waits: 12.5% in June 2026 (z = 0.5 against peers, expected "
        "at most 0). As expected: Beds: 12.5% in June 2026 (z = 2.0 against peers, "
        "expected at least 1)."
    )


def test_test_as_likely_either_way_weighs_nothing(judged: Judge) -> None:
    result = judged(
        expect("beds"),
        found={"beds": evidence_of("beds", 2.0)},
        if_true="even",
        if_false="even",
    )
    assert result.outcome is Outcome.HOLDS
    assert result.weight == 0


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        (
            MetricEvidence(
                metric="beds", observation=None, readings=(), missing="never published"
            ),
            "Beds: never published.",
        ),
        (evidence_of("beds", None, note="Four peers only."), "Beds: Four peers only."),
    ],
)
def test_missing_reading_leaves_the_test_undecided(
    judged: Judge, missing: MetricEvidence, reason: str
) -> None:
    result = judged(
        expect("waits"),
        expect("beds"),
        found={"beds": missing, "waits": evidence_of("waits", -5.0)},
    )
    assert result.outcome is Outcome.NO_DATA
    assert result.weight == 0
    assert result.because == f"Cannot be judged. {reason}"


def test_lens_without_a_reading_leaves_the_test_undecided(judged: Judge) -> None:
    result = judged(
        Expectation(metric="beds", lens=Lens.STANDARD, direction="adverse"),
        found={"beds": evidence_of("beds", 2.0)},
    )
    assert result.outcome is Outcome.NO_DATA
    assert "against the standard" in result.because
