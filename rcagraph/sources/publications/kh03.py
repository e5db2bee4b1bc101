"""Beds open overnight (KH03): one workbook a quarter, by trust and sector.

Beds are daily averages over the quarter, so they are no whole numbers. The workbook of
beds open by day only has the same layout and is another publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.header import place_problem
from rcagraph.sources.publications.periods import quarter_end
from rcagraph.sources.publications.preamble import About, is_titled, stated_period
from rcagraph.sources.publications.reading import ENGLAND, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures

_CODE, _NAME = "Org Code", "Org Name"
_AVAILABLE, _OCCUPIED = "Available / General & Acute", "Occupied / General & Acute"


@dataclass(frozen=True, slots=True)
class _Kh03:
    """See the module."""

    id: str = "kh03"
    publisher: str = "NHS England"
    product: str = "Bed availability and occupancy, overnight (KH03)"
    metrics: tuple[str, ...] = ("bed_occ_ga_overnight_pct", "beds_available_ga")

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the title names the publication."""
        return is_titled(file, "beds open overnight")

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read general and acute beds, and how many of them were occupied.

        Raises:
            ObservationsError: the sheet, a column or the quarter is missing, or
                more beds are occupied than available in all.
        """
        sheet = file.find_sheet("NHS Trust by Sector")
        period = stated_period(
            file, sheet, quarter_end, "such as July to September 2024"
        )
        table = read_table(
            file,
            sheet,
            required=(_CODE, _NAME, _AVAILABLE, _OCCUPIED),
            header_rows=2,
        )
        names, codes = table.text(_NAME), table.codes(_CODE)
        national = (codes == "") & (names.str.casefold() == "england")
        about = About(
            org_code=codes.mask(national, ENGLAND), org_name=names, period=period
        )
        # A trust without general and acute beds (a mental health trust) states 0:
        # the measure is not about it.
        available = table.counts(_AVAILABLE)
        available = available.where(available > 0)
        occupied = table.counts(_OCCUPIED)
        # A trust may well have more beds occupied than open; the country never.
        if occupied.where(available.notna()).sum() > available.sum():
            raise ObservationsError(
                place_problem(
                    file,
                    sheet,
                    table.header_row,
                    "more beds are occupied than available; are columns swapped?",
                    found=f"{occupied.sum():.0f} of {available.sum():.0f} beds",
                )
            )
        return publish(
            [
                table.figures(
                    "beds_available_ga", **about, unit="beds", value=available
                ),
                table.figures(
                    "bed_occ_ga_overnight_pct",
                    **about,
                    unit="%",
                    numerator=occupied,
                    denominator=available,
                ),
            ],
            table.problems,
            edition=edition_of(file.top(sheet)),
        )


PUBLICATION = _Kh03()
