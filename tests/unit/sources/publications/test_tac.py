"""Accounts: this year's column, names to codes, and every name without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.tac import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


PROVIDERS = [
    ["NHS trusts: accounts for 2023/24"],
    ["Full name of Provider", "NHS code", "Region", "Sector"],
    ["Barts Health NHS Trust", "R1H", "London", "Acute"],
    ["Wye Valley NHS Trust ", "RLQ", "Midlands", "Acute"],
]
HEADER = [
    *("OrganisationName", "WorkSheetName", "TableID", "MainCode"),
    *("RowNumber", "SubCode", "Total"),
]


def rows(name: str, *amounts: object, column: str = "A02CY01") -> list[list[object]]:
    lines = ("SCI0100A", "SCI0110A", "SCI0140A")
    return [
        [name, "TAC02 SoCI", 1, column, at, line, amount]
        for at, (line, amount) in enumerate(zip(lines, amounts, strict=True))
    ]


BARTS = rows("Barts Health NHS Trust", 2_000, 500, 80)
DATA = [
    HEADER,
    *BARTS,
    *rows("Barts Health NHS Trust", 1_900, 400, 70, column="A02PY01"),
    ["Barts Health NHS Trust", "TAC08 Op Exp", 1, "A08CY01", 9, "EXP0390", 2_400],
    # In the register of trusts, and not in the list of providers.
    *rows("Guy\u2019s & St Thomas\u2019 NHS FT", 3_000, 0, -30),
    *rows("Barts Helth NHS Trust", 1, 1, 1),
    *rows("Wye Valley NHS Trust", 400, "", 4),
]


def found(read: PublishedFigures) -> dict[tuple[str, str], float]:
    keys = zip(read.figures["org_code"], read.figures["metric_id"], strict=True)
    return dict(zip(keys, read.figures["value"], strict=True))


def test_income_and_margin_are_of_this_year_and_under_codes(workbook: Workbook) -> None:
    file = workbook({"List of Providers": PROVIDERS, "All data": DATA})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert found(read) == {
        ("R1H", "fin_operating_income_gbp_k"): 2_500.0,
        ("R1H", "fin_operating_margin_pct"): 3.2,
        ("RJ1", "fin_operating_income_gbp_k"): 3_000.0,
        ("RJ1", "fin_operating_margin_pct"): -1.0,
    }
    assert set(read.figures["period"]) == {pd.Timestamp("2024-03-31")}


def test_a_name_without_a_code_is_named_and_never_guessed(workbook: Workbook) -> None:
    read = PUBLICATION.read(workbook({"List": PROVIDERS, "All data": DATA}))
    (problem,) = map(str, read.problems)
    assert "[All data]:12" in problem
    assert "'Barts Helth NHS Trust'" in problem
    assert problem.endswith("did you mean 'Barts Health NHS Trust'?")


def test_names_of_columns_with_spaces_and_csv_are_read(workbook: Workbook) -> None:
    header = ["Organisation Name", *HEADER[1:6], "Value number"]
    read = PUBLICATION.read(workbook({"P": PROVIDERS, "All data": [header, *BARTS]}))
    lines = [header, *BARTS]
    text = "\n".join(",".join(map(str, line)) for line in lines)
    file = OpenedFile("TAC_NHS_trusts_2023-24.csv", text.encode())
    assert PUBLICATION.recognises(file)
    assert found(PUBLICATION.read(file)) == found(read)
    assert len(found(read)) == 2


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"All data": DATA[:3]}, "no SCI0140A.*operating surplus"),
        ({"All data": [[*HEADER[:6], "Amount"], *BARTS]}, "column 'Total' is missing"),
        ({"Data": [["moved"]]}, "no sheet 'All data'"),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, sheets: dict[str, Any], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(workbook({"List of Providers": PROVIDERS, **sheets}))


def test_without_a_year_anywhere_it_is_refused(workbook: Workbook) -> None:
    with pytest.raises(ObservationsError, match="nothing says which year"):
        PUBLICATION.read(workbook({"P": PROVIDERS[1:], "All data": DATA}))


def test_the_list_of_lines_is_no_accounts(read_all: ReadAll) -> None:
    with pytest.raises(ObservationsError, match="without amounts"):
        read_all(PUBLICATION, "tac")
