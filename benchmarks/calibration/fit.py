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

from calibration.scores import reliability
from calibration.truth import Bools
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.vocabulary.terms import Constants, Lens, LensConstants

LENSES = (Lens.PEERS, Lens.BASELINE, Lens.STANDARD)
_PLACES = {str(lens): place for place, lens in enumerate(LENSES)}
# Far from any cap.
_SMALL = 1e-7


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
        each = np.clip(line, -most, most) + fitted.tests * self.told
        number = np.bincount(self.group, minlength=len(self.rows))
        total = np.bincount(self.group, each, len(self.rows))
        return total / (1 + (number - 1) * fitted.correlation)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fitted:
    """Constants of evidence: (3,) slopes and offsets in the order of ``LENSES``.

    ``tests`` scales what the words of chance say of a test's outcome; the tool has
    no such constant, so anything but 1 is a finding about the words.
    """

    slopes: Floats
    offsets: Floats
    correlation: float
    cap: float = 10.0
    tests: float = 1.0

    @classmethod
    def of(cls, constants: Constants) -> Fitted:
        """Return what the tool uses."""
        lines = [constants.lenses[lens] for lens in LENSES]
        return cls(
            slopes=np.array([each.slope for each in lines]),
            offsets=np.array([each.offset for each in lines]),
            correlation=constants.correlation,
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


def fit(
    network: NoisyOrNetwork,
    sets: Sequence[tuple[Entries, Bools]],
    start: Fitted,
    *,
    tries: int = 120,
    free_tests: bool = False,
) -> tuple[Fitted, float]:
    """Return the constants of largest likelihood, and their loss.

    Args:
        network: with the priors that the sets were drawn with.
        sets: entries and (t, n) what is so.
        start: from where to search; its cap stays, since any from 3 to 10 dB with
            slopes to match does as well.
        tries: of the search (Nelder and Mead; the loss has kinks at the cap).
        free_tests: fit how much tests count, too.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - takes a second to import

    so = np.concatenate([present for _, present in sets])

    def unpack(x: Floats) -> Fitted:
        tests = float(x[7]) if free_tests else start.tests
        return replace(
            start,
            slopes=x[:3],
            offsets=x[3:6],
            correlation=float(x[6]),
            tests=tests,
        )

    def loss(x: Floats) -> float:
        fitted = unpack(x)
        weights = [weight_table(each, fitted, there.shape) for each, there in sets]
        posterior = infer(network, np.concatenate(weights), engine="propagation")
        return reliability(posterior.beliefs, so).log

    first = np.array([*start.slopes, *start.offsets, start.correlation, start.tests])
    first = first if free_tests else first[:-1]
    step = np.array([0.3, 0.1, 0.4, 0.2, 0.2, 0.4, 0.2, -0.3])[: len(first)]
    low = np.array([0.0, 0, 0, -2, -2, -2, 0, 0])[: len(first)]
    high = np.array([4.0, 4, 4, 3, 3, 3, 1, 2])[: len(first)]
    corners = np.clip(
        first + np.vstack([np.zeros(len(first)), np.diag(step)]), low, high
    )
    found = minimize(
        loss,
        first,
        bounds=list(zip(low, high, strict=True)),
        method="Nelder-Mead",
        options={"maxfev": tries, "initial_simplex": corners, "fatol": 1e-5},
    )
    return unpack(found.x), float(found.fun)
