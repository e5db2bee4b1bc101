"""Five hundred cells worked out again, one at a time, with pandas and SciPy.

Organisations, metrics and days are drawn at random from the shipped figures. Nothing
here calls the evidence stage but ``weigh`` itself and the choice of peers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rcagraph.evidence.peers import peer_pool
from rcagraph.evidence.records import MetricEvidence, OrganisationEvidence, Reading
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.table import ObservationTable
from rcagraph.pipeline import Case, read_case
from rcagraph.vocabulary.terms import Event, Lens, Metric

CELLS = 500
DAYS = (date(2023, 9, 30), date(2024, 12, 31), date(2025, 7, 31), date(2026, 6, 30))
Frames = Mapping[str, pd.DataFrame]
Evidence = Mapping[tuple[date, str], OrganisationEvidence]


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case()


@pytest.fixture(scope="module")
def frames() -> Frames:
    """Metric → values, one column for each organisation, straight from the file."""
    shipped = Path(__file__).parents[3] / "examples" / "england" / "observations.csv.gz"
    table = pd.read_csv(shipped, parse_dates=["period"])
    return {
        str(metric): rows.pivot(index="period", columns="org_code", values="value")
        for metric, rows in table.groupby("metric_id")
    }


@pytest.fixture(scope="module")
def weighed(case: Case) -> Evidence:
    codes = [each.code for each in case.organisations]
    table: ObservationTable = case.observations
    return {
        (day, code): found
        for day in DAYS
        for code, found in weigh(
            table, case.model.ontology, case.organisations, [], codes, as_of=day
        ).items()
    }


@pytest.fixture(scope="module")
def cells(case: Case, weighed: Evidence) -> list[tuple[date, str, str]]:
    """Cells that have a figure, drawn without one metric standing for all."""
    metrics = sorted(case.model.ontology.metrics)
    everything = [
        (day, code, name)
        for (day, code), found in weighed.items()
        for name in metrics
        if found.metrics[name].observation is not None
    ]
    chosen = np.random.default_rng(500).choice(len(everything), CELLS, replace=False)
    return [everything[at] for at in chosen]


def test_peers_lens(
    case: Case, frames: Frames, weighed: Evidence, cells: list[tuple[date, str, str]]
) -> None:
    compared = 0
    for day, code, name in cells:
        metric, found = case.model.ontology.metrics[name], weighed[day, code]
        reading = reading_of(found.metrics[name], Lens.PEERS)
        if not metric.comparable:
            assert reading.z is None
            continue
        others = [each.code for each in found.peers]
        if metric.among == "type":
            pool = peer_pool(case.organisations, case.by_code[code])
            others = [each.code for each in pool if each.code != code]
        own, group = beside(frames[name], day, code, others)
        if group.empty:
            assert reading.compared_with is None
            continue
        assert reading.compared_with == pytest.approx(group.median())
        assert reading.lower == pytest.approx(group.quantile(0.25))
        spread = max(stats.median_abs_deviation(group) * 1.4826, metric.step)
        if len(group) < 5 or spread < 1e-9 * abs(group.median()) or not spread:
            assert reading.z is None
        elif metric.polarity.sign:
            error = sampling_error(reading, own, float(group.median()))
            expected = metric.polarity.sign * (own - group.median())
            expected /= np.hypot(spread, error)
            assert reading.z == pytest.approx(expected, rel=1e-6)
            compared += 1
    assert compared > CELLS / 3


def test_baseline_lens(
    case: Case, frames: Frames, weighed: Evidence, cells: list[tuple[date, str, str]]
) -> None:
    compared = charted = 0
    for day, code, name in cells:
        metric = case.model.ontology.metrics[name]
        reading = reading_of(weighed[day, code].metrics[name], Lens.BASELINE)
        series = past(frames[name][code], metric, case.model.ontology.events, day)
        if reading.z is not None:
            expected = departure(series, metric)
            assert reading.z == pytest.approx(metric.polarity.sign * expected, rel=1e-6)
            compared += 1
        if reading.upper is not None:
            ranges = series.diff().abs().mean()
            assert reading.upper == pytest.approx(series.mean() + 2.66 * ranges)
            charted += 1
        if reading.trend_p is not None:
            years = (series.index - pd.Timestamp(1970, 1, 1)).days / 365.25
            slope = stats.theilslopes(series, years)
            found = (reading.slope_per_year, reading.slope_lower, reading.slope_upper)
            expected = (slope.slope, slope.low_slope, slope.high_slope)
            assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert compared > CELLS / 5
    assert charted > CELLS / 5


def test_standard_lens(
    case: Case, frames: Frames, weighed: Evidence, cells: list[tuple[date, str, str]]
) -> None:
    compared = 0
    for day, code, name in cells:
        metric = case.model.ontology.metrics[name]
        reading = weighed[day, code].metrics[name].reading(Lens.STANDARD)
        if reading is None or reading.compared_with is None:
            continue
        series = frames[name][code].loc[: pd.Timestamp(day)].dropna()
        period = series.index[-1]
        everyone = frames[name].loc[period].dropna()
        spread = max(stats.median_abs_deviation(everyone) * 1.4826, metric.step)
        gap = metric.polarity.sign * (series.iloc[-1] - reading.compared_with)
        if reading.z is not None:
            assert reading.z == pytest.approx(gap / spread, rel=1e-6)
            compared += 1
        since = period - pd.DateOffset(months=12) + pd.offsets.MonthEnd(0)
        months = [
            (metric.polarity.sign * (value - standard.value)) <= 0
            for when, value in series[series.index > since].items()
            if (standard := metric.standard_on(when.date())) is not None
        ]
        assert (reading.months_met, reading.months_judged) == (sum(months), len(months))
    assert compared > CELLS / 50


def reading_of(found: MetricEvidence, lens: Lens) -> Reading:
    reading = found.reading(lens)
    assert reading is not None
    return reading


def beside(
    frame: pd.DataFrame, day: date, code: str, others: list[str]
) -> tuple[float, pd.Series]:
    """Return the latest figure, and those of others for it or three months near."""
    until = frame.loc[: pd.Timestamp(day)]
    period = until[code].last_valid_index()
    figures = {}
    for other in others:
        series = until.get(other, pd.Series(dtype=float)).dropna()
        if series.empty:
            continue
        age = abs((series.index[-1].to_period("M") - period.to_period("M")).n)
        if period in series.index:
            figures[other] = series[period]
        elif age <= 3:
            figures[other] = series.iloc[-1]
    return float(until.loc[period, code]), pd.Series(figures, dtype=float)


def sampling_error(reading: Reading, own: float, median: float) -> float:
    if reading.sampling_lower is None or reading.sampling_upper is None:
        return 0.0
    above = reading.sampling_upper - own
    return (
        float(max(above if median > own else own - reading.sampling_lower, 0))
        / 1.959964
    )


def past(
    series: pd.Series, metric: Metric, events: tuple[Event, ...], day: date
) -> pd.Series:
    """Return the five years' figures that a baseline is made of."""
    first = pd.Timestamp(day).to_period("M") - 60
    series = series.loc[: pd.Timestamp(day)].dropna()
    series = series[series.index.to_period("M") > first]
    last = series.index[-1].date()
    for each in events:
        if each.metrics and metric.id not in each.metrics:
            continue
        if each.end is not None:
            inside = (series.index >= pd.Timestamp(each.start)) & (
                series.index <= pd.Timestamp(each.end)
            )
            series = series[~inside]
        elif each.start <= last:
            series = series[series.index >= pd.Timestamp(each.start)]
    return series


def departure(series: pd.Series, metric: Metric) -> float:
    months = {"monthly": 3, "quarterly": 9}.get(metric.frequency, 12)
    recent_from = series.index[-1].to_period("M") - months
    is_recent = series.index.to_period("M") > recent_from
    recent, earlier = series[is_recent], series[~is_recent]
    centre = earlier.mean()
    namesakes = [earlier[earlier.index.month == m.month] for m in recent.index]
    if metric.frequency == "monthly" and min(map(len, namesakes)) >= 3:
        centre = np.mean([each.mean() for each in namesakes])
    sigma = max(earlier.diff().abs().mean() / 1.128, earlier.std())
    return float((recent.mean() - centre) / sigma)
