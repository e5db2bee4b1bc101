from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pydantic import ValidationError

from rcagraph.evidence.records import Outcome, SpecialCause, TestEvidence
from rcagraph.evidence.signals import followed_by
from rcagraph.evidence.weigh import weigh
from rcagraph.hypotheses.hypothesis import (
    Enquiry,
    Expectation,
    Hypothesis,
    Link,
    Sequel,
    Test,
)
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Lens, Metric, Ontology, Polarity

Judge = Callable[[int, int], TestEvidence]
FLAT = [50.0, 52.0, 51.0, 50.5, 51.5] * 8


def cause(month: int) -> SpecialCause:
    day = date(2025, month, 28)
    return SpecialCause(start=day, end=day, adverse=True, rule="outside limits")


def test_latest_cause_that_was_followed_is_told_with_what_followed() -> None:
    causes, effects = [cause(1), cause(5), cause(11)], [cause(3), cause(7)]
    assert followed_by(causes, effects, after=1, within=3) == (cause(5), cause(7))
    assert followed_by(causes, effects, after=0, within=1) is None
    assert followed_by(effects, causes, after=0, within=9) == (cause(7), cause(11))
    assert followed_by([], effects, after=0, within=9) is None


def hypothesis(then: Sequel) -> Hypothesis:
    risen = Expectation(
        metric="occupancy",
        lens=Lens.BASELINE,
        direction="adverse",
        threshold=0.0,
        then=then,
    )
    return Hypothesis(
        id="h",
        title="Full beds slow the front door",
        theme="flow",
        claim="It is so.",
        symptoms=("s",),
        root_causes=("d",),
        links=(
            Link(
                cause="d", effect="s", strength="strong", lag="weeks",
                evidence="published", source="https://example.org", why="It is so.",
            ),
        ),
        tests=(
            Test(
                id="t", says="Occupancy rises before four-hour falls.", bears_on="d",
                expect=(risen,), if_true="likely", if_false="unlikely",
            ),
        ),
        enquiries=(
            Enquiry(
                id="q", about="d", question="Is it?", ask="a role", request="a paper",
                settles="yes or no",
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def judge(  # noqa: PLR0913, PLR0917 - fixtures
    make_table: Callable[..., ObservationTable],
    make_metric: Callable[..., Metric],
    make_ontology: Callable[..., Ontology],
    make_organisation: Callable[..., Organisation],
    month_ends: Callable[[str, int], list[str]],
    as_of: date,
) -> Judge:
    """Judge a trust whose occupancy rises, and four-hour falls, n months ago."""

    def run(risen: int, fallen: int) -> TestEvidence:
        days = month_ends(f"{as_of}", len(FLAT))
        beds = [v + 30 * (len(FLAT) - at <= risen) for at, v in enumerate(FLAT)]
        seen = [v - 30 * (len(FLAT) - at <= fallen) for at, v in enumerate(FLAT)]
        table = make_table(
            {
                ("A", "occupancy"): dict(zip(days, beds, strict=True)),
                ("A", "four_hour"): dict(zip(days, seen, strict=True)),
            }
        )
        ontology = make_ontology(
            make_metric("occupancy"),
            make_metric("four_hour", polarity=Polarity.HIGH_IS_GOOD),
        )
        claim = hypothesis(Sequel(metric="four_hour", after=1, within=4))
        found = weigh(
            table, ontology, [make_organisation("A")], [claim], ["A"], as_of=as_of
        )
        return found["A"].tests[0]

    return run


def test_a_fall_after_the_rise_holds(judge: Judge) -> None:
    found = judge(6, 3)
    assert found.outcome is Outcome.HOLDS
    assert found.metrics == ("occupancy", "four_hour")
    assert "Occupancy: adverse from January 2026, then Four_hour" in found.because


@pytest.mark.parametrize("fallen", [6, 0], ids=["at once", "never"])
def test_a_fall_too_early_or_never_fails(judge: Judge, fallen: int) -> None:
    found = judge(6, fallen)
    assert found.outcome is Outcome.FAILS
    assert "Four_hour not adverse 1 to 4 months later" in found.because


@pytest.mark.parametrize("risen", [1, 4])
def test_a_window_that_is_still_open_decides_nothing(judge: Judge, risen: int) -> None:
    found = judge(risen, 0)
    assert (found.outcome, found.weight) == (Outcome.NO_DATA, 0)
    assert "Four_hour: figures go to" in found.because


def test_without_limits_there_is_no_outcome(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rcagraph.evidence.signals.FEWEST_FOR_LIMITS", 99)
    found = judge(6, 3)
    assert (found.outcome, found.weight) == (Outcome.NO_DATA, 0)
    assert "too few figures for limits" in found.because


@pytest.mark.parametrize(
    "changes", [{"lens": Lens.PEERS}, {"direction": "unremarkable"}]
)
def test_only_a_movement_can_have_a_sequel(changes: dict[str, str]) -> None:
    fields = {"metric": "m", "lens": Lens.BASELINE, "direction": "adverse"} | changes
    with pytest.raises(ValidationError, match="then needs lens baseline"):
        Expectation(**fields, then=Sequel(metric="n", within=3))


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than within"):
        Sequel(metric="n", after=5, within=3)
