"""Figures and periods in words."""

from __future__ import annotations

from datetime import date

from rcagraph.evidence.records import Outcome
from rcagraph.vocabulary.terms import Polarity

CQC_RATINGS = ("Outstanding", "Good", "Requires improvement", "Inadequate")
# What a higher and a lower figure are.
DIRECTIONS = {
    Polarity.HIGH_IS_BAD: ("worse", "better"),
    Polarity.HIGH_IS_GOOD: ("better", "worse"),
    Polarity.CONTEXT: ("higher", "lower"),
}
MINUS = "\N{MINUS SIGN}"  # screen readers say it; they skip a hyphen
_YES_NO = {0.0: "no", 1.0: "yes"}
_THOUSAND = 1000
_TWO_DIGITS = 10


def spell_value(value: float, unit: str) -> str:
    r"""Return a figure as people write it.

    >>> spell_value(73.04, "%")
    '73.0%'
    >>> spell_value(-1.62, "% of turnover") == "\N{MINUS SIGN}1.6% of turnover"
    True
    >>> [spell_value(14.234, "GBP m"), spell_value(702748.4, "GBP k")]
    ['£14.2m', '£702.7m']
    >>> [spell_value(6.4103, "score 0-10"), spell_value(13219.5, "count")]
    ['6.41', '13,220']
    >>> [spell_value(1.0, "0/1"), spell_value(0.0, "0/1")]
    ['yes', 'no']
    >>> [spell_value(24.95, "minutes"), spell_value(3.0, "1 Outstanding..4 Inadequate")]
    ['24.9 minutes', 'Requires improvement']
    """
    return MINUS + _size(-value, unit) if value < 0 else _size(value, unit)


def spell_z(z: float) -> str:
    r"""Return a standardised distance with one decimal, never "-0.0".

    >>> spell_z(2.71), spell_z(-0.02), spell_z(-1.14) == "\N{MINUS SIGN}1.1"
    ('2.7', '0.0', True)
    """
    size = f"{abs(z):.1f}"
    return MINUS + size if z < 0 and float(size) else size


def spell_sign(outcome: Outcome, weight: float) -> str:
    """Say what a judged test is to its claim: a sign for or against, seen or not.

    >>> spell_sign(Outcome.HOLDS, 2.1), spell_sign(Outcome.FAILS, -1.7)
    ('a sign of it, seen', 'a sign of it, not seen')
    >>> spell_sign(Outcome.FAILS, 2.0)
    'a sign against it, not seen'
    """
    seen = outcome is Outcome.HOLDS
    speaks_for = seen == (weight >= 0)
    return (
        f"a sign {'of' if speaks_for else 'against'} it, {'' if seen else 'not '}seen"
    )


def quoted(sentence: str) -> str:
    """Return what a test expects as a quotation: it may not have come out so.

    >>> quoted("Beds are full.")
    '“Beds are full”'
    """
    return f"“{sentence.rstrip('.')}”"


def _size(value: float, unit: str) -> str:  # noqa: PLR0911 - one per unit
    if unit.startswith("%"):
        return f"{_percentage(value)}%{unit[1:]}"
    if unit.startswith("GBP"):
        millions = value / _THOUSAND if unit.endswith("k") else value
        return f"£{_percentage(millions)}m"
    if unit.startswith("1 Outstanding"):
        whole = value in {1.0, 2.0, 3.0, 4.0}
        return CQC_RATINGS[int(value) - 1] if whole else f"{value:.2f}"
    if unit.startswith(("score", "ratio", "index")):
        return f"{value:.2f}"
    if unit == "0/1" and value in _YES_NO:
        return _YES_NO[value]
    if unit.startswith(("segment", "rank", "count")):
        return f"{value:,.0f}"
    return f"{_amount(value)} {'percentage points' if unit == 'pp' else unit}"


def spell_gap(gap: float, unit: str) -> str:
    """Return the size of a difference, sign left out.

    >>> [spell_gap(-5.0, "%"), spell_gap(0.4, "days")]
    ['5.0 percentage points', '0.40 days']
    """
    size = abs(gap)
    if unit.startswith("%"):
        return f"{_percentage(size)} percentage points"
    if unit.startswith("1 Outstanding"):
        return f"{size:g} rating{'' if size == 1 else 's'}"
    return spell_value(size, unit)


def spell_period(period: date, frequency: str) -> str:
    """Return a period in words.

    >>> spell_period(date(2026, 6, 30), "monthly")
    'June 2026'
    >>> spell_period(date(2025, 6, 30), "quarterly")
    'the quarter to June 2025'
    >>> spell_period(date(2025, 12, 31), "annual")
    '2025'
    >>> spell_period(date(2025, 3, 31), "annual")
    'the year to March 2025'
    """
    month = f"{period:%B %Y}"
    if frequency == "quarterly":
        return f"the quarter to {month}"
    if frequency == "annual":
        calendar_year = period.month == 12  # noqa: PLR2004
        return f"{period.year}" if calendar_year else f"the year to {month}"
    return month


def periods_a_year(frequency: str) -> int:
    """Return how many periods a year a frequency has: 12, 4, or 1 for all else.

    >>> [periods_a_year(each) for each in ("monthly", "quarterly", "annual")]
    [12, 4, 1]
    """
    return {"monthly": 12, "quarterly": 4}.get(frequency, 1)


def spell_standing(
    *, below: int, above: int, of: int, polarity: Polarity, company: str = "peers"
) -> str:
    """Say how an organisation stands among its peers.

    Args:
        below: how many peers have a lower figure.
        above: how many peers have a higher figure.
        of: how many peers have a figure.
        polarity: which direction is adverse.
        company: what they are, in the plural.

    >>> spell_standing(below=1, above=9, of=10, polarity=Polarity.HIGH_IS_GOOD)
    'worse than 9 of 10 peers'
    >>> spell_standing(below=2, above=2, of=5, polarity=Polarity.HIGH_IS_BAD)
    'in the middle of 5 peers'
    """
    if below == above:
        return f"in the middle of {of} {company}"
    higher, lower = DIRECTIONS[polarity]
    if below > above:
        return f"{higher} than {below} of {of} {company}"
    return f"{lower} than {above} of {of} {company}"


def join_words(words: list[str]) -> str:
    """Join with commas and a final "and".

    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def _percentage(value: float) -> str:
    # One decimal hides everything about a share of 0.04.
    return f"{value:,.1f}" if abs(value) >= 1 or value == 0 else f"{value:,.2f}"


def _amount(value: float) -> str:
    if value == round(value) and abs(value) > 1:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= _TWO_DIGITS else f"{value:,.2f}"
