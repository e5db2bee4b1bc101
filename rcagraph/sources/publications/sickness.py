"""NHS sickness absence rates: a csv a month, by organisation.

Three layouts are known. Since 2022 the columns have names in capitals; an earlier
archive has them in words; and tables by staff group hold a row "All staff groups" for
each organisation, which is read. Tables by reason for absence are not: there the days
available repeat with every reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import part_of
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

# Date, code, name, days lost and days available, in each layout.
_LAYOUTS = (
    ("DATE", "ORG_CODE", "ORG_NAME", "FTE_DAYS_LOST", "FTE_DAYS_AVAILABLE"),
    ("Tm End Date", "Org code", "Org name", "FTE days lost", "FTE days available"),
    ("Date", "Org code", "Org name", "FTE days sick", "FTE days available"),
    ("Month", "Org code", "Org name", "FTE days lost", "FTE days available"),
)
_STAFF_GROUP = ("STAFF_GROUP", "Staff group")
_REASON = ("REASON", "Reason for absence")
_ALL_STAFF = "all staff groups"


class Sickness:
    """See the module."""

    id = "sickness-absence"
    publisher = "NHS England"
    product = "NHS sickness absence rates"
    metrics = ("sickness_pct",)

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it has days lost and available, by organisation."""
        return file.kind == "csv" and any(
            has_columns(file, "", layout[1:], within=5) for layout in _LAYOUTS
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the share of full-time-equivalent days lost.

        Raises:
            ObservationsError: it is by reason for absence, or by staff group
                without a row for all staff.
        """
        layout = next(
            (each for each in _LAYOUTS if has_columns(file, "", each, within=5)),
            _LAYOUTS[0],
        )
        day, code, name, lost, available = layout
        table = _all_staff(read_table(file, required=layout, within=5))
        table = table.where(table.codes(code) != "")  # notes below the table
        days = table.counts(available)
        figures = table.figures(
            "sickness_pct",
            org_code=table.codes(code),
            org_name=table.text(name),
            period=table.periods(day),
            unit="%",
            numerator=part_of(table, lost, table.counts(lost), days),
            denominator=days,
        )
        return publish([figures], table.problems)


def _all_staff(table: Table) -> Table:
    columns = {fold(name): str(name) for name in table.frame.columns}
    for name in filter(None, (columns.get(fold(each)) for each in _REASON)):
        raise ObservationsError(
            table.problem(
                table.header_row,
                name,
                "absence by reason: days available repeat with every reason",
                name,
                "the table by organisation",
            )
        )
    for name in filter(None, (columns.get(fold(each)) for each in _STAFF_GROUP)):
        everyone = table.text(name).str.casefold() == _ALL_STAFF
        if not everyone.any():
            raise ObservationsError(
                table.problem(
                    None,
                    name,
                    "no rows for all staff",
                    ", ".join(sorted(set(table.text(name)))[:5]),
                    "'All staff groups'",
                )
            )
        table = table.where(everyone)
    return table


PUBLICATION = Sickness()
