"""Diagnostic waiting times and activity (DM01): one workbook a month, by provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.sources.publications.checks import part_of
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.periods import month_end
from rcagraph.sources.publications.preamble import About, is_titled, stated_period
from rcagraph.sources.publications.reading import ENGLAND, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures

_CODE, _NAME = "Provider Code", "Provider Name"
_WAITING = "Total Waiting List"
_OVER_6, _OVER_13 = "Number waiting 6+ Weeks", "Number waiting 13+ Weeks"


@dataclass(frozen=True, slots=True)
class _Dm01:
    """See the module."""

    id: str = "dm01"
    publisher: str = "NHS England"
    product: str = "Monthly diagnostics waiting times and activity (DM01), by provider"
    metrics: tuple[str, ...] = ("dm01_13wk_pct", "dm01_6wk_pct", "dm01_waiting_list")

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the title names the publication."""
        return is_titled(file, "Monthly Diagnostics")

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the waiting list of all tests together, and who waited too long.

        Raises:
            ObservationsError: the sheet, a column or the month is missing.
        """
        # "Provider by Test" has the same columns, one row for each test.
        sheet = file.find_sheet("Provider")
        period = stated_period(file, sheet, month_end, "such as April 2025")
        table = read_table(
            file, sheet, required=(_CODE, _NAME, _WAITING, _OVER_6, _OVER_13)
        )
        names, codes = table.text(_NAME), table.codes(_CODE)
        # England's row is named "Total" and has no code.
        national = (codes == "") & names.str.casefold().isin(["total", "england"])
        about = About(
            org_code=codes.mask(national, ENGLAND), org_name=names, period=period
        )
        waiting = table.counts(_WAITING)
        over_6 = part_of(table, _OVER_6, table.counts(_OVER_6), waiting)
        over_13 = part_of(table, _OVER_13, table.counts(_OVER_13), over_6)
        return publish(
            [
                table.figures(
                    "dm01_waiting_list", **about, unit="count", value=waiting
                ),
                *(
                    table.figures(
                        metric, **about, unit="%", numerator=late, denominator=waiting
                    )
                    for metric, late in (
                        ("dm01_6wk_pct", over_6),
                        ("dm01_13wk_pct", over_13),
                    )
                ),
            ],
            table.problems,
            edition=edition_of(file.top(sheet)),
        )


PUBLICATION = _Dm01()
