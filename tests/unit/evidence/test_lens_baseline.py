from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from rcagraph.evidence.lens_baseline import baseline_readings
from rcagraph.evidence.lenses import latest_figures
from rcagraph.evidence.panel import panel_of
from rcagraph.evidence.records import Reading
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Constants, Event, Metric, Polarity

MakeMetric = Callable[..., Metric]
MakeTable = Callable[..., ObservationTable]
MonthEnds = Callable[[str, int], list[str]]
Read = Callable[..., Reading]

STEADY = [20.0, 22.0] * 6
RISEN = [30.0, 32.0, 31.0]


def event(start: date, end: date | None = None, *metrics: str) -> Event:
    return Event(id="e", label="a reform", start=start, end=end, metrics=metrics)


@pytest.fixture
def read(
    make_table: MakeTable, month_ends: MonthEnds, constants: Constants, as_of: date
) -> Read:
    """Read a series that ends in June 2026, one figure a month."""

    def run(
        metric: Metric,
        values: Sequence[float],
        events: Sequence[Event] = (),
        days: Sequence[str] | None = None,
    ) -> Reading:
        when = days or month_ends(f"{as_of}", len(values))
        table = make_table({("A", metric.id): dict(zip(when, values, strict=True))})
        panel = panel_of(table, metric.id, codes=["A"], until=as_of)
        latest = latest_figures(
            metric,
            panel,
            rows=np.array([0]),
            columns=panel.latest,
            peer_rows=np.array([[-1]]),
        )
        return baseline_readings(latest, events, constants, as_of=as_of)[0]

    return run


def test_departure_by_hand_and_in_words(make_metric: MakeMetric, read: Read) -> None:
    # Earlier mean 21, ranges all 2: sigma 2/1.128. Recent mean 31.
    reading = read(make_metric(), [*STEADY, *RISEN])
    assert reading.z == pytest.approx(10 * 1.128 / 2)
    assert reading.compared_with == 21
    # Of all fifteen: mean 23; ranges eleven of 2, then 8, 2, 1: mean 33/14.
    assert reading.upper == pytest.approx(23 + 2.66 * 33 / 14)
    assert reading.pattern == "outside limits"
    assert reading.note.startswith(
        "The last 3 months to June 2026 average 31.0%, against 21.0% over the 12 "
        "earlier months (5.6 standard deviations worse). The trend rises "
        "each year by "
    )
    assert reading.note.endswith(
        "The last point is a special cause: outside limits (concern, high)."
    )


def test_high_is_good_turns_the_distance_round(
    make_metric: MakeMetric, read: Read
) -> None:
    reading = read(make_metric(polarity=Polarity.HIGH_IS_GOOD), [*STEADY, *RISEN])
    assert reading.z == pytest.approx(-10 * 1.128 / 2)
    assert "standard deviations better" in reading.note
    assert "improvement, high" in reading.note


def test_context_metric_is_described_and_not_weighed(
    make_metric: MakeMetric, read: Read
) -> None:
    reading = read(make_metric(polarity=Polarity.CONTEXT), [*STEADY, *RISEN])
    assert (reading.z, reading.weight) == (None, 0)
    assert "standard deviations higher" in reading.note
    assert reading.note.endswith("Not weighed: neither direction is adverse.")


def test_eight_earlier_months_make_a_baseline_and_seven_do_not(
    make_metric: MakeMetric, read: Read
) -> None:
    assert read(make_metric(), [*STEADY[:8], *RISEN]).z is not None
    short = read(make_metric(), [*STEADY[:7], *RISEN])
    assert (short.z, short.weight) == (None, 0)
    assert short.note == (
        "No baseline: 7 earlier figures in the five years to June 2026; a baseline "
        "needs 8."
    )


def test_short_series_have_no_limits(make_metric: MakeMetric, read: Read) -> None:
    reading = read(make_metric(), [*STEADY[:8], *RISEN])
    assert (reading.lower, reading.upper, reading.pattern) == (None, None, "")


def test_annual_figures_are_compared_one_with_four(
    make_metric: MakeMetric, read: Read
) -> None:
    metric = make_metric(frequency="annual")
    days = [f"{year}-12-31" for year in (2021, 2022, 2023, 2024, 2025)]
    # Earlier mean 21, ranges 2: sigma 2/1.128.
    reading = read(metric, [20.0, 22.0, 20.0, 22.0, 25.0], days=days)
    assert reading.z == pytest.approx(4 * 1.128 / 2)
    assert reading.note.startswith("25.0% in 2025, against 21.0% over the 4 earlier")
    assert read(metric, [20.0, 22.0, 20.0, 25.0], days=days[1:]).z is None


def test_figures_older_than_five_years_are_left_out(
    make_metric: MakeMetric, read: Read
) -> None:
    recent = [*STEADY * 4, *STEADY[:9], *RISEN]  # sixty months
    assert read(make_metric(), [999.0, *recent]) == read(make_metric(), recent)


def test_lasting_event_starts_the_baseline_anew(
    make_metric: MakeMetric, read: Read
) -> None:
    reform = event(date(2025, 7, 1))  # twelve months to June 2026
    series = [*[90.0] * 10, *STEADY[:9], *RISEN]
    reading = read(make_metric(), series, [reform])
    assert reading.compared_with == pytest.approx(np.mean(STEADY[:9]))
    assert "9 earlier months, counted since a reform (July 2025)" in reading.note
    late = read(make_metric(), series, [event(date(2026, 1, 1))])
    assert late.note == (
        "No baseline: 3 earlier figures since a reform (January 2026); a baseline "
        "needs 8."
    )


def test_event_of_other_metrics_changes_nothing(
    make_metric: MakeMetric, read: Read
) -> None:
    series = [*[90.0] * 10, *STEADY[:9], *RISEN]
    other = event(date(2025, 7, 1), None, "beds")
    assert read(make_metric(), series, [other]) == read(make_metric(), series)


def test_passing_event_is_left_out_of_the_baseline(
    make_metric: MakeMetric, read: Read
) -> None:
    pandemic = event(date(2025, 1, 1), date(2025, 6, 30))
    wild = [*STEADY[:9], *[500.0] * 6, *STEADY[:9], *RISEN]
    reading = read(make_metric(), wild, [pandemic])
    assert reading.compared_with == pytest.approx(np.mean(STEADY[:9]))
    assert reading.upper is not None
    assert reading.upper < 40


def test_figure_in_a_passing_event_has_no_baseline(
    make_metric: MakeMetric, read: Read
) -> None:
    now = event(date(2026, 6, 1), date(2026, 12, 31))
    reading = read(make_metric(), [*STEADY, *RISEN], [now])
    assert (reading.z, reading.weight, reading.slope_per_year) == (None, 0, None)
    assert reading.note == (
        "No baseline: the figure falls in a reform, which baselines leave out."
    )


def test_three_full_years_compare_like_months(
    make_metric: MakeMetric, read: Read
) -> None:
    # High every April to June, with a little noise so that the process varies.
    months = range(39)  # April 2023 to June 2026
    series = [20.0 + 10 * (at % 12 < 3) + at % 2 for at in months]
    reading = read(make_metric(), series)
    assert "in the same months of earlier years" in reading.note
    assert reading.z == pytest.approx(0, abs=0.2)


def test_series_that_never_varied_has_no_scale(
    make_metric: MakeMetric, read: Read
) -> None:
    reading = read(make_metric(), [*[5.0] * 12, 9.0, 9.0, 9.0])
    assert reading.z is None
    assert "do not vary" in reading.note


def test_flat_series_says_that_there_is_no_trend(
    make_metric: MakeMetric, read: Read
) -> None:
    reading = read(make_metric(), [5.0, 5.0, 5.0, 6.0, 5.0, 5.0, 5.0, 5.0, 5.0] * 2)
    assert reading.slope_per_year == 0
    assert "There is no trend." in reading.note
    assert reading.pattern == ""
