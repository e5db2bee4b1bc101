"""Fitting the constants of evidence on trusts whose causes are known.

The constants are those with the largest likelihood of what is so: the mean
logarithmic loss of the beliefs of all nodes, after the network has put everything
together. Fitted node by node instead, weights come out too large: what one trait of
a trust does to many metrics is then counted at every node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.path import SimulatedSet, World, simulate
from calibration.scores import reliability
from calibration.simulate import Signal
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Model, by_place
from rcagraph.inference.filtering import Filtered, filter_quarters
from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.inference.propagation import Messages, propagate
from rcagraph.vocabulary.terms import Constants, Lens, LensConstants

LENSES = (Lens.PEERS, Lens.BASELINE, Lens.STANDARD)
_PLACES = {str(lens): place for place, lens in enumerate(LENSES)}
# Far from any cap.
_SMALL = 1e-7
REPEATS = (0.0, 0.02, 0.05, 0.1, 0.2)
_DAMPING = 0.1
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Entries:
    """Entries of many organisations as arrays.

    How a reading turns into decibans is the tool's business; it is asked for by
    weighing with probing constants (``probes``), and not repeated here.

    Attributes:
        group: (e,) which (organisation, node) pair an entry is about.
        kind: (e,) position of its lens, or one more for a test.
        per_slope, per_offset, per_cap: (e,) decibans for one of each.
        told: (e,) a test's decibans, 0 for readings.
        rows, nodes: (g,) organisation and node of each pair.
    """

    group: Ints
    kind: Ints
    per_slope: Floats
    per_offset: Floats
    per_cap: Floats
    told: Floats
    rows: Ints
    nodes: Ints

    def weights(self, fitted: Fitted) -> Floats:
        """Return combined decibans (g,)."""
        slope, offset = np.append(fitted.slopes, 0), np.append(fitted.offsets, 0)
        line = slope[self.kind] * self.per_slope - offset[self.kind] * self.per_offset
        most = fitted.cap * self.per_cap
        each = np.clip(line, -most, most) + self.told
        number = np.bincount(self.group, minlength=len(self.rows))
        total = np.bincount(self.group, each, len(self.rows))
        return total / (1 + (number - 1) * fitted.correlation)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fitted:
    """Constants of evidence: (3,) slopes and offsets in the order of ``LENSES``."""

    slopes: Floats
    offsets: Floats
    correlation: float
    repeat: float
    cap: float

    @classmethod
    def of(cls, constants: Constants) -> Fitted:
        """Return what the tool uses."""
        lines = [constants.lenses[lens] for lens in LENSES]
        return cls(
            slopes=np.array([each.slope for each in lines]),
            offsets=np.array([each.offset for each in lines]),
            correlation=constants.correlation,
            repeat=constants.repeat,
            cap=constants.weight_cap,
        )

    def within(self, constants: Constants) -> Constants:
        """Return the tool's constants with these in their places."""
        return replace(
            constants,
            lenses={
                lens: LensConstants(slope=float(slope), offset=float(offset))
                for lens, slope, offset in zip(
                    LENSES, self.slopes, self.offsets, strict=True
                )
            },
            correlation=self.correlation,
            repeat=self.repeat,
            weight_cap=self.cap,
        )


def probes(constants: Constants) -> tuple[Constants, Constants, Constants]:
    """Return constants under which weights are per slope, per offset and per cap."""

    def probe(slope: float, offset: float) -> Constants:
        line = LensConstants(slope=slope, offset=offset)
        lenses = dict.fromkeys(constants.lenses, line)
        return replace(constants, lenses=lenses, weight_cap=1.0)

    return probe(_SMALL, 0.0), probe(0.0, -_SMALL), probe(0.0, -1 / _SMALL)


def entries_of(
    evidence: Sequence[OrganisationEvidence],
    probed: Sequence[Sequence[OrganisationEvidence]],
    network: NoisyOrNetwork,
) -> Entries:
    """Lay out every entry about a node of the network.

    Args:
        evidence: of each organisation.
        probed: the same figures weighed with each of ``probes``.
        network: whose nodes count.
    """
    places = {node: place for place, node in enumerate(network.nodes)}
    found: list[tuple[float, ...]] = []
    pairs: list[tuple[int, int]] = []
    for row, each in enumerate(evidence):
        for node, entries in each.entries.items():
            if node not in places:
                continue
            for entry in entries:
                name, _, lens = entry.id.partition("/")
                if name in each.metrics and lens in _PLACES:
                    sizes = [
                        _weight(other[row], name, Lens(lens)) / scale
                        for other, scale in zip(
                            probed, (_SMALL, _SMALL, 1.0), strict=True
                        )
                    ]
                    found.append((len(pairs), _PLACES[lens], *sizes, 0.0))
                else:
                    found.append((len(pairs), len(LENSES), 0.0, 0.0, 0.0, entry.weight))
            pairs.append((row, places[node]))
    group, kind, per_slope, per_offset, per_cap, told = np.array(found).T
    rows, nodes = np.array(pairs).T
    return Entries(
        group=group.astype(np.int64),
        kind=kind.astype(np.int64),
        per_slope=per_slope,
        per_offset=per_offset,
        per_cap=per_cap,
        told=told,
        rows=rows,
        nodes=nodes,
    )


def _weight(evidence: OrganisationEvidence, metric: str, lens: Lens) -> float:
    reading = evidence.metrics[metric].reading(lens)
    return 0.0 if reading is None else reading.weight


def weight_table(entries: Entries, fitted: Fitted, shape: tuple[int, int]) -> Floats:
    """Return combined decibans as (organisations, nodes)."""
    table = np.zeros(shape)
    table[entries.rows, entries.nodes] = entries.weights(fitted)
    return table


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FitSet:
    """A simulated set to fit on: what is so, and what today's entries are made of."""

    made: SimulatedSet
    entries: Entries


def fit_set(world: World, model: Model, seed: int, signal: Signal) -> FitSet:
    """Simulate a set and take its entries apart."""
    constants = model.ontology.constants
    made = simulate(
        world, seed, signal=signal, network=model.network, constants=constants
    )
    probed = [world.weigh(made.table, each) for each in probes(constants)]
    return FitSet(made=made, entries=entries_of(made.evidence, probed, model.network))


def filtered_past(
    world: World, model: Model, sets: Sequence[FitSet], fitted: Fitted
) -> Filtered:
    """Filter the quarters before today of all sets at once, as the tool does."""
    constants = fitted.within(model.ontology.constants)
    past = [
        world.history(each.made.table, each.made.evidence, constants) for each in sets
    ]
    standing, retired = (
        np.concatenate([by_place(model, nodes, table) for nodes, table in tables], 1)
        for tables in (
            [(each.nodes, each.standing) for each in past],
            [(each.nodes, each.retired) for each in past],
        )
    )
    return filter_quarters(
        model.network,
        standing,
        retired,
        persistence=model.persistence,
        repeat=fitted.repeat,
    )


@dataclass(slots=True, eq=False)
class Today:
    """Today's quarter of all sets, its past given; says how wrong beliefs are.

    Beliefs are propagated, each time from where the messages last stood.
    """

    sets: Sequence[FitSet]
    past: Filtered
    messages: Messages | None = None

    def loss(self, fitted: Fitted) -> float:
        """Return the mean logarithmic loss over all nodes, nats."""
        so = np.concatenate([each.made.truth.now for each in self.sets])
        shape = (len(so) // len(self.sets), so.shape[1])
        weights = [weight_table(each.entries, fitted, shape) for each in self.sets]
        found = propagate(
            feedback_held(self.past.network, self.past.previous),
            np.concatenate(weights),
            start=self.messages,
            damping=_DAMPING,
            tolerance=_TOLERANCE,
        )
        self.messages = found.messages
        return reliability(found.marginals.beliefs, so).log


def fit(  # noqa: PLR0913
    world: World,
    model: Model,
    sets: Sequence[FitSet],
    start: Fitted,
    *,
    rounds: int = 2,
    tries: int = 60,
) -> tuple[Fitted, float]:
    """Return the constants of largest likelihood, and their loss.

    In rounds: what the past leaves is worked out with the best constants so far, the
    repeat of least loss among a few is taken, and slopes and correlation are fitted
    on today's quarter.

    Args:
        world: from which the sets were drawn.
        model: with the priors that the sets were drawn with.
        sets: to fit on.
        start: from where to search. Its offsets and its cap stay: other ones do no
            better on sets that were not fitted on.
        rounds: how many.
        tries: of the search in each.
    """
    best, least = start, np.inf
    for _ in range(rounds):
        found = []
        for repeat in REPEATS:
            trial = replace(best, repeat=repeat)
            today = Today(sets, filtered_past(world, model, sets, trial))
            found.append((today.loss(trial), repeat, today))
        _, repeat, today = min(found, key=lambda each: each[:2])
        best, least = _search(today, replace(best, repeat=repeat), tries)
    return best, least


def _search(today: Today, start: Fitted, tries: int) -> tuple[Fitted, float]:
    """Fit slopes and correlation (Nelder and Mead; the loss has kinks at the cap)."""
    from scipy.optimize import minimize  # noqa: PLC0415 - takes a second to import

    def unpack(x: Floats) -> Fitted:
        return replace(start, slopes=x[:3], correlation=float(x[3]))

    def loss(x: Floats) -> float:
        return today.loss(unpack(x))

    first = np.array([*start.slopes, start.correlation])
    step = np.diag([0.1, 0.15, -0.3, 0.2])
    found = minimize(
        loss,
        first,
        bounds=[(0, 4), (0, 4), (0, 4), (0, 1)],
        method="Nelder-Mead",
        options={
            "maxfev": tries,
            "initial_simplex": first + np.vstack([np.zeros(4), step]),
            "fatol": 1e-5,
        },
    )
    return unpack(found.x), float(found.fun)
