from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rcagraph.evidence.trend import mann_kendall, theil_sen

RANDOM = np.random.default_rng(20260630)
YEARS = np.sort(RANDOM.uniform(0, 5, size=30))
SERIES = np.where(
    RANDOM.random((25, 30)) < 0.25,
    np.nan,
    # Rounded, so that there are ties; a slope, so that p is not always near 1.
    np.round(RANDOM.normal(size=(25, 30)) + 0.4 * YEARS, 1),
)


def test_slopes_and_their_limits_equal_scipys() -> None:
    expected = [
        stats.theilslopes(row[~np.isnan(row)], YEARS[~np.isnan(row)]) for row in SERIES
    ]
    found = theil_sen(YEARS, SERIES)
    for own, name in (
        (found.slope, "slope"),
        (found.lower, "low_slope"),
        (found.upper, "high_slope"),
    ):
        theirs = [getattr(each, name) for each in expected]
        np.testing.assert_allclose(own, theirs, rtol=1e-9)


def test_limits_of_a_slope_by_hand() -> None:
    # Sen's ranks for 5 figures: 10 pairs, C = 1.96·√(300/18) = 8.00: ranks 1 and 10,
    # the smallest and the largest slope. Slopes 1 2 3 4 and means of neighbours.
    found = theil_sen(np.arange(5.0), np.array([[0.0, 1.0, 3.0, 6.0, 10.0]]))
    assert found.slope[0] == 2.5
    assert (found.lower[0], found.upper[0]) == (1, 4)


def test_p_is_scipys_kendall_after_the_continuity_correction() -> None:
    found = mann_kendall(SERIES)
    for p, row in zip(found, SERIES, strict=True):
        known = row[~np.isnan(row)]
        raw = stats.kendalltau(np.arange(len(known)), known, method="asymptotic")
        score = sum(np.sign(b - a) for i, a in enumerate(known) for b in known[i:])
        # scipy does not move |S| one towards 0; its p gives the same deviation of S.
        deviation = abs(score) / stats.norm.isf(raw.pvalue / 2)
        expected = 2 * stats.norm.sf((abs(score) - 1) / deviation)
        assert p == pytest.approx(expected, rel=1e-6)


def test_p_of_five_rising_figures_by_hand() -> None:
    # S = 10, variance = 5·4·15/18 = 16.667, z = 9/4.0825 = 2.2045
    p = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))[0]
    assert p == pytest.approx(2 * stats.norm.sf(9 / np.sqrt(300 / 18)))


def test_constant_series_has_no_trend() -> None:
    flat = np.full((1, 6), 7.0)
    assert theil_sen(np.arange(6.0), flat).slope[0] == 0
    assert mann_kendall(flat)[0] == 1


def test_too_few_figures_have_no_trend_rather_than_a_wrong_one() -> None:
    sparse = np.array([[1.0, np.nan, np.nan, np.nan], [1.0, 2.0, 3.0, np.nan]])
    assert np.isnan(theil_sen(np.arange(4.0), sparse).slope[0])
    assert np.isnan(theil_sen(np.arange(4.0), sparse).lower).all()
    assert np.isnan(mann_kendall(sparse)).all()


def test_empty_series_have_no_trend() -> None:
    nothing = np.full((2, 3), np.nan)
    assert np.isnan(theil_sen(np.arange(3.0), nothing).slope).all()
    assert np.isnan(mann_kendall(nothing)).all()
