"""Virtual wards: shares from their parts, providers in several regions summed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.virtual_ward import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]
    OffTotal = Callable[[PublishedFigures], list[str]]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


# England's places include those of boards whose patients are suppressed.
SUPPRESSED = "2025-02-28"
CAPACITY, PATIENTS = (
    "Virtual Ward Capacity \n(see note 1) ",
    "Patients in a Virtual Ward\n(see notes 1 and 4)",
)


def sheet(code: str, *rows: list[object], month: object = "April 2025") -> list[Any]:
    return [
        [],
        ["", "Title:", "Virtual Ward Capacity and Occupancy"],
        ["", "Month:", month],
        ["", "Published:", "15th May 2025"],
        [
            *("", "Region", "Region Code", code, "Name", CAPACITY),
            *(
                "Virtual Ward Capacity per 100,000",
                PATIENTS,
                "Occupancy %\n(see note 5)",
            ),
        ],
        *rows,
    ]


BOARDS = sheet(
    "ICB code",
    ["", "-", "-", "-", "England", 500, 20, 430, 0.86],
    ["", "East", "Y61", "QH8", "NHS Mid and South Essex", 100, 7, 130, "100%*"],
    ["", "London", "Y56", "QMF", "NHS North East London", 400, 17, "**", "**"],
)
PROVIDERS = sheet(
    "Provider code",
    ["", "-", "-", "-", "ENGLAND*", 300, "", 260, 0.87],
    ["", "East", "Y61", "RV3", "CENTRAL AND NORTH WEST", 50, "", 40, 0.8],
    ["", "London", "Y56", "RV3", "CENTRAL AND NORTH WEST", 50, "", 20, 0.4],
    ["", "East", "Y61", "RY4", "HERTFORDSHIRE", 100, "", 150, "100%*"],
    ["", "East", "Y61", "RAJ", "NO PLACES", 0, "", 0, ""],
)


def values(read: PublishedFigures) -> dict[str, float]:
    return dict(zip(read.figures["org_code"], read.figures["value"], strict=True))


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "virtual_ward"))
    assert len(both) > 400
    assert both["same"].all()


def test_england_is_the_sum_of_the_rows(read_all: ReadAll, off_total: OffTotal) -> None:
    for read in read_all(PUBLICATION, "virtual_ward"):
        month = f"{read.published_totals['period'].iloc[0]:%Y-%m-%d}"
        assert (off_total(read) == []) is (month != SUPPRESSED), month


def test_a_share_is_not_capped_and_regions_are_summed(workbook: Workbook) -> None:
    file = workbook({"Notes": [["Notes"]], "Virtual Ward - Provider": PROVIDERS})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert values(read) == {"RV3": 60.0, "RY4": 150.0}
    assert read.edition == "2025-05-15"
    assert read.problems == ()


def test_boards_are_read_only_where_providers_are_not(workbook: Workbook) -> None:
    boards = {"Virtual Ward Data": BOARDS}
    assert values(PUBLICATION.read(workbook(boards))) == {"QH8": 130.0}
    both = {**boards, "Virtual Ward Data - Provider": PROVIDERS}
    assert set(values(PUBLICATION.read(workbook(both)))) == {"RV3", "RY4"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (sheet("Provider code", month="-"), "'Month:' above the table names no month"),
        ([*PROVIDERS[:2], *PROVIDERS[3:]], "names no month; found nothing"),
        (
            [*PROVIDERS[:4], [*PROVIDERS[4][:5], "Places", *PROVIDERS[4][6:]]],
            "column 'Virtual Ward Capacity' is missing",
        ),
        (sheet("Organisation"), "no sheet has a column of codes"),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, rows: list[Any], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(workbook({"Virtual Ward Data": rows}))
