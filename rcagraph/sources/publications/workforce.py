"""NHS Workforce Statistics, "England and Organisation": one workbook a month.

Of its tables two are read, both of full-time equivalents by organisation: the month by
staff group, and the series of all months of all staff. Each workbook restates the
whole series, so the latest one supersedes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.periods import month_end
from rcagraph.sources.publications.reading import (
    ENGLAND,
    find_header,
    has_columns,
    place_problem,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_REGION, _NAME, _CODE = (
    "NHS England region name",
    "Organisation name",
    "Organisation code",
)
_GROUPS = {
    "staff_fte_consultants": "Consultant",
    "staff_fte_doctors": "HCHS Doctors",
    "staff_fte_midwives": "Midwives",
    "staff_fte_nurses": "Nurses & health visitors",
}
_TOTAL = "staff_fte_total"
# Baselines look back five years and growth is measured from April 2019. Before that,
# most of the organisations in the series have since been abolished.
_FIRST = date(2019, 3, 31)


class _Sheets(NamedTuple):
    by_group: str
    series: str


class Workforce:
    """See the module."""

    id = "workforce-statistics"
    publisher = "NHS England"
    product = "NHS Workforce Statistics: England and organisation"
    metrics = tuple(sorted([*_GROUPS, _TOTAL]))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether a table of full-time equivalents lists organisations."""
        return file.kind not in {"csv", "parquet"} and any(
            "fte" in fold(name) and has_columns(file, name, (_NAME, _CODE))
            for name in file.sheets
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read full-time equivalents, all staff every month and groups in the last.

        Raises:
            ObservationsError: one of the two tables is missing, or a column.
        """
        sheets = _sheets(file)
        groups = _organisations(file, sheets.by_group, (*_GROUPS.values(),))
        series = _organisations(file, sheets.series, ())
        months = _months(series)
        figures = [
            groups.figures(
                metric,
                org_code=groups.frame[_CODE],
                org_name=groups.text(_NAME),
                period=_month_above(groups),
                unit="FTE",
                value=groups.counts(column),
            )
            for metric, column in _GROUPS.items()
        ]
        names = series.text(_NAME)
        for column, month in months.items():
            staff = series.counts(column)
            figures.append(
                series.figures(
                    _TOTAL,
                    org_code=series.frame[_CODE],
                    org_name=names,
                    period=month,
                    unit="FTE",
                    # 0 says that there was no such organisation in that month.
                    value=staff.where(staff > 0),
                )
            )
        return publish(
            figures,
            [*groups.problems, *series.problems],
            edition=max(months.values()).isoformat(),
        )


def _sheets(file: OpenedFile) -> _Sheets:
    """Return the sheets with the tables by staff group and by month, in FTE."""
    by_group = series = ""
    for name in file.sheets:
        if "fte" not in fold(name) or not has_columns(file, name, (_NAME, _CODE)):
            continue
        _, columns = find_header(file, name, (_NAME, _CODE))
        if any(month_end(column) for column in columns):
            series = name
        elif fold(_GROUPS["staff_fte_doctors"]) in map(fold, columns):
            by_group = name
    for what, sheet in (("staff group", by_group), ("month", series)):
        if not sheet:
            raise ObservationsError(
                place_problem(
                    file,
                    "",
                    None,
                    f"no sheet has full-time equivalents by organisation and {what}",
                    found=", ".join(map(repr, file.sheets)),
                    expected="a name with FTE in it, as '3. NHSE, Org & SG - FTE'",
                )
            )
    return _Sheets(by_group, series)


def _organisations(file: OpenedFile, sheet: str, columns: tuple[str, ...]) -> Table:
    """Return the rows of organisations and of England, whose code is "ENG"."""
    table = read_table(file, sheet, required=(_REGION, _NAME, _CODE, *columns))
    code = table.codes(_CODE)
    national = (code == "") & (table.text(_REGION).str.casefold() == "england")
    table.frame[_CODE] = code.mask(national, ENGLAND)
    # Regions and systems have rows without an organisation's code; notes follow.
    return table.where(table.frame[_CODE] != "")


def _months(table: Table) -> dict[str, date]:
    """Return column → last day of its month, for the months that are read."""
    ends = {str(name): month_end(name) for name in table.frame.columns}
    months = {name: end for name, end in ends.items() if end and end >= _FIRST}
    if not months:
        raise ObservationsError(
            table.problem(
                table.header_row,
                "",
                "a series that ends before the months that are read",
                f"up to {max(end for end in ends.values() if end):%B %Y}",
                f"{_FIRST:%B %Y} or later",
            )
        )
    return months


def _month_above(table: Table) -> date:
    """Return the month that a line above the header names."""
    for row in table.file.top(table.sheet, rows=table.header_row - 1):
        for cell in row.cells:
            month = month_end(cell) if "data" in fold(cell) else None
            if month:
                return month
    raise ObservationsError(
        table.problem(
            table.header_row,
            "",
            "no line above the table says its month",
            clean(table.file.top(table.sheet, rows=1)[0].cells[0])[:60],
            "such as 'August 2024 monthly data'",
        )
    )


PUBLICATION = Workforce()
