"""Estates returns: sums of sites, sites of others left out, the year from the name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.eric import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile, open_file

BY_TRUST = (
    Path(__file__).parents[5]
    / "shared/data/publications/reference/eric_2024_25_trust.csv"
)
NAME = "ERIC - 2024_25 - Site data.csv"
HEADER = "Trust Code,Trust Name,Site Code,Site Name,Tenure," + ",".join(
    f"Cost to eradicate {risk} risk backlog (£)"
    for risk in ("high", "significant", "moderate", "low")
)
LEASED = "Not Applicable,Not Applicable,Not Applicable,Not Applicable"
SITES = (
    'RAJ,Mid and South Essex,RAJ01,Southend,Freehold,"1,000,000",2000000,0,500000',
    "RAJ,Mid and South Essex,RAJ02,Basildon,PFI,250000,,0,0",
    f"RAJ,Mid and South Essex,RAJ03,Clinic,Leased,{LEASED}",
    f"RV3,Central and North West London,RV301,Clinic,Leased,{LEASED}",
)


def opened(*lines: str, name: str = NAME) -> OpenedFile:
    return OpenedFile(name, "\n".join(lines).encode("latin-1"))


def test_the_backlog_of_a_trust_is_that_of_its_sites() -> None:
    file = opened(HEADER, *SITES)
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures.set_index("metric_id")["value"].to_dict() == {
        "estates_backlog_high_risk_gbp_m": 1.25,
        "estates_backlog_significant_gbp_m": 2.0,
        "estates_backlog_total_gbp_m": 3.75,
    }
    assert set(read.figures["unit"]) == {"GBP m"}
    assert set(read.figures["period"]) == {pd.Timestamp("2025-03-31")}
    assert read.problems == ()


def test_a_trust_whose_sites_are_all_others_has_no_figure() -> None:
    read = PUBLICATION.read(opened(HEADER, *SITES))
    assert "RV3" not in set(read.figures["org_code"])


def test_a_site_twice_counts_once() -> None:
    read = PUBLICATION.read(opened(HEADER, *SITES, SITES[0]))
    high = read.figures.query("metric_id == 'estates_backlog_high_risk_gbp_m'")
    assert high["value"].tolist() == [1.25]
    assert ":6: the row repeats one above" in str(read.problems[0])


@pytest.mark.parametrize("name", ["ERIC - 202324 - Site data.csv", "eric 2023-24.csv"])
def test_the_year_is_in_the_name_however_written(name: str) -> None:
    read = PUBLICATION.read(opened(HEADER, *SITES, name=name))
    assert set(read.figures["period"]) == {pd.Timestamp("2024-03-31")}


@pytest.mark.parametrize(
    ("header", "name", "says"),
    [
        (HEADER, "data.csv", "nothing says which year.*2024_25"),
        (HEADER, "ERIC - 2024_26.csv", "nothing says which year"),
        (HEADER.replace("high", "critical"), NAME, "high risk backlog.*is missing"),
    ],
)
def test_what_cannot_be_known_is_refused(header: str, name: str, says: str) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(opened(header, *SITES, name=name))


def test_the_file_by_trust_is_answered_with_the_one_to_take() -> None:
    if not BY_TRUST.exists():
        pytest.skip("no published file in ../shared")
    file = open_file(BY_TRUST)
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match="Site data"):
        PUBLICATION.read(file)
