"""A&E attendances and emergency admissions: one csv a month, by provider.

The csv of a month holds what its workbook holds, before later revisions. Booked
appointments have had columns of their own since August 2020; they are added in, as
the workbook does, so that the two give the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rcagraph.sources.publications.ae_figures import METRICS, Attendances, ae_figures
from rcagraph.sources.publications.checks import keep_where
from rcagraph.sources.publications.opened_file import TEXT_SHEET, fold
from rcagraph.sources.publications.preamble import About
from rcagraph.sources.publications.reading import (
    ENGLAND,
    has_columns,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_PERIOD, _CODE, _NAME = "Period", "Org Code", "Org name"
_OVER_4, _OVER_12 = (
    f"Patients who have waited {hours} from DTA to admission"
    for hours in ("4-12 hs", "12+ hrs")
)
_VIA_AE = tuple(
    f"Emergency admissions via A&E - {kind}"
    for kind in ("Type 1", "Type 2", "Other A&E department")
)
_OTHER = "Other emergency admissions"
_ALWAYS = (_PERIOD, _CODE, _NAME, _OVER_4, _OVER_12, *_VIA_AE, _OTHER)
_TOTAL = "TOTAL"
_BOOKED_SINCE = datetime(2020, 8, 31)  # noqa: DTZ001 - a day, not a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """How attendances, and those over four hours, were headed; type 1 first."""

    attended: tuple[str, ...]
    over: tuple[str, ...]

    @property
    def required(self) -> tuple[str, ...]:
        return (*_ALWAYS, *self.attended, *self.over)


def _kinds(what: str, *kinds: str) -> tuple[str, ...]:
    return tuple(f"{what} {kind}" for kind in kinds)


_NOW = _Wording(
    attended=_kinds("A&E attendances", "Type 1", "Type 2", "Other A&E Department"),
    over=_kinds("Attendances over 4hrs", "Type 1", "Type 2", "Other Department"),
)
_UNTIL_2020 = _Wording(
    attended=_kinds(
        "Number of A&E attendances", "Type 1", "Type 2", "Other A&E Department"
    ),
    over=_kinds(
        "Number of attendances over 4hrs", "Type 1", "Type 2", "Other A&E Department"
    ),
)
_BOOKED = _Wording(
    attended=_kinds(
        "A&E attendances Booked Appointments", "Type 1", "Type 2", "Other Department"
    ),
    over=_kinds(
        "Attendances over 4hrs Booked Appointments",
        *("Type 1", "Type 2", "Other Department"),
    ),
)
_RECOGNISED = 0.6  # of the columns: enough to say which of them has changed


@dataclass(frozen=True, slots=True)
class _AeMonthlyCsv:
    """See the module."""

    id: str = "ae-monthly-csv"
    publisher: str = "NHS England"
    product: str = "A&E attendances and emergency admissions, monthly csv"
    metrics: tuple[str, ...] = METRICS

    def recognises(self, file: OpenedFile) -> bool:
        """Whether most columns are there."""
        if file.kind != "csv":
            return False
        there = {fold(cell) for row in file.top(rows=1) for cell in row.cells}
        return any(
            len(there & set(map(fold, wording.required)))
            >= _RECOGNISED * len(wording.required)
            for wording in (_NOW, _UNTIL_2020)
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read attendances, four-hour performance and emergency admissions.

        Raises:
            ObservationsError: a column is missing, or a row names no month.
        """
        older = has_columns(file, TEXT_SHEET, _UNTIL_2020.required)
        wording = _UNTIL_2020 if older else _NOW
        booked = has_columns(file, TEXT_SHEET, (*_BOOKED.attended, *_BOOKED.over))
        optional = (*_BOOKED.attended, *_BOOKED.over) if booked else ()
        table = read_table(file, required=wording.required, optional=optional)
        table = table.where(table.codes(_CODE) != "")
        codes = table.codes(_CODE)
        national = codes == _TOTAL
        period = _months(table, national)
        if not booked and period.max() >= _BOOKED_SINCE:
            message = "no columns for booked appointments; attendances lack them"
            table.problems.append(
                table.problem(table.header_row, "", message, "", _BOOKED.attended[0])
            )
        about = About(
            # In a file of several months nothing says which one a total is of.
            org_code=codes.mask(national, ENGLAND).where(period.notna(), ""),
            org_name=table.text(_NAME),
            period=period,
        )
        wordings = (wording, _BOOKED) if booked else (wording,)
        return publish(
            ae_figures(table, about, _people(table, wordings)), table.problems
        )


def _months(table: Table, national: pd.Series[bool]) -> pd.Series[pd.Timestamp]:
    """Return the months of all rows; a row of totals names none and takes theirs."""
    months = table.where(~national).periods(_PERIOD)
    period = months.reindex(table.frame.index)
    if len(months.unique()) == 1:
        period = period.fillna(months.iloc[0])
    return period


def _people(table: Table, wordings: Sequence[_Wording]) -> Attendances:
    attended = [each for wording in wordings for each in wording.attended]
    late = [each for wording in wordings for each in wording.over]
    rest = [*_VIA_AE, _OTHER, _OVER_4, _OVER_12]
    counts = {column: table.counts(column) for column in (*attended, *late, *rest)}
    type1 = _sum(counts, [wording.attended[0] for wording in wordings])
    everyone = _sum(counts, attended)
    type1_over = _sum(counts, [wording.over[0] for wording in wordings])
    over = _sum(counts, late)
    # From May 2019 to May 2023 fourteen trusts tested other standards and had no
    # four-hour figure. The workbook has "-" for them, the csv 0 over four hours,
    # which would be 100 % within; no major department ever had a month like that.
    untimed = (type1 > 0) & (type1_over == 0)
    message = "nobody over four hours in a major department: taken as not stated"
    type1_over = keep_where(table, type1_over, ~untimed, wordings[0].over[0], message)
    over = over.mask(untimed)
    for part, whole in ((type1_over, type1), (over, everyone)):
        keep_where(
            table, part, ~(part > whole), wordings[0].over[0], "more than attended"
        )
    via_ae, over_12h = _sum(counts, _VIA_AE), counts[_OVER_12]
    return Attendances(
        type1=type1,
        everyone=everyone,
        type1_within=(type1 - type1_over).where(type1_over <= type1),
        everyone_within=(everyone - over).where(over <= everyone),
        type1_timed=type1,
        everyone_timed=everyone,
        via_ae=via_ae,
        admitted=via_ae + counts[_OTHER],
        over_4h=counts[_OVER_4] + over_12h,
        over_12h=over_12h,
    )


def _sum(
    counts: Mapping[str, pd.Series[float]], columns: Sequence[str]
) -> pd.Series[float]:
    """Return the sum of columns, missing where any of them is."""
    first, *others = (counts[column] for column in columns)
    return sum(others, start=first)


PUBLICATION = _AeMonthlyCsv()
