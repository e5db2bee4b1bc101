"""One metric of one organisation over five years, as its SPC chart shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.baseline import Rule, segments_at, special_causes, variation, xmr
from rcagraph.evidence.company import companies
from rcagraph.evidence.lens_baseline import (
    FEWEST_FOR_LIMITS,
    WINDOW_YEARS,
    covering_events,
)
from rcagraph.evidence.order_statistics import (
    Bools,
    Floats,
    Ints,
    row_counts,
    row_quantiles,
)
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.evidence.peers import FEWEST_PEERS
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Event, Metric, Ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One figure of a chart, in the metric's unit.

    Attributes:
        centre, lower, upper: of its segment, None where there are no limits: too few
            figures, a disturbance that baselines leave out, or a rolling metric.
        rule: the special-cause rule that fired, or "".
        variation: what the point says ("concern, high"), "" without limits.
        peer_median, peer_lower, peer_upper: of those compared with in that period.
        standard: in force in that period, or None.
    """

    period: date
    value: float
    centre: float | None
    lower: float | None
    upper: float | None
    rule: str
    variation: str
    peer_median: float | None
    peer_lower: float | None
    peer_upper: float | None
    standard: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A metric of an organisation over time.

    Attributes:
        points: oldest first.
        events: those in the window at which limits begin anew or are left out.
    """

    metric: Metric
    points: tuple[ChartPoint, ...]
    events: tuple[Event, ...]


def chart_of(  # noqa: PLR0913 - what is drawn together
    metric: Metric,
    panel: Panel,
    events: Sequence[Event],
    *,
    row: int,
    peer_rows: Ints,
    as_of: date,
    screen: bool = False,
) -> Chart:
    """Lay out five years of one organisation's figures of one metric.

    Every segment between lasting events has limits of its own from twelve figures
    on. What the baseline lens compares is the last of them.

    Args:
        metric: what is drawn.
        panel: its figures.
        events: all known events; those that cover the metric apply.
        row: the organisation's row of the panel.
        peer_rows: (c,) rows of those that it is compared with, -1 for none.
        as_of: the window is the five years to this day.
        screen: leave wild moving ranges out of the limits.
    """
    covering = covering_events(metric, events)
    in_window = panel.months > month_number(as_of) - 12 * WINDOW_YEARS
    shown = in_window & ~np.isnan(panel.values[row])
    columns = np.flatnonzero(shown)
    days: list[date] = panel.periods[columns].tolist()
    series = panel.values[[row]][:, columns]
    labels = segments_at(panel.periods[columns], _lasting(covering))
    charted = np.where(_counted(metric, covering, days, labels), series, np.nan)
    limits = xmr(charted, segments=labels, screen=screen)
    causes = special_causes(charted, limits, segments=labels)[0]
    others = panel.values[peer_rows[peer_rows >= 0]][:, columns].T
    others[row_counts(others) < FEWEST_PEERS] = np.nan
    low, middle, high = row_quantiles(others, 0.25, 0.5, 0.75)
    standards = [metric.standard_on(day) for day in days]
    return Chart(
        metric=metric,
        points=tuple(
            ChartPoint(
                period=day,
                value=float(series[0, at]),
                centre=_or_none(limits.centre, at),
                lower=_or_none(limits.lower, at),
                upper=_or_none(limits.upper, at),
                rule=Rule(abs(int(causes[at]))).label,
                variation=variation(int(causes[at]), metric.polarity)
                if not np.isnan(limits.centre[0, at])
                else "",
                peer_median=_or_none(middle[None], at),
                peer_lower=_or_none(low[None], at),
                peer_upper=_or_none(high[None], at),
                standard=None if standard is None else standard.value,
            )
            for at, (day, standard) in enumerate(zip(days, standards, strict=True))
        ),
        events=tuple(
            each for each in covering if days and _touches(each, days[0], days[-1])
        ),
    )


def _lasting(events: Sequence[Event]) -> list[date]:
    return [each.start for each in events if each.end is None]


def _counted(
    metric: Metric, events: Sequence[Event], days: Sequence[date], labels: Ints
) -> Bools:
    """Return which points (p,) limits are drawn from."""
    disturbed = [
        any(e.end is not None and e.start <= day <= e.end for e in events)
        for day in days
    ]
    calm = ~np.array(disturbed, dtype=np.bool_)
    enough = np.zeros(len(days), dtype=np.bool_)
    for label in np.unique(labels):
        own = labels == label
        enough[own] = np.count_nonzero(calm & own) >= FEWEST_FOR_LIMITS
    return np.asarray(calm & enough & (not metric.rolling))


def _touches(event: Event, first: date, last: date) -> bool:
    return event.start <= last and (event.end or event.start) >= first


def _or_none(values: Floats, at: int) -> float | None:
    value = float(values[0, at])
    return None if np.isnan(value) else value


def organisation_chart(  # noqa: PLR0913
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    evidence: OrganisationEvidence,
    metric: str,
    *,
    screen: bool = False,
) -> tuple[Chart, str]:
    """Return the chart of a metric, and whom it is compared with, in words.

    Args:
        table: all observations.
        ontology: metrics, standards and events.
        organisations: everyone, in any order.
        evidence: of the organisation: its peers and the day are taken from here.
        metric: id of a metric of the ontology.
        screen: leave wild moving ranges out of the limits.
    """
    everyone = sorted(organisations, key=lambda each: each.code)
    codes = [each.code for each in everyone]
    shown = ontology.metrics[metric]
    who = companies(everyone, {evidence.organisation: evidence.peers})[shown.among]
    panel = panel_of(table, metric, codes=codes, until=evidence.as_of)
    chart = chart_of(
        shown,
        panel,
        ontology.events,
        row=codes.index(evidence.organisation),
        peer_rows=who.rows[0] if shown.comparable else who.rows[0][:0],
        as_of=evidence.as_of,
        screen=screen,
    )
    return chart, who.names[0]
