"""The ODS register of NHS trusts, etr.csv: organisations, and no figures.

The file has no header. Of its 27 columns two are read, the code and the name; it is
recognised by the shape of these others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import clean
from rcagraph.sources.publications.reading import place_problem

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures

_COLUMNS = 27
_MOST_PROBLEMS = 20
_CODE, _NAME, _REGION, _SYSTEM, _POSTCODE, _OPENED, _CLOSED = 0, 1, 2, 3, 9, 10, 11
_SHAPES = {
    _CODE: r"[A-Z0-9]{3,6}",
    _REGION: r"[A-Z0-9]{3}",
    _SYSTEM: r"[A-Z0-9]{3}",
    _POSTCODE: r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|",
    _OPENED: r"\d{8}",
    _CLOSED: r"\d{8}|",
}


class OdsTrusts:
    """See the module."""

    id = "ods-trusts"
    publisher = "NHS England"
    product = "Organisation Data Service: NHS trusts (etr.csv)"
    metrics = ()

    def recognises(self, file: OpenedFile) -> bool:
        """Whether its first rows have the shape of the register."""
        if file.kind != "csv":
            return False
        rows = file.top(rows=5)
        return bool(rows) and all(_has_shape(row.cells) for row in rows)

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Refuse: the register has no figures; see :meth:`organisations`.

        Raises:
            ObservationsError: always.
        """
        raise ObservationsError(
            place_problem(
                file, "", None, "the register names organisations and has no figures"
            )
        )

    def organisations(self, file: OpenedFile) -> tuple[tuple[str, str], ...]:
        """Return code and name of every trust, closed ones included.

        Raises:
            ObservationsError: with every row that has not the columns of the register.
        """
        rows = [row for row in file.rows() if any(map(clean, row.cells))]
        wrong = [row for row in rows if not _has_shape(row.cells)]
        if wrong:
            raise ObservationsError(
                place_problem(
                    file,
                    "",
                    row.number,
                    "not a row of the register of trusts",
                    found=", ".join(map(clean, row.cells[:4])),
                    expected=f"code, name, region, system … in {_COLUMNS} columns",
                )
                for row in wrong[:_MOST_PROBLEMS]
            )
        return tuple((clean(row.cells[_CODE]), clean(row.cells[_NAME])) for row in rows)


def _has_shape(cells: tuple[object, ...]) -> bool:
    return len(cells) == _COLUMNS and all(
        re.fullmatch(shape, clean(cells[at])) for at, shape in _SHAPES.items()
    )


PUBLICATION = OdsTrusts()
