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
from rcagraph.evidence.panel import month_number
from rcagraph.evidence.records import Reading
from rcagraph.evidence.trend import mann_kendall, theil_sen
from rcagraph.evidence.wording import (
    DIRECTIONS,
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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Past:
    """The past of k organisations' latest figures; arrays are (k,).

    Attributes:
        since: the event that each baseline starts from, if it lies in the window.
        reasons: why a figure has no baseline, "" if it has one.
        counts: points of the series, the latest included.
        lower, upper: process limits at the latest point.
        causes: signed special-cause rule at the latest point.
        slopes, trend_p: Theil-Sen slope per year and Mann-Kendall p, or NaN.
    """

    latest: Latest
    since: list[Event | None]
    reasons: list[str]
    counts: Ints
    departure: Departure
    lower: Floats
    upper: Floats
    causes: Ints
    slopes: Floats
    trend_p: Floats


def baseline_readings(
    latest: Latest, events: Sequence[Event], constants: Constants, *, as_of: date
) -> list[Reading]:
    """Compare each organisation's recent figures with its earlier ones.

    Args:
        latest: the organisations and their latest figures.
        events: all known events; those that cover the metric apply.
        constants: how z turns into decibans.
        as_of: the window is the five years to this day.
    """
    covering = [e for e in events if not e.metrics or latest.metric.id in e.metrics]
    past = _past(latest, covering, as_of)
    return [_reading(past, at, constants) for at in range(len(latest.rows))]


def _past(latest: Latest, events: Sequence[Event], as_of: date) -> _Past:
    panel, each_year = latest.panel, periods_a_year(latest.metric.frequency)
    series = np.where(_kept(latest, events, as_of), panel.values[latest.rows], np.nan)
    years = panel.periods.astype("datetime64[D]").astype(np.float64) / DAYS_A_YEAR
    at_latest = np.arange(len(series)), latest.columns
    limits = xmr(series)
    departure = departures(
        series,
        panel.months,
        recent_months=(RECENT_PERIODS if each_year > 1 else 1) * 12 // each_year,
        fewest=_fewest_earlier(latest.metric),
        monthly=each_year == 12,  # noqa: PLR2004
    )
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
        slopes=theil_sen(years, series),
        trend_p=mann_kendall(series),
    )


def _kept(latest: Latest, events: Sequence[Event], as_of: date) -> Bools:
    """Return which figures (k, p) belong to each organisation's baseline.

    None do where the latest figure itself is disturbed.
    """
    panel = latest.panel
    lasting = [each.start for each in events if each.end is None]
    segments = segments_at(panel.periods, lasting)
    same_segment = segments[np.newaxis, :] == segments[latest.columns][:, np.newaxis]
    in_window = panel.months > month_number(as_of) - 12 * WINDOW_YEARS
    calm = np.array([not _disturbance(events, day) for day in panel.periods.tolist()])
    return np.asarray(same_segment & in_window & calm & calm[latest.columns][:, None])


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
    sloped = not math.isnan(past.trend_p[at])
    cause = int(past.causes[at]) if charted else 0
    slope, trend_p = float(past.slopes[at]), float(past.trend_p[at])
    note = f"No baseline: {reason}."
    if compared:
        note = _departure_note(past, at)
        note += _trend_note(metric, slope, trend_p) if sloped else ""
        note += _cause_note(metric, cause)
        note += f" Not weighed: {reason}." if reason else ""
    return Reading(
        lens=Lens.BASELINE,
        z=z,
        weight=lens_weight(z, Lens.BASELINE, metric, constants),
        compared_with=float(past.departure.earlier[at]) if compared else None,
        lower=float(past.lower[at]) if charted else None,
        upper=float(past.upper[at]) if charted else None,
        slope_per_year=slope if sloped else None,
        trend_p=trend_p if sloped else None,
        pattern=Rule(abs(cause)).label,
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
        f"{said}, against {then} {over} ({abs(distance):.1f} process standard "
        f"deviations {higher if distance > 0 else lower})."
    )


def _trend_note(metric: Metric, slope: float, p: float) -> str:
    if not slope:
        return " There is no trend."
    way = "rises" if slope > 0 else "falls"
    size = spell_gap(slope, metric.unit)
    chance = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"  # noqa: PLR2004
    return f" The trend {way} each year by {size} ({chance})."


def _cause_note(metric: Metric, cause: int) -> str:
    if not cause:
        return ""
    icon = variation(cause, metric.polarity)
    return f" The last point is a special cause: {Rule(abs(cause)).label} ({icon})."
