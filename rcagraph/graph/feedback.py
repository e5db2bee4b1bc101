"""Which links act from the previous quarter, so that the rest has no cycle.

Loops are real: delayed discharge fills beds, full beds crowd the emergency
department, crowding lengthens stays and stays delay discharge. A loop takes time
to turn, so one link of each is read as acting from one quarter to the next. The
choice is a minimum-weight feedback arc set: the cost of taking a link out is
``strength / lag in quarters``, so that slow links go first and, among equally
slow ones, weak links.

The set is found exactly by integer programming with cycles added as they turn up
(Baharev, Schichl, Neumaier, Achterberg: "An exact method for the minimum feedback
arc set problem", ACM Journal of Experimental Algorithmics 26, 2021). The problem is
NP-hard, and where many hundred links are entangled in each other's loops exact search
takes minutes. There a cut is found that is cheap and has no link too many, but need not
be the cheapest (Demetrescu, Finocchi: "Combinatorial algorithms for feedback problems
in directed graphs", Information Processing Letters 86, 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx
import numpy as np

Arc = tuple[str, str]
_QUARTER_DAYS = 91.25
# Breaks ties between equally good sets, always the same way; far below any real
# difference in cost.
_TIE_BREAK = 1e-9
# Links in one strongly connected part; the shipped library's largest has 138.
_LARGEST_EXACT = 500


class UnbreakableLoopError(ValueError):
    """A loop all of whose arcs are declared not to be feedback.

    Attributes:
        arcs: the loop, in causal order.
    """

    def __init__(self, arcs: Iterable[Arc]) -> None:
        """Say which loop it is."""
        self.arcs = tuple(arcs)
        ways = ", ".join(" → ".join(arc) for arc in self.arcs)
        super().__init__(
            f"a loop consists only of links marked feedback: false: {ways}"
        )


def feedback_cost(strength: float, lag_days: float) -> float:
    """Return what reading a link as acting from the previous quarter costs.

    >>> feedback_cost(0.4, 365) < feedback_cost(0.4, 7) < feedback_cost(0.7, 7)
    True
    """
    return strength * _QUARTER_DAYS / lag_days


def feedback_arc_set(
    costs: Mapping[Arc, float],
    *,
    always: Iterable[Arc] = (),
    never: Iterable[Arc] = (),
) -> frozenset[Arc]:
    """Return the cheapest set of arcs whose removal leaves no cycle.

    Args:
        costs: every arc of the graph with its cost, above zero.
        always: arcs that an author declared to be feedback.
        never: arcs that an author declared not to be.

    Raises:
        UnbreakableLoopError: a cycle consists of ``never`` arcs alone.

    >>> sorted(feedback_arc_set({("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 0.5}))
    [('c', 'a')]
    """
    declared = frozenset(always)
    kept = frozenset(never)
    remaining = sorted(set(costs) - declared)
    chosen: set[Arc] = set()
    # Each strongly connected part has its own cycles: smaller programmes.
    whole = nx.DiGraph(remaining)
    for part in sorted(map(sorted, nx.strongly_connected_components(whole))):
        if len(part) > 1:
            inside = [arc for arc in remaining if {*arc} <= set(part)]
            exact = len(inside) <= _LARGEST_EXACT
            cut = _cheapest_cut if exact else _cheap_cut
            chosen |= cut(inside, costs, kept)
        elif whole.has_edge(part[0], part[0]):
            chosen.add((part[0], part[0]))
    return declared | chosen


def _cheapest_cut(
    arcs: list[Arc], costs: Mapping[Arc, float], kept: frozenset[Arc]
) -> set[Arc]:
    # Heavy, and needed only where the graph has loops.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    place = {arc: index for index, arc in enumerate(arcs)}
    objective = np.array(
        [costs[arc] + _TIE_BREAK * index for index, arc in enumerate(arcs)]
    )
    upper = np.array([0.0 if arc in kept else 1.0 for arc in arcs])
    rows: list[np.ndarray] = []
    cut: set[Arc] = set()
    while cycles := _disjoint_cycles(nx.DiGraph(sorted(set(arcs) - cut))):
        for cycle in cycles:
            if set(cycle) <= kept:
                raise UnbreakableLoopError(cycle)
            row = np.zeros(len(arcs))
            row[[place[arc] for arc in cycle]] = 1
            rows.append(row)
        solved = milp(
            objective,
            constraints=LinearConstraint(np.array(rows), lb=1),
            integrality=np.ones(len(arcs)),
            bounds=Bounds(0, upper),
            options={"mip_rel_gap": 0},
        )
        cut = {arc for arc in arcs if solved.x[place[arc]] > 0.5}  # noqa: PLR2004
    return cut


def _cheap_cut(
    arcs: list[Arc], costs: Mapping[Arc, float], kept: frozenset[Arc]
) -> set[Arc]:
    graph = nx.DiGraph(arcs)
    left = {arc: costs[arc] for arc in arcs}
    removed: set[Arc] = set()
    while cycle := _first_cycle(graph):
        free = [arc for arc in cycle if arc not in kept]
        if not free:
            raise UnbreakableLoopError(cycle)
        least = min(left[arc] for arc in free)
        for arc in free:
            left[arc] -= least
            if left[arc] <= _TIE_BREAK:
                graph.remove_edge(*arc)
                removed.add(arc)
    # Dear ones go back first wherever they close no loop any more.
    for arc in sorted(removed, key=lambda each: (-costs[each], each)):
        if not nx.has_path(graph, arc[1], arc[0]):
            graph.add_edge(*arc)
            removed.remove(arc)
    return removed


def _first_cycle(graph: nx.DiGraph[str]) -> list[Arc]:
    try:
        return [(cause, effect) for cause, effect, *_ in nx.find_cycle(graph)]
    except nx.NetworkXNoCycle:
        return []


def _disjoint_cycles(graph: nx.DiGraph[str]) -> list[list[Arc]]:
    """Return cycles that share no arc, short ones first: good cuts, found fast."""
    cycles: list[list[Arc]] = []
    graph = graph.copy()
    for node in sorted(graph):
        while cycle := _shortest_cycle_through(graph, node):
            cycles.append(cycle)
            graph.remove_edges_from(cycle)
    return cycles


def _shortest_cycle_through(graph: nx.DiGraph[str], node: str) -> list[Arc]:
    if node not in graph:
        return []
    paths = nx.single_source_shortest_path(graph, node)
    closing = [
        (len(paths[before]), paths[before])
        for before in graph.predecessors(node)
        if before in paths
    ]
    if not closing:
        return []
    path = min(closing)[1]
    return list(zip(path, [*path[1:], node], strict=True))
