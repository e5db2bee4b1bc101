"""A diagnosis as tables: what spreadsheets and data frames read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rcagraph.findings.diagnosis import Diagnosis, LedgerEntry
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.observations.source import SourceCopy
from rcagraph.outputs.graph_files import (
    LINK_ATTRIBUTES,
    NODE_ATTRIBUTES,
    causal_digraph,
)
from rcagraph.outputs.summary import summary_sentence
from rcagraph.outputs.table import Cell, Table, made_table
from rcagraph.outputs.view_words import left_out
from rcagraph.outputs.wording import (
    ATTRIBUTION,
    evidence_words,
    path_words,
    trajectory_words,
)


def drivers_table(diagnosis: Diagnosis) -> Table:
    """Every driver in rank order, with the strongest evidence either way."""

    def evidence(entry: LedgerEntry | None) -> tuple[Cell, Cell]:
        if entry is None:
            return None, None
        return entry.decibans, evidence_words(entry, diagnosis)

    before = {each.node.id: each for each in diagnosis.answered.moved}

    def without_answers(node: str) -> tuple[Cell, Cell, Cell]:
        was = before.get(node)
        if was is None:
            return None, None, None
        return was.rank_before, was.belief_before, was.contribution_before

    return made_table(
        "drivers",
        [
            "rank",
            "driver",
            "label",
            "class",
            "level",
            "belief",
            "prior",
            "contribution",
            "contribution_low",
            "contribution_high",
            "rank_low",
            "rank_high",
            "top_three",
            "confidence",
            "verdict",
            "reason",
            "for_decibans",
            "for",
            "against_decibans",
            "against",
            "over_time",
            "path",
            "rank_before_answers",
            "belief_before_answers",
            "contribution_before_answers",
            "definition",
        ],
        (
            (
                each.rank,
                each.node.id,
                each.node.label,
                str(each.node.driver_class),
                str(each.node.level) if each.node.level else None,
                each.belief,
                each.prior,
                each.contribution,
                each.contribution_low,
                each.contribution_high,
                each.rank_low,
                each.rank_high,
                each.top_three,
                str(each.confidence),
                str(each.verdict),
                each.reason,
                *evidence(each.strongest_for),
                *evidence(each.strongest_against),
                trajectory_words(each.trajectory) if each.trajectory else None,
                path_words(each.paths[0], diagnosis) if each.paths else None,
                *without_answers(each.node.id),
                each.node.definition,
            )
            for each in diagnosis.drivers
        ),
        of=["driver"],
    )


def symptoms_table(diagnosis: Diagnosis) -> Table:
    """Every symptom; severity is empty where it has no figures of its own."""
    return made_table(
        "symptoms",
        ["symptom", "label", "domain", "belief", "severity", "definition"],
        (
            (
                each.node.id,
                each.node.label,
                each.node.domain,
                each.belief,
                each.severity,
                each.node.definition,
            )
            for each in diagnosis.symptoms
        ),
        of=["symptom"],
    )


def nodes_table(diagnosis: Diagnosis) -> Table:
    """Every node of the causal graph, under the names that graph programs expect."""
    found = causal_digraph(diagnosis).nodes(data=True)
    rows = ((name, *map(data.get, NODE_ATTRIBUTES)) for name, data in found)
    return made_table("nodes", ("id", *NODE_ATTRIBUTES), rows, of=["id"])


def edges_table(diagnosis: Diagnosis) -> Table:
    """Every link of the causal graph, under the names that graph programs expect."""
    found = causal_digraph(diagnosis).edges(data=True)
    rows = ((*ends, *map(data.get, LINK_ATTRIBUTES)) for *ends, data in found)
    ends = ("source", "target")
    return made_table("edges", (*ends, *LINK_ATTRIBUTES), rows, of=ends)


def links_table(diagnosis: Diagnosis) -> Table:
    """Every claim of every link: one row for each hypothesis that makes it."""
    labels = {name: node.label for name, node in diagnosis.graph.nodes.items()}
    return made_table(
        "links",
        [
            "cause",
            "effect",
            "cause_label",
            "effect_label",
            "strength",
            "lag",
            "lag_days",
            "feedback",
            "hypothesis",
            "evidence",
            "source",
            "why",
            "contested",
        ],
        (
            (
                link.cause,
                link.effect,
                labels[link.cause],
                labels[link.effect],
                link.strength,
                link.lag,
                link.lag_days,
                link.feedback,
                claim.hypothesis,
                claim.evidence,
                claim.source,
                claim.why,
                claim.contested or None,
            )
            for link in diagnosis.graph.links
            for claim in link.claims
        ),
        of=["cause", "effect"],
    )


def evidence_table(diagnosis: Diagnosis) -> Table:
    """Every entry of evidence, a row for each metric that it rests on."""
    metrics, known = diagnosis.evidence.metrics, diagnosis.ontology.metrics

    def rows() -> Iterator[tuple[Cell, ...]]:
        for node, entries in sorted(diagnosis.evidence.entries.items()):
            for entry in entries:
                about = (node, entry.id, entry.weight, entry.note)
                if not entry.metrics:
                    yield (*about, *[None] * 9)
                for metric in entry.metrics:
                    seen = metrics[metric].observation if metric in metrics else None
                    label = known[metric].label if metric in known else None
                    figure = (
                        (
                            seen.period.isoformat(),
                            seen.value,
                            seen.unit,
                            seen.numerator,
                            seen.denominator,
                            seen.origin,
                            seen.row,
                        )
                        if seen
                        else (None,) * 7
                    )
                    yield (*about, metric, label, *figure)

    return made_table(
        "evidence",
        [
            "node",
            "evidence",
            "decibans",
            "note",
            "metric",
            "metric_label",
            "period",
            "value",
            "unit",
            "numerator",
            "denominator",
            "source",
            "row",
        ],
        rows(),
        of=["node"],
        published=("value", "numerator", "denominator"),
    )


def enquiries_table(diagnosis: Diagnosis) -> Table:
    """The lines of enquiry, the most telling first."""
    return made_table(
        "enquiries",
        [
            "rank",
            "about",
            "label",
            "belief",
            "question",
            "ask",
            "request",
            "settles",
            "shift",
            "bits",
            "changes_top_three",
            "reason",
            "unsettled",
            "hypothesis",
            "enquiry",
        ],
        (
            (
                rank,
                each.node.id,
                each.node.label,
                each.belief,
                each.enquiry.question,
                each.enquiry.ask,
                each.enquiry.request,
                each.enquiry.settles,
                each.shift,
                each.bits,
                each.changes_top_three,
                each.reason,
                each.unsettled or None,
                each.hypothesis,
                each.enquiry.id,
            )
            for rank, each in enumerate(diagnosis.enquiries, start=1)
        ),
        of=["about"],
    )


def sources_table(diagnosis: Diagnosis, sources: Sequence[SourceCopy]) -> Table:
    """Where the figures come from: publisher, product, grade, licence, copy."""
    by_origin = {each.origin: each for each in sources}
    metrics = diagnosis.evidence.metrics.values()
    seen = [each.observation for each in metrics if each.observation]
    counts = dict.fromkeys(sorted({one.origin for one in seen}), 0)
    for one in seen:
        counts[one.origin] += 1

    def row(origin: str) -> tuple[Cell, ...]:
        copy = by_origin.get(origin)
        if copy is None:
            return origin, None, None, None, None, None, counts[origin]
        parts = (copy.publisher, copy.product, copy.grade, copy.licence, copy.copy)
        return (origin, *(each or None for each in parts), counts[origin])

    return made_table(
        "sources",
        ["source", "publisher", "product", "grade", "licence", "copy", "metrics"],
        (row(origin) for origin in counts),
    )


def about_table(diagnosis: Diagnosis, view: View = EVERYTHING) -> Table:
    """What the tables are of, how they were made, and the attribution."""
    gone = left_out(diagnosis, view)
    method, trust = diagnosis.method, diagnosis.organisation
    return made_table(
        "about",
        ["what", "value"],
        iter(
            (
                ("organisation", f"{trust.name} ({trust.code})"),
                ("as of", diagnosis.as_of.isoformat()),
                ("summary", summary_sentence(diagnosis)),
                *([("selection", gone.words)] if gone else ()),
                ("unexplained", diagnosis.unexplained),
                ("made by", f"rcagraph {method.version}"),
                ("ontology", method.ontology_version),
                ("strengths", method.strengths),
                ("claims left out", ", ".join(method.without) or "none"),
                ("peers", method.peers),
                ("engine", method.engine),
                ("draws", method.draws),
                ("seed", method.seed),
                ("attribution", ATTRIBUTION),
                ("belief", "probability that it is present, given the evidence"),
                ("contribution", "share of the observed underperformance; no saving"),
                ("unexplained and contributions", "sum to one"),
                ("decibans", "of one piece of evidence; they overlap: do not add up"),
            )
        ),
    )
