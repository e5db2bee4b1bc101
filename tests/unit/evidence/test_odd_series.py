"""Series built to trip the lenses: whatever the figures, a finite answer or words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from rcagraph.evidence.records import MetricEvidence
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Lens, Metric, Ontology, Standard

Look = Callable[[Sequence[float]], MetricEvidence]
ORDINARY = [50.0, 52.0, 51.0, 50.5, 51.5, 49.5] * 4
SERIES = {
    "constant": [7.0] * 24,
    "two points": [1.0, 2.0],
    "one point": [1.0],
    "zeros": [0.0] * 24,
    "one huge outlier": [*ORDINARY[:12], 1e12, *ORDINARY[:11]],
    "outlier at the end": [*ORDINARY[:23], -1e12],
    "alternating": [1.0, 2.0] * 12,
    "a step": [*[10.0] * 12, *[20.0] * 12],
    "ties": [1.0, 1.0, 2.0, 2.0] * 6,
    "negative": [-5.0, -7.0, -6.0, -4.0] * 6,
    "over 100": [120.0, 130.0, 125.0, 140.0] * 6,
    "tiny": [1e-300, 2e-300] * 12,
    "growing without end": [10.0**at for at in range(24)],
}


@pytest.fixture
def look(  # noqa: PLR0913, PLR0917 - fixtures
    make_table: Callable[..., ObservationTable],
    make_metric: Callable[..., Metric],
    make_ontology: Callable[..., Ontology],
    make_organisation: Callable[..., Organisation],
    month_ends: Callable[[str, int], list[str]],
    as_of: date,
) -> Look:
    def run(own: Sequence[float]) -> MetricEvidence:
        codes = [f"P{n}" for n in range(10)]
        days = month_ends(f"{as_of}", 24)
        everyone = {
            (code, "waits"): {d: v + at for d, v in zip(days, ORDINARY, strict=True)}
            for at, code in enumerate(codes)
        }
        if own:
            everyone["A", "waits"] = dict(zip(days[-len(own) :], own, strict=True))
        standard = Standard(value=50, name="50%", source="", start=date(2020, 1, 1))
        found = weigh(
            make_table(everyone),
            make_ontology(make_metric(standards=(standard,))),
            [make_organisation(code) for code in ("A", *codes)],
            [],
            ["A"],
            as_of=as_of,
        )
        return found["A"].metrics["waits"]

    return run


@pytest.mark.parametrize("own", SERIES.values(), ids=SERIES.keys())
def test_every_number_is_finite_and_every_refusal_has_words(
    look: Look, own: list[float]
) -> None:
    found = look(own)
    assert len(found.readings) == 3
    for reading in found.readings:
        numbers = (
            *(reading.z, reading.compared_with, reading.lower, reading.upper),
            *(reading.slope_per_year, reading.slope_lower, reading.slope_upper),
            *(reading.trend_p, reading.percentile, reading.sampling_lower),
        )
        assert all(math.isfinite(each) for each in numbers if each is not None)
        assert abs(reading.weight) <= 10
        assert reading.note
        if reading.z is None:
            assert reading.weight == 0
            assert "No baseline" in reading.note or "Not weighed" in reading.note


def test_all_missing_is_told_and_has_no_reading(look: Look) -> None:
    found = look([])
    assert found.readings == ()
    assert found.missing == "never published for this organisation"


@pytest.mark.parametrize("name", ["constant", "zeros", "two points"])
def test_series_without_variation_or_length_has_no_baseline(
    look: Look, name: str
) -> None:
    reading = look(SERIES[name]).reading(Lens.BASELINE)
    assert reading is not None
    assert reading.z is None
    assert reading.note.startswith("No baseline")


def test_alternating_series_is_common_cause_and_has_not_moved(look: Look) -> None:
    reading = look(SERIES["alternating"]).reading(Lens.BASELINE)
    assert reading is not None
    assert reading.z == pytest.approx(0, abs=0.3)
    assert reading.variation == "common cause"


def test_step_up_is_a_concern(look: Look) -> None:
    reading = look(SERIES["a step"]).reading(Lens.BASELINE)
    assert reading is not None
    assert reading.variation == "concern, high"
    assert reading.weight > 0


def test_one_old_outlier_hides_nothing_but_moves_no_slope(look: Look) -> None:
    reading = look(SERIES["one huge outlier"]).reading(Lens.BASELINE)
    assert reading is not None
    assert reading.slope_per_year == pytest.approx(0, abs=1)
