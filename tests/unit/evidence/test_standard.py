from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from rcagraph.evidence.standard import gap_to_standard
from rcagraph.vocabulary.terms import Metric, Polarity, Standard

MakeMetric = Callable[..., Metric]

OLD = Standard(value=95.0, name="old", source="a law", start=date(2010, 1, 1))
NEW = Standard(
    value=78.0,
    name="new",
    source="a plan",
    start=date(2025, 4, 1),
    end=date(2026, 3, 31),
)
EVERYONE = np.array([60.0, 70.0, 80.0, 90.0, 65.0, np.nan])


@pytest.fixture
def metric(make_metric: MakeMetric) -> Metric:
    return make_metric(polarity=Polarity.HIGH_IS_GOOD, standards=(OLD, NEW))


@pytest.mark.parametrize(
    ("period", "standard"),
    [(date(2025, 3, 31), OLD), (date(2025, 4, 30), NEW), (date(2026, 4, 30), OLD)],
)
def test_standard_in_force_in_the_period_applies(
    metric: Metric, period: date, standard: Standard
) -> None:
    gap = gap_to_standard(metric, 73.0, period=period, everyone=EVERYONE)
    assert gap is not None
    assert gap.standard is standard
    assert gap.adverse == standard.value - 73.0


def test_gap_is_measured_in_robust_deviations_between_organisations(
    metric: Metric,
) -> None:
    # Median of 60 65 70 80 90 is 70; deviations 10 5 0 10 20, median 10.
    gap = gap_to_standard(metric, 73.0, period=date(2025, 6, 30), everyone=EVERYONE)
    assert gap is not None
    assert gap.z == pytest.approx((78.0 - 73.0) / (1.4826 * 10))


def test_meeting_the_standard_is_favourable(make_metric: MakeMetric) -> None:
    low_is_good = make_metric(standards=(OLD,))
    gap = gap_to_standard(
        low_is_good, 90.0, period=date(2020, 1, 31), everyone=EVERYONE
    )
    assert gap is not None
    assert gap.adverse == -5
    assert gap.z is not None
    assert gap.z < 0


def test_too_few_organisations_or_no_spread_leave_the_gap_unscaled(
    metric: Metric,
) -> None:
    day = date(2025, 6, 30)
    few = gap_to_standard(metric, 73.0, period=day, everyone=EVERYONE[:4])
    flat = gap_to_standard(metric, 73.0, period=day, everyone=np.full(9, 80.0))
    for gap, reason in ((few, "only 4 organisations"), (flat, "do not differ")):
        assert gap is not None
        assert gap.z is None
        assert gap.adverse == 5
        assert reason in gap.reason


def test_step_scales_the_gap_where_ratings_hardly_differ(
    make_metric: MakeMetric,
) -> None:
    good = Standard(value=2.0, name="good", source="a scale", start=date(2017, 4, 1))
    rating = make_metric(standards=(good,), step=1)
    gap = gap_to_standard(
        rating, 4.0, period=date(2025, 6, 30), everyone=np.full(9, 2.0)
    )
    assert gap is not None
    assert (gap.z, gap.reason) == (2, "")


def test_without_a_standard_or_a_direction_there_is_no_gap(
    make_metric: MakeMetric,
) -> None:
    day = date(2025, 6, 30)
    later = make_metric(standards=(NEW,))
    context = make_metric(polarity=Polarity.CONTEXT, standards=(OLD,))
    assert (
        gap_to_standard(later, 1.0, period=date(2024, 1, 1), everyone=EVERYONE) is None
    )
    assert gap_to_standard(context, 1.0, period=day, everyone=EVERYONE) is None
