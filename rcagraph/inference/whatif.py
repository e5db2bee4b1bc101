"""What would be seen if a driver were taken away, or came: a counterfactual.

Conditioning on a driver's absence answers another question ("what if it had never
been there, given all that was seen": the blame then moves to other causes). Here the
evidence says which mechanisms are at work (abduction), some nodes are then set by
hand (action), and the same mechanisms bring about what they still can (prediction):
Pearl, "Causality", 2nd edition 2009, section 7.1.

Factual and counterfactual network share every leak and every link's mechanism, so a
node c with causes in the states x and x' has

    P(c absent in those that a and a' pick out) = A prod_i q_i^(a x_i or a' x'_i)

and by inclusion and exclusion P(c, c') = sum over a, a' of D(c, a) D(c', a') times
that, with D(absent, .) = (0, 1), D(present, .) = (1, -1): the factorisation of
``rcagraph.inference.exact`` for a pair of worlds (Balke and Pearl, "Probabilistic
evaluation of counterfactual queries", AAAI 1994, draw the pair as one network). Only
nodes between what is set and what is asked need both states, so the tables stay
small. Beyond a size the answer is counted over drawn worlds, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.inference.counterfactual import after_setting
from rcagraph.inference.elimination import min_fill_order
from rcagraph.inference.exact import ExactPlan
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import feedback_held, likelihoods
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.inference.worlds import draw_worlds

# Largest table, in numbers: 128 MB, and some tenths of a second for a target.
_LARGEST = 2**24
# Signed tables lose digits on evidence that is far less likely than what cancels.
_AGREES = 1e-7

_Pair = tuple[int, int]
_SAME: tuple[_Pair, ...] = ((0, 0), (1, 1))
_Table = tuple[tuple[int, ...], Floats]


@dataclass(frozen=True, eq=False, kw_only=True)
class WhatIf:
    """Beliefs in the t nodes asked for, before and after.

    Attributes:
        targets: (t,) positions.
        before: (t,) probability present, as things are.
        after: (t,) probability present with the same mechanisms at work, after
            nodes were set.
        exact: (t,) whether ``after`` is; otherwise it was counted over worlds drawn
            with a fixed seed, with a standard error of at most 0.01.
    """

    targets: Ints
    before: Floats
    after: Floats
    exact: np.ndarray


def what_if(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    *,
    absent: Collection[int] = (),
    present: Collection[int] = (),
    targets: Sequence[int],
    previous: Floats | None = None,
    plan: ExactPlan | None = None,
    largest: int = _LARGEST,
) -> WhatIf:
    """Set nodes by hand, hold the evidence, and see what becomes of others.

    Feedback links act throughout from the previous quarter, in which nothing was
    set: the answer is for the first quarter after the change, loops not yet turned.

    Args:
        network: whose parameters do not differ by case.
        weights: (n,) decibans.
        absent, present: positions of the nodes set; none in both.
        targets: positions of the nodes asked for.
        previous: (n,) beliefs from which feedback links act; where they settle if
            None.
        plan: from ``compile_plan``.
        largest: numbers in a table, beyond which worlds are drawn for a target.

    Raises:
        InferenceError: the evidence has probability zero.
    """
    assert not set(absent) & set(present), "absent and present at once"
    posterior = infer(network, weights, plan=plan, previous=previous)
    acting = posterior.beliefs if previous is None else np.atleast_2d(previous)
    held = feedback_held(network, acting)
    twins = _Twins(held, weights, frozenset(absent), frozenset(present))
    before = posterior.beliefs[0, list(targets)]
    found = [
        twins.belief_in(target, before=belief, largest=largest)
        for target, belief in zip(targets, before.tolist(), strict=True)
    ]
    open_ = [at for at, belief in enumerate(found) if belief is None]
    after = np.array([np.nan if each is None else each for each in found])
    if open_:
        after[open_] = after_setting(
            draw_worlds(network, weights, posterior.beliefs[0], previous=acting[0]),
            [targets[at] for at in open_],
            absent=absent,
            present=present,
        )
    return WhatIf(
        targets=np.array(targets, dtype=np.int64),
        before=before,
        after=after,
        exact=np.array([each is not None for each in found], dtype=np.bool_),
    )


class _Twins:
    """A network as it is and as it would be, for one case.

    Variable i is node i in one world or in both, n + i the auxiliary of its family.
    """

    def __init__(
        self,
        network: NoisyOrNetwork,
        weights: Floats,
        absent: frozenset[int],
        present: frozenset[int],
    ) -> None:
        self.nodes = len(network.nodes)
        self.leaks = network.leaks[0]
        self.seen = likelihoods(weights)
        self.given = np.flatnonzero(weights).tolist()
        self.absent, self.present = absent, present
        self.causes: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for cause, effect, strength in zip(
            network.causes.tolist(),
            network.effects.tolist(),
            network.strengths.tolist(),
            strict=True,
        ):
            self.causes[effect].append((cause, strength))
        self.loses = self._below(absent)
        self.gains = self._below(present)

    def belief_in(self, target: int, *, before: float, largest: int) -> float | None:
        """Return P(target present after), None where exact tables are too large."""
        if target in self.absent | self.present:
            return float(target in self.present)
        between = self._between(target)
        if target not in between:
            return before
        tables = self._tables(target, between)
        answer = _eliminated(tables, target, largest)
        if answer is None:
            return None
        states = np.array(self._states(target, between), dtype=np.float64)
        now, then = answer @ states / answer.sum()
        return min(max(float(then), 0.0), 1.0) if abs(now - before) < _AGREES else None

    def _below(self, nodes: Iterable[int]) -> frozenset[int]:
        """Return what nodes act on, at any distance; causes precede effects."""
        reached = set(nodes)
        for node in range(self.nodes):
            if any(cause in reached for cause, _ in self.causes[node]):
                reached.add(node)
        return frozenset(reached)

    def _above(self, nodes: Iterable[int], *, stop: Collection[int] = ()) -> set[int]:
        reached, waiting = set(nodes), list(nodes)
        while waiting:
            node = waiting.pop()
            if node in stop:
                continue
            new = {cause for cause, _ in self.causes[node]} - reached
            reached |= new
            waiting += new
        return reached

    def _between(self, target: int) -> set[int]:
        """Return the nodes that may differ between the worlds and reach the target."""
        set_by_hand = self.absent | self.present
        above = self._above([target], stop=set_by_hand)
        differs = set()
        for node in sorted(above - set_by_hand):
            if any(c in differs or c in set_by_hand for c, _ in self.causes[node]):
                differs.add(node)
        return differs

    def _states(self, node: int, between: Collection[int]) -> tuple[_Pair, ...]:
        """Return the states (as it is, as it would be) that a node can be in."""
        if node in self.absent:
            return ((0, 0), (1, 0))
        if node in self.present:
            return ((0, 1), (1, 1))
        if node not in between:
            return _SAME
        lost = ((1, 0),) if node in self.loses else ()
        won = ((0, 1),) if node in self.gains else ()
        return ((0, 0), *lost, *won, (1, 1))

    def _tables(self, target: int, between: Collection[int]) -> list[_Table]:
        tables: list[_Table] = []
        for node in sorted(self._above([*self.given, target])):
            states = self._states(node, between)
            seen = np.array([self.seen[now, node] for now, _ in states])
            both = node in between
            picks: tuple[_Pair, ...] = ((0, 0), (1, 0))
            if both:
                # Without gains the other world holds no more than this one.
                more = ((0, 1), (1, 1)) if node in self.gains else ((0, 1),)
                picks = (*picks, *more)
            family = _family(states, picks, float(self.leaks[node]), both=both)
            if not self.causes[node]:
                tables.append(((node,), family.sum(axis=1) * seen))
                continue
            auxiliary = self.nodes + node
            tables.append(((node, auxiliary), family * seen[:, None]))
            for cause, strength in self.causes[node]:
                reached = [
                    [a * now or b * then for now, then in self._states(cause, between)]
                    for a, b in picks
                ]
                factor = np.where(np.array(reached, dtype=np.bool_), 1 - strength, 1.0)
                tables.append(((auxiliary, cause), factor))
        return tables


def _family(
    states: Sequence[_Pair], picks: Sequence[_Pair], leak: float, *, both: bool
) -> Floats:
    """Return the coefficient (states, picks) of each product over the causes.

    A pick (a, a') says in which world a cause may bring the node. Where what would
    be is part of what is, both at once come to the same as the first alone.
    """

    def sign(present: int, picked: int) -> int:
        return (1, -1)[picked] if present else picked

    table = np.zeros((len(states), len(picks)))
    for row, (now, then) in enumerate(states):
        for a, b in ((0, 0), (1, 0), (0, 1), (1, 1)):
            if b and not both:
                continue
            other = sign(then, b) if both else 1
            column = picks.index((a, b) if (a, b) in picks else (1, 0))
            table[row, column] += sign(now, a) * other * (1 - leak if a or b else 1)
    return table


def _eliminated(tables: list[_Table], target: int, largest: int) -> Floats | None:
    """Return the (states,) sums of the product of tables, None if too large."""
    order = [v for v in min_fill_order([scope for scope, _ in tables]) if v != target]
    rank = {v: at for at, v in enumerate([*order, target])}
    for variable in order:
        joined = [each for each in tables if variable in each[0]]
        tables = [each for each in tables if variable not in each[0]]
        scope = sorted({v for each, _ in joined for v in each}, key=rank.__getitem__)
        sizes = {
            v: n
            for each, table in joined
            for v, n in zip(each, table.shape, strict=True)
        }
        if np.prod([float(sizes[v]) for v in scope]) > largest:
            return None
        joined.sort(key=lambda each: each[1].size)
        product: Floats = np.ones(1)
        for each, table in joined:
            product = product * _aligned(each, table, scope)
        summed = product.sum(axis=0)
        summed /= np.abs(summed).max() or 1.0
        tables.append((tuple(scope[1:]), summed))
    answer: Floats = np.ones(1)
    for _, table in tables:
        answer = answer * table
    return answer


def _aligned(own: Sequence[int], table: Floats, scope: Sequence[int]) -> Floats:
    """Return a table with its axes in the order of a scope, 1 where it has none."""
    axes = sorted(range(len(own)), key=lambda axis: scope.index(own[axis]))
    shape = [table.shape[own.index(v)] if v in own else 1 for v in scope]
    aligned: Floats = table.transpose(axes).reshape(shape)
    return aligned
