from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rcagraph.evidence.baseline import (
    Assurance,
    Rule,
    Variation,
    assurance,
    segments_at,
    special_causes,
    variation,
    xmr,
)
from rcagraph.vocabulary.terms import Polarity

BAD, GOOD, CONTEXT = Polarity.HIGH_IS_BAD, Polarity.HIGH_IS_GOOD, Polarity.CONTEXT


def rules(*figures: float) -> list[int]:
    series = np.array([figures])
    return [int(each) for each in special_causes(series, xmr(series))[0]]


def test_limits_by_hand() -> None:
    # Ranges of 10 12 11 13 10: 2 1 2 3, mean 2. Mean 56/5 = 11.2.
    # 2.66·2 = 5.32; two thirds of it 3.5467.
    limits = xmr(np.array([[10.0, 12.0, 11.0, 13.0, 10.0]]))
    assert limits.centre[0] == pytest.approx(11.2)
    assert limits.lower[0] == pytest.approx(5.88)
    assert limits.upper[0] == pytest.approx(16.52)
    assert limits.near_lower[0] == pytest.approx(11.2 - 3.546667)
    assert limits.near_upper[0] == pytest.approx(11.2 + 3.546667)


def test_gaps_are_closed_before_ranges_are_taken() -> None:
    gappy = xmr(np.array([[np.nan, 10.0, np.nan, 12.0, 11.0, np.nan]]))
    whole = xmr(np.array([[10.0, 12.0, 11.0]]))
    assert gappy.upper[0, 1] == whole.upper[0, 0]
    assert np.isnan(gappy.upper[0, [0, 2, 5]]).all()


def test_screening_drops_wild_ranges_once() -> None:
    # Ranges: six of 1, then 20 and 20: mean 46/8 = 5.75, screen at 18.785, so both
    # twenties go and the mean range is 1.
    series = np.array([[5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 25.0, 5.0]])
    mean = 68 / 9
    assert xmr(series).upper[0, 0] == pytest.approx(mean + 2.66 * 5.75)
    assert xmr(series, screen=True).upper[0, 0] == pytest.approx(mean + 2.66)


def test_screening_a_constant_series_changes_nothing() -> None:
    flat = np.full((1, 5), 3.0)
    assert xmr(flat, screen=True).upper[0, 0] == 3


def test_each_segment_has_limits_of_its_own() -> None:
    days = np.array(
        ["2023-08-31", "2023-09-30", "2023-10-31", "2023-11-30"], dtype="M8[D]"
    )
    segments = segments_at(days, [date(2023, 10, 1)])
    limits = xmr(np.array([[10.0, 12.0, 30.0, 36.0]]), segments=segments)
    # The step from 12 to 30 is no moving range of either segment.
    assert limits.centre[0].tolist() == [11, 11, 33, 33]
    assert limits.upper[0].tolist() == pytest.approx(
        [11 + 2.66 * 2, 11 + 2.66 * 2, 33 + 2.66 * 6, 33 + 2.66 * 6]
    )


def test_point_outside_the_limits() -> None:
    # Mean 26/15 = 1.73. Ranges: twelve of 2 and two of 12, mean 48/14 = 3.43, so the
    # upper limit is 1.73 + 9.12 = 10.85. 2 and 0 alternate round the mean.
    series = [*[2.0, 0.0] * 5, 12.0, *[0.0, 2.0] * 2]
    assert rules(*series) == [*[0] * 10, Rule.OUTSIDE_LIMITS, *[0] * 4]


def test_six_moves_in_one_direction_flag_the_whole_run() -> None:
    steady = [4.0, 9.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 2.0, 8.0, 3.0]
    # 3 to 9 are seven points, six rising moves.
    expected = [0, 0, *[Rule.TREND] * 7, 0, 0, 0]
    assert rules(*steady) == expected
    assert rules(*[-each for each in steady]) == [-each for each in expected]


def test_five_moves_are_not_a_trend() -> None:
    assert Rule.TREND not in rules(4.0, 9.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 2.0, 8.0)


def test_equal_neighbours_break_a_trend() -> None:
    assert Rule.TREND not in rules(3.0, 4.0, 5.0, 6.0, 6.0, 7.0, 8.0, 9.0, 2.0, 9.0)


def test_two_of_three_near_a_limit_flags_only_the_close_points() -> None:
    series = np.array(
        [[0.0, 1.0, -1.0, -2.0, 0.0, -2.0, 4.0, 2.0, 4.0, -2.0, 0.0, -2.0, -1.0, -1.0]]
    )
    limits = xmr(series)
    # Ranges 1 2 1 2 2 6 2 2 6 2 2 1 0: mean 29/13 = 2.231; near 3.955, outer 5.934.
    assert limits.centre[0, 0] == 0
    assert limits.near_upper[0, 0] == pytest.approx(2.66 * 2 / 3 * 29 / 13)
    found = special_causes(series, limits)[0].tolist()
    two = int(Rule.TWO_OF_THREE)
    assert found == [0, 0, 0, 0, 0, 0, two, 0, two, 0, 0, 0, 0, 0]


def test_third_point_on_the_other_side_makes_it_common_cause() -> None:
    # Mean 0; mean range 44/15 = 2.93: 6 lies between 5.20 and 7.80.
    series = [0.0, 1.0, -1.0, -2.0, 0.0, -2.0, 6.0, -1.0, 6.0, -2.0, 0.0]
    assert rules(*series, -2.0, -2.0, -1.0, 0.0, 0.0) == [0] * 16


def test_point_outside_is_not_one_of_two_near_the_limit() -> None:
    # Mean 40/22 = 1.82; mean range 68/21 = 3.24: 8 lies between 7.56 and 10.43, 2 on
    # the same side of the mean, 12 outside.
    series = [*[0.0, 2.0] * 5, 8.0, 2.0, 12.0, 0.0, *[2.0, 0.0] * 4]
    assert [each for each in rules(*series) if each] == [Rule.OUTSIDE_LIMITS]


def test_two_close_points_on_opposite_sides_are_common_cause() -> None:
    series = (0.0, 1.0, -1.0, -2.0, 0.0, -2.0, 4.0, -4.0, 4.0, -2.0, 0.0, 2.0)
    assert Rule.TWO_OF_THREE not in [abs(each) for each in rules(*series)]


def test_seven_points_on_one_side_are_a_shift() -> None:
    # Mean 70/14 = 5. Ranges: twelve of 3 and an 8, mean 3.38, near limits 5 ± 6.00.
    low, high = [1.0, 4.0, 1.0, 4.0, 1.0, 4.0, 1.0], [9.0, 6.0, 9.0, 6.0, 9.0, 6.0, 9.0]
    shift = int(Rule.SHIFT)
    assert rules(*low, *high) == [*[-shift] * 7, *[shift] * 7]


def test_the_earlier_rule_takes_precedence() -> None:
    # Mean 91/14 = 6.5. Ranges: eleven of 1, a 4 and an 8, mean 1.77, upper 11.21: the
    # last point is part of a shift, and outside.
    low, high = (
        [4.0, 5.0, 4.0, 5.0, 4.0, 5.0, 4.0],
        [8.0, 7.0, 8.0, 7.0, 8.0, 7.0, 15.0],
    )
    shift = int(Rule.SHIFT)
    assert rules(*low, *high) == [*[-shift] * 7, *[shift] * 6, Rule.OUTSIDE_LIMITS]


def test_six_points_on_one_side_are_not_a_shift() -> None:
    assert rules(*[1.0, 2.0, 3.0] * 2, *[6.0, 5.0, 4.0] * 2) == [0] * 12


def test_point_equal_to_the_mean_breaks_a_shift() -> None:
    # Mean 0. Three below, the mean, three below: no seven in a row.
    series = [-1.0, -2.0, -1.0, 0.0, -1.0, -2.0, -1.0, 3.0, 2.0, 3.0]
    assert Rule.SHIFT not in [abs(each) for each in rules(*series)]


def test_runs_do_not_cross_a_rebase() -> None:
    series = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    segments = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    limits = xmr(series, segments=segments)
    assert Rule.TREND in special_causes(series, xmr(series))
    assert not special_causes(series, limits, segments=segments).any()


def test_constant_series_is_common_cause() -> None:
    # The mean of these is not exactly .1 in floating point.
    assert rules(*[0.1] * 12) == [0] * 12


@pytest.mark.parametrize(
    ("cause", "polarity", "expected"),
    [
        (0, BAD, Variation.COMMON_CAUSE),
        (Rule.SHIFT, BAD, Variation.CONCERN_HIGH),
        (Rule.SHIFT, GOOD, Variation.IMPROVEMENT_HIGH),
        (Rule.SHIFT, CONTEXT, Variation.NEUTRAL_HIGH),
        (-Rule.TREND, BAD, Variation.IMPROVEMENT_LOW),
        (-Rule.TREND, GOOD, Variation.CONCERN_LOW),
        (-Rule.TREND, CONTEXT, Variation.NEUTRAL_LOW),
    ],
)
def test_variation(cause: int, polarity: Polarity, expected: Variation) -> None:
    assert variation(cause, polarity) is expected


@pytest.mark.parametrize(
    ("target", "polarity", "expected"),
    [
        (95.0, GOOD, Assurance.FAILS),
        (60.0, GOOD, Assurance.PASSES),
        (75.0, GOOD, Assurance.HIT_AND_MISS),
        (95.0, BAD, Assurance.PASSES),
        (60.0, BAD, Assurance.FAILS),
        (75.0, CONTEXT, None),
    ],
)
def test_assurance_of_limits_from_70_to_80(
    target: float, polarity: Polarity, expected: Assurance | None
) -> None:
    assert assurance(70.0, 80.0, target=target, polarity=polarity) is expected
