"""Figures of trusts whose causes are known, as a table of observations.

A metric's figure is the real median of its period plus a deviation. The deviation
follows the real ones' distribution; where in it a trust lies is decided by a score:
what the node that the metric indicates adds while it is present, traits that last
(a general one, one shared by all metrics of the node, one of its own) and passing
noise that carries over from period to period as real deviations do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from calibration.figures import Shape
from calibration.truth import Truth
from rcagraph.evidence.panel import month_number
from rcagraph.evidence.size import SIZE_METRICS
from rcagraph.hypotheses.hypothesis import Hypothesis, Test
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.observations.table import COLUMNS, ObservationTable
from rcagraph.vocabulary.terms import Constants, Metric, Ontology

MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How loudly nodes speak through metrics.

    Attributes:
        effect: departure of a perfectly reliable metric while its node is present,
            in standard deviations between trusts without it.
        shared: share of lasting differences that metrics of one node have in common
            without its being present (case mix, coding).
        general: share that all metrics of a trust have in common.
        tests: how far tests are right: 1 as said, 0 not at all beyond what links do.
    """

    effect: float = 2.25
    shared: float = 0.4
    general: float = 0.3
    tests: float = 1.0


def responses(
    metrics: Mapping[str, Metric],
    hypotheses: Sequence[Hypothesis],
    constants: Constants,
    signal: Signal,
) -> Mapping[str, Mapping[str, float]]:
    """Return metric id → node id → adverse departure while the node is present.

    A metric that indicates a node moves by effect times the root of reliability
    (reliability being the share of variance that is the node's, the correlation
    with it is the root). Metrics that a test expects to move move as far as the
    author's words of chance say, times ``signal.tests``: a driver shows in more
    than what it brings about, or the test would say nothing of its own.
    """
    found: dict[str, dict[str, float]] = {
        name: {metric.indicates: signal.effect * metric.reliability**0.5}
        for name, metric in metrics.items()
        if metric.indicates
    }
    tests = [test for each in hypotheses for test in each.tests]
    for node in sorted({test.bears_on for test in tests}) if signal.tests else ():
        own = [test for test in tests if test.bears_on == node]
        for name, shift in _signature(own, constants).items():
            if metrics[name].indicates != node:
                found.setdefault(name, {})[node] = signal.tests * shift
    return found


def _signature(tests: Sequence[Test], constants: Constants) -> Mapping[str, float]:
    """Return metric id → shift that makes the tests of one node come true as said.

    A test of k expectations whose chance of holding is p if the node is there and
    q if not asks of each metric to pass its threshold with the k-th roots of p and
    q. Several tests may ask different things of one metric: least squares.
    """
    names = sorted({each.metric for test in tests for each in test.expect})
    sign = {"adverse": 1.0, "favourable": -1.0, "unremarkable": 0.0}
    asked = np.zeros((len(tests), len(names)))
    told = np.zeros(len(tests))
    for row, test in enumerate(tests):
        k = len(test.expect)
        if_true, if_false = (
            NormalDist().inv_cdf(constants.probabilities[word] ** (1 / k))
            for word in (test.if_true, test.if_false)
        )
        told[row] = k * (if_true - if_false)
        for each in test.expect:
            asked[row, names.index(each.metric)] += sign[each.direction]
    shifts = np.linalg.lstsq(asked, told, rcond=1e-6)[0]
    return dict(zip(names, shifts.tolist(), strict=True))


def simulate_table(  # noqa: PLR0913
    shapes: Sequence[Shape],
    truth: Truth,
    network: NoisyOrNetwork,
    *,
    real: ObservationTable,
    codes: Sequence[str],
    ontology: Ontology,
    hypotheses: Sequence[Hypothesis],
    until: date,
    signal: Signal,
    rng: np.random.Generator,
) -> ObservationTable:
    """Write the figures that these trusts would have published.

    Each simulated trust takes the place of a real one (its type, size and
    catchment, hence its peers) and has figures where another real trust, drawn
    without replacement, has them.
    """
    whose = rng.permutation(len(codes))
    moved_by = responses(ontology.metrics, hypotheses, ontology.constants, signal)
    general = rng.standard_normal(len(codes))
    shared = rng.standard_normal((len(codes), len(network.nodes)))
    frames = [
        _frame(
            shape,
            _scores(
                shape,
                moved_by.get(shape.metric.id, {}),
                truth,
                network,
                (general, shared),
                until=until,
                signal=signal,
                rng=rng,
            ),
            whose,
            codes,
        )
        for shape in shapes
    ]
    frames += [real.of_metric(each)[list(COLUMNS)] for each in SIZE_METRICS]
    return ObservationTable(pd.concat(frames, ignore_index=True))


def _scores(  # noqa: PLR0913
    shape: Shape,
    moved_by: Mapping[str, float],
    truth: Truth,
    network: NoisyOrNetwork,
    traits: tuple[Floats, Floats],
    *,
    until: date,
    signal: Signal,
    rng: np.random.Generator,
) -> Floats:
    """Return (t, p) adverse scores."""
    trusts, quarters, _ = truth.present.shape
    general, shared = traits
    ago = (month_number(until) - shape.months) // MONTHS_A_QUARTER
    quarter = np.clip(quarters - 1 - ago, 0, quarters - 1)
    own = rng.standard_normal(trusts)
    trait = own * np.sqrt(1 - signal.shared - signal.general)
    known = [node for node in moved_by if node in network.nodes]
    node = shape.metric.indicates
    common = (
        shared[:, network.position(node)]
        if node in network.nodes
        else rng.standard_normal(trusts)
    )
    trait += common * np.sqrt(signal.shared) + general * np.sqrt(signal.general)
    passing = np.sqrt((1 - shape.lasting) / shape.lasting)
    scores = trait[:, None] + passing * _noise(trusts, len(ago), shape.carry_over, rng)
    for node in known:
        place = network.position(node)
        there = truth.present[:, quarter, place]
        scores += moved_by[node] * truth.size[:, [place]] * there
    return np.asarray(scores)


def _noise(
    trusts: int, periods: int, carry_over: float, rng: np.random.Generator
) -> Floats:
    """Return (t, p) noise of unit variance, correlated from period to period."""
    found: Floats = rng.standard_normal((trusts, periods))
    fresh = np.sqrt(1 - carry_over**2)
    for period in range(1, periods):
        found[:, period] = carry_over * found[:, period - 1] + fresh * found[:, period]
    return found


def _frame(
    shape: Shape, scores: Floats, whose: np.ndarray, codes: Sequence[str]
) -> pd.DataFrame:
    """Turn scores into figures by the real deviations' distribution, where present."""
    bad = shape.metric.polarity.sign * scores
    ranks = np.empty(bad.size)
    ranks[np.argsort(bad, axis=None, kind="stable")] = np.arange(bad.size)
    place = (ranks + 0.5) / bad.size * len(shape.deviations)
    deviation = shape.deviations[place.astype(np.int64)].reshape(bad.shape)
    values = shape.centre + deviation
    rows = shape.present[whose]
    trust, period = np.nonzero(rows >= 0)
    frame: pd.DataFrame = shape.frame.iloc[rows[trust, period]][list(COLUMNS)].copy()
    frame["org_code"] = np.array(codes, dtype=object)[trust]
    frame["value"] = values[trust, period] * shape.scale[whose][trust]
    share = 100.0 if shape.metric.unit == "%" else 1.0
    frame["numerator"] = frame["value"] * frame["denominator"] / share
    return frame
