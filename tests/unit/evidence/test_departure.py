from __future__ import annotations

import numpy as np
import pytest

from rcagraph.evidence.departure import departures

MONTHS = np.arange(60)


def test_recent_mean_against_earlier_mean_by_hand() -> None:
    # Earlier 2 4 2 4 2 4 2 4: mean 3, ranges all 2, sigma 2/1.128 = 1.773.
    # Recent 9 6 9: mean 8. (8 - 3)/1.773 = 2.82.
    series = np.array([[2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 9.0, 6.0, 9.0]])
    found = departures(series, MONTHS[:11], recent_months=3, fewest=8, monthly=True)
    assert found.z[0] == pytest.approx(5 * 1.128 / 2)
    assert (found.recent[0], found.earlier[0]) == (8, 3)
    assert not found.like_months[0]


def test_with_three_full_years_winter_is_compared_with_winter() -> None:
    season = np.where(MONTHS % 12 < 3, 10.0, 0.0) + 0.1 * (MONTHS % 2)
    # 39 months end in the first quarter of a year, when this series is always high.
    series = season[np.newaxis, :39]
    found = departures(series, MONTHS[:39], recent_months=3, fewest=8, monthly=True)
    assert found.like_months[0]
    assert found.z[0] == pytest.approx(0, abs=1e-9)
    other = departures(series, MONTHS[:39], recent_months=3, fewest=8, monthly=False)
    assert other.z[0] > 1.5


def test_series_that_drifts_is_measured_by_its_drift_and_not_by_its_ranges() -> None:
    # 0 to 9 rising by 1: ranges all 1, sigma by ranges .887; deviation 3.0277.
    series = np.array([[*np.arange(10.0), 12.0]])
    found = departures(series, MONTHS[:11], recent_months=1, fewest=8, monthly=False)
    assert found.sigma[0] == pytest.approx(np.std(range(10), ddof=1))
    assert found.z[0] == pytest.approx(7.5 / found.sigma[0])


def test_two_namesakes_are_too_few_to_compare_like_months() -> None:
    series = np.random.default_rng(1).normal(size=(1, 27))
    found = departures(series, MONTHS[:27], recent_months=3, fewest=8, monthly=True)
    assert not found.like_months[0]


def test_too_few_earlier_points_make_no_distance() -> None:
    series = np.array([[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 5.0, 5.0, 5.0]])
    found = departures(series, MONTHS[:10], recent_months=3, fewest=8, monthly=True)
    assert found.earlier_counts[0] == 7
    assert np.isnan(found.z[0])


def test_series_that_never_varied_makes_no_distance() -> None:
    series = np.array([[0.1] * 10 + [3.0]])
    found = departures(series, MONTHS[:11], recent_months=1, fewest=8, monthly=False)
    assert np.isnan(found.z[0])


def test_figures_before_a_gap_are_not_recent() -> None:
    series = np.array([[1.0, 2.0] * 5 + [np.nan] * 8 + [9.0]])
    found = departures(series, MONTHS[:19], recent_months=3, fewest=8, monthly=True)
    assert found.recent[0] == 9
    assert found.recent_counts[0] == 1
    assert found.earlier_counts[0] == 10


def test_each_series_ends_when_it_ends() -> None:
    short = [2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 9.0, 6.0, 9.0]
    both = np.array([[*short, np.nan, np.nan], [np.nan, np.nan, *short]])
    found = departures(both, MONTHS[:13], recent_months=3, fewest=8, monthly=True)
    assert found.z[0] == pytest.approx(found.z[1])
