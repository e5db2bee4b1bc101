from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.evidence.records import Outcome
from rcagraph.findings.diagnosis import Diagnosis, LedgerEntry
from rcagraph.findings.trajectories import Course, Trajectory
from rcagraph.observations.organisation import Organisation, Succession
from rcagraph.observations.table import Observation
from rcagraph.outputs.figures import adding_up, figure
from rcagraph.outputs.summary import summary, summary_sentence
from rcagraph.outputs.wording import (
    evidence_words,
    likelihood,
    publishers,
    shown_classes,
    shown_contributions,
    summed_codes,
    trajectory_words,
)

# Every bound that the yardstick names, with its word.
YARDSTICK = [
    (0.0, "remote chance"),
    (0.05, "remote chance"),
    (0.1, "highly unlikely"),
    (0.2, "highly unlikely"),
    (0.25, "unlikely"),
    (0.35, "unlikely"),
    (0.4, "realistic possibility"),
    (0.499, "realistic possibility"),
    (0.55, "likely"),
    (0.75, "likely"),
    (0.8, "highly likely"),
    (0.9, "highly likely"),
    (0.95, "almost certain"),
    (1.0, "almost certain"),
]


@pytest.mark.parametrize(("probability", "word"), YARDSTICK)
def test_the_yardstick_names_its_own_bounds(probability: float, word: str) -> None:
    assert likelihood(probability) == word


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=90).filter(any))
def test_rounded_shares_add_up_and_stay_within_a_tenth(sizes: list[int]) -> None:
    shares = [size / sum(sizes) for size in sizes]
    shown = adding_up(shares)
    assert round(sum(shown), 6) == 1
    assert all(abs(a - b) < 0.001 + 1e-6 for a, b in zip(shares, shown, strict=True))


def test_drivers_and_classes_each_add_up_with_the_unexplained(
    diagnosis: Diagnosis,
) -> None:
    shares, unexplained = shown_contributions(diagnosis)
    assert round(sum(shares.values()) + unexplained, 9) == 1
    assert round(sum(shown_classes(diagnosis).values()) + unexplained, 9) == 1


@given(st.floats(-1e9, 1e9).filter(lambda value: abs(value) > 1e-9))
def test_a_figure_stays_within_half_of_its_fourth_digit(value: float) -> None:
    shown = figure(value).replace(",", "").replace("\N{MINUS SIGN}", "-")
    assert float(shown) == pytest.approx(value, rel=5.1e-4)


def observation(period: date, codes_summed: int) -> Observation:
    return Observation(
        organisation="RAJ",
        metric="m",
        period=period,
        value=1.0,
        unit="%",
        origin="o",
        codes_summed=codes_summed,
        row=2,
    )


@pytest.mark.parametrize(
    ("period", "codes_summed", "said"),
    [
        (date(2026, 5, 31), 1, ""),
        (date(2020, 3, 31), 3, "sum of RAJ, RDD, RQ8"),
        (date(2020, 3, 31), 2, "sum of RDD, RQ8"),
        (date(2021, 3, 31), 4, "sum of 4 codes"),
    ],
)
def test_summed_codes_are_named_only_when_they_explain_the_count(
    diagnosis: Diagnosis, period: date, codes_summed: int, said: str
) -> None:
    trust: Organisation = replace(
        diagnosis.organisation,
        code="RAJ",
        predecessors=tuple(
            Succession(old_code=old, new_code="RAJ", on=date(2020, 4, 1), basis="")
            for old in ("RDD", "RQ8")
        ),
    )
    assert summed_codes(observation(period, codes_summed), trust) == said


def test_the_summary_says_what_was_seen_what_drives_it_and_what_is_left(
    diagnosis: Diagnosis,
) -> None:
    said = summary_sentence(diagnosis)
    for part in (
        "8 symptoms",
        "crowding in the emergency",
        "17.2%",
        "highly likely (8",
        "15.0% is left",
        "14 lines of enquiry are open",
    ):
        assert part in said


def test_a_trust_with_symptoms_gets_four_answers_and_one_without_gets_one(
    diagnosis: Diagnosis, healthy_diagnosis: Diagnosis
) -> None:
    assert [question for question, _ in summary(diagnosis).parts()] == [
        "What is wrong",
        "What may lie behind it",
        "How sure",
        "What to ask first",
    ]
    assert len(summary(healthy_diagnosis).parts()) == 1


@pytest.mark.parametrize(("weight", "way"), [(-1.7, "of"), (2.0, "against")])
def test_an_expectation_that_failed_is_told_as_a_sign_not_seen(
    diagnosis: Diagnosis, weight: float, way: str
) -> None:
    failed = replace(diagnosis.evidence.tests[0], outcome=Outcome.FAILS, weight=weight)
    told = replace(diagnosis, evidence=replace(diagnosis.evidence, tests=(failed,)))
    entry = LedgerEntry(
        evidence_id=f"{failed.hypothesis}/{failed.test}",
        about=failed.node,
        decibans=weight,
        note="",
    )
    assert evidence_words(entry, told).startswith(f"a sign {way} it, not seen: “")


PAST = (date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("course", "since", "until", "said"),
    [
        (Course.PERSISTENT, PAST[0], None, "persistent signs, since at least"),
        (Course.EMERGING, PAST[1], None, "emerging signs, since June 2024"),
        (Course.RECEDING, PAST[1], None, "the odds now under a third"),
        (Course.RECEDING, PAST[0], PAST[1], "from March 2024 to June 2024"),
        (Course.ABSENT, None, None, "no signs in the last two years"),
    ],
)
def test_a_course_is_told_as_signs_and_never_as_presence(
    course: Course, since: date | None, until: date | None, said: str
) -> None:
    found = trajectory_words(
        Trajectory(
            course=course,
            since=since,
            until=until,
            first_seen=False,
            days=PAST,
            beliefs=(),
        )
    )
    assert said in found
    assert "signs" in found


def test_a_trust_without_symptoms_is_not_given_drivers(
    healthy_diagnosis: Diagnosis,
) -> None:
    said = summary_sentence(healthy_diagnosis)
    assert "no underperformance" in said
    assert "%" not in said


def test_a_trust_without_figures_is_not_called_well(
    healthy_diagnosis: Diagnosis,
) -> None:
    evidence = healthy_diagnosis.evidence
    untold = {
        name: replace(each, observation=None, readings=())
        for name, each in evidence.metrics.items()
    }
    said = summary_sentence(
        replace(healthy_diagnosis, evidence=replace(evidence, metrics=untold))
    )
    assert "no underperformance" not in said
    assert "no fresh nationally reported figure" in said


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("NHS England: A&E attendances (grade B)", "NHS England"),
        ("NHS England / A Centre: Survey", "A Centre and NHS England"),
        ("rcagraph, from NHS England figures: net", ""),
        ("our own count", ""),
    ],
)
def test_publishers_are_named_as_far_as_origins_name_them(
    diagnosis: Diagnosis, origin: str, said: str
) -> None:
    name, found = next(
        (name, each)
        for name, each in diagnosis.evidence.metrics.items()
        if each.observation
    )
    assert found.observation is not None
    one = replace(found, observation=replace(found.observation, origin=origin))
    told = replace(diagnosis, evidence=replace(diagnosis.evidence, metrics={name: one}))
    assert publishers(told) == said
