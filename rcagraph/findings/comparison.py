"""What a comparison of two organisations, or of two dates, is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Inferred
from rcagraph.inference.network import Floats
from rcagraph.inference.swaps import CaseInputs
from rcagraph.observations.organisation import Organisation, Succession
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Lens, Metric, Node

# Three decibans double the odds: a belief that differs by as much is explained.
MUCH = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One organisation at one time; a row of what was inferred."""

    organisation: Organisation
    evidence: OrganisationEvidence
    inferred: Inferred
    row: int

    @property
    def as_of(self) -> date:
        """The day up to which figures were used."""
        return self.evidence.as_of

    @property
    def beliefs(self) -> Floats:
        """(n,) in the network's order."""
        return np.asarray(self.inferred.posterior.beliefs[self.row])

    @property
    def inputs(self) -> CaseInputs:
        """What the beliefs come from."""
        network = self.inferred.network_of(self.row)
        return CaseInputs(
            leaks=network.leaks,
            weights=self.inferred.weights[self.row],
            previous=self.inferred.previous_of(self.row),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LensPair:
    """One lens on both sides; None where it cannot be used on a side."""

    lens: Lens
    z: tuple[float | None, float | None]
    weight: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPair:
    """One metric on both sides.

    Attributes:
        observations: None where a side has no fresh figure.
        missing: why, "" where there is one.
        moved: weight of all lenses that both can use, second less first, decibans;
            None where a side has no figure.
    """

    metric: Metric
    observations: tuple[Observation | None, Observation | None]
    missing: tuple[str, str]
    lenses: tuple[LensPair, ...]
    moved: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What differing evidence on one node does to a driver's log-odds.

    Attributes:
        decibans: share of the difference, averaged over orders of swapping.
        error: its standard error.
        notes: strongest entry of each side, "" without any.
        only: metrics that just the first, and just the second, has evidence of.
        one_sided: whether one side has no evidence on the node at all.
    """

    node: Node
    decibans: float
    error: float
    notes: tuple[str, str]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    one_sided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverPair:
    """One driver on both sides; differences are second less first.

    Attributes:
        decibans: of log-odds; parts, past, loops, little and residual add up to it.
        parts: evidence, the most telling first; empty where the belief differs by
            less than 3 dB.
        past: what earlier quarters make of the priors.
        loops: the beliefs of the quarter before, from which feedback links act.
        little: pieces too small to be named, together.
        residual: what propagation, which finds the parts, gets wrong.
    """

    driver: Node
    belief: tuple[float, float]
    contribution: tuple[float, float]
    rank: tuple[int, int]
    decibans: float
    parts: tuple[Part, ...]
    past: float
    loops: float
    little: float
    residual: float

    @property
    def explained(self) -> bool:
        """Whether the difference is large enough to be taken apart."""
        return abs(self.decibans) >= MUCH


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomPair:
    """One symptom on both sides; no severity without figures of its own."""

    node: Node
    belief: tuple[float, float]
    severity: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that differs.

    Attributes:
        metrics: figures on both sides that differ, by how much they moved.
        one_sided: metrics that only one side has, in id order.
        drivers: whose belief or contribution differs, by log-odds.
        symptoms: whose belief or severity differs, by belief.
        unexplained: shares of underperformance.
        successions: codes that the organisation took over after the first day.
        orders: of swapping.
        answers: how many answers to enquiries there are on each side.
    """

    organisations: tuple[Organisation, Organisation]
    days: tuple[date, date]
    metrics: tuple[MetricPair, ...]
    one_sided: tuple[MetricPair, ...]
    drivers: tuple[DriverPair, ...]
    symptoms: tuple[SymptomPair, ...]
    unexplained: tuple[float, float]
    successions: tuple[Succession, ...]
    orders: int
    answers: tuple[int, int] = (0, 0)
