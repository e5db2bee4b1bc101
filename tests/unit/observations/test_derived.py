"""A percentage published in two files is put together, and never overrides."""

from __future__ import annotations

import pandas as pd

from rcagraph.observations.derived import with_derived


def figures(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "org_code": code,
                "period": pd.Timestamp("2024-03-31"),
                "metric_id": metric,
                "numerator": float("nan"),
                "denominator": float("nan"),
                "value": value,
                "unit": "beds",
                "row": row,
            }
            for row, (code, metric, value) in enumerate(rows)
        ]
    )


def occupancy(frame: pd.DataFrame) -> list[list[object]]:
    made = frame[frame["metric_id"] == "bed_occ_ga_overnight_pct"]
    return made[
        ["org_code", "value", "numerator", "denominator", "unit", "row"]
    ].to_numpy().tolist()  # fmt: skip


def test_occupancy_is_made_from_beds_of_the_same_organisation() -> None:
    made = with_derived(
        figures(
            ("RAJ", "beds_available_ga", 100),
            ("RNN", "beds_occupied_ga", 10),
            ("RAJ", "beds_occupied_ga", 95),
        )
    )
    assert occupancy(made) == [["RAJ", 95.0, 95.0, 100.0, "%", 2]]


def test_what_is_published_stands() -> None:
    made = with_derived(
        figures(
            ("RAJ", "beds_available_ga", 100),
            ("RAJ", "beds_occupied_ga", 95),
            ("RAJ", "bed_occ_ga_overnight_pct", 94.0),
        )
    )
    assert [row[1] for row in occupancy(made)] == [94.0]


def test_no_beds_no_occupancy() -> None:
    made = with_derived(
        figures(("RAJ", "beds_available_ga", 0), ("RAJ", "beds_occupied_ga", 0))
    )
    assert occupancy(made) == []
