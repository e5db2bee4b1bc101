"""What one publication's reader is: recognise a file by its content, and read it.

A reader turns what a publisher states into *figures*: one row for each
organisation, metric and period, under the code of the day, with the sheet and row
it stands in. It converts units once (percentages are 0 to 100, counts are counts),
keeps numerator and denominator where both are published, and leaves out what is
suppressed, blank or undefined: a gap is a gap, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rcagraph.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile

# Columns of a frame of figures. ``period`` is datetime64, the last day of the
# month, quarter or year; ``row`` counts from 1 as a spreadsheet program shows it.
FIGURES = (
    "org_code",
    "org_name",
    "period",
    "metric_id",
    "numerator",
    "denominator",
    "value",
    "unit",
    "sheet",
    "row",
)


@dataclass(frozen=True, eq=False, kw_only=True)
class PublishedFigures:
    """What one file states.

    Attributes:
        figures: columns ``FIGURES``; at most one row per organisation, metric and
            period.
        published_totals: the same columns for rows that the publisher gives as
            national totals (``org_code`` "ENG"), to check the figures against.
        problems: what was left out and why, with sheet, row and column.
        edition: what orders revisions of the same period: later text sorts later
            (for example "2025-06 revised 2025-11-13"); "" when the file does not say.
    """

    figures: pd.DataFrame
    published_totals: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    edition: str = ""


class Publication(Protocol):
    """One publication's reader: a module-level object named ``PUBLICATION``."""

    @property
    def id(self) -> str:
        """Short name, kebab-case, used in the workspace."""

    @property
    def publisher(self) -> str:
        """Who publishes it."""

    @property
    def product(self) -> str:
        """What the publisher calls it."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """Ids of the metrics that it fills, sorted."""

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the content (never the name) is this publication's."""

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the figures.

        Raises:
            ObservationsError: the layout is not one that is known; the message
                names sheet, row and column, what was found and what was expected.
        """
