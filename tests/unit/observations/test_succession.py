"""Mergers are summed, never averaged; what cannot be summed is reported."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.observations.organisation import Succession
from rcagraph.observations.succession import RolledUp, roll_up, todays_codes

MARCH = "2020-03-31"
NOTHING = float("nan")


def took_over(old: str, new: str, on: str = "2020-04-01") -> Succession:
    return Succession(
        old_code=old, new_code=new, on=date.fromisoformat(on), basis="made up"
    )


def figure(  # noqa: PLR0913, PLR0917
    code: str,
    metric: str = "late",
    numerator: float = NOTHING,
    denominator: float = NOTHING,
    value: float | None = None,
    unit: str = "%",
    period: str = MARCH,
) -> dict[str, object]:
    return {
        "org_code": code,
        "period": pd.Timestamp(period),
        "metric_id": metric,
        "numerator": numerator,
        "denominator": denominator,
        "value": 100 * numerator / denominator if value is None else value,
        "unit": unit,
        "collection": "monthly",
        "row": ord(code[-1]),
    }


def rolled(figures: list[dict[str, object]], *successions: Succession) -> RolledUp:
    return roll_up(pd.DataFrame(figures), successions)


def values(of: RolledUp) -> dict[tuple[str, str], tuple[float, int]]:
    return {
        (row.org_code, row.metric_id): (row.value, row.codes_summed)
        for row in of.frame.itertuples()
    }


def test_a_ratio_is_recomputed_from_sums_and_not_averaged() -> None:
    made = rolled(
        [
            figure("RQ8", numerator=10, denominator=100),
            figure("RDD", numerator=90, denominator=300),
        ],
        took_over("RQ8", "RAJ"),
        took_over("RDD", "RAJ"),
    )
    assert values(made) == {("RAJ", "late"): (25.0, 2)}
    assert made.frame[["numerator", "denominator"]].to_numpy().tolist() == [[100, 400]]
    assert made.problems == ()


def test_counts_are_added_to_what_the_successor_had_of_its_own() -> None:
    made = rolled(
        [
            figure("RAJ", "beds", value=5, unit="beds"),
            figure("RQ8", "beds", value=7, unit="beds"),
            figure("RXX", "beds", value=1, unit="beds"),
        ],
        took_over("RQ8", "RAJ"),
    )
    assert values(made) == {("RAJ", "beds"): (12, 2), ("RXX", "beds"): (1, 1)}


def test_a_sum_takes_its_place_in_the_file_from_todays_code() -> None:
    made = rolled(
        [
            figure("RA1", "beds", value=5, unit="beds"),
            figure("RA9", "beds", value=7, unit="beds"),
        ],
        took_over("RA1", "RA9"),
    )
    assert made.frame["row"].tolist() == [ord("9")]


def test_a_score_of_several_codes_is_left_out_and_reported() -> None:
    made = rolled(
        [
            figure("RAJ", "score", value=6.0, unit="score 0-10"),
            figure("RQ8", "score", value=8.0, unit="score 0-10"),
        ],
        took_over("RQ8", "RAJ"),
    )
    assert made.frame.empty
    (problem,) = made.problems
    assert "RAJ: score (2020-03) left out; figures of RAJ, RQ8" in str(problem)


def test_a_score_of_one_predecessor_alone_becomes_the_successors() -> None:
    made = rolled(
        [figure("RQ8", "score", value=8.0, unit="score 0-10")], took_over("RQ8", "RAJ")
    )
    assert values(made) == {("RAJ", "score"): (8.0, 1)}


def test_a_ratio_that_is_not_its_own_parts_is_not_summed() -> None:
    made = rolled(
        [
            figure("RAJ", numerator=10, denominator=100),
            figure("RQ8", numerator=10, denominator=100, value=73.0),
        ],
        took_over("RQ8", "RAJ"),
    )
    assert made.frame.empty
    assert len(made.problems) == 1


def test_a_predecessors_gap_is_not_hidden_by_the_others() -> None:
    made = rolled(
        [
            figure("RD3", numerator=1, denominator=10, period="2019-04-30"),
            figure("RDZ", numerator=2, denominator=10, period="2019-04-30"),
            figure("RD3", "visits", value=9, unit="count", period="2019-05-31"),
            figure("RDZ", "visits", value=9, unit="count", period="2019-05-31"),
            figure("RDZ", numerator=2, denominator=10, period="2019-05-31"),
        ],
        took_over("RD3", "R0D"),
        took_over("RDZ", "R0D"),
    )
    late = made.frame[made.frame["metric_id"] == "late"]
    assert late["period"].tolist() == [pd.Timestamp("2019-04-30")]
    assert "one of the codes has a gap" in str(made.problems[0])


def test_what_a_successor_publishes_later_is_not_asked_of_its_past() -> None:
    made = rolled(
        [
            figure("RH5", "visits", value=9, unit="count"),
            figure("RBA", numerator=2, denominator=10),
            figure("RBA", "visits", value=9, unit="count"),
            figure("RH5", numerator=2, denominator=10, period="2020-04-30"),
        ],
        took_over("RBA", "RH5", "2020-04-01"),
    )
    assert made.problems == ()
    assert len(made.frame) == 3


def test_a_split_code_keeps_its_figures_and_is_reported() -> None:
    made = rolled(
        [figure("RW6", "beds", value=5, unit="beds")],
        took_over("RW6", "RM3"),
        took_over("RW6", "R0A"),
    )
    assert values(made) == {("RW6", "beds"): (5, 1)}
    assert "RW6 was split between R0A and RM3" in str(made.problems[0])


def test_chains_end_at_todays_code() -> None:
    chain = (took_over("RA1", "RA2"), took_over("RA2", "RA3", "2022-04-01"))
    assert todays_codes(chain) == {"RA1": "RA3", "RA2": "RA3"}
    assert todays_codes(chain, on=date(2021, 1, 1)) == {"RA1": "RA2"}


def test_codes_in_a_circle_are_refused() -> None:
    with pytest.raises(ObservationsError, match="in a circle"):
        todays_codes([took_over("RA1", "RA2"), took_over("RA2", "RA1")])
