"""Two organisations, or one at two dates: what differs, and why beliefs do.

Whatever only one side has a figure for is said, and is no difference: a want of data
is neither better nor worse. Where it moves a belief all the same, because one side
was told something and the other nothing, the part is marked as one-sided.
"""

from __future__ import annotations

import numpy as np

from rcagraph.evidence.entries import agreeing_reviews
from rcagraph.evidence.records import Entry, MetricEvidence
from rcagraph.findings.comparison import (
    MUCH,
    Comparison,
    DriverPair,
    LensPair,
    MetricPair,
    Part,
    Side,
    SymptomPair,
)
from rcagraph.findings.ledger import MOVES
from rcagraph.findings.model import Model
from rcagraph.inference.contribution import ranks_of
from rcagraph.inference.marginals import decibans
from rcagraph.inference.swaps import SwapParts, swap_parts
from rcagraph.observations.organisation import Succession
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Lens, NodeKind

# Smaller differences are round-off of the inference.
_SAME = 1e-6


def compare_sides(
    model: Model, first: Side, second: Side, *, orders: int = 8, seed: int = 0
) -> Comparison:
    """Return what differs between two sides, and what makes beliefs differ.

    Args:
        model: of both.
        first, second: differences are second less first.
        orders: of swapping; see ``swap_parts``.
        seed: of these.
    """
    metrics = _metrics(model, first, second)
    return Comparison(
        organisations=(first.organisation, second.organisation),
        days=(first.as_of, second.as_of),
        metrics=tuple(
            sorted(
                (each for each in metrics if each.moved is not None),
                key=lambda each: (-abs(each.moved or 0), each.metric.id),
            )
        ),
        one_sided=tuple(each for each in metrics if each.moved is None),
        drivers=_drivers(model, first, second, orders, seed),
        symptoms=_symptoms(model, first, second),
        unexplained=(
            float(first.inferred.credit.unexplained[first.row]),
            float(second.inferred.credit.unexplained[second.row]),
        ),
        successions=_successions(first, second),
        answers=(len(first.evidence.answers), len(second.evidence.answers)),
        orders=orders,
    )


def _successions(first: Side, second: Side) -> tuple[Succession, ...]:
    early, late = sorted((first.as_of, second.as_of))
    if first.organisation != second.organisation or early == late:
        return ()
    return tuple(
        each for each in second.organisation.predecessors if early < each.on <= late
    )


def _metrics(model: Model, first: Side, second: Side) -> list[MetricPair]:
    """Return metrics whose readings differ, in id order."""
    found = []
    for name, metric in sorted(model.ontology.metrics.items()):
        pair = first.evidence.metrics[name], second.evidence.metrics[name]
        seen = pair[0].observation, pair[1].observation
        if seen == (None, None):
            continue
        lenses = tuple(
            each
            for each in (_lens(pair, lens) for lens in Lens)
            if each.z[0] != each.z[1] or each.weight[0] != each.weight[1]
        )
        same = None not in seen and not lenses and _value(seen[0]) == _value(seen[1])
        if same:
            continue
        found.append(
            MetricPair(
                metric=metric,
                observations=seen,
                missing=(pair[0].missing, pair[1].missing),
                lenses=lenses,
                moved=None if None in seen else _moved(lenses),
            )
        )
    return found


def _value(seen: Observation | None) -> float | None:
    return None if seen is None else seen.value


def _lens(pair: tuple[MetricEvidence, MetricEvidence], lens: Lens) -> LensPair:
    one, other = (each.reading(lens) for each in pair)
    weights = tuple(
        None if r is None or r.z is None else r.weight for r in (one, other)
    )
    return LensPair(
        lens=lens,
        z=(None if one is None else one.z, None if other is None else other.z),
        weight=(weights[0], weights[1]),
    )


def _moved(lenses: tuple[LensPair, ...]) -> float:
    return sum(
        each.weight[1] - each.weight[0]
        for each in lenses
        if each.weight[0] is not None and each.weight[1] is not None
    )


def _drivers(
    model: Model, first: Side, second: Side, orders: int, seed: int
) -> tuple[DriverPair, ...]:
    network = model.network
    moved = decibans(second.beliefs) - decibans(first.beliefs)
    ranks = [
        ranks_of(network, side.inferred.credit.shares[side.row])
        for side in (first, second)
    ]
    differs = np.abs(moved[network.drivers]) > _SAME
    swaps = None
    if differs.any():
        swaps = swap_parts(
            network, first.inputs, second.inputs, orders=orders, seed=seed
        )
    found = []
    for place in network.drivers.tolist():
        shares = tuple(
            float(side.inferred.credit.shares[side.row, place])
            for side in (first, second)
        )
        if abs(moved[place]) <= _SAME and abs(shares[1] - shares[0]) <= _SAME:
            continue
        assert swaps is not None or abs(moved[place]) <= _SAME
        found.append(
            _driver(
                model,
                (first, second),
                place,
                float(moved[place]),
                (shares[0], shares[1]),
                (ranks[0][place], ranks[1][place]),
                swaps,
            )
        )
    return tuple(
        sorted(found, key=lambda each: (-round(abs(each.decibans), 6), each.driver.id))
    )


def _driver(  # noqa: PLR0913, PLR0917 - one row of the answer
    model: Model,
    sides: tuple[Side, Side],
    place: int,
    moved: float,
    shares: tuple[float, float],
    ranks: tuple[int, int],
    swaps: SwapParts | None,
) -> DriverPair:
    parts: list[Part] = []
    past = loops = little = residual = 0.0
    if swaps is not None and abs(moved) >= MUCH:
        past, loops = float(swaps.past[place]), float(swaps.loops[place])
        parts = [
            _part(model, sides, swaps, at, place)
            for at in range(len(swaps.places))
            if abs(swaps.evidence[at, place]) >= MOVES
        ]
        parts.sort(key=lambda each: (-round(abs(each.decibans), 6), each.node.id))
        named = sum(each.decibans for each in parts)
        little = float(swaps.evidence[:, place].sum()) - named
        residual = moved - float(swaps.total[place])
    return DriverPair(
        driver=model.graph.nodes[model.network.nodes[place]],
        belief=(float(sides[0].beliefs[place]), float(sides[1].beliefs[place])),
        contribution=shares,
        rank=ranks,
        decibans=moved,
        parts=tuple(parts),
        past=past,
        loops=loops,
        little=little,
        residual=residual,
    )


def _part(
    model: Model, sides: tuple[Side, Side], swaps: SwapParts, at: int, place: int
) -> Part:
    node = model.graph.nodes[model.network.nodes[int(swaps.places[at])]]
    entries = [side.evidence.entries.get(node.id, ()) for side in sides]
    metrics = [{m for each in group for m in each.metrics} for group in entries]
    return Part(
        node=node,
        decibans=float(swaps.evidence[at, place]),
        error=float(swaps.error[at, place]),
        notes=(_strongest(entries[0]), _strongest(entries[1])),
        only=(
            tuple(sorted(metrics[0] - metrics[1])),
            tuple(sorted(metrics[1] - metrics[0])),
        ),
        one_sided=not (entries[0] and entries[1]),
    )


def _strongest(entries: tuple[Entry, ...]) -> str:
    # Reviews that agree count for more together than each on its own.
    agree = agreeing_reviews(entries) != 0

    def counts(each: Entry) -> tuple[float, str]:
        return max(abs(each.weight), abs(each.agreed) * agree), each.id

    told = max(entries, key=counts, default=None)
    return "" if told is None else told.note


def _symptoms(model: Model, first: Side, second: Side) -> tuple[SymptomPair, ...]:
    found = []
    for place, name in enumerate(model.network.nodes):
        node = model.graph.nodes[name]
        if node.kind is not NodeKind.SYMPTOM:
            continue
        one, other = (
            (float(side.beliefs[place]), float(side.inferred.severity[side.row, place]))
            for side in (first, second)
        )
        if max(abs(one[0] - other[0]), abs(one[1] - other[1])) > _SAME:
            found.append(
                SymptomPair(
                    node=node,
                    belief=(one[0], other[0]),
                    severity=(one[1], other[1]),
                )
            )
    return tuple(
        sorted(
            found,
            key=lambda each: (
                -round(abs(each.belief[1] - each.belief[0]), 9),
                each.node.id,
            ),
        )
    )
