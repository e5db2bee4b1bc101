"""The evidence of past quarters: what stood at the end of each, and what retired.

At the end of a quarter the latest fresh figure of every metric is read, as a
diagnosis on that day would. A figure *retires* in the last quarter in which it is
read, before a later one takes its place or it goes stale. An annual rating thus
stands for several quarters and retires once: what stands now and what has retired
never hold the same figure, however slowly a metric is published.

Only distances and weights are worked out; words are for the diagnosis
(``rcagraph.evidence.weigh``). Peers are those of the last day throughout, so that
nothing moves because the company changed.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from rcagraph.evidence.company import companies
from rcagraph.evidence.entries import same_figure
from rcagraph.evidence.expectations import test_weight
from rcagraph.evidence.funnel import sampling_limits
from rcagraph.evidence.lens_baseline import (
    covering_events,
    departures_of,
    kept_figures,
)
from rcagraph.evidence.lenses import DECIBANS_PER_NAT, near_figures
from rcagraph.evidence.order_statistics import (
    Bools,
    Floats,
    Ints,
    row_counts,
    row_sigmas,
)
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.evidence.peers import robust_z
from rcagraph.evidence.records import OrganisationEvidence, Outcome
from rcagraph.evidence.standard import FEWEST_ORGANISATIONS
from rcagraph.hypotheses.hypothesis import Expectation, Hypothesis, Test
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Constants, Lens, Metric, Ontology

MONTHS_A_QUARTER = 3
# Figures that differ by more were not rounded to two decimals from one another.
_ROUNDED = 0.006
QUARTERS = 20


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EvidenceHistory:
    """Evidence on k organisations in the q quarters before the one diagnosed.

    Attributes:
        days: last day of each quarter, rising.
        nodes: ids of the v nodes that anything speaks of, sorted.
        standing: (q, k, v) combined decibans of all that was read; 0 for nothing.
        retired: (q, k, v) the same of what was read for the last time.
    """

    days: tuple[date, ...]
    nodes: tuple[str, ...]
    standing: Floats
    retired: Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Past:
    """One metric at each of q quarter ends for k organisations; arrays (q, k).

    Attributes:
        columns: column of the figure read, -1 for none fresh.
        retires: whether it is read for the last time.
        z: standardised adverse distance by lens, NaN for none.
        signal: share of the spread between organisations that is not chance.
        quality: (k,) how far each one's figures are trusted, as on the last day.
    """

    metric: Metric
    panel: Panel
    columns: Ints
    retires: Bools
    z: Mapping[Lens, Floats]
    signal: Floats
    quality: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """One metric through one lens, or one test: (q, k) decibans, NaN for nothing."""

    node: str
    weights: Floats
    retires: Bools


def quarter_ends(as_of: date, quarters: int) -> tuple[date, ...]:
    """Return the last days of quarters up to one that ends on a day.

    >>> [str(day) for day in quarter_ends(date(2026, 5, 15), 3)]
    ['2025-11-30', '2026-02-28', '2026-05-15']
    """
    ends = []
    for back in range(quarters - 1, 0, -1):
        months = month_number(as_of) - MONTHS_A_QUARTER * back
        year, month = 1970 + months // 12, months % 12 + 1
        ends.append(date(year, month, calendar.monthrange(year, month)[1]))
    return (*ends, as_of)


def weigh_history(  # noqa: PLR0913
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypotheses: Sequence[Hypothesis],
    evidence: Sequence[OrganisationEvidence],
    *,
    quarters: int = QUARTERS,
) -> EvidenceHistory:
    """Weigh each quarter before the one that is diagnosed.

    Args:
        table: all observations.
        ontology: metrics, standards, events and constants.
        organisations: everyone who may be compared, in any order.
        hypotheses: whose tests are judged, in any order.
        evidence: of the organisations wanted, all at the same day.
        quarters: how many, the last included, which is not weighed again.
    """
    as_of = evidence[0].as_of
    days = quarter_ends(as_of, quarters)
    places = {code: at for at, code in enumerate(sorted(o.code for o in organisations))}
    rows = np.array([places[each.organisation] for each in evidence], dtype=np.int64)
    company = companies(
        sorted(organisations, key=lambda each: each.code),
        {each.organisation: each.peers for each in evidence},
    )
    tests = [
        test for each in sorted(hypotheses, key=lambda h: h.id) for test in each.tests
    ]
    tested = {expected.metric for test in tests for expected in test.expect}
    past: dict[str, _Past] = {}
    for name, metric in sorted(ontology.metrics.items()):
        if (metric.indicates or name in tested) and name in table.metrics:
            panel = panel_of(table, name, codes=tuple(places), until=as_of)
            if panel.values.size:
                trust = np.array([each.metrics[name].quality for each in evidence])
                others = company[metric.among].rows
                past[name] = _past(metric, panel, rows, others, days, ontology, trust)
    shape = (len(days) - 1, len(rows))
    entries = [
        *_metric_entries(past, rows, ontology.constants),
        *(_test_entry(test, past, shape, ontology.constants) for test in tests),
    ]
    return _history(days[:-1], entries, shape, ontology.constants.correlation)


def _history(
    days: tuple[date, ...],
    entries: Sequence[_Entry],
    shape: tuple[int, int],
    correlation: float,
) -> EvidenceHistory:
    nodes = tuple(sorted({entry.node for entry in entries}))
    standing, retired = np.zeros((2, *shape, len(nodes)))
    for at, node in enumerate(nodes):
        weights = np.stack([each.weights for each in entries if each.node == node])
        retires = np.stack([each.retires for each in entries if each.node == node])
        standing[:, :, at] = _combined(weights, correlation)
        last = np.where(retires, weights, np.nan)
        retired[:, :, at] = _combined(last, correlation)
    return EvidenceHistory(days=days, nodes=nodes, standing=standing, retired=retired)


def _past(  # noqa: PLR0913, PLR0917
    metric: Metric,
    panel: Panel,
    rows: Ints,
    peer_rows: Ints,
    days: Sequence[date],
    ontology: Ontology,
    quality: Floats,
) -> _Past:
    ends = np.array([month_number(day) for day in days], dtype=np.int64)
    latest = _latest(panel, ends)
    columns = latest[:, rows]
    ages = ends[:, None] - np.append(panel.months, 0)[columns]
    columns = np.where(ages <= metric.fresh_months, columns, -1)
    retires = columns[:-1] != columns[1:]
    columns, latest, ends = columns[:-1], latest[:-1], ends[:-1]
    at, who = np.nonzero(columns >= 0)
    read = columns[at, who]

    def laid_out(values: Floats) -> Floats:
        table = np.full(columns.shape, np.nan)
        table[at, who] = (
            metric.polarity.sign * values if metric.polarity.sign else np.nan
        )
        return table

    z, signal = {}, np.ones(columns.shape)
    if metric.comparable:
        figures, _ = near_figures(
            panel, read, peer_rows[who], latest[at[:, None], peer_rows[who]]
        )
        values = panel.values[rows[who], read]
        standing = robust_z(values, figures, step=metric.step)
        limits = sampling_limits(panel, rows[who], read, unit=metric.unit)
        signal[at, who] = limits.signal(values, standing)
        z[Lens.PEERS] = laid_out(standing.z * np.sqrt(signal[at, who]))
    kept = kept_figures(
        panel, read, covering_events(metric, ontology.events), until=ends[at]
    )
    series = np.where(kept, panel.values[rows[who]], np.nan)
    z[Lens.BASELINE] = laid_out(departures_of(metric, panel, series).z)
    if metric.standards:
        z[Lens.STANDARD] = laid_out(_gaps(metric, panel, rows[who], read))
    return _Past(
        metric=metric,
        panel=panel,
        columns=columns,
        retires=retires,
        z=z,
        signal=signal,
        quality=quality,
    )


def _latest(panel: Panel, ends: Ints) -> Ints:
    """Return the column (q, n) of everyone's latest figure at each end, -1 for none."""
    published = ~np.isnan(panel.values)
    last = np.where(published, np.arange(len(panel.periods)), -1)
    last = np.maximum.accumulate(last, axis=1)
    before = np.searchsorted(panel.months, ends, side="right") - 1
    return np.where(before[:, None] >= 0, last.T[before], -1).astype(np.int64)


def _gaps(metric: Metric, panel: Panel, rows: Ints, read: Ints) -> Floats:
    """Return gaps (j,) to the standard of each period; see ``gap_to_standard``."""
    standards = [metric.standard_on(day) for day in panel.periods.tolist()]
    target = np.array([np.nan if s is None else s.value for s in standards])
    sigma = np.maximum(row_sigmas(panel.values.T), metric.step)
    usable = (row_counts(panel.values.T) >= FEWEST_ORGANISATIONS) & (sigma > 0)
    scale = np.where(usable, sigma, np.nan)
    return np.asarray((panel.values[rows, read] - target[read]) / scale[read])


def _metric_entries(
    past: Mapping[str, _Past], rows: Ints, constants: Constants
) -> list[_Entry]:
    """Return an entry per metric and lens, copies of a figure left out."""
    entries = []
    groups: defaultdict[tuple[str, Lens], list[_Past]] = defaultdict(list)
    for each in past.values():
        if each.metric.indicates and each.metric.reliability:
            for lens in each.z:
                groups[each.metric.indicates, lens].append(each)
    for (node, lens), group in groups.items():
        weights = [_lens_weights(each, lens, constants) for each in group]
        _drop_copies(group, weights, rows)
        entries += [
            _Entry(node, each, of.retires)
            for each, of in zip(weights, group, strict=True)
        ]
    return entries


def _lens_weights(past: _Past, lens: Lens, constants: Constants) -> Floats:
    slope, cap = past.metric.slope(lens, constants), constants.weight_cap
    signal = past.signal if lens is Lens.PEERS else 1.0
    nats = slope * signal**0.5 * past.z[lens] - constants.lenses[lens].offset * signal
    decibans = np.clip(DECIBANS_PER_NAT * nats, -cap, cap)
    return np.asarray(decibans * past.metric.reliability * past.quality)


def _drop_copies(group: Sequence[_Past], weights: list[Floats], rows: Ints) -> None:
    """Put NaN where a figure states another one of its node and lens again."""
    doubles: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for one, other in combinations(range(len(group)), 2):
        at, who = np.nonzero(~np.isnan(weights[one]) & ~np.isnan(weights[other]))
        pair = group[one], group[other]
        first, second = (
            each.panel.values[rows[who], each.columns[at, who]] for each in pair
        )
        near = np.flatnonzero(np.isclose(first, second, rtol=1e-8, atol=_ROUNDED))
        if not len(near):
            continue
        at, who = at[near], who[near]
        stated = [
            each.panel.observations(rows[who], each.columns[at, who]) for each in pair
        ]
        for quarter, row, *figures in zip(
            at.tolist(), who.tolist(), *stated, strict=True
        ):
            if same_figure(*figures):
                doubles[quarter, row].add((one, other))
    for place, alike in doubles.items():
        told = [i for i, each in enumerate(weights) if not np.isnan(each[place])]
        told.sort(key=lambda i: (-abs(weights[i][place]), group[i].metric.id))
        kept: list[int] = []
        for i in told:
            if any((min(i, j), max(i, j)) in alike for j in kept):
                weights[i][place] = np.nan
            else:
                kept.append(i)


def _test_entry(
    test: Test, past: Mapping[str, _Past], shape: tuple[int, int], constants: Constants
) -> _Entry:
    """Return a test's entry; it retires when any figure that it was judged on does."""
    judged, met = np.ones(shape, dtype=np.bool_), np.ones(shape, dtype=np.bool_)
    retires = np.zeros(shape, dtype=np.bool_)
    for expected in test.expect:
        found = past.get(expected.metric)
        z = None if found is None else found.z.get(expected.lens)
        if found is None or z is None or expected.then is not None:
            return _Entry(test.bears_on, np.full(shape, np.nan), retires)
        judged &= ~np.isnan(z)
        met &= _as_expected(expected, z)
        retires |= found.retires
    holds = test_weight(Outcome.HOLDS, test, constants)
    fails = test_weight(Outcome.FAILS, test, constants)
    weights = np.where(met, holds, fails)
    said = np.where(judged & (weights != 0), weights, np.nan)
    return _Entry(test.bears_on, said, retires)


def _as_expected(expected: Expectation, z: Floats) -> Bools:
    match expected.direction:
        case "adverse":
            return z >= expected.threshold
        case "favourable":
            return z <= -expected.threshold
        case "unremarkable":
            return np.abs(z) < expected.threshold


def _combined(weights: Floats, correlation: float) -> Floats:
    """Add up correlated weights (e, q, k) as ``combine`` does, NaN being no entry."""
    count = (~np.isnan(weights)).sum(axis=0)
    inflation = 1 + np.maximum(count - 1, 0) * correlation
    return np.asarray(np.nansum(weights, axis=0) / inflation)
