"""How far an organisation's own figures of a metric can be trusted.

Four things lower the reliability of a metric for one organisation: months without a
figure where others have one, a step at a change of definition that others did not
take, a jump that nothing in its past resembles, and counts that end in 0 or 5 too
often to have been counted. None proves an error; each is said in words, and the
metric weighs less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.order_statistics import (
    Bools,
    Floats,
    Ints,
    pack_right,
    row_counts,
    row_means,
    row_medians,
    row_sigmas,
)
from rcagraph.evidence.panel import Panel, month_number, month_numbers
from rcagraph.evidence.wording import spell_value
from rcagraph.vocabulary.terms import Event, Metric

WINDOW_MONTHS = 60
LEAST_QUALITY = 0.3
# A period counts as published when at least this share of organisations has it.
PUBLISHED_SHARE = 0.5
TOLERATED_GAPS = 0.1
LEAST_WITH_GAPS = 0.5
# Robust standard deviations of a series' own moves. Of a normal series one move in
# 10^15 is this large; of the heavy-tailed real ones, one in some hundred series has
# it as its latest.
WILD_MOVE = 8.0
FEWEST_MOVES = 12
# Where this share of organisations jumps at once, the world has changed, not one
# organisation's counting.
COMMON_JUMP = 0.05
QUALITY_OF_JUMP = 0.6
QUALITY_OF_IMPOSSIBLE = 0.5
# Robust standard deviations between organisations' steps at a change of definition.
WILD_STEP = 4.0
FEWEST_STEPS = 20
STEP_MONTHS = 6
FEWEST_EACH_SIDE = 3
QUALITY_OF_STEP = 0.8
# Last digits: one in five is 0 or 5.
CHANCE_OF_ROUND = 0.2
FEWEST_DIGITS = 24
SMALLEST_COUNTED = 100
WILD_ROUND = 4.5
QUALITY_OF_ROUND = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Share of a metric's reliability that is deserved, and what is wrong."""

    share: float
    doubts: str


@dataclass(frozen=True, slots=True, eq=False)
class _Finding:
    """One kind of doubt: shares (k,), 1 for none, and a sentence part for each."""

    shares: Floats
    words: list[str]


def data_quality(
    metric: Metric, panel: Panel, events: Sequence[Event], *, rows: Ints, columns: Ints
) -> list[Quality]:
    """Return how far each organisation's figures of a metric can be trusted.

    Shares of several doubts multiply, down to 0.3.

    Args:
        metric: what is measured.
        panel: its figures of all organisations.
        events: known events; those that name the metric are its changes of definition.
        rows, columns: (k,) the organisations and their latest figures.
    """
    findings = [
        _gaps(panel, rows, columns),
        _jumps(metric, panel, events, rows),
        _impossible(metric, panel, rows, columns),
        _steps(metric, panel, events, rows),
        _round_numbers(panel, rows),
    ]
    return [
        Quality(
            share=float(max(np.prod([f.shares[at] for f in findings]), LEAST_QUALITY)),
            doubts="; ".join(f.words[at] for f in findings if f.words[at]),
        )
        for at in range(len(rows))
    ]


def _gaps(panel: Panel, rows: Ints, columns: Ints) -> _Finding:
    known = ~np.isnan(panel.values)
    expected = known.mean(axis=0) >= PUBLISHED_SHARE
    first = np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1])[rows]
    places = np.arange(known.shape[1])
    ages = panel.months[columns][:, None] - panel.months
    asked = expected & (ages < WINDOW_MONTHS) & (places <= columns[:, None])
    asked &= places >= first[:, None]
    total, missing = asked.sum(axis=1), (asked & ~known[rows]).sum(axis=1)
    share = missing / np.maximum(total, 1)
    gappy = share > TOLERATED_GAPS
    return _Finding(
        np.where(gappy, np.maximum(1 - share, LEAST_WITH_GAPS), 1.0),
        [
            f"no figure in {lost} of {of} periods in which most others have one"
            if bad
            else ""
            for bad, lost, of in zip(gappy, missing, total, strict=True)
        ],
    )


def _jumps(
    metric: Metric, panel: Panel, events: Sequence[Event], rows: Ints
) -> _Finding:
    """Doubt a latest figure that moved as none of the series' earlier ones did."""
    packed, _ = pack_right(panel.values)
    moves = np.diff(packed, axis=1)
    if not moves.shape[1]:
        return _nothing(rows)
    sigmas = row_sigmas(moves[:, :-1])
    usable = (row_counts(moves) >= FEWEST_MOVES) & (sigmas > 0)
    last = np.where(usable, np.abs(moves[:, -1]), 0.0)
    wild = last > WILD_MOVE * np.where(sigmas > 0, sigmas, np.inf)
    at_break = np.isin(panel.latest, _breaks(metric, panel, events))
    common = _common(wild & ~at_break, panel.latest)
    doubted = (wild & ~at_break & ~common)[rows]
    before = packed[:, -2][rows]
    return _Finding(
        np.where(doubted, QUALITY_OF_JUMP, 1.0),
        [
            f"the latest figure jumped from {spell_value(float(then), metric.unit)}, "
            f"{times:.0f} times its usual move"
            if bad
            else ""
            for bad, then, times in zip(
                doubted,
                before,
                last[rows] / np.where(sigmas > 0, sigmas, 1.0)[rows],
                strict=True,
            )
        ],
    )


def _breaks(metric: Metric, panel: Panel, events: Sequence[Event]) -> Ints:
    """Return the columns in which a change of definition falls."""
    starts = [month_number(e.start) for e in events if metric.id in e.metrics]
    return np.searchsorted(panel.months, np.array(starts, dtype=np.int64))


def _common(wild: Bools, columns: Ints) -> Bools:
    """Return whose wild figure is of a period in which many had one."""
    found = np.zeros(len(wild), dtype=np.bool_)
    for column in np.unique(columns[wild]):
        same = columns == column
        found[same] = wild[same].mean() > COMMON_JUMP and wild[same].sum() > 1
    return found


def _impossible(metric: Metric, panel: Panel, rows: Ints, columns: Ints) -> _Finding:
    """Doubt a share below 0 or above 100 where no other organisation has one."""
    values = panel.values
    if metric.unit != "%":
        return _nothing(rows)
    outside = np.asarray((values < 0) | (values > 100))  # noqa: PLR2004 - per cent
    anywhere: Bools = np.any(outside, axis=1)
    own = anywhere[rows]
    others = np.count_nonzero(anywhere) - own
    lone: Bools = outside[rows, columns] & (others == 0)
    lone &= len(values) > 1
    return _Finding(
        np.where(lone, QUALITY_OF_IMPOSSIBLE, 1.0),
        ["no share can lie outside 0 to 100%" if each else "" for each in lone],
    )


def _steps(
    metric: Metric, panel: Panel, events: Sequence[Event], rows: Ints
) -> _Finding:
    """Doubt who changed otherwise than others at a change of definition."""
    shares, words = np.ones(len(rows)), [""] * len(rows)
    for event in events:
        if metric.id not in event.metrics or event.end is not None:
            continue
        age = panel.months - int(month_numbers(np.array([event.start], "M8[D]"))[0])
        sides = [(age >= -STEP_MONTHS) & (age < 0), (age >= 0) & (age < STEP_MONTHS)]
        before, after = (panel.values[:, side] for side in sides)
        steps = row_means(after) - row_means(before)
        seen = (row_counts(before) >= FEWEST_EACH_SIDE) & (
            row_counts(after) >= FEWEST_EACH_SIDE
        )
        steps = np.where(seen, steps, np.nan)
        if seen.sum() < FEWEST_STEPS:
            continue
        usual, sigma = row_medians(steps[None, :])[0], row_sigmas(steps[None, :])[0]
        wild = np.abs(steps - usual) > WILD_STEP * (sigma if sigma > 0 else np.inf)
        for at in np.flatnonzero(wild[rows]):
            shares[at] *= QUALITY_OF_STEP
            own = spell_value(float(steps[rows[at]]), metric.unit)
            words[at] = (
                f"changed by {own} at {event.label} ({event.start:%B %Y}) where others "
                f"changed by {spell_value(float(usual), metric.unit)}"
            )
    return _Finding(shares, words)


def _round_numbers(panel: Panel, rows: Ints) -> _Finding:
    """Doubt counts whose last digit is 0 or 5 too often, unless everyone's is."""
    counts = np.full(panel.values.shape, np.nan)
    known = np.nonzero(panel.rows >= 0)
    numerators, denominators = panel.parts(*known)
    values = panel.values[known]
    whole = np.where(np.isnan(denominators), values, numerators)
    large = (np.abs(whole) >= SMALLEST_COUNTED) & (whole == np.round(whole))
    counts[known] = np.where(large, whole, np.nan)
    totals = row_counts(counts)
    rounded = (counts % 5 == 0).sum(axis=1)
    everyone = rounded.sum() / max(int(totals.sum()), 1)
    if everyone > 2 * CHANCE_OF_ROUND:
        return _nothing(rows)
    chance = max(CHANCE_OF_ROUND, everyone)
    excess = (rounded - chance * totals) / np.sqrt(
        np.maximum(totals, 1) * chance * (1 - chance)
    )
    doubted = ((excess > WILD_ROUND) & (totals >= FEWEST_DIGITS))[rows]
    return _Finding(
        np.where(doubted, QUALITY_OF_ROUND, 1.0),
        [
            f"{some} of {of} counts end in 0 or 5, where one in five is usual"
            if bad
            else ""
            for bad, some, of in zip(doubted, rounded[rows], totals[rows], strict=True)
        ],
    )


def _nothing(rows: Ints) -> _Finding:
    return _Finding(np.ones(len(rows)), [""] * len(rows))
