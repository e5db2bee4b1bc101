"""What is entangled: loops with where to break them, and in which order they turned."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rcagraph.evidence.first_cause import FirstCause
from rcagraph.findings.loops import canonical
from rcagraph.findings.standing import BELIEVED, Standing
from rcagraph.graph.causal_graph import CausalGraph, CausalLink
from rcagraph.graph.loops import arcs_of, missing_arcs
from rcagraph.graph.search import STEPS, find_loops
from rcagraph.vocabulary.terms import LevelOfControl, Loop, SupportOffer

_LEVELS = {level: rank for rank, level in enumerate(LevelOfControl)}
_NOBODY = len(_LEVELS)
_OPEN_END = 120.0  # months; where an offer names none


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakPoint:
    """Where a loop is cheapest to break.

    An offer that acts on a member and is not blocked by a believed driver comes
    first: at the nearest level of control, then the soonest, then by id. Where there
    is none, the link whose effect is most controllable (a driver acts directly on it
    at the nearest level), then the weakest, then by id.

    Attributes:
        node: the member acted on; of a link, its effect.
        offer: the offer, or None.
        link: the link, where there is no offer.
        level: at which it can be done, or None where no driver is near.
    """

    node: str
    offer: SupportOffer | None
    link: CausalLink | None
    level: LevelOfControl | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntangledLoop:
    """A loop in one organisation.

    Attributes:
        nodes: in causal order, the smallest id first, not repeated at the end.
        name, note: of the loop if people know it, or "".
        gain: product of the strengths round it.
        lag_days: the time round it.
        turning: whether every member is believed.
        weakest: the member least believed.
        moved: when the members' metrics first moved, earliest first; a member's
            earliest metric counts.
    """

    nodes: tuple[str, ...]
    name: str
    note: str
    gain: float
    lag_days: float
    turning: bool
    weakest: str
    weakest_belief: float
    break_at: BreakPoint
    moved: tuple[FirstCause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """Loops among believed nodes, and known loops that do not turn.

    Attributes:
        turning: the strongest gain first.
        still: named loops with a member that is not believed.
        longest: links up to which all loops are found; None: all there are.
        unclosed: names of known loops that lack a link in this graph.
    """

    turning: tuple[EntangledLoop, ...]
    still: tuple[EntangledLoop, ...]
    longest: int | None
    unclosed: tuple[str, ...]


def entangled_loops(
    standing: Standing, *, longest: int | None = None, steps: int = STEPS
) -> Loops:
    """Find the loops among believed nodes, and say of each what can be done.

    Args:
        standing: of the organisation.
        longest: the most links of a loop; default: no limit.
        steps: work after which only shorter loops are looked for.
    """
    graph, beliefs = standing.model.graph, standing.beliefs
    believed = [node for node in graph.nodes if beliefs[node] >= BELIEVED]
    inside = graph.whole.subgraph(believed)
    found = find_loops(inside, longest=longest, steps=steps)
    known = standing.model.ontology.loops
    closed = [loop for loop in known if not missing_arcs(loop, graph)]
    named = {canonical(loop.nodes): loop for loop in closed}
    # A known loop is told of even where it is longer than what was looked for.
    turning = dict.fromkeys(found.chains) | {
        nodes: None for nodes in named if all(beliefs[n] >= BELIEVED for n in nodes)
    }
    still = [nodes for nodes in named if nodes not in turning]
    describe = _Describer(standing, named)
    return Loops(
        turning=describe.loops(turning),
        still=describe.loops(still),
        longest=found.longest,
        unclosed=tuple(loop.label for loop in known if missing_arcs(loop, graph)),
    )


class _Describer:
    def __init__(
        self, standing: Standing, named: Mapping[tuple[str, ...], Loop]
    ) -> None:
        self._standing = standing
        self._named = named
        self._nearest = nearest_levels(standing.model.graph)
        self._moved: dict[str, FirstCause] = {}
        for move in standing.moves:
            known = self._moved.get(move.node)
            if known is None or (move.period, move.metric) < (
                known.period,
                known.metric,
            ):
                self._moved[move.node] = move

    def loops(
        self, chains: Mapping[tuple[str, ...], None] | list[tuple[str, ...]]
    ) -> tuple[EntangledLoop, ...]:
        described = [self._loop(nodes) for nodes in chains]
        return tuple(sorted(described, key=lambda loop: (-loop.gain, loop.nodes)))

    def _loop(self, nodes: tuple[str, ...]) -> EntangledLoop:
        graph, beliefs = self._standing.model.graph, self._standing.beliefs
        links = [graph.link_index[arc] for arc in arcs_of(nodes)]
        weakest = min(nodes, key=lambda node: (beliefs[node], node))
        known = self._named.get(nodes)
        moves = [self._moved[node] for node in nodes if node in self._moved]
        return EntangledLoop(
            nodes=nodes,
            name=known.label if known else "",
            note=known.note if known else "",
            gain=math.prod(link.strength for link in links),
            lag_days=math.fsum(link.lag_days for link in links),
            turning=beliefs[weakest] >= BELIEVED,
            weakest=weakest,
            weakest_belief=beliefs[weakest],
            break_at=self._break_at(nodes, links),
            moved=tuple(sorted(moves, key=lambda move: (move.period, move.node))),
        )

    def _break_at(self, nodes: tuple[str, ...], links: list[CausalLink]) -> BreakPoint:
        offers = [
            (offer, node)
            for offer in self._standing.model.ontology.offers
            for node in nodes
            if node in {*offer.addresses, *offer.relieves}
            and not blocked(offer, self._standing.beliefs)
        ]
        if offers:
            offer, node = min(offers, key=lambda pair: (*_cost(pair[0]), pair[1]))
            return BreakPoint(node=node, offer=offer, link=None, level=offer.level)
        link = min(links, key=self._hold)
        level = self._nearest.get(link.effect)
        return BreakPoint(node=link.effect, offer=None, link=link, level=level)

    def _hold(self, link: CausalLink) -> tuple[int, float, str, str]:
        level = self._nearest.get(link.effect)
        rank = _NOBODY if level is None else _LEVELS[level]
        return rank, link.strength, link.cause, link.effect


def nearest_levels(graph: CausalGraph) -> Mapping[str, LevelOfControl]:
    """Return the nearest level at which each node can be acted on.

    A driver's own, or that of the drivers that act on the node directly. Nodes that
    no driver acts on directly are absent.
    """
    nearest: dict[str, LevelOfControl] = {}
    ends = [(node, node) for node in graph.nodes]
    for cause, effect in [*ends, *graph.link_index]:
        level = graph.nodes[cause].level
        if level is not None:
            known = nearest.get(effect, level)
            nearest[effect] = min(known, level, key=_LEVELS.__getitem__)
    return nearest


def blocked(offer: SupportOffer, beliefs: Mapping[str, float]) -> tuple[str, ...]:
    """Return the believed drivers that keep an offer from working."""
    return tuple(
        driver for driver in offer.blocked_by if beliefs.get(driver, 0) >= BELIEVED
    )


def _cost(offer: SupportOffer) -> tuple[int, float, float, str]:
    low, high = offer.months_to_effect_low, offer.months_to_effect_high
    late = _OPEN_END if high is None else high
    return _LEVELS[offer.level], late, late if low is None else low, offer.id
