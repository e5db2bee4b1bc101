"""What the report shows, put together from a diagnosis; the template only lays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rcagraph.evidence.records import MetricEvidence, Reading
from rcagraph.findings.diagnosis import (
    CreditPath,
    Diagnosis,
    LedgerEntry,
    RankedDriver,
    RankedEnquiry,
    SymptomFinding,
)
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.figures import decibans, odds
from rcagraph.outputs.pages import anchor
from rcagraph.outputs.wording import (
    CONTROL,
    GLYPHS,
    capital,
    evidence_words,
    observed,
    shown_classes,
    shown_contributions,
    summed_codes,
    tested,
)
from rcagraph.vocabulary.terms import DriverClass, Lens, Metric, Node

TOP = 10
_BAR = 150  # pixels of the longest bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A contribution as a bar with its interval, in pixels."""

    length: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A sentence of evidence with the way back to the figures.

    Attributes:
        about: label of the node that the evidence is about, "" if the driver's own.
        href: where the sentence leads, "" when it rests on no metric.
        also: (place, label) of further metrics and of the test.
    """

    note: str
    decibans: str
    odds: str
    about: str
    href: str
    also: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverView:
    """A driver as the report tells it."""

    ranked: RankedDriver
    glyph: str
    word: str
    share: float
    bar: Bar
    speaks_for: tuple[LedgerLine, ...]
    speaks_against: tuple[LedgerLine, ...]
    paths: tuple[tuple[tuple[str, ...], CreditPath], ...]
    enquiries: tuple[RankedEnquiry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """What a class of drivers contributes together."""

    name: str
    glyph: str
    control: str
    share: float
    bar: Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricView:
    """One row of the audit."""

    metric: Metric
    found: MetricEvidence
    indicates: str
    summed: str
    peers: Reading | None
    baseline: Reading | None
    standard: Reading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomView:
    """A symptom and the metrics that show it."""

    finding: SymptomFinding
    metrics: tuple[Metric, ...]


def driver_views(
    diagnosis: Diagnosis, view: View = EVERYTHING
) -> tuple[DriverView, ...]:
    """Return every driver of a view, in rank order."""
    shares, _ = shown_contributions(diagnosis)
    longest = _longest(diagnosis)
    return tuple(
        _driver(each, shares[each.node.id], longest, diagnosis)
        for each in view.drivers(diagnosis)
    )


def unexplained_bar(diagnosis: Diagnosis) -> Bar:
    """Return the bar of what no driver accounts for, on the drivers' scale."""
    return _bar(diagnosis.unexplained, _longest(diagnosis))


def class_views(diagnosis: Diagnosis) -> tuple[ClassView, ...]:
    """Return the classes in their fixed order, adding up with the unexplained."""
    shares = shown_classes(diagnosis)
    longest = max(*shares.values(), diagnosis.unexplained, 0.01)
    return tuple(
        ClassView(
            name=each,
            glyph=GLYPHS[each],
            control=CONTROL[each],
            share=share,
            bar=_bar(share, longest),
        )
        for each, share in shares.items()
    )


def symptom_views(
    diagnosis: Diagnosis, view: View = EVERYTHING
) -> tuple[SymptomView, ...]:
    """Return the observed symptoms, most severe first, then the others by belief."""
    seen = observed(diagnosis.symptoms)
    rest = sorted(
        (each for each in diagnosis.symptoms if not each.severity),
        key=lambda each: (-each.belief, each.node.id),
    )
    known = diagnosis.evidence.metrics
    return tuple(
        SymptomView(
            finding=each,
            metrics=tuple(
                metric
                for metric in diagnosis.ontology.indicators(each.node.id)
                if metric.id in known and known[metric.id].observation
            ),
        )
        for each in (*seen, *rest)
        if view.shows(each.node.id)
    )


def metric_views(diagnosis: Diagnosis) -> tuple[MetricView, ...]:
    """Return a row for every metric that was looked for, in id order."""
    nodes, metrics = diagnosis.ontology.nodes, diagnosis.ontology.metrics
    return tuple(
        MetricView(
            metric=metrics[name],
            found=found,
            indicates=_label_of(metrics[name].indicates, nodes),
            summed=(
                summed_codes(found.observation, diagnosis.organisation)
                if found.observation
                else ""
            ),
            peers=found.reading(Lens.PEERS),
            baseline=found.reading(Lens.BASELINE),
            standard=found.reading(Lens.STANDARD),
        )
        for name, found in sorted(diagnosis.evidence.metrics.items())
    )


def test_rows(diagnosis: Diagnosis) -> Mapping[tuple[str, str], str]:
    """Return (hypothesis, test) → id of its row: short, for there are many."""
    tests = diagnosis.evidence.tests
    return {(each.hypothesis, each.test): f"t-{i}" for i, each in enumerate(tests, 1)}


def _driver(
    ranked: RankedDriver, share: float, longest: float, diagnosis: Diagnosis
) -> DriverView:
    rows = test_rows(diagnosis)
    kind = ranked.node.driver_class
    assert kind is not None
    nodes = diagnosis.ontology.nodes
    lines = [
        (entry, _ledger_line(entry, ranked, rows, diagnosis)) for entry in ranked.ledger
    ]
    return DriverView(
        ranked=ranked,
        glyph=GLYPHS[kind],
        word=(
            f"{kind}: prompt for enquiry" if kind is DriverClass.LEADERSHIP else kind
        ),
        share=share,
        bar=_bar(
            ranked.contribution,
            longest,
            ranked.contribution_low,
            ranked.contribution_high,
        ),
        speaks_for=tuple(line for entry, line in lines if entry.decibans > 0),
        speaks_against=tuple(line for entry, line in lines if entry.decibans <= 0),
        paths=tuple(
            (tuple(nodes[each].label for each in path.nodes), path)
            for path in ranked.paths
        ),
        enquiries=tuple(
            each for each in diagnosis.enquiries if each.node.id == ranked.node.id
        ),
    )


def _ledger_line(
    entry: LedgerEntry,
    ranked: RankedDriver,
    rows: Mapping[tuple[str, str], str],
    diagnosis: Diagnosis,
) -> LedgerLine:
    """Find the metrics behind an entry: its id names a metric, a lens or a test."""
    evidence, metrics = diagnosis.evidence, diagnosis.ontology.metrics
    of_node = evidence.entries.get(entry.about, ())
    rests_on: Sequence[str] = (entry.evidence_id,)
    if entry.evidence_id not in evidence.metrics:
        same = (each.metrics for each in of_node if each.id == entry.evidence_id)
        rests_on = next(same, ())
    places = [
        (f"#{anchor('m', name)}", metrics[name].label)
        for name in rests_on
        if name in evidence.metrics
    ]
    test = tested(entry, diagnosis)
    tests = [(f"#{rows[test.hypothesis, test.test]}", "the test")] if test else []
    if entry.evidence_id.startswith("answer/"):
        places = [(f"#{anchor('a', entry.evidence_id.removeprefix('answer/'))}", "")]
    other = entry.about != ranked.node.id
    words = evidence_words(entry, diagnosis)
    return LedgerLine(
        note=words if other else capital(words),
        decibans=decibans(entry.decibans),
        odds=odds(entry.decibans),
        about=_label_of(entry.about, diagnosis.ontology.nodes) if other else "",
        href=places[0][0] if places else "",
        also=(*places[1:], *tests),
    )


def _label_of(name: str | None, nodes: Mapping[str, Node]) -> str:
    return nodes[name].label if name and name in nodes else ""


def _longest(diagnosis: Diagnosis) -> float:
    ends = [each.contribution_high for each in diagnosis.drivers[:TOP]]
    return max([*ends, diagnosis.unexplained, 0.01])


def _bar(
    share: float, longest: float, low: float | None = None, high: float | None = None
) -> Bar:
    def pixels(value: float | None) -> float:
        return round(min(1.0, (share if value is None else value) / longest) * _BAR, 1)

    return Bar(length=pixels(share), low=pixels(low), high=pixels(high))
