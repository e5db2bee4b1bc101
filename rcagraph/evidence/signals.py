"""Special causes as stretches of time, and whether one thing follows another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from rcagraph.evidence.baseline import Rule, special_causes, xmr
from rcagraph.evidence.lens_baseline import (
    FEWEST_FOR_LIMITS,
    baseline_series,
    covering_events,
)
from rcagraph.evidence.lenses import Latest
from rcagraph.evidence.order_statistics import Floats, Ints, row_counts
from rcagraph.evidence.records import SpecialCause
from rcagraph.vocabulary.terms import Event

_MONTHS_A_YEAR = 12


def special_cause_stretches(
    latest: Latest, events: Sequence[Event], *, as_of: date, screen: bool = False
) -> list[tuple[SpecialCause, ...] | None]:
    """Return the special causes of each organisation's baseline, oldest first.

    Neighbouring points that lie to the same side, by whatever rule, are one stretch.

    Args:
        latest: the organisations and their latest figures.
        events: all known events; those that cover the metric apply.
        as_of: the window is the five years to this day.
        screen: leave wild moving ranges out of the process limits.

    Returns:
        None where there are too few figures for limits, or no direction is adverse.
    """
    metric = latest.metric
    if metric.rolling or metric.polarity.sign == 0:
        return [None] * len(latest.rows)
    series = baseline_series(latest, covering_events(metric, events), as_of=as_of)
    causes = special_causes(series, xmr(series, screen=screen))
    days = latest.panel.periods.tolist()
    return [
        _stretches(row, figures, days, metric.polarity.sign)
        if count >= FEWEST_FOR_LIMITS
        else None
        for row, figures, count in zip(causes, series, row_counts(series), strict=True)
    ]


def _stretches(
    causes: Ints, figures: Floats, days: Sequence[date], sign: int
) -> tuple[SpecialCause, ...]:
    places = np.flatnonzero(~np.isnan(figures))
    sides = np.sign(causes[places])
    edges = [0, *(np.flatnonzero(np.diff(sides)) + 1).tolist(), len(places)]
    return tuple(
        SpecialCause(
            start=days[places[first]],
            end=days[places[after - 1]],
            adverse=bool(sides[first] == sign),
            rule=Rule(abs(int(causes[places[first]]))).label,
        )
        for first, after in pairwise(edges)
        if sides[first] != 0
    )


def months_between(first: date, second: date) -> int:
    """Return whole calendar months from one day's month to another's.

    >>> months_between(date(2025, 11, 30), date(2026, 2, 28))
    3
    """
    years = second.year - first.year
    return _MONTHS_A_YEAR * years + second.month - first.month


def followed_by(
    causes: Sequence[SpecialCause],
    effects: Sequence[SpecialCause],
    *,
    after: int,
    within: int,
) -> tuple[SpecialCause, SpecialCause] | None:
    """Return the latest special cause that another one followed, with that one.

    Args:
        causes, effects: of one side each, oldest first.
        after, within: fewest and most months from the start of one to that of the
            other.
    """
    for cause in reversed(causes):
        for effect in effects:
            if after <= months_between(cause.start, effect.start) <= within:
                return cause, effect
    return None
