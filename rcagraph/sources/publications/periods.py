"""Months, quarters and years as publishers write them, to the last day of each."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from rcagraph.sources.publications.opened_file import clean

_MONTHS = {
    name[:length].casefold(): number
    for number, name in enumerate(calendar.month_name)
    for length in (3, 4, len(name))
    if name
}
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial dates
_SERIALS = range(36526, 73051)  # 2000 to 2099
_YEAR = r"(20\d{2}|\d{2})"
_NAMED = re.compile(rf"(?<![a-z])([a-z]{{3,9}})[\s\-_,.'/]*{_YEAR}(?!\d)")
_NUMBERED = re.compile(r"(?<!\d)(20\d{2})[-/](0[1-9]|1[0-2])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)\d{1,2}[/.\-](\d{1,2})[/.\-](20\d{2}|\d{2})(?!\d)")
_DAY_NAMED = re.compile(rf"(?<!\d)\d{{1,2}}[\s\-]+([a-z]{{3,9}})[\s\-,]+{_YEAR}(?!\d)")
_QUARTER = re.compile(r"(?<![a-z])(?:q|quarter\s*)([1-4])(?!\d)")
_FINANCIAL_YEAR = re.compile(r"(?<!\d)(20\d{2})[\-/_](?:20)?(\d{2})(?!\d)")
_SPAN = re.compile(r"([a-z]{3,9})\s*(?:to|-|\u2013)\s*([a-z]{3,9})[\s,]+" + _YEAR)


def month_end(cell: object) -> date | None:
    """Return the last day of the month that a cell names, or None.

    >>> [str(month_end(cell)) for cell in ("MSitAE-APRIL-2025", "Sept 24", "Dec-19")]
    ['2025-04-30', '2024-09-30', '2019-12-31']
    >>> [str(month_end(cell)) for cell in ("2025-02", "01/03/2025", "RTT-June-2024")]
    ['2025-02-28', '2025-03-31', '2024-06-30']
    >>> month_end("Quarter 1") is None
    True
    """
    if isinstance(cell, int | float) and int(cell) in _SERIALS:
        cell = _EPOCH + timedelta(days=int(cell))
    if isinstance(cell, datetime | date):
        return end_of_month(cell.year, cell.month)
    text = clean(cell).casefold()
    if found := _NUMBERED.search(text):
        return end_of_month(int(found[1]), int(found[2]))
    if found := _DAY_FIRST.search(text):
        month = int(found[1])
        return end_of_month(_year(found[2]), month) if 1 <= month <= 12 else None  # noqa: PLR2004
    for found in (*_DAY_NAMED.finditer(text), *_NAMED.finditer(text)):
        if found[1] in _MONTHS:
            return end_of_month(_year(found[2]), _MONTHS[found[1]])
    return None


def quarter_end(cell: object) -> date | None:
    """Return the last day of the quarter of a financial year, or None.

    >>> str(quarter_end("Quarter 4, 2024-25")), str(quarter_end("2025/26 Q1"))
    ('2025-03-31', '2025-06-30')
    >>> str(quarter_end("July to September 2024"))
    '2024-09-30'
    """
    text = clean(cell).casefold()
    quarter, year = _QUARTER.search(text), _FINANCIAL_YEAR.search(text)
    if quarter and year and _follows(year):
        number, first = int(quarter[1]), int(year[1])
        return end_of_month(first + number // 4, number * 3 % 12 + 3)
    if (span := _SPAN.search(text)) and {span[1], span[2]} <= set(_MONTHS):
        return end_of_month(_year(span[3]), _MONTHS[span[2]])
    return None


def financial_year_end(cell: object) -> date | None:
    """Return 31 March at the end of a financial year such as 2024-25, or None.

    >>> str(financial_year_end("2024/25")), financial_year_end("2024-07")
    ('2025-03-31', None)
    """
    year = _FINANCIAL_YEAR.search(clean(cell))
    return date(int(year[1]) + 1, 3, 31) if year and _follows(year) else None


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _follows(year: re.Match[str]) -> bool:
    return (int(year[1]) + 1) % 100 == int(year[2])


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)  # noqa: PLR2004 - "25"
