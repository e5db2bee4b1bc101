"""Exact beliefs by the multiplicative factorisation of the noisy-OR.

A family with child c and causes x_i gets one auxiliary binary a:
P(c | x) = sum_a D(c, a) prod_i f_i(a, x_i), with f_i(0, x) = 1, f_i(1, x) = q_i^x,
D(absent, .) = (0, 1 - leak) and D(present, .) = (1, -(1 - leak)), where q = 1 - p
(Díez and Galán, "Efficient computation for the noisy MAX", International Journal
of Intelligent Systems 18, 2003). Every table is pairwise, which brings the
treewidth of a graph with many-caused nodes down to what can be held. Families with
one cause need no auxiliary.

D is signed, so evidence that is far less probable than the terms that cancel in it
loses digits. The derivative tells how many (``Derivative.amplification``). Where
too many are lost, the case is run again in the basis ("nothing fired yet",
"something fired") of the same auxiliaries, in which nothing is subtracted and
joining is dearer. The two give the same answer; the second is exact to rounding
for any parameters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rcagraph.errors import InferenceError, Problem
from rcagraph.inference.elimination import (
    Derivative,
    Programme,
    Scope,
    compile_programme,
    differentiate,
    min_fill_order,
)
from rcagraph.inference.marginals import (
    Marginals,
    as_probabilities,
    contradiction,
    likelihoods,
    rows,
)
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

# Beyond this, fewer than about ten digits would be left of sixteen.
_LARGEST_AMPLIFICATION = 1e5
_BYTES = 6e8
# Of the dearer basis, per case: about a minute.
_MOST_PRODUCTS = 1e9
# More cases at once gain nothing: the tables no longer fit the processor's cache.
_MOST_CASES = 16


@dataclass(frozen=True, eq=False, kw_only=True)
class ExactPlan:
    """What depends on who causes what, but not on any number.

    Variables 0 to n-1 are the nodes, n + c the auxiliary of node c.

    Attributes:
        nodes: number of nodes.
        roots: nodes without causes; their leak is their prior.
        gated: nodes with two causes or more.
        single: nodes with one cause.
        gated_links, single_links: positions of the links into these.
    """

    nodes: int
    causes: Ints
    effects: Ints
    roots: Ints
    gated: Ints
    single: Ints
    gated_links: Ints
    single_links: Ints

    @property
    def width(self) -> int:
        """Largest number of variables in one table."""
        return self.signed.width

    @cached_property
    def signed(self) -> Programme:
        """The programme with subtraction."""
        scopes = self._scopes()
        return compile_programme(scopes, min_fill_order(scopes))

    @cached_property
    def positive(self) -> Programme:
        """The programme without subtraction."""
        scopes = [*self._scopes(), *((self.nodes + c,) for c in self.gated.tolist())]
        gates = (self.nodes + self.gated).tolist()
        order = min_fill_order(
            scopes, after=dict(zip(self.gated.tolist(), gates, strict=True))
        )
        closing = {gate: self.nodes + place for place, gate in enumerate(gates)}
        return compile_programme(scopes, order, closing=closing)

    def fits(self, network: NoisyOrNetwork) -> bool:
        """Whether the plan was compiled from this network's links."""
        return (
            self.nodes == len(network.nodes)
            and np.array_equal(self.causes, network.causes)
            and np.array_equal(self.effects, network.effects)
        )

    def _scopes(self) -> list[Scope]:
        """Nodes, (gated node, auxiliary), (auxiliary, cause), (single node, cause)."""
        n = self.nodes
        return [
            *((node,) for node in range(n)),
            *((node, n + node) for node in self.gated.tolist()),
            *(
                (n + int(self.effects[link]), int(self.causes[link]))
                for link in self.gated_links
            ),
            *(
                (int(self.effects[link]), int(self.causes[link]))
                for link in self.single_links
            ),
        ]


def compile_plan(network: NoisyOrNetwork) -> ExactPlan:
    """Compile the elimination of a network; reuse it for all its evidence."""
    families = Counter(network.effects.tolist())
    n = len(network.nodes)
    size = np.array([families[node] for node in range(n)], dtype=np.int64)
    several = size[network.effects] > 1
    return ExactPlan(
        nodes=n,
        causes=network.causes,
        effects=network.effects,
        roots=np.flatnonzero(size == 0),
        gated=np.flatnonzero(size > 1),
        single=network.effects[~several],
        gated_links=np.flatnonzero(several),
        single_links=np.flatnonzero(~several),
    )


def exact_marginals(
    network: NoisyOrNetwork, weights: Floats, plan: ExactPlan
) -> Marginals:
    """Return exact beliefs, firings and lifts for every case.

    Args:
        network: feedback links are not acted on, see ``feedback_held``.
        weights: (cases, n) decibans.
        plan: compiled from the same links.

    Raises:
        InferenceError: the evidence of a case has probability zero, or loses too
            many digits while the network is too entangled for the dearer basis.
    """
    assert plan.fits(network), "the plan belongs to another network"
    leaks = rows(network.leaks, len(weights))
    strengths = rows(network.strengths, len(weights))
    found = Marginals.empty(network, len(weights))

    def answer(cases: Ints, *, positive: bool) -> Floats:
        given = _Given(
            likelihoods=likelihoods(weights[cases].T),
            leaks=leaks[cases].T,
            strengths=strengths[cases].T,
        )
        solve = _solve_positive if positive else _solve_signed
        solved, amplification = solve(given, plan)
        found.put(cases, solved)
        return amplification

    trusted = np.empty(len(weights), dtype=np.bool_)
    for cases in _chunks(len(weights), plan.signed):
        trusted[cases] = answer(cases, positive=False) <= _LARGEST_AMPLIFICATION
    doubtful = np.flatnonzero(~trusted)
    if len(doubtful) and plan.positive.products > _MOST_PRODUCTS:
        raise _too_extreme(doubtful)
    impossible = [
        case
        for case in doubtful
        if not np.isfinite(answer(np.array([case]), positive=True)).all()
    ]
    if impossible:
        raise contradiction(np.array(impossible))
    return Marginals(
        beliefs=as_probabilities(found.beliefs),
        link_fired=as_probabilities(found.link_fired),
        leak_lift=found.leak_lift,
        log_evidence=found.log_evidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Numbers of some cases, cases last: (2, n, c), (n, c) and (m, c)."""

    likelihoods: Floats
    leaks: Floats
    strengths: Floats

    def nodes(self, plan: ExactPlan) -> Floats:
        """Return (n, 2, c): likelihoods, times the prior where there is no cause."""
        table = self.likelihoods.swapaxes(0, 1).copy()
        table[plan.roots, 0] *= 1 - self.leaks[plan.roots]
        table[plan.roots, 1] *= self.leaks[plan.roots]
        return table

    def single_families(self, plan: ExactPlan) -> Floats:
        """Return (families, 2, 2, c): P(node | its only cause)."""
        leak = self.leaks[plan.single]
        strength = self.strengths[plan.single_links]
        return _pairs(
            1 - leak,
            (1 - leak) * (1 - strength),
            leak,
            leak + strength - leak * strength,
        )


def _solve_signed(given: _Given, plan: ExactPlan) -> tuple[Marginals, Floats]:
    no_leak = 1 - given.leaks[plan.gated]
    strength = given.strengths[plan.gated_links]
    one, still = np.ones_like(no_leak), np.ones_like(strength)
    (nodes, gates, links, singles), derivative = _slopes(
        plan.signed,
        given.nodes(plan),
        _pairs(0 * one, no_leak, one, -no_leak),
        _pairs(still, still, still, 1 - strength),
        given.single_families(plan),
    )
    # Where a = 0 the node is present whatever its causes do: something fired.
    lift, fired = gates[:, 1, 0], links[:, 0, 1]
    # The terms that cancel can also be those of one family.
    largest = np.abs(lift).max(axis=0, initial=0)
    amplification = np.maximum(derivative.amplification, largest)
    found = _marginals(given, plan, nodes, singles, lift, fired)
    return replace(found, log_evidence=derivative.log_total), amplification


def _solve_positive(given: _Given, plan: ExactPlan) -> tuple[Marginals, Floats]:
    leak = given.leaks[plan.gated]
    strength = given.strengths[plan.gated_links]
    zero, still = np.zeros_like(leak), np.ones_like(strength)
    (nodes, _, links, singles, leaks), derivative = _slopes(
        plan.positive,
        given.nodes(plan),
        _pairs(zero + 1, zero, zero, zero + 1),
        _pairs(still, 1 - strength, 0 * still, strength),
        given.single_families(plan),
        np.stack([1 - leak, leak], axis=1),
    )
    lift, fired = leaks[:, 1], links[:, 1, 1]
    found = _marginals(given, plan, nodes, singles, lift, fired)
    found = replace(found, log_evidence=derivative.log_total)
    return found, derivative.amplification


def _pairs(*entries: Floats) -> Floats:
    """Return (k, 2, 2, c) tables from four (k, c) entries, row by row."""
    return np.stack(entries, axis=1).reshape(-1, 2, 2, entries[0].shape[-1])


def _slopes(programme: Programme, *groups: Floats) -> tuple[list[Floats], Derivative]:
    """Return d log Z by each group of tables, and the whole derivative."""
    derivative = differentiate(programme, [table for each in groups for table in each])
    ends = np.cumsum([len(each) for each in groups])
    slopes = [
        np.array(derivative.of[end - len(each) : end]).reshape(each.shape)
        for each, end in zip(groups, ends, strict=True)
    ]
    return slopes, derivative


def _marginals(  # noqa: PLR0913, PLR0917
    given: _Given,
    plan: ExactPlan,
    nodes: Floats,
    singles: Floats,
    gated_lift: Floats,
    gated_fired: Floats,
) -> Marginals:
    """Collect answers from slopes by family."""
    lift = np.empty_like(given.leaks)
    lift[plan.roots] = given.likelihoods[1][plan.roots] * nodes[plan.roots, 1]
    lift[plan.single] = singles[:, 1].sum(axis=1)
    lift[plan.gated] = gated_lift
    fired = np.empty_like(given.strengths)
    fired[plan.single_links] = singles[:, 1, 1]
    fired[plan.gated_links] = gated_fired
    return Marginals(
        beliefs=(given.nodes(plan)[:, 1] * nodes[:, 1]).T,
        link_fired=(given.strengths * fired).T,
        leak_lift=lift.T,
    )


def _too_extreme(cases: Ints) -> InferenceError:
    return InferenceError(
        [
            Problem(
                message=f"evidence of organisation {case} is too extreme for exact"
                " inference in so entangled a network",
                expected="weights nearer to zero, or engine='propagation'",
            )
            for case in cases.tolist()
        ]
    )


def _chunks(cases: int, programme: Programme) -> Iterator[Ints]:
    size = min(_MOST_CASES, max(1, int(_BYTES / (8 * programme.entries))))
    for start in range(0, cases, size):
        yield np.arange(start, min(start + size, cases))
