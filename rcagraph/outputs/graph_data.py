"""What the interactive graph shows, as plain values for the script of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from rcagraph.evidence.records import MetricEvidence
from rcagraph.findings.diagnosis import Diagnosis, RankedDriver
from rcagraph.findings.facts import diagnosis_facts
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.graph.selection import Facts
from rcagraph.outputs.figures import (
    amount,
    counted,
    decibans,
    interval,
    percent,
    rank_interval,
    tenths,
)
from rcagraph.outputs.layers import Layered, order_layers
from rcagraph.outputs.pages import short_address, web_address
from rcagraph.outputs.path_map import main_symptom, path_map
from rcagraph.outputs.wording import (
    GLYPHS,
    likelihood,
    severity_word,
    shown_contributions,
    verdict_words,
    wrapped,
)
from rcagraph.vocabulary.terms import DriverClass, Metric, Node, NodeKind

_CHARACTERS = 20  # of a line in a box
_COLUMN, _LINE, _MARGIN, _BEND = 214, 18, 34, 26  # pixels
_DRIVERS, _NODES, _LAYERS = 14, 30, 6  # of the opening view
_COLUMNS = (
    DriverClass.STRUCTURAL,
    DriverClass.STRATEGIC,
    DriverClass.LEADERSHIP,
    DriverClass.OPERATIONAL,
    NodeKind.STATE,
    NodeKind.SYMPTOM,
)


class Place(TypedDict):
    """Centre of a node, in pixels."""

    x: float
    y: float


class Heading(TypedDict):
    """Words above a column."""

    x: float
    text: str


class View(TypedDict):
    """A laid-out choice of nodes."""

    places: Mapping[str, Place]
    headings: Sequence[Heading]


class GraphNode(TypedDict):
    """A node with what its panel says; ``lines`` is the text in its box.

    ``share`` is its contribution as shown, so that sums agree with the report's;
    ``words`` and ``numbers`` are what a selection may ask of it.
    """

    id: str
    name: str
    group: str
    word: str
    lines: Sequence[str]
    figures: Sequence[str]
    belief: float
    share: float
    facts: Sequence[tuple[str, str]]
    evidence: Sequence[tuple[str, str]]
    metrics: Sequence[tuple[str, str]]
    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, float]


class GraphClaim(TypedDict):
    """One source of a link; ``address`` is empty when it is no web address."""

    why: str
    source: str
    address: str
    evidence: str
    contested: str


class GraphLink(TypedDict):
    """A link with its claims."""

    cause: str
    effect: str
    strength: float
    lag: str
    feedback: bool
    contested: bool
    claims: Sequence[GraphClaim]


class GraphData(TypedDict):
    """Everything that the page's script reads.

    Attributes:
        selection: what the page opens with, or "".
        words: property → what can be asked of it.
        measures: what can be compared with a number.
        focus: the most severe symptom, or "".
        opening: the main drivers and their paths to it.
        whole: every node, a column for each class of driver, states and symptoms.
    """

    selection: str
    words: Mapping[str, Sequence[str]]
    measures: Sequence[str]
    focus: str
    opening: View
    whole: View
    nodes: Sequence[GraphNode]
    links: Sequence[GraphLink]


def graph_data(diagnosis: Diagnosis, selection: str = "") -> GraphData:
    """Collect nodes, links and places; the same on every run."""
    facts = diagnosis_facts(diagnosis)
    whole = _whole_view(diagnosis)
    focus = main_symptom(diagnosis) or ""
    ranked = {each.node.id: each for each in diagnosis.drivers}
    shares, _ = shown_contributions(diagnosis)
    return GraphData(
        selection=selection,
        words={name: each.known for name, each in facts.words.items()},
        measures=list(facts.numbers),
        focus=focus,
        opening=_opening_view(diagnosis, focus) if focus else whole,
        whole=whole,
        nodes=[
            _node(node, diagnosis, facts, ranked.get(node.id), shares.get(node.id, 0.0))
            for node in diagnosis.graph.nodes.values()
        ],
        links=[_link(each) for each in diagnosis.graph.links],
    )


def _opening_view(diagnosis: Diagnosis, focus: str) -> View:
    """Lay out the main drivers and paths to a symptom, drivers to the left."""
    shown = path_map(diagnosis, focus, drivers=_DRIVERS, nodes=_NODES, layers=_LAYERS)
    last = max(shown.layer_of.values())
    from_left = {node: last - layer for node, layer in shown.layer_of.items()}
    words = [f"{counted(last - layer, 'step')} before" for layer in range(last)]
    return _view(diagnosis, order_layers(from_left, shown.links), [*words, "Symptom"])


def _whole_view(diagnosis: Diagnosis) -> View:
    """Lay out every node in the column of its kind."""
    layer_of = {
        node.id: _COLUMNS.index(node.driver_class or node.kind)
        for node in diagnosis.graph.nodes.values()
    }
    links = [(link.cause, link.effect) for link in diagnosis.graph.links]
    words = [
        each.capitalize() + (" drivers" if isinstance(each, DriverClass) else "s")
        for each in _COLUMNS
    ]
    return _view(diagnosis, order_layers(layer_of, links), words, bend=0)


def _view(
    diagnosis: Diagnosis, order: Layered, words: Sequence[str], bend: float = _BEND
) -> View:
    """Stack each column and centre it; bends only leave room."""
    nodes = diagnosis.graph.nodes
    places: dict[str, Place] = {}
    for column, layer in enumerate(order.layers):
        heights = [_height(nodes[each]) if each in nodes else bend for each in layer]
        top = -sum(heights) / 2
        for name, height in zip(layer, heights, strict=True):
            if name in nodes:
                places[name] = Place(x=column * _COLUMN, y=round(top + height / 2, 1))
            top += height
    headings = [
        Heading(x=column * _COLUMN, text=word)
        for column, word in enumerate(words)
        if column < len(order.layers) and order.layers[column]
    ]
    return View(places=places, headings=headings)


def _height(node: Node) -> float:
    figures = 2 if node.kind is NodeKind.DRIVER else 1
    return (len(_lines(node)) + figures) * _LINE + _MARGIN


def _lines(node: Node) -> tuple[str, ...]:
    glyph = f"{GLYPHS[node.driver_class]} " if node.driver_class else ""
    return wrapped(f"{glyph}{node.label}", _CHARACTERS)


def _node(
    node: Node,
    diagnosis: Diagnosis,
    known: Facts,
    ranked: RankedDriver | None,
    share: float,
) -> GraphNode:
    belief = diagnosis.beliefs[node.id]
    facts = [("Belief", f"{likelihood(belief)} ({percent(belief)})")]
    facts += _standing(ranked, share) if ranked else _severity(node, diagnosis)
    word = f"{node.driver_class} driver" if node.driver_class else str(node.kind)
    if node.driver_class is DriverClass.LEADERSHIP:
        word += " (prompt for enquiry)"
    return GraphNode(
        id=node.id,
        name=node.label,
        group=node.driver_class or node.kind,
        word=word,
        lines=_lines(node),
        figures=_figures(belief, ranked, share),
        belief=round(belief, 4),
        share=share,
        facts=[*facts, ("Meaning", node.definition)],
        evidence=[
            (decibans(each.weight), each.note)
            for each in diagnosis.evidence.entries.get(node.id, ())
        ],
        metrics=[
            _metric(metric, diagnosis.evidence.metrics[metric.id])
            for metric in diagnosis.ontology.indicators(node.id)
            if metric.id in diagnosis.evidence.metrics
        ],
        words={k: e.of[node.id] for k, e in known.words.items() if node.id in e.of},
        numbers={k: e[node.id] for k, e in known.numbers.items() if node.id in e},
    )


def _figures(belief: float, ranked: RankedDriver | None, share: float) -> list[str]:
    traced = [f"{tenths(share)} traced to it"] if ranked else []
    return [f"belief {percent(belief)}", *traced]


def _standing(ranked: RankedDriver, share: float) -> list[tuple[str, str]]:
    spread = interval(ranked.contribution_low, ranked.contribution_high)
    ranks = rank_interval(ranked.rank_low, ranked.rank_high)
    return [
        ("Contribution", f"{tenths(share)} ({spread})"),
        ("Rank", f"{ranked.rank} (range {ranks})"),
        ("Confidence", str(ranked.confidence)),
        ("Verdict", verdict_words(ranked)),
    ]


def _severity(node: Node, diagnosis: Diagnosis) -> list[tuple[str, str]]:
    found = (each for each in diagnosis.symptoms if each.node.id == node.id)
    return [
        ("Severity", severity_word(each.severity) + _number(each.severity))
        for each in found
    ]


def _number(severity: float | None) -> str:
    return f" ({percent(severity)})" if severity else ""


def _metric(metric: Metric, found: MetricEvidence) -> tuple[str, str]:
    if found.observation is None:
        return metric.label, found.missing
    value = amount(found.observation.value, found.observation.unit)
    return metric.label, f"{value}, to {found.observation.period.isoformat()}"


def _link(link: CausalLink) -> GraphLink:
    return GraphLink(
        cause=link.cause,
        effect=link.effect,
        strength=float(f"{link.strength:.4g}"),
        lag=link.lag,
        feedback=link.feedback,
        contested=link.contested,
        claims=[
            GraphClaim(
                why=claim.why,
                source=short_address(address) if address else claim.source,
                address=address or "",
                evidence=claim.evidence,
                contested=claim.contested,
            )
            for claim in link.claims
            for address in [web_address(claim.source)]
        ],
    )
