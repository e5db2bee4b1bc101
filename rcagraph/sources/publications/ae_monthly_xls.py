"""A&E attendances and emergency admissions: one workbook a month, by provider.

The sheet "Provider Level Data" has kept its columns since April 2019, whatever was
added around it (booked appointments in August 2020, system level in April 2022).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.sources.publications.ae_figures import METRICS, Attendances, ae_figures
from rcagraph.sources.publications.checks import keep_where, part_of
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.periods import month_end
from rcagraph.sources.publications.preamble import About, is_titled, stated_period
from rcagraph.sources.publications.reading import ENGLAND, publish, read_table

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _NAME = "Code", "Name"
_ALL = "A&E attendances"
_SOON = f"{_ALL} less than 4 hours from arrival to admission, transfer or discharge"
_LATE = f"{_ALL} greater than 4 hours from arrival to admission, transfer or discharge"
_TYPE1 = "Type 1 Departments - Major A&E"
_TYPE1_ALL, _TYPE1_SOON, _TYPE1_LATE = (
    f"{group} / {_TYPE1}" for group in (_ALL, _SOON, _LATE)
)
_TOTAL_ALL = f"{_ALL} / Total attendances"
_TOTAL_SOON = f"{_SOON} / Total Attendances < 4 hours"
_TOTAL_LATE = f"{_LATE} / Total Attendances > 4 hours"
_ADMISSIONS = "Emergency Admissions"
_VIA_AE = f"{_ADMISSIONS} / Total Emergency Admissions via A&E"
_ADMITTED = f"{_ADMISSIONS} / Total Emergency Admissions"
_WAITED = "hours from decision to admit to admission"
_OVER_4, _OVER_12 = (
    f"{_ADMISSIONS} / Number of patients spending >{hours} {_WAITED}"
    for hours in (4, 12)
)
_REQUIRED = (
    *(_CODE, _NAME, _TYPE1_ALL, _TOTAL_ALL, _TYPE1_SOON, _TOTAL_SOON, _TYPE1_LATE),
    *(_TOTAL_LATE, _VIA_AE, _ADMITTED, _OVER_4, _OVER_12),
)


@dataclass(frozen=True, slots=True)
class _AeMonthlyXls:
    """See the module."""

    id: str = "ae-monthly-xls"
    publisher: str = "NHS England"
    product: str = "A&E attendances and emergency admissions, monthly workbook"
    metrics: tuple[str, ...] = METRICS

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the title names the publication."""
        return is_titled(file, "A&E Attendances & Emergency Admission monthly")

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read attendances, four-hour performance and emergency admissions.

        Raises:
            ObservationsError: the sheet, a column or the month is missing.
        """
        sheet = file.find_sheet("Provider Level Data")
        period = stated_period(file, sheet, month_end, "such as April 2025")
        table = read_table(file, sheet, required=_REQUIRED, header_rows=2)
        everyone = table.counts(_TOTAL_ALL)
        # Notes below the table name organisations that sent nothing: no figures.
        table = table.where(everyone.notna())
        names, codes = table.text(_NAME), table.codes(_CODE)
        national = (codes == "") & (names.str.casefold() == "england")
        about = About(
            org_code=codes.mask(national, ENGLAND), org_name=names, period=period
        )
        figures = ae_figures(table, about, _people(table, national))
        return publish(figures, table.problems, edition=edition_of(file.top(sheet)))


def _people(table: Table, national: pd.Series[bool]) -> Attendances:
    counts = {column: table.counts(column) for column in _REQUIRED[2:]}
    type1, everyone, admitted = (
        counts[column] for column in (_TYPE1_ALL, _TOTAL_ALL, _ADMITTED)
    )
    return Attendances(
        type1=part_of(table, _TYPE1_ALL, type1, everyone),
        everyone=everyone,
        type1_within=counts[_TYPE1_SOON],
        everyone_within=counts[_TOTAL_SOON],
        type1_timed=_timed(
            table,
            _TYPE1_SOON,
            counts[_TYPE1_SOON] + counts[_TYPE1_LATE],
            type1,
            national,
        ),
        everyone_timed=_timed(
            table,
            _TOTAL_SOON,
            counts[_TOTAL_SOON] + counts[_TOTAL_LATE],
            everyone,
            national,
        ),
        via_ae=part_of(table, _VIA_AE, counts[_VIA_AE], admitted),
        admitted=admitted,
        over_4h=counts[_OVER_4],
        over_12h=counts[_OVER_12],
    )


def _timed(
    table: Table,
    column: str,
    timed: pd.Series[float],
    attended: pd.Series[float],
    national: pd.Series[bool],
) -> pd.Series[float]:
    """Return attendances with a known time, where they are all that attended.

    From May 2019 to May 2023 fourteen trusts tested other standards and stated "-"
    for within and over four hours. England's row then counts everybody's attendances
    but times only the other trusts', so the two must agree everywhere but there.
    """
    agrees = national | timed.isna() | attended.isna() | ((timed - attended).abs() < 1)
    return keep_where(
        table,
        timed,
        agrees,
        column,
        "those within and over four hours are not the attendances",
    )


PUBLICATION = _AeMonthlyXls()
