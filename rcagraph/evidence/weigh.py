"""The evidence stage: observations in, weights per node out, with their words.

Each metric is laid out once for all organisations; what is asked of one or of all
then costs little more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.evidence.entries import combine, entries_by_node
from rcagraph.evidence.expectations import judge
from rcagraph.evidence.lens_baseline import baseline_readings
from rcagraph.evidence.lenses import (
    Latest,
    latest_figures,
    peer_readings,
    standard_readings,
)
from rcagraph.evidence.order_statistics import Ints
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.evidence.peers import PEER_COUNT, choose_peers
from rcagraph.evidence.records import (
    MetricEvidence,
    OrganisationEvidence,
    Peer,
    Reading,
)
from rcagraph.evidence.size import log_sizes
from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology

__all__ = ["combine", "weigh"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Question:
    """Whom to weigh, beside whom, by what and when.

    Attributes:
        everyone: all codes, rising: the rows of every panel.
        peers: code → peers, for each of the k organisations asked for, in order.
        rows: (k,) their rows.
        peer_rows: (k, 10) the rows of their peers, -1 for none.
    """

    everyone: tuple[str, ...]
    peers: Mapping[str, tuple[Peer, ...]]
    rows: Ints
    peer_rows: Ints
    ontology: Ontology
    as_of: date


def weigh(  # noqa: PLR0913
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypotheses: Sequence[Hypothesis],
    codes: Sequence[str],
    *,
    as_of: date,
) -> Mapping[str, OrganisationEvidence]:
    """Weigh all that is published about organisations at one time.

    Each metric is read through three lenses (peers, own baseline, standard) and
    each hypothesis test is judged on the readings. A missing or stale observation
    has no reading and no weight. For what becomes an entry, see
    ``rcagraph.evidence.entries``.

    Args:
        table: all observations.
        ontology: metrics, standards, events and constants.
        organisations: everyone who may be compared, in any order.
        hypotheses: whose tests are judged, in any order.
        codes: whom to weigh.
        as_of: nothing later is seen.

    Returns:
        Code → evidence, in the order of ``codes``.

    Raises:
        UnknownNameError: some codes belong to no organisation; all are named.
    """
    question = _question(table, ontology, organisations, codes, as_of)
    by_metric = {
        name: _read_metric(
            metric,
            panel_of(table, name, codes=question.everyone, until=as_of),
            question,
        )
        for name, metric in sorted(ontology.metrics.items())
    }
    ordered = sorted(hypotheses, key=lambda each: each.id)
    return {
        code: _gather(
            code,
            {name: found[at] for name, found in by_metric.items()},
            ordered,
            question,
        )
        for at, code in enumerate(question.peers)
    }


def _question(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    codes: Sequence[str],
    as_of: date,
) -> _Question:
    everyone = sorted(organisations, key=lambda each: each.code)
    places = {each.code: place for place, each in enumerate(everyone)}
    _check_codes(codes, places)
    size = log_sizes(table, everyone, as_of=as_of)
    peers = {code: choose_peers(everyone, code, size=size) for code in codes}
    peer_rows = np.full((len(peers), PEER_COUNT), -1, dtype=np.int64)
    for at, group in enumerate(peers.values()):
        peer_rows[at, : len(group)] = [places[peer.code] for peer in group]
    return _Question(
        everyone=tuple(places),
        peers=peers,
        rows=np.array([places[code] for code in peers], dtype=np.int64),
        peer_rows=peer_rows,
        ontology=ontology,
        as_of=as_of,
    )


def _check_codes(codes: Sequence[str], known: Mapping[str, int]) -> None:
    problems = [
        Problem(
            message="unknown organisation",
            found=repr(code),
            hint=did_you_mean(code, known),
        )
        for code in codes
        if code not in known
    ]
    if problems:
        raise UnknownNameError(problems)


def _read_metric(
    metric: Metric, panel: Panel, question: _Question
) -> list[MetricEvidence]:
    """Return the evidence of one metric for each organisation asked for."""
    columns = panel.latest[question.rows]
    ages = month_number(question.as_of) - np.append(panel.months, 0)[columns]
    is_fresh = (columns >= 0) & (ages <= metric.fresh_months)
    evidence = [
        MetricEvidence(
            metric=metric.id,
            observation=None,
            readings=(),
            missing=_missing(metric, panel, int(column)),
        )
        for column in columns
    ]
    fresh = np.flatnonzero(is_fresh)
    if not len(fresh):
        return evidence
    latest = latest_figures(
        metric,
        panel,
        rows=question.rows[fresh],
        columns=columns[fresh],
        peer_rows=question.peer_rows[fresh],
    )
    for at, observation, readings in zip(
        fresh,
        panel.observations(latest.rows, latest.columns),
        _readings(latest, question),
        strict=True,
    ):
        evidence[at] = MetricEvidence(
            metric=metric.id, observation=observation, readings=readings
        )
    return evidence


def _readings(latest: Latest, question: _Question) -> list[tuple[Reading, ...]]:
    constants, events = question.ontology.constants, question.ontology.events
    by_peers = peer_readings(latest, constants)
    by_baseline = baseline_readings(latest, events, constants, as_of=question.as_of)
    limits = [
        None if each.lower is None or each.upper is None else (each.lower, each.upper)
        for each in by_baseline
    ]
    by_standard = standard_readings(latest, limits, constants)
    lenses = [by_peers, by_baseline, *([by_standard] if by_standard else [])]
    return list(zip(*lenses, strict=True))


def _missing(metric: Metric, panel: Panel, column: int) -> str:
    if column < 0:
        return "never published for this organisation"
    last = panel.periods[column].item()
    return f"latest is {last:%B %Y}, older than {metric.fresh_months} months"


def _gather(
    code: str,
    evidence: Mapping[str, MetricEvidence],
    hypotheses: Sequence[Hypothesis],
    question: _Question,
) -> OrganisationEvidence:
    metrics, constants = question.ontology.metrics, question.ontology.constants
    tests = tuple(
        judge(hypothesis, test, evidence=evidence, metrics=metrics, constants=constants)
        for hypothesis in hypotheses
        for test in hypothesis.tests
    )
    entries = entries_by_node(evidence, tests, metrics)
    return OrganisationEvidence(
        organisation=code,
        as_of=question.as_of,
        peers=question.peers[code],
        metrics=evidence,
        tests=tests,
        entries=entries,
        weights={
            node: combine(
                [each.weight for each in group], correlation=constants.correlation
            )
            for node, group in entries.items()
        },
    )
