from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rcagraph.evidence.order_statistics import (
    pack_right,
    row_means,
    row_medians,
    row_quantiles,
    row_sigmas,
)

RANDOM = np.random.default_rng(20260630)
WITH_GAPS = np.where(
    RANDOM.random((40, 11)) < 0.3, np.nan, RANDOM.normal(size=(40, 11))
)


@pytest.mark.parametrize("fraction", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_quantiles_equal_those_of_pandas(fraction: float) -> None:
    expected = pd.DataFrame(WITH_GAPS).quantile(fraction, axis=1)
    found = row_quantiles(WITH_GAPS, fraction)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_sigmas_equal_scipys_normal_median_absolute_deviation() -> None:
    expected = stats.median_abs_deviation(
        WITH_GAPS, axis=1, scale="normal", nan_policy="omit"
    )
    np.testing.assert_allclose(row_sigmas(WITH_GAPS), expected, rtol=1e-4)


def test_rounding_error_is_not_spread() -> None:
    nearly_equal = 0.1 + np.array([[0.0, 1e-17, 2e-17, 0.0, 1e-16]])
    assert row_sigmas(nearly_equal)[0] == 0


def test_empty_rows_and_empty_matrices_have_no_statistics() -> None:
    for empty in (np.full((2, 3), np.nan), np.empty((2, 0))):
        assert np.isnan(row_medians(empty)).all()
        assert np.isnan(row_means(empty)).all()


def test_packing_closes_gaps_and_remembers_where_figures_came_from() -> None:
    values = np.array([[1.0, np.nan, 2.0, np.nan], [np.nan, 3.0, 4.0, 5.0]])
    packed, order = pack_right(values)
    np.testing.assert_array_equal(
        packed, [[np.nan, np.nan, 1.0, 2.0], [np.nan, 3.0, 4.0, 5.0]]
    )
    np.testing.assert_array_equal(order[0, 2:], [0, 2])
