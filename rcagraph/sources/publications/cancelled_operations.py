"""Cancelled elective operations (QMCO): one workbook a quarter, by provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.sources.publications.checks import part_of
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.periods import quarter_end
from rcagraph.sources.publications.preamble import About, is_titled, stated_period
from rcagraph.sources.publications.reading import ENGLAND, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures

_CODE, _NAME = "Organisation Code", "Organisation Name"
_CANCELLED = (
    "Number of last minute elective operations cancelled for non clinical reasons"
)
_LATE = (
    "Number of patients not treated within 28 days of last minute elective cancellation"
)


@dataclass(frozen=True, slots=True)
class _CancelledOperations:
    """See the module."""

    id: str = "cancelled-operations"
    publisher: str = "NHS England"
    product: str = "Cancelled elective operations (QMCO)"
    metrics: tuple[str, ...] = (
        "cancelled_ops_28d_breach_pct",
        "cancelled_ops_lastmin_count",
    )

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the title names the publication."""
        return is_titled(file, "Cancelled Operations", "Cancelled Elective Operations")

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read last-minute cancellations, and who was not treated in 28 days.

        Raises:
            ObservationsError: the sheet, a column or the quarter is missing.
        """
        sheet = file.find_sheet("Provider")
        period = stated_period(
            file, sheet, quarter_end, "such as Quarter 1, 2025-26 (April to June 2025)"
        )
        table = read_table(file, sheet, required=(_CODE, _NAME, _CANCELLED, _LATE))
        names, codes = table.text(_NAME), table.codes(_CODE)
        # England stands twice, without and with the independent sector; the
        # providers below are those of the second.
        england = (codes == "") & names.str.casefold().str.startswith("england")
        national = england & ~names.str.casefold().str.contains("excluding")
        about = About(
            org_code=codes.mask(national, ENGLAND), org_name=names, period=period
        )
        cancelled = table.counts(_CANCELLED)
        late = part_of(table, _LATE, table.counts(_LATE), cancelled)
        return publish(
            [
                table.figures(
                    "cancelled_ops_lastmin_count",
                    **about,
                    unit="count",
                    value=cancelled,
                ),
                table.figures(
                    "cancelled_ops_28d_breach_pct",
                    **about,
                    unit="%",
                    numerator=late,
                    denominator=cancelled,
                ),
            ],
            table.problems,
            edition=edition_of(file.top(sheet)),
        )


PUBLICATION = _CancelledOperations()
