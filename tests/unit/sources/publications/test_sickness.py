"""Sickness absence: three layouts, all staff, and never by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.sickness import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]


HEADER = "DATE,ORG_CODE,ORG_NAME,FTE_DAYS_LOST,FTE_DAYS_AVAILABLE"
RAJ = "30/04/2024,RAJ,Mid and South Essex,19084.4,460545.9"


def opened(*lines: str) -> OpenedFile:
    return OpenedFile("any name.csv", "\n".join(lines).encode())


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "sickness"))
    assert len(both) > 3_000
    assert both["same"].all()


def test_england_is_as_published(read_all: ReadAll) -> None:
    # There is no row for England; 4.9% for March 2025 was published beside it.
    figures = pd.concat([each.figures for each in read_all(PUBLICATION, "sickness")])
    march = figures[figures["period"] == pd.Timestamp("2025-03-31")]
    england = 100 * march["numerator"].sum() / march["denominator"].sum()
    assert england == pytest.approx(4.88, abs=0.005)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, RAJ),
        (f"{HEADER},SICKNESS_ABSENCE_RATE_PERCENT,NEW", f"{RAJ},4.14,x"),
        (
            "FTE_DAYS_AVAILABLE,FTE_DAYS_LOST,ORG_NAME,ORG_CODE,DATE",
            "460545.9,19084.4,Mid and South Essex,RAJ,30/04/2024",
        ),
        (
            (
                "Tm End Date,Org code,Org name,Staff group,FTE days lost,"
                "FTE days available"
            ),
            '30/04/2024,RAJ,Mid,All staff groups,"19,084.4","460,545.9"',
        ),
    ],
)
def test_every_known_layout_gives_the_same(header: str, row: str) -> None:
    file = opened(header, row)
    assert PUBLICATION.recognises(file)
    (figure,) = PUBLICATION.read(file).figures.itertuples()
    assert figure.org_code == "RAJ"
    assert figure.period == pd.Timestamp("2024-04-30")
    assert figure.value == pytest.approx(4.1439, abs=1e-4)


def test_staff_groups_are_not_added_to_all_staff() -> None:
    lines = [f"{RAJ},All staff groups", "30/04/2024,RAJ,Mid,1,50,Nurses"]
    read = PUBLICATION.read(opened(f"{HEADER},STAFF_GROUP", *lines))
    assert len(read.figures) == 1
    assert read.problems == ()


def test_zero_and_missing_days_are_no_figure() -> None:
    lines = ["30/04/2024,RAJ,A,1,0", "30/04/2024,RDE,B,,10", "30/04/2024,RDU,C,*,9"]
    read = PUBLICATION.read(opened(HEADER, *lines, RAJ.replace("RAJ", "RYC")))
    assert list(read.figures["org_code"]) == ["RYC"]


def test_more_days_lost_than_available_is_named_and_left_out() -> None:
    read = PUBLICATION.read(opened(HEADER, RAJ, "30/04/2024,RDE,B,500,10"))
    assert list(read.figures["org_code"]) == ["RAJ"]
    (problem,) = map(str, read.problems)
    assert "any name.csv:3" in problem
    assert "FTE_DAYS_LOST" in problem


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((f"{HEADER},REASON", f"{RAJ},S10"), "absence by reason"),
        ((f"{HEADER},STAFF_GROUP", f"{RAJ},Nurses"), "no rows for all staff"),
        ((HEADER, RAJ.replace("2024", "1899")), ":2.*not a month"),
        (
            (HEADER.replace("AVAILABLE", "WORKED"), RAJ),
            "'FTE_DAYS_AVAILABLE' is missing; found .*FTE_DAYS_WORKED",
        ),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    lines: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(opened(*lines))
