"""The evidence stage: observations in, weights per node out, with their words.

Each metric is laid out once for all organisations; what is asked of one or of all
then costs little more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.evidence.company import Company, companies, find_peers
from rcagraph.evidence.entries import combined, entries_by_node
from rcagraph.evidence.expectations import judge
from rcagraph.evidence.lens_baseline import baseline_readings
from rcagraph.evidence.lens_peers import peer_readings
from rcagraph.evidence.lens_standard import standard_readings
from rcagraph.evidence.lenses import Latest, latest_figures
from rcagraph.evidence.order_statistics import Ints
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.evidence.quality import Quality, data_quality
from rcagraph.evidence.records import (
    MetricEvidence,
    OrganisationEvidence,
    Peer,
    Reading,
    SpecialCause,
)
from rcagraph.evidence.signals import special_cause_stretches
from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Question:
    """Whom to weigh, beside whom, by what and when.

    Attributes:
        everyone: all codes, rising: the rows of every panel.
        peers: code → peers, for each of the k organisations asked for, in order.
        named: whether these were given, and not chosen.
        rows: (k,) their rows.
        company: by ``Metric.among``: whom each is compared with.
        followed: metrics whose special causes a test follows in time.
        screen: whether process limits leave wild moving ranges out.
    """

    everyone: tuple[str, ...]
    peers: Mapping[str, tuple[Peer, ...]]
    named: bool
    rows: Ints
    company: Mapping[str, Company]
    followed: frozenset[str]
    ontology: Ontology
    as_of: date
    screen: bool


def weigh(  # noqa: PLR0913
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypotheses: Sequence[Hypothesis],
    codes: Sequence[str],
    *,
    as_of: date,
    peers: Sequence[str] = (),
    screen: bool = False,
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
        peers: codes to compare with, in place of the ten that would be chosen.
        screen: leave wild moving ranges out of process limits, as NHSRplotthedots
            does and Making Data Count's spreadsheet does not.

    Returns:
        Code → evidence, in the order of ``codes``.

    Raises:
        UnknownNameError: some codes belong to no organisation; all are named.
    """
    everyone = sorted(organisations, key=lambda each: each.code)
    places = {each.code: place for place, each in enumerate(everyone)}
    _check_codes([*codes, *peers], places)
    found = find_peers(table, everyone, codes, as_of=as_of, named=peers)
    question = _Question(
        everyone=tuple(places),
        peers=found,
        named=bool(peers),
        rows=np.array([places[code] for code in found], dtype=np.int64),
        company=companies(everyone, found),
        followed=_followed(hypotheses),
        ontology=ontology,
        as_of=as_of,
        screen=screen,
    )
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


def _followed(hypotheses: Sequence[Hypothesis]) -> frozenset[str]:
    """Return the metrics whose special causes a test follows in time."""
    return frozenset(
        name
        for hypothesis in hypotheses
        for test in hypothesis.tests
        for expectation in test.expect
        if expectation.then is not None
        for name in (expectation.metric, expectation.then.metric)
    )


def _check_codes(codes: Sequence[str], known: Mapping[str, int]) -> None:
    problems = [
        Problem(
            message="unknown organisation",
            found=repr(code),
            hint=did_you_mean(code, known),
            code=Code.ORGANISATION_UNKNOWN,
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
    company = question.company[metric.among]
    latest = latest_figures(
        metric,
        panel,
        rows=question.rows[fresh],
        columns=columns[fresh],
        peer_rows=company.rows[fresh],
        company=[company.names[at] for at in fresh],
    )
    quality = data_quality(
        metric,
        panel,
        question.ontology.events,
        rows=latest.rows,
        columns=latest.columns,
    )
    causes = _special_causes(latest, question)
    for at, observation, readings, trusted, stretches in zip(
        fresh,
        panel.observations(latest.rows, latest.columns),
        _readings(latest, question),
        quality,
        causes,
        strict=True,
    ):
        evidence[at] = MetricEvidence(
            metric=metric.id,
            observation=observation,
            readings=tuple(_at_quality(each, trusted) for each in readings),
            quality=trusted.share,
            doubts=trusted.doubts,
            special_causes=stretches,
        )
    return evidence


def _at_quality(reading: Reading, quality: Quality) -> Reading:
    """Return a reading that weighs only what the figures deserve, and says so."""
    if not quality.doubts or reading.z is None:
        return reading
    note = f"{reading.note} Counted at {quality.share:.0%}: {quality.doubts}."
    return replace(reading, weight=reading.weight * quality.share, note=note)


def _special_causes(
    latest: Latest, question: _Question
) -> Sequence[tuple[SpecialCause, ...] | None]:
    if latest.metric.id not in question.followed:
        return [None] * len(latest.rows)
    return special_cause_stretches(
        latest, question.ontology.events, as_of=question.as_of, screen=question.screen
    )


def _readings(latest: Latest, question: _Question) -> list[tuple[Reading, ...]]:
    constants, events = question.ontology.constants, question.ontology.events
    by_peers = peer_readings(latest, constants)
    by_baseline = baseline_readings(
        latest, events, constants, as_of=question.as_of, screen=question.screen
    )
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
        peers_named=question.named,
        metrics=evidence,
        tests=tests,
        entries=entries,
        weights={node: combined(group, constants) for node, group in entries.items()},
    )
