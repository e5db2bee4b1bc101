"""When a file says that it was published or revised; later editions supersede."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from rcagraph.sources.publications.opened_file import clean
from rcagraph.sources.publications.periods import financial_year_end, month_end

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rcagraph.sources.publications.opened_file import OpenedFile, Row

_LABEL = re.compile(r"(published|revised)\b:?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]")
_LONGEST_DATE = 30  # characters; more is a sentence that happens to hold a date


def edition_of(rows: Iterable[Row]) -> str:
    """Return the last day named beside "Published:" or "Revised:", or "".

    Args:
        rows: of a cover sheet, or the lines above a table.

    Returns:
        An ISO date, so that later editions sort later.
    """
    days: set[date] = set()
    for row in rows:
        told = [cell for cell in row.cells if clean(cell)]
        if told and _LABEL.fullmatch(clean(told[0])):
            days.update(day for cell in told[1:2] if (day := _day(cell)))
    return max(days).isoformat() if days else ""


def year_in_name(file: OpenedFile) -> date | None:
    """Return 31 March of the financial year in a file's name, or None.

    For publications that say their year nowhere else. Years are written 2024-25,
    2024_25 or 202425.
    """
    named = re.search(r"(?<!\d)(20\d{2})[-_/ ]?(\d{2})(?!\d)", file.name)
    return financial_year_end(f"{named[1]}-{named[2]}") if named else None


def _day(cell: object) -> date | None:
    """Return the day that a cell names: a date, 12/06/2025 or 15th May 2025."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = clean(cell)
    number, month = (
        _DAY_FIRST.match(text),
        month_end(re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)),
    )
    if not number or not month or len(text) > _LONGEST_DATE:
        return None
    day = int(number[1])
    return month.replace(day=day) if 1 <= day <= month.day else None
