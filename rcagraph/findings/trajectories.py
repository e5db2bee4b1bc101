"""What became of a driver over the quarters: emerging, persistent, receding, absent.

A driver comes into sight when the evidence has trebled its prior odds, and goes out
of it when they are no longer doubled; between the two it stays what it was, so that
a belief near one line does not flicker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from rcagraph.inference.marginals import log_odds
from rcagraph.inference.network import Floats

_COMES = 3.0
_GOES = 2.0
# Under a third of the odds at its height, a driver in sight is on its way out.
_FALLEN = 1 / 3
# Within a deciban of the prior odds, nothing is known yet.
_KNOWN = 10**0.1
_TWO_YEARS = 8


class Course(StrEnum):
    """How a driver has moved."""

    EMERGING = "emerging"
    PERSISTENT = "persistent"
    RECEDING = "receding"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """A driver over the quarters to the day of the diagnosis.

    Attributes:
        course: *persistent*: in sight for two years or more, or throughout where
            the history is shorter; *emerging*: in sight for less; *receding*: in
            sight within the last two years and now out of it, or at under a third
            of the odds that it had at its height; *absent*: none of these.
        since: end of the first quarter of the spell meant; None if absent.
        until: end of its last quarter, if the spell is over.
        first_seen: nothing was known of the driver before the spell, so that it may
            be older than the figures.
        days: last day of each quarter, rising.
        beliefs: at the end of each.
    """

    course: Course
    since: date | None
    until: date | None
    first_seen: bool
    days: tuple[date, ...]
    beliefs: tuple[float, ...]


def trajectory(days: Sequence[date], beliefs: Floats, prior: float) -> Trajectory:
    """Return what became of a driver.

    Args:
        days: last day of each quarter, rising.
        beliefs: (q,) at the end of each.
        prior: probability that the driver is present before any evidence.

    >>> days = [date(2025, 3 * quarter, 28) for quarter in (1, 2, 3, 4)]
    >>> found = trajectory(days, np.array([0.05, 0.1, 0.4, 0.6]), 0.1)
    >>> found.course.value, found.since
    ('emerging', datetime.date(2025, 9, 28))
    """
    odds = _lift(beliefs, prior)
    seen = _spells(odds)
    start, end = seen[-1] if seen else (0, -1)
    course = _course(odds, start, end)
    absent = course is Course.ABSENT
    before = odds[:start]
    unknown = bool(((before < _KNOWN) & (before > 1 / _KNOWN)).all())
    return Trajectory(
        course=course,
        since=None if absent else days[start],
        until=None if absent or end == len(odds) - 1 else days[end],
        first_seen=not absent and start > 0 and unknown,
        days=tuple(days),
        beliefs=tuple(beliefs.tolist()),
    )


def spells(beliefs: Floats, prior: float) -> list[tuple[int, int]]:
    """Return the first and last quarter of every time that a driver was in sight.

    Args:
        beliefs: (q,) at the end of each quarter.
        prior: probability that the driver is present before any evidence.

    >>> spells(np.array([0.1, 0.4, 0.6, 0.2, 0.1]), 0.1)
    [(1, 3)]
    """
    return _spells(_lift(beliefs, prior))


def _lift(beliefs: Floats, prior: float) -> Floats:
    return np.asarray(np.exp(log_odds(beliefs) - log_odds(np.array(prior))))


def _spells(odds: Floats) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start: int | None = None
    for quarter, lift in enumerate(odds.tolist()):
        if start is None and lift >= _COMES:
            start = quarter
        elif start is not None and lift < _GOES:
            found.append((start, quarter - 1))
            start = None
    if start is not None:
        found.append((start, len(odds) - 1))
    return found


def _course(odds: Floats, start: int, end: int) -> Course:
    last = len(odds) - 1
    if end < max(last - _TWO_YEARS + 1, 0):
        return Course.ABSENT
    if end < last or odds[last] < _FALLEN * odds[start:].max():
        return Course.RECEDING
    if start == 0 or last - start + 1 >= _TWO_YEARS:
        return Course.PERSISTENT
    return Course.EMERGING
