"""NHS provider accounts, trust accounts consolidation (TAC) data: two files a year.

NHS trusts and foundation trusts have a file each. The sheet "All data" is one long
list: organisation, schedule, line ("SubCode"), column ("MainCode") and amount in
thousands of pounds. Organisations are named and not coded; the sheet "List of
providers" has the code of each name.

The years compared with are in the list too: a MainCode with "PY" is the year before.
Those restate an earlier file and are not read.

No file says its year for certain. It is taken from the other sheets, or from the name
of the file, as published: "TAC_NHS_trusts_2023-24.xlsx".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.editions import year_in_name
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.organisation_names import (
    known_organisations,
    match_names,
)
from rcagraph.sources.publications.periods import financial_year_end
from rcagraph.sources.publications.reading import (
    has_columns,
    place_problem,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from rcagraph.errors import Problem
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_LINE, _COLUMN = "SubCode", "MainCode"
# Names of the columns of organisations and amounts; in 2021/22 they had spaces.
_LAYOUTS = (
    ("OrganisationName", "Total"),
    ("Organisation Name", "Value number"),
)
_PROVIDER, _CODE = "Full name of Provider", "NHS code"
_THIS_YEAR = "A02CY01"  # statement of comprehensive income, current year
_PATIENT_CARE, _OTHER, _SURPLUS = "SCI0100A", "SCI0110A", "SCI0140A"
_LINES = {
    _PATIENT_CARE: "operating income from patient care activities",
    _OTHER: "other operating income",
    _SURPLUS: "operating surplus or deficit",
}
_INCOME, _MARGIN = "fin_operating_income_gbp_k", "fin_operating_margin_pct"
_LIST_OF_LINES = ("WorkSheetName", _LINE, "subcode_label")


class Tac:
    """See the module."""

    id = "tac-accounts"
    publisher = "NHS England"
    product = "NHS provider accounts: trust accounts consolidation data"
    metrics = (_INCOME, _MARGIN)

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it is a list of amounts by line, or of the lines' names."""
        return _data_sheet(file) is not None or _is_list_of_lines(file)

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read operating income and margin.

        Organisations whose name has no code are left out, each a problem.

        Raises:
            ObservationsError: a column or line is missing, nothing says the year,
                or the file explains the lines and has no amounts.
        """
        if _is_list_of_lines(file):
            raise ObservationsError(
                place_problem(
                    file,
                    "",
                    None,
                    "a list of what the lines of the accounts are, without amounts",
                    expected="the accounts: OrganisationName, SubCode, Total",
                )
            )
        sheet = _data_sheet(file)
        if sheet is None:
            sheet = file.find_sheet("All data")
        layout = next(
            (each for each in _LAYOUTS if has_columns(file, sheet, each, within=20)),
            _LAYOUTS[0],
        )
        table = read_table(file, sheet, required=(*layout, _LINE, _COLUMN), within=20)
        year = _year(file, sheet)
        lines = _cleaned(table.frame[_LINE]).str.upper()
        this_year = _cleaned(table.frame[_COLUMN]).str.upper() == _THIS_YEAR
        table = table.where(this_year & lines.isin(_LINES))
        _require_lines(table, lines[table.frame.index])
        amounts = _by_organisation(table, layout, lines)
        codes, unmatched = _codes(file, sheet, table, layout[0])
        first = table.where(table.text(layout[0]).map(codes).notna())
        names = first.text(layout[0])
        first = first.where(~names.duplicated())
        names = names[first.frame.index]
        income = names.map(amounts[_PATIENT_CARE] + amounts[_OTHER])
        figures = [
            first.figures(
                metric,
                org_code=names.map(codes),
                org_name=names,
                period=year,
                unit=unit,
                value=value,
                numerator=surplus,
                denominator=of,
            )
            for metric, unit, value, surplus, of in (
                (_INCOME, "GBP k", income, None, None),
                (_MARGIN, "%", None, names.map(amounts[_SURPLUS]), income),
            )
        ]
        return publish(figures, [*table.problems, *unmatched])


def _data_sheet(file: OpenedFile) -> str | None:
    for sheet in file.sheets:
        if (not sheet or fold(sheet) == "all data") and has_columns(
            file, sheet, (_LINE, _COLUMN), within=20
        ):
            return sheet
    return None


def _is_list_of_lines(file: OpenedFile) -> bool:
    return file.kind == "csv" and has_columns(file, "", _LIST_OF_LINES, within=5)


def _cleaned(cells: pd.Series[str]) -> pd.Series[str]:
    """Return cells as text; each different one is cleaned once, of a million."""
    return cells.map({cell: clean(cell) for cell in cells.unique()})


def _require_lines(table: Table, lines: pd.Series[str]) -> None:
    missing = sorted(set(_LINES) - set(lines))
    if missing:
        raise ObservationsError(
            table.problem(
                None,
                _LINE,
                f"no {line} ({_LINES[line]}) under {_COLUMN} {_THIS_YEAR}",
                ", ".join(sorted(set(lines))) or "none of the lines read",
                ", ".join(_LINES),
            )
            for line in missing
        )


def _by_organisation(
    table: Table, layout: tuple[str, str], lines: pd.Series[str]
) -> pd.DataFrame:
    """Return amounts: index names, columns lines. A line left out is no amount."""
    organisation, total = layout
    amounts = table.numbers(total)
    keys = [table.text(organisation), lines[table.frame.index]]
    by_line = amounts.groupby(keys).first()
    return by_line.unstack()


def _codes(
    file: OpenedFile, sheet: str, table: Table, organisation: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return name → code, and a problem for every name without one."""
    names = table.text(organisation)
    matched = match_names(names.unique(), _listed_providers(file))
    rest = match_names(matched.unmatched, known_organisations())
    problems = [
        place_problem(
            file,
            sheet,
            int(str(names.index[names == name][0])),
            "an organisation without a code: neither the list of providers nor the "
            "register of trusts has its name; it is left out",
            found=repr(name),
            hint=matched.unmatched[name] or near,
        )
        for name, near in rest.unmatched.items()
    ]
    return {**rest.codes, **matched.codes}, problems


def _listed_providers(file: OpenedFile) -> Iterable[tuple[str, str]]:
    for sheet in file.sheets:
        if sheet and has_columns(file, sheet, (_PROVIDER, _CODE), within=20):
            table = read_table(file, sheet, required=(_PROVIDER, _CODE), within=20)
            pairs = zip(table.codes(_CODE), table.text(_PROVIDER), strict=True)
            return [(code, name) for code, name in pairs if code and name]
    return []


def _year(file: OpenedFile, data_sheet: str) -> date:
    """Return the last day of the one year that the other sheets, or the name, say."""
    told = {
        financial_year_end(cell)
        for sheet in file.sheets
        if sheet != data_sheet
        for row in file.top(sheet, rows=20)
        for cell in row.cells
        if isinstance(cell, str)
    } - {None}
    year = next(iter(told)) if len(told) == 1 else year_in_name(file)
    if year is None:
        raise ObservationsError(
            place_problem(
                file,
                "",
                None,
                "nothing says which year this is: no sheet does, nor the file's name",
                found=repr(file.name),
                expected="the name as published, with the year as in 2023-24",
            )
        )
    return year


PUBLICATION = Tac()
