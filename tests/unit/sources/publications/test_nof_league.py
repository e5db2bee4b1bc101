"""League tables: with a column for the quarter, and before there was one."""

from __future__ import annotations

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications import nof_data
from rcagraph.sources.publications.nof_league import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile

HEADER = (
    "Quarter,Region,Trust_type,Trust_subtype,Trust_code,Trust_name,Average_score,"
    "Likely_range_of_average_score,Segment,Trust_in_financial_deficit,Rank,"
    "Likely_range_of_rank"
)
RAJ = (
    "Q2 2025/26,East of England,Acute trust,Acute - Large,RAJ,Mid and South Essex,3.05,"
    "2.9 - 3.2,4,Yes,128,120 - 131"
)


def opened(header: str, *rows: str) -> OpenedFile:
    return OpenedFile("any name.csv", "\n".join([header, *rows]).encode("utf-8-sig"))


@pytest.mark.parametrize("column", ["Quarter", "Reporting_date"])
def test_segment_score_and_rank_are_read(column: str) -> None:
    file = opened(HEADER.replace("Quarter", column), RAJ, "Q2 2025/26" + "," * 11)
    assert PUBLICATION.recognises(file)
    assert not nof_data.PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    found = read.figures.set_index("metric_id")["value"].to_dict()
    assert found == {
        "nof_adjusted_segment": 4.0,
        "nof_avg_metric_score": 3.05,
        "nof_league_rank_in_type": 128.0,
    }
    assert set(read.figures["period"]) == {pd.Timestamp("2025-09-30")}
    assert set(read.figures["org_code"]) == {"RAJ"}


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (HEADER.replace("Segment", "Tier"), RAJ, "column 'Segment' is missing"),
        (HEADER, RAJ.replace("Q2 2025/26", "2025"), ":2.*not a quarter"),
        (HEADER.replace("Quarter", "Date"), RAJ, "no column 'Quarter'"),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    header: str, row: str, says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(opened(header, row))
