"""Numbers as people read them: the same figure looks the same in every output."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

_MINUS = "\N{MINUS SIGN}"  # screen readers say it; they skip a hyphen


def six_digits(value: float) -> float:
    """Round to six significant digits; adding zero turns -0.0 into 0.0."""
    return float(f"{value:.6g}") + 0.0


def percent(share: float) -> str:
    """Return a probability as a whole percentage that never claims certainty.

    >>> percent(0.714), percent(0.9996), percent(0.001)
    ('71%', '>99%', '<1%')
    """
    if 0 < share < 0.005:  # noqa: PLR2004 - half of one per cent
        return "<1%"
    if 0.995 <= share < 1:  # noqa: PLR2004 - one less half of one per cent
        return ">99%"
    return f"{share:.0%}"


def tenths(share: float) -> str:
    """Return a share of the whole with one decimal.

    >>> tenths(0.1416)
    '14.2%'
    """
    return f"{share:.1%}"


def interval(low: float, high: float) -> str:
    """Return an interval of shares.

    >>> interval(0.08, 0.204)
    '8.0% to 20.4%'
    """
    return f"{tenths(low)} to {tenths(high)}"


def rank_interval(low: int, high: int) -> str:
    """Return an interval of ranks, or one rank where both ends are the same.

    >>> rank_interval(1, 4), rank_interval(2, 2)
    ('1 to 4', '2')
    """
    return str(low) if low == high else f"{low} to {high}"


def adding_up(shares: Sequence[float]) -> tuple[float, ...]:
    """Round shares to tenths of a per cent so that they still add up to their sum.

    Largest remainders: what rounding down leaves over goes, a tenth each, to those
    that lost most; ties go to the earlier.

    >>> adding_up((0.3335, 0.3335, 0.333))
    (0.334, 0.333, 0.333)
    """
    scaled = [share * 1000 for share in shares]
    floors = [math.floor(value + 1e-9) for value in scaled]
    spare = round(sum(scaled)) - sum(floors)
    by_loss = sorted(range(len(scaled)), key=lambda i: (floors[i] - scaled[i], i))
    for index in by_loss[:spare]:
        floors[index] += 1
    return tuple(value / 1000 for value in floors)


def decibans(weight: float) -> str:
    r"""Return a weight with its sign.

    >>> decibans(6.24), decibans(0.01), decibans(-3.0) == "\N{MINUS SIGN}3.0 dB"
    ('+6.2 dB', '0.0 dB', True)
    """
    rounded = round(weight, 1)
    sign = "+" if rounded > 0 else _MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):.1f} dB"


def odds(weight: float) -> str:
    """Return what a weight does to the odds, in two digits: more would be false.

    >>> odds(6.24), odds(-3.0), odds(23.0)
    ('4.2 times the odds', '0.5 times the odds', '200 times the odds')
    >>> odds(0.2)
    '1.05 times the odds'
    """
    times = 10 ** (weight / 10)
    shown = f"{times:.2f}" if abs(weight) < 1 else f"{float(f'{times:.2g}'):g}"
    return f"{shown} times the odds"


def span_of_days(number: float) -> str:
    """Return a lag in words, in the unit that it is known in.

    >>> span_of_days(0.5), span_of_days(9), span_of_days(243), span_of_days(1460)
    ('under a day', 'about 9 days', 'about 8 months', 'about 4 years')
    """
    if number < 1:
        return "under a day"
    if number < 60:  # noqa: PLR2004 - two months
        return f"about {counted(round(number), 'day')}"
    months = round(number * 12 / 365.25)
    if months < 24:  # noqa: PLR2004 - two years
        return f"about {counted(months, 'month')}"
    return f"about {counted(round(months / 12), 'year')}"


def figure(value: float) -> str:
    """Return a number with four significant digits and thousands marked.

    >>> figure(165626), figure(7.539275), figure(49.70), figure(0.01234)
    ('165,626', '7.539', '49.7', '0.01234')
    """
    if value == 0:
        return "0"
    decimals = max(0, 3 - math.floor(math.log10(abs(value))))
    digits = f"{abs(value):,.{decimals}f}"
    digits = digits.rstrip("0").rstrip(".") if decimals else digits
    return f"{_MINUS}{digits}" if value < 0 else digits


def amount(value: float, unit: str) -> str:
    """Return a number with its unit.

    >>> amount(49.7, "%"), amount(12487, "count"), amount(18.1, "weeks")
    ('49.7%', '12,487', '18.1 weeks')
    >>> amount(12.5, "GBP m"), amount(2.5, "% of turnover")
    ('£12.5m', '2.5% of turnover')
    """
    number = figure(abs(value))
    if unit.startswith("GBP"):
        number = f"£{number}{unit.removeprefix('GBP').strip()}"
    elif unit.startswith("%"):
        number += unit
    elif unit not in {"", "count"}:
        number += f" {unit}"
    return f"{_MINUS}{number}" if value < 0 else number


def long_date(day: date) -> str:
    """Return a date in words.

    >>> long_date(date(2026, 6, 30))
    '30 June 2026'
    """
    return f"{day.day} {day:%B %Y}"


def counted(number: int, word: str, plural: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "peer"), counted(0, "key line", "key lines")
    ('1 peer', '0 key lines')
    """
    return f"{number} {word if number == 1 else plural or word + 's'}"
