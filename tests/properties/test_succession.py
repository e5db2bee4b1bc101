"""Whatever merges, sums are sums."""

from __future__ import annotations

from datetime import date
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcagraph.observations.organisation import Succession
from rcagraph.observations.succession import roll_up

SUCCESSIONS = [
    Succession(old_code=old, new_code=new, on=date(2020, 4, 1), basis="made up")
    for old, new in (("R01", "R03"), ("R02", "R03"), ("R03", "R04"), ("R05", "R06"))
]
HEIRS = {"R01": "R04", "R02": "R04", "R03": "R04", "R05": "R06"}
PARTS = st.lists(
    st.tuples(
        st.sampled_from([f"R0{number}" for number in range(1, 8)]),
        st.sampled_from(["2019-01-31", "2021-01-31"]),
        st.integers(0, 100),
        st.integers(1, 100),
    ),
    min_size=1,
    max_size=14,
    unique_by=lambda part: part[:2],
)


def frame(parts: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "org_code": code,
                "period": pd.Timestamp(period),
                "metric_id": metric,
                "numerator": float(late) if metric == "late" else float("nan"),
                "denominator": float(all_) if metric == "late" else float("nan"),
                "value": 100 * late / all_ if metric == "late" else float(all_),
                "unit": "%" if metric == "late" else "count",
                "collection": "one",
            }
            for code, period, late, all_ in parts
            for metric in ("late", "all")
        ]
    )


@settings(max_examples=40)
@given(parts=PARTS, random=st.randoms(use_true_random=False))
def test_roll_up_is_the_sum_of_parts_in_any_order(
    parts: list[tuple[str, str, int, int]], random: Random
) -> None:
    expected: dict[tuple[str, str], list[int]] = {}
    for code, period, late, all_ in parts:
        sums = expected.setdefault((HEIRS.get(code, code), period), [0, 0, 0])
        for place, part in enumerate((late, all_, 1)):
            sums[place] += part
    random.shuffle(parts)
    rolled = roll_up(frame(parts), SUCCESSIONS)
    assert rolled.problems == ()
    assert len(rolled.frame) == 2 * len(expected)
    for row in rolled.frame.to_dict("records"):
        late, all_, codes = expected[row["org_code"], str(row["period"])[:10]]
        assert row["codes_summed"] == codes
        if row["metric_id"] == "all":
            assert row["value"] == all_
        else:
            assert (row["numerator"], row["denominator"]) == (late, all_)
            assert row["value"] == pytest.approx(100 * late / all_)
