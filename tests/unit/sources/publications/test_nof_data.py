"""Oversight framework data: ids and descriptions, units, and the quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.nof_data import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]


HEADER = (
    "Quarter,Trust_code,Trust_name,Metric_ID,Metric_description,Reporting_date,Units,"
    "Value,Rank"
)


def line(  # noqa: PLR0913 - as many columns
    id_: str,
    value: str,
    *,
    words: str = "a measure",
    unit: str = "%",
    quarter: str = "Q3 2025/26",
    reported: str = "2025",
    rank: str = "",
) -> str:
    who = f"{quarter},RAJ,Mid and South Essex"
    return f"{who},{id_},{words},{reported},{unit},{value},{rank}"


OVERALL = line("OF5002", "3.05", words="Average metric score", unit="score", rank="128")


def opened(*lines: str, header: str = HEADER) -> OpenedFile:
    return OpenedFile("any name.csv", "\n".join([header, *lines]).encode("utf-8-sig"))


def values(read: PublishedFigures) -> dict[str, float]:
    return dict(zip(read.figures["metric_id"], read.figures["value"], strict=True))


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    read = read_all(PUBLICATION, "nof")
    both = compared(read)
    assert len(both) > 2_500
    assert both["same"].all()
    assert all(each.problems == () for each in read)


def test_scores_are_known_by_description_and_measures_by_id() -> None:
    file = opened(
        line("OF0017", "30.33", unit="mins"),
        line("OF1017", "2.5", unit="score"),
        # In 2026/27 the ids were new and the units beside scores mixed up.
        line("OF5200", "4.0", words="Adjusted segment\u00a0", unit="segment"),
        line("OF5202", "2.21", words="Average metric score", unit="segment", rank="5"),
        line("OF4200", "1.5", words="Access to services domain score", unit="score"),
        line("OF4204", "1.5", words="People domain score", unit="score"),
    )
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert values(read) == {
        "nof_amb_c2_mean_min": 30.33,
        "nof_adjusted_segment": 4.0,
        "nof_avg_metric_score": 2.21,
        "nof_league_rank_in_type": 5.0,
        "nof_domain_score_access": 1.5,
    }
    assert set(read.figures["period"]) == {pd.Timestamp("2025-12-31")}
    assert read.problems == ()


def test_infections_are_read_as_rates_and_not_as_counts() -> None:
    counts = line("OF0088", "12", unit="count")
    read = PUBLICATION.read(opened(counts, line("OF0088", "0.84", unit="rate")))
    assert values(read) == {"nof_cdiff_rate_vs_threshold": 0.84}
    assert read.problems == ()


def test_a_measure_in_an_unknown_unit_is_named_and_left_out() -> None:
    read = PUBLICATION.read(opened(OVERALL, line("OF0017", "1820", unit="seconds")))
    assert "nof_amb_c2_mean_min" not in values(read)
    (problem,) = map(str, read.problems)
    assert ":3: column 'Units': OF0017 in an unknown unit" in problem
    assert "'seconds'" in problem


@pytest.mark.parametrize("reported", ["Q1 2025/26", "Q1 25/26"])
def test_without_quarters_the_overall_results_tell_it(reported: str) -> None:
    rows = [
        line("OF0061", "5.48", unit="out of 10", quarter="X", reported="2024"),
        line(
            "OF5002", "3", words="Average metric score", quarter="X", reported=reported
        ),
    ]
    bare = [row.removeprefix("X,") for row in rows]
    header = HEADER.removeprefix("Quarter,")
    read = PUBLICATION.read(opened(*bare, header=header))
    assert set(read.figures["period"]) == {pd.Timestamp("2025-06-30")}


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (
            HEADER,
            OVERALL.replace("Q3 2025/26", "Winter"),
            ":2.*not a quarter.*'Winter'",
        ),
        (HEADER.replace("Units", "Scale"), OVERALL, "column 'Units' is missing"),
        (
            HEADER.removeprefix("Quarter,"),
            OVERALL.removeprefix("Q3 2025/26,"),
            "reporting dates do not tell it.*2025",
        ),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    header: str, row: str, says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(opened(row, header=header))
