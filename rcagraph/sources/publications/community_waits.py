"""Community health services waiting lists: one workbook a month, by provider.

Table 4 holds the waiting list by service; tables 4a, 4b … hold how many of it waited
so long, a band each. What a table holds is in its title and not in its name: until
November 2024 table 4g was everyone over 52 weeks, since then it ends at 104 weeks and
4h holds the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import part_of
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.periods import month_end
from rcagraph.sources.publications.preamble import About
from rcagraph.sources.publications.reading import (
    ENGLAND,
    place_problem,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_TYPE, _CODE, _NAME = "Organisation Type", "Organisation Code", "Organisation Name"
_TOTAL = re.compile(r"total waiting list by service, (?P<month>.+)", re.IGNORECASE)
_BAND = re.compile(
    r"number waiting (?:over |more than |> ?)?(?P<from>\d+)(?:\s*[-\u2013]\s*"
    r"(?P<to>\d+))?\+? weeks.* by service, (?P<month>.+)",
    re.IGNORECASE,
)
_YEAR_IN_WEEKS = 52
_PREAMBLE = 12  # rows of the cover page


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What a sheet's title says: its month, and the weeks waited (None: anyone)."""

    name: str
    month: date
    weeks: tuple[int, int | None] | None


class CommunityWaits:
    """See the module."""

    id = "community-waits"
    publisher = "NHS England"
    product = "Community health services waiting lists"
    metrics = ("community_52wk_pct", "community_waiting_list")

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the cover names the publication."""
        if file.kind in {"csv", "parquet"} or not any(
            _is_table(name) for name in file.sheets
        ):
            return False
        cover = file.top(file.sheets[0], rows=_PREAMBLE)
        return any(
            "community health services waiting" in fold(cell)
            for row in cover
            for cell in row.cells
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the waiting list, and who on it waited over 52 weeks.

        Raises:
            ObservationsError: a table is missing, or the bands over 52 weeks leave
                a gap.
        """
        sheets = _titled_sheets(file)
        total = _total_sheet(file, sheets)
        waiting = _organisations(file, total)
        problems = waiting.problems
        everyone = _people(waiting)
        codes = waiting.frame[_CODE]
        late = codes.map(lambda _: 0.0)
        for sheet in _over_a_year(file, sheets, total):
            band = _organisations(file, sheet)
            people = _people(band).groupby(band.frame[_CODE]).first()
            # A service without anyone in a band is blank there as often as 0.
            late = late + codes.map(people).fillna(0.0)
            problems.extend(band.problems)
        about = About(org_code=codes, org_name=waiting.text(_NAME), period=total.month)
        figures = [
            waiting.figures(
                "community_waiting_list", **about, unit="count", value=everyone
            ),
            waiting.figures(
                "community_52wk_pct",
                **about,
                unit="%",
                numerator=part_of(waiting, _CODE, late, everyone),
                denominator=everyone,
            ),
        ]
        return publish(
            figures,
            problems,
            edition=edition_of(file.top(file.sheets[0], rows=_PREAMBLE)),
        )


def _titled_sheets(file: OpenedFile) -> list[_Sheet]:
    """Return the sheets by organisation whose title says what they hold."""
    found = []
    for name in filter(_is_table, file.sheets):
        for cell in (
            clean(cell) for row in file.top(name, rows=4) for cell in row.cells
        ):
            total, band = _TOTAL.fullmatch(cell), _BAND.fullmatch(cell)
            title = total or band
            month = month_end(title["month"]) if title else None
            if not title or not month:
                continue
            weeks = None
            if band:
                weeks = (int(band["from"]), int(band["to"]) if band["to"] else None)
            found.append(_Sheet(name=name, month=month, weeks=weeks))
            break
    return found


def _total_sheet(file: OpenedFile, sheets: list[_Sheet]) -> _Sheet:
    for sheet in sheets:
        if sheet.weeks is None:
            return sheet
    raise ObservationsError(
        place_problem(
            file,
            "",
            None,
            "no sheet is titled 'Total waiting list by service, <month>'",
            found=", ".join(map(repr, file.sheets)),
        )
    )


def _over_a_year(file: OpenedFile, sheets: list[_Sheet], total: _Sheet) -> list[_Sheet]:
    """Return the sheets whose bands together are everyone over 52 weeks."""
    bands = sorted(
        (sheet.weeks[0], sheet.weeks[1] or 0, sheet.name, sheet)
        for sheet in sheets
        if sheet.weeks
        and sheet.weeks[0] >= _YEAR_IN_WEEKS
        and sheet.month == total.month
    )
    reached = _YEAR_IN_WEEKS
    for start, end, _, _ in bands:
        if start != reached:
            break
        reached = end  # 0: no upper end
    if not bands or reached != 0:
        raise ObservationsError(
            place_problem(
                file,
                "",
                None,
                "the tables by weeks waited do not cover everyone over 52 weeks",
                found=", ".join(f"{a} to {b or 'any'}" for a, b, *_ in bands)
                or "no table that starts at 52 weeks",
                expected="bands that follow each other from 52 weeks, the last open",
            )
        )
    return [sheet for *_, sheet in bands]


def _organisations(file: OpenedFile, sheet: _Sheet) -> Table:
    """Return the rows of providers and of England; the code of England is "ENG"."""
    table = read_table(file, sheet.name, required=(_TYPE, _CODE, _NAME))
    kind = table.text(_TYPE).str.casefold()
    table = table.where(kind.isin(["provider", "national"]))
    table.frame[_CODE] = table.codes(_CODE).mask(kind == "national", ENGLAND)
    return table


def _people(table: Table) -> pd.Series[float]:
    """Return how many people wait, over all services; NaN where nothing is stated.

    Safeguarding is published for England alone; England is summed without it, to be
    comparable with the providers.
    """
    import pandas as pd

    services = [name for name in table.frame.columns if _is_service(str(name))]
    if not services:
        raise ObservationsError(
            table.problem(
                table.header_row,
                "",
                "no column is a service",
                ", ".join(map(str, table.frame.columns[:8])),
                "names that start with (A) or (CYP)",
            )
        )
    people = pd.DataFrame({name: table.counts(name) for name in services})
    by_provider = people[table.frame[_CODE] != ENGLAND]
    return people.loc[:, by_provider.notna().any()].sum(axis=1, min_count=1)


def _is_table(sheet: str) -> bool:
    return fold(sheet).startswith("table")


def _is_service(column: str) -> bool:
    return bool(re.match(r"\((?:A|CYP)\)", column, re.IGNORECASE))


PUBLICATION = CommunityWaits()
