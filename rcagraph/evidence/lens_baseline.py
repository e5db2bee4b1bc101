"""Reading one metric against the organisation's own past.

The window is five years. A dated event without an end changed what the figures
mean: the baseline starts anew there. An event with an end was a disturbance that
passed (the pandemic): its figures are left out and the baseline runs on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.baseline import (
    Rule,
    segments_at,
    special_causes,
    variation,
    xmr,
)
from rcagraph.evidence.departure import Departure, departures
from rcagraph.evidence.lenses import NO_DIRECTION, Latest, lens_weight
from rcagraph.evidence.order_statistics import Bools, Floats, Ints, row_counts
from rcagraph.evidence.panel import Panel, month_number
from rcagraph.evidence.records import Reading
from rcagraph.evidence.trend import Trend, mann_kendall, theil_sen
from rcagraph.evidence.wording import (
    DIRECTIONS,
    MINUS,
    periods_a_year,
    spell_gap,
    spell_period,
    spell_value,
)
from rcagraph.vocabulary.terms import Constants, Event, Lens, Metric

WINDOW_YEARS = 5
# Making Data Count warns of limits from fewer points than a year of months.
FEWEST_FOR_LIMITS = 12
DAYS_A_YEAR = 365.25
# A year's figure is already an average; four of them leave three moving ranges,
# the least from which a process standard deviation can be taken seriously.
FEWEST_EARLIER_YEARS = 4
FEWEST_EARLIER = 8
RECENT_PERIODS = 3
ROLLING = (
    "each figure covers several periods, so that neighbours share most of what they "
    "count and limits drawn from their differences would be too narrow"
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Past:
    """The past of k organisations' latest figures; arrays are (k,).

    Attributes:
        since: the event that each baseline starts from, if it lies in the window.
        reasons: why a figure has no baseline, "" if it has one.
        counts: points of the series, the latest included.
        lower, upper: process limits at the latest point.
        causes: signed special-cause rule at the latest point.
        trend, trend_p: Theil-Sen slope per year and Mann-Kendall p, or NaN.
    """

    latest: Latest
    since: list[Event | None]
    reasons: list[str]
    counts: Ints
    departure: Departure
    lower: Floats
    upper: Floats
    causes: Ints
    trend: Trend
    trend_p: Floats


def baseline_readings(
    latest: Latest,
    events: Sequence[Event],
    constants: Constants,
    *,
    as_of: date,
    screen: bool = False,
) -> list[Reading]:
    """Compare each organisation's recent figures with its earlier ones.

    Args:
        latest: the organisations and their latest figures.
        events: all known events; those that cover the metric apply.
        constants: how z turns into decibans.
        as_of: the window is the five years to this day.
        screen: leave wild moving ranges out of the process limits.
    """
    past = _past(latest, covering_events(latest.metric, events), as_of, screen=screen)
    return [_reading(past, at, constants) for at in range(len(latest.rows))]


def covering_events(metric: Metric, events: Sequence[Event]) -> list[Event]:
    """Return the events that change what a metric's figures mean."""
    return [each for each in events if not each.metrics or metric.id in each.metrics]


def departures_of(metric: Metric, panel: Panel, series: Floats) -> Departure:
    """Return how far each series (k, p) of a metric has departed from its past.

    A rolling metric has no past of its own: neighbouring figures share most of what
    they count, and every distance is NaN.
    """
    each_year = periods_a_year(metric.frequency)
    if metric.rolling:
        series = np.full(series.shape, np.nan)
    return departures(
        series,
        panel.months,
        recent_months=(RECENT_PERIODS if each_year > 1 else 1) * 12 // each_year,
        fewest=_fewest_earlier(metric),
        monthly=each_year == 12,  # noqa: PLR2004
    )


def _past(
    latest: Latest, events: Sequence[Event], as_of: date, *, screen: bool
) -> _Past:
    panel = latest.panel
    series = baseline_series(latest, events, as_of=as_of)
    years = panel.periods.astype("datetime64[D]").astype(np.float64) / DAYS_A_YEAR
    at_latest = np.arange(len(series)), latest.columns
    limits = xmr(series, screen=screen)
    departure = departures_of(latest.metric, panel, series)
    since = [_since(events, period, as_of) for period in latest.periods]
    return _Past(
        latest=latest,
        since=since,
        reasons=[
            _disturbance(events, period)
            or _reason(latest.metric, departure, at, _window(since[at], as_of))
            for at, period in enumerate(latest.periods)
        ],
        counts=row_counts(series),
        departure=departure,
        lower=limits.lower[at_latest],
        upper=limits.upper[at_latest],
        causes=special_causes(series, limits)[at_latest],
        trend=theil_sen(years, series),
        trend_p=mann_kendall(series),
    )


def baseline_series(latest: Latest, events: Sequence[Event], *, as_of: date) -> Floats:
    """Return the figures (k, p) of each baseline, NaN for what is left out."""
    until = np.full(len(latest.rows), month_number(as_of))
    kept = kept_figures(latest.panel, latest.columns, events, until=until)
    return np.where(kept, latest.panel.values[latest.rows], np.nan)


def kept_figures(
    panel: Panel, columns: Ints, events: Sequence[Event], *, until: Ints
) -> Bools:
    """Return which figures (k, p) belong to each baseline.

    None do where the latest figure itself is disturbed.

    Args:
        panel: figures of one metric.
        columns: (k,) column of the latest figure of each.
        events: those that cover the metric.
        until: (k,) month number in which each window of five years ends.
    """
    lasting = [each.start for each in events if each.end is None]
    segments = segments_at(panel.periods, lasting)
    same_segment = segments[np.newaxis, :] == segments[columns][:, np.newaxis]
    months, ends = panel.months[np.newaxis, :], until[:, np.newaxis]
    in_window = (months > ends - 12 * WINDOW_YEARS) & (months <= ends)
    calm = np.array([not _disturbance(events, day) for day in panel.periods.tolist()])
    return np.asarray(same_segment & in_window & calm & calm[columns][:, None])


def _since(events: Sequence[Event], period: date, as_of: date) -> Event | None:
    """Return the event that the baseline of a period starts from, if any."""
    begun = [each for each in events if each.end is None and each.start <= period]
    last = max(begun, key=lambda each: each.start, default=None)
    window = month_number(as_of) - 12 * WINDOW_YEARS
    return last if last and month_number(last.start) > window else None


def _disturbance(events: Sequence[Event], day: date) -> str:
    """Say which passing event a day falls in, "" for none."""
    for each in events:
        if each.end is not None and each.start <= day <= each.end:
            return f"the figure falls in {each.label}, which baselines leave out"
    return ""


def _fewest_earlier(metric: Metric) -> int:
    yearly = periods_a_year(metric.frequency) == 1
    return FEWEST_EARLIER_YEARS if yearly else FEWEST_EARLIER


def _window(since: Event | None, as_of: date) -> str:
    if since is None:
        return f"in the five years to {as_of:%B %Y}"
    return f"since {since.label} ({since.start:%B %Y})"


def _reason(metric: Metric, departure: Departure, at: int, window: str) -> str:
    """Say why there is no distance, "" if there is one."""
    if metric.rolling:
        return ROLLING
    if not math.isnan(departure.z[at]):
        return NO_DIRECTION if metric.polarity.sign == 0 else ""
    fewest, count = _fewest_earlier(metric), int(departure.earlier_counts[at])
    if count >= fewest:
        return "the earlier figures do not vary, so departure from them has no scale"
    figures = "1 earlier figure" if count == 1 else f"{count or 'no'} earlier figures"
    return f"{figures} {window}; a baseline needs {fewest}"


def _reading(past: _Past, at: int, constants: Constants) -> Reading:
    metric, reason = past.latest.metric, past.reasons[at]
    z = None if reason else metric.polarity.sign * float(past.departure.z[at])
    compared = reason in {"", NO_DIRECTION}
    charted = compared and past.counts[at] >= FEWEST_FOR_LIMITS
    trended = not math.isnan(past.trend_p[at])
    tested = trended and not metric.rolling
    cause = int(past.causes[at]) if charted else 0
    trend = past.trend
    note = f"No baseline: {reason}."
    if compared:
        note = _departure_note(past, at)
        note += _trend_note(past, at) if trended else ""
        note += _cause_note(metric, cause)
        note += f" Not weighed: {reason}." if reason else ""
    return Reading(
        lens=Lens.BASELINE,
        z=z,
        weight=lens_weight(z, Lens.BASELINE, metric, constants),
        compared_with=float(past.departure.earlier[at]) if compared else None,
        lower=float(past.lower[at]) if charted else None,
        upper=float(past.upper[at]) if charted else None,
        slope_per_year=float(trend.slope[at]) if trended else None,
        slope_lower=float(trend.lower[at]) if tested else None,
        slope_upper=float(trend.upper[at]) if tested else None,
        trend_p=float(past.trend_p[at]) if tested else None,
        pattern=Rule(abs(cause)).label,
        variation=variation(cause, metric.polarity) if charted else "",
        note=note,
    )


def _departure_note(past: _Past, at: int) -> str:
    metric, departure, since = past.latest.metric, past.departure, past.since[at]
    period, count = past.latest.periods[at], int(departure.recent_counts[at])
    what = {12: "months", 4: "quarters"}.get(periods_a_year(metric.frequency), "years")
    now = spell_value(float(departure.recent[at]), metric.unit)
    then = spell_value(float(departure.earlier[at]), metric.unit)
    said = f"{now} in {spell_period(period, metric.frequency)}"
    if count > 1:
        said = f"The last {count} {what} to {period:%B %Y} average {now}"
    over = (
        "in the same months of earlier years"
        if departure.like_months[at]
        else f"over the {departure.earlier_counts[at]} earlier {what}"
    )
    if since:
        over += f", counted since {since.label} ({since.start:%B %Y})"
    distance = float(departure.z[at])
    higher, lower = DIRECTIONS[metric.polarity]
    return (
        f"{said}, against {then} {over} ({abs(distance):.1f} standard deviations "
        f"{higher if distance > 0 else lower})."
    )


def _trend_note(past: _Past, at: int) -> str:
    unit = past.latest.metric.unit
    slope, p = float(past.trend.slope[at]), float(past.trend_p[at])
    if not slope:
        return " There is no trend."
    way = "rises" if slope > 0 else "falls"
    low, high = (float(each[at]) for each in (past.trend.lower, past.trend.upper))
    chance = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"  # noqa: PLR2004
    between = f"95% interval {_signed(low, unit)} to {_signed(high, unit)}"
    size = spell_gap(slope, unit)
    return f" The trend {way} each year by {size} ({between}; {chance})."


def _signed(change: float, unit: str) -> str:
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return sign + spell_gap(change, unit).removesuffix(" percentage points")


def _cause_note(metric: Metric, cause: int) -> str:
    if not cause:
        return ""
    icon = variation(cause, metric.polarity)
    return f" The last point is a special cause: {Rule(abs(cause)).label} ({icon})."
