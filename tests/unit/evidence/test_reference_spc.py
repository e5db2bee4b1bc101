"""Point by point against NHSRplotthedots 0.2.2, its published examples and tests.

Series and results are those that the package states in its tests, snapshots and
vignettes. One difference is kept on purpose: where a rising run of seven ends on a
point that equals the first of a falling run, the package calls that point decreasing,
because a move of zero is not upwards; here it belongs to the run that ends with it.
"""

from __future__ import annotations

import numpy as np
import pytest

from rcagraph.evidence.baseline import (
    Assurance,
    Rule,
    Variation,
    assurance,
    special_causes,
    variation,
    xmr,
)
from rcagraph.vocabulary.terms import Polarity

GOOD, BAD, NEUTRAL = Polarity.HIGH_IS_GOOD, Polarity.HIGH_IS_BAD, Polarity.CONTEXT

# Twenty standard normal numbers, as R draws them from seed 123.
DRAWN = np.array(
    [
        *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774),
        *(1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197),
        *(1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113),
        *(1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141),
    ]
)
WITH_A_TEN = np.where(np.arange(20) == 14, 10.0, DRAWN)
# The vignette on how the package deviates from the spreadsheet.
ONE_SPIKE = np.array([1, 2, 1, 2, 10, *[1, 2] * 6, 1], dtype=np.float64)


def limits_of(series: np.ndarray, *, screen: bool) -> tuple[float, float, float]:
    found = xmr(series[np.newaxis], screen=screen)
    return found.centre[0, 0], found.lower[0, 0], found.upper[0, 0]


def types(*figures: float) -> list[int]:
    series = np.array([figures], dtype=np.float64)
    return [int(each) for each in special_causes(series, xmr(series, screen=True))[0]]


@pytest.mark.parametrize(
    ("series", "screen", "expected"),
    [
        (DRAWN, True, (0.1416238, -3.01138, 3.294627)),
        (WITH_A_TEN, True, (0.6694159, -2.383666, 3.722497)),
        (WITH_A_TEN, False, (0.6694159, -4.596625, 5.935457)),
        (DRAWN[:10], True, (0.0746, -2.60, 2.75)),
        (DRAWN[10:], True, (0.209, -3.28, 3.70)),
        (ONE_SPIKE, True, (1.94, -0.72, 4.6)),
        (ONE_SPIKE, False, (1.94, -3.06, 6.95)),
    ],
    ids=["plain", "screened", "not screened", "facet 0", "facet 1", "package", "Excel"],
)
def test_centre_and_limits_are_the_published_ones(
    series: np.ndarray, expected: tuple[float, float, float], *, screen: bool
) -> None:
    precision = max(len(f"{each}".split(".")[1]) for each in expected)
    found = limits_of(series, screen=screen)
    assert found == pytest.approx(expected, abs=0.6 * 10.0 ** -min(precision, 6) * 10)


def test_all_of_the_drawn_series_is_common_cause() -> None:
    assert types(*DRAWN) == [0] * 20


@pytest.mark.parametrize("screen", [True, False])
def test_the_spike_of_the_vignette_is_its_only_special_cause(*, screen: bool) -> None:
    series = ONE_SPIKE[np.newaxis]
    found = special_causes(series, xmr(series, screen=screen))[0]
    assert np.flatnonzero(found).tolist() == [4]
    assert found[4] == Rule.OUTSIDE_LIMITS


def test_points_near_both_limits_are_common_cause() -> None:
    # Sixteen points of 1 and -1 by turns, the last two 5.5 and -5.5.
    series = [*[1.0, -1.0] * 7, 5.5, -5.5]
    assert types(*series)[-2:] == [0, 0]


@pytest.mark.parametrize(
    ("figures", "flagged"),
    [
        (range(1, 7), []),
        ([1, 2, 3, 3, 4, 5, 6], []),
        (range(1, 8), range(7)),
        ([2, *range(1, 8), 3], range(1, 8)),
        (range(7, 0, -1), range(7)),
        # 2 to 7 falls on: the run has only the seven points from 7 to 1.
        ([2, *range(7, 0, -1), 3], range(1, 8)),
    ],
)
def test_seven_points_in_one_direction(figures: list[int], flagged: list[int]) -> None:
    series = np.array([figures], dtype=np.float64)
    # Limits so wide that no other rule can fire, and a mean that no run stays beside.
    wide = xmr(np.array([[*[-1e6, 1e6] * 20]]))
    centre = np.full(series.shape, 4.5)
    limits = type(wide)(
        centre=centre,
        lower=centre - 1e6,
        upper=centre + 1e6,
        near_lower=centre - 1e6,
        near_upper=centre + 1e6,
    )
    found = special_causes(series, limits)[0]
    assert np.flatnonzero(np.abs(found) == Rule.TREND).tolist() == list(flagged)


@pytest.mark.parametrize(
    ("sides", "flagged"),
    [
        ([1] * 6, []),
        ([*[1] * 6, -1], []),
        ([*[1] * 8, -1], range(8)),
        ([*[-1] * 8, 1], range(8)),
    ],
)
def test_seven_points_on_one_side(sides: list[int], flagged: list[int]) -> None:
    found = _of_deviations(np.array(sides) * (1 + np.arange(len(sides)) % 2), 100, 90)
    assert np.flatnonzero(found).tolist() == list(flagged)


@pytest.mark.parametrize(
    ("close", "flagged"),
    [
        ([1, 0, 1], [0, 2]),
        ([0, 1, 1], [1, 2]),
        ([1, 1, 0], [0, 1]),
        ([0, 0, 1, 0, 1, 0], [2, 4]),
        ([0, 0, 1, 1, 0, 0], [2, 3]),
        ([1, 0, 0, 1], []),
        ([1, 0, 0, 1, 1], [3, 4]),
    ],
)
def test_two_of_three_flags_the_close_points(
    close: list[int], flagged: list[int]
) -> None:
    found = _of_deviations(np.where(np.array(close) == 1, 9.0, 1.0), 10, 8)
    assert np.flatnonzero(found == Rule.TWO_OF_THREE).tolist() == flagged


@pytest.mark.parametrize("first", [1, -1])
def test_two_of_three_needs_one_side(first: int) -> None:
    for close in ([1, 0, 1], [0, 1, 1], [1, 1, 0]):
        sides = first * np.array([1, -1, 1])
        found = _of_deviations(sides * np.where(np.array(close) == 1, 9.0, 1.0), 10, 8)
        assert not found.any()


def test_rules_take_precedence_in_the_reference_s_order() -> None:
    # Outside and in a shift; near a limit and in a trend.
    shift = _of_deviations(np.array([1.0, 2, 1, 2, 1, 2, 11]), 10, 8)
    assert shift.tolist() == [*[Rule.SHIFT] * 6, Rule.OUTSIDE_LIMITS]
    trend = _of_deviations(np.array([-3.0, -2, -1, 1, 2, 8.5, 9]), 10, 8)
    assert trend.tolist() == [Rule.TREND] * 7


def test_a_turning_point_belongs_to_the_run_that_begins_there() -> None:
    up_and_down = np.array([-3.0, -2, -1, 0, 1, 2, 3, 2, 1, 0, -1, -2, -3])
    found = _of_deviations(up_and_down, 100, 90)
    assert found.tolist() == [*[Rule.TREND] * 6, *[-Rule.TREND] * 7]


@pytest.mark.parametrize(
    ("rule", "polarity", "expected"),
    [
        (Rule.OUTSIDE_LIMITS, GOOD, Variation.IMPROVEMENT_HIGH),
        (Rule.OUTSIDE_LIMITS, BAD, Variation.CONCERN_HIGH),
        (-Rule.TWO_OF_THREE, GOOD, Variation.CONCERN_LOW),
        (-Rule.TREND, BAD, Variation.IMPROVEMENT_LOW),
        (Rule.SHIFT, NEUTRAL, Variation.NEUTRAL_HIGH),
        (-Rule.SHIFT, NEUTRAL, Variation.NEUTRAL_LOW),
        (0, GOOD, Variation.COMMON_CAUSE),
    ],
)
def test_point_types_by_improvement_direction(
    rule: int, polarity: Polarity, expected: Variation
) -> None:
    assert variation(rule, polarity) is expected


@pytest.mark.parametrize(
    ("lower", "upper", "if_increase", "if_decrease"),
    [
        (1.0, 3.0, Assurance.FAILS, Assurance.PASSES),
        (5.0, 7.0, Assurance.PASSES, Assurance.FAILS),
        (1.0, 5.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        # Equal to a limit is neither above nor below it.
        (1.0, 4.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (4.0, 7.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
    ],
)
def test_assurance_of_a_target_of_four(
    lower: float, upper: float, if_increase: Assurance, if_decrease: Assurance
) -> None:
    assert assurance(lower, upper, target=4.0, polarity=GOOD) is if_increase
    assert assurance(lower, upper, target=4.0, polarity=BAD) is if_decrease
    assert assurance(lower, upper, target=4.0, polarity=NEUTRAL) is None


def _of_deviations(deviations: np.ndarray, reach: float, near: float) -> np.ndarray:
    """Return the signed rules of points at given distances from a mean of nought."""
    series = np.asarray(deviations, dtype=np.float64)[np.newaxis]
    centre = np.zeros(series.shape)
    limits = type(xmr(series))(
        centre=centre,
        lower=centre - reach,
        upper=centre + reach,
        near_lower=centre - near,
        near_upper=centre + near,
    )
    return special_causes(series, limits)[0]
