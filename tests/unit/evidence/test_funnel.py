from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rcagraph.evidence.funnel import byar, limits_of_ratios, wilson


@pytest.mark.parametrize(("some", "of"), [(0, 5), (1, 7), (9, 10), (50, 50), (3, 900)])
def test_wilson_equals_scipys(some: int, of: int) -> None:
    low, high = wilson(np.array([float(some)]), np.array([float(of)]))
    exact = stats.binomtest(some, of).proportion_ci(method="wilson")
    assert low[0] == pytest.approx(exact.low, abs=1e-6)
    assert high[0] == pytest.approx(exact.high, abs=1e-6)


@pytest.mark.parametrize("count", [1, 4, 25, 400])
def test_byar_is_near_the_exact_poisson_limits(count: int) -> None:
    low, high = byar(np.array([float(count)]))
    exact_low = stats.chi2.ppf(0.025, 2 * count) / 2
    exact_high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert low[0] == pytest.approx(exact_low, rel=0.05, abs=0.03)
    assert high[0] == pytest.approx(exact_high, rel=0.01)


def limits(value: float, numerator: float, denominator: float) -> list[float]:
    found = limits_of_ratios(
        np.array([value]),
        np.array([numerator]),
        np.array([denominator]),
        factor=100.0,
        share=True,
    )
    return [float(found.lower[0]), float(found.upper[0])]


@pytest.mark.parametrize(
    ("value", "numerator", "denominator"),
    [
        (50.0, np.nan, 10.0),
        (50.0, 5.0, 0.0),
        (50.0, 9.0, 10.0),  # the parts say 90
        (120.0, 12.0, 10.0),  # no share
        (-10.0, -1.0, 10.0),
    ],
)
def test_parts_that_do_not_give_the_value_give_no_limits(
    value: float, numerator: float, denominator: float
) -> None:
    assert np.isnan(limits(value, numerator, denominator)).all()


def test_sampling_error_is_taken_on_the_side_of_the_centre() -> None:
    found = limits_of_ratios(
        np.array([95.0, 95.0]),
        np.array([19.0, 19.0]),
        np.array([20.0, 20.0]),
        factor=100.0,
        share=True,
    )
    below, above = found.errors(np.array([95.0, 95.0]), np.array([80.0, 100.0]))
    assert below == pytest.approx((95 - found.lower[0]) / 1.959964)
    assert above == pytest.approx((found.upper[0] - 95) / 1.959964)
    assert found.hold(np.array([80.0, 50.0])).tolist() == [True, False]
