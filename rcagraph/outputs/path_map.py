"""The part of the graph that leads from the main drivers to one symptom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from rcagraph.findings.diagnosis import Diagnosis, RankedDriver
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.layers import longest_path_layers
from rcagraph.outputs.wording import observed
from rcagraph.vocabulary.terms import NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PathMap:
    """A few nodes chosen by a question: what brings this symptom about?

    Attributes:
        symptom: the node asked about.
        layer_of: node → longest way to the symptom along the shown links.
        links: (cause, effect) of the shown paths.
        hidden_drivers, hidden_others: how many more nodes lead to the symptom.
    """

    symptom: str
    layer_of: dict[str, int]
    links: tuple[tuple[str, str], ...]
    hidden_drivers: int
    hidden_others: int


def main_symptom(diagnosis: Diagnosis, view: View = EVERYTHING) -> str | None:
    """Return the most severe symptom of a view, or None when there is none."""
    seen = (each.node.id for each in observed(diagnosis.symptoms))
    return next(filter(view.shows, seen), None)


def path_map(  # noqa: PLR0913
    diagnosis: Diagnosis,
    symptom: str,
    *,
    view: View = EVERYTHING,
    drivers: int,
    nodes: int,
    layers: int,
) -> PathMap:
    """Collect the strongest path of each driver to a symptom, by rank of driver.

    A path that would break a limit is passed over, and its driver counts as hidden.

    Args:
        diagnosis: its paths of credit, feedback links left out.
        symptom: id of the symptom.
        view: whose drivers are to be shown.
        drivers: how many drivers at most.
        nodes: how many nodes at most.
        layers: how many layers at most, the symptom's included.
    """
    links: set[tuple[str, str]] = set()
    layer_of = {symptom: 0}
    shown_drivers = 0
    for ranked in view.drivers(diagnosis):
        path = _path_to(symptom, ranked)
        if not path or shown_drivers == drivers:
            continue
        wider = _layers(diagnosis, links | set(pairwise(path)))
        if len(wider) <= nodes and max(wider.values()) < layers:
            links |= set(pairwise(path))
            layer_of = wider
            shown_drivers += 1
    graph = diagnosis.graph
    leading = nx.ancestors(graph.acyclic, symptom) - set(layer_of)
    hidden = [graph.nodes[each].kind for each in leading]
    return PathMap(
        symptom=symptom,
        layer_of=layer_of,
        links=tuple(sorted(links)),
        hidden_drivers=hidden.count(NodeKind.DRIVER),
        hidden_others=len(hidden) - hidden.count(NodeKind.DRIVER),
    )


def _path_to(symptom: str, ranked: RankedDriver) -> tuple[str, ...]:
    for path in ranked.paths:
        if path.nodes[-1] == symptom and not path.feedback:
            return path.nodes
    return ()


def _layers(diagnosis: Diagnosis, links: set[tuple[str, str]]) -> dict[str, int]:
    shown = {node for link in links for node in link}
    effects_first = [n for n in reversed(diagnosis.graph.topological) if n in shown]
    return dict(longest_path_layers(effects_first, ((b, a) for a, b in links)))
