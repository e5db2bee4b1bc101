"""A diagnosis: everything concluded about one organisation at one time.

Likelihood (belief) and confidence are separate fields on purpose: the first says
how probable it is that a driver is present, the second how much direct evidence
stands behind that figure (GOV.UK guidance on explaining uncertainty, 2025).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.answered import Answered
from rcagraph.findings.trajectories import Trajectory
from rcagraph.graph.causal_graph import CausalGraph, CausalLink
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node, Ontology


class Verdict(StrEnum):
    """What can be said of a driver or state on desktop evidence."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNRESOLVED = "unresolved"


class Confidence(StrEnum):
    """How much direct evidence a belief rests on, whatever its size."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What one piece of evidence moves the belief in a node by, in decibans.

    The change in log-odds when the entry alone is left out.
    """

    evidence_id: str
    about: str
    decibans: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPath:
    """A way from a driver to a symptom, with the share of all credit it carries."""

    nodes: tuple[str, ...]
    share: float
    sources: int
    feedback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedDriver:
    """A candidate root cause with its standing.

    Attributes:
        belief: probability that the driver is present.
        prior: the same before any evidence; its causes count.
        contribution: share of the observed underperformance traced to it.
        rank_low, rank_high: 5 % and 95 % points of its rank over parameter draws.
        top_three: probability that it is among the first three.
        ledger: evidence that moves it most, largest first, either way.
        reason: why the verdict is what it is.
        trajectory: over earlier quarters; None without a history.
    """

    node: Node
    rank: int
    belief: float
    prior: float
    contribution: float
    contribution_low: float
    contribution_high: float
    rank_low: int
    rank_high: int
    top_three: float
    confidence: Confidence
    verdict: Verdict
    reason: str
    ledger: tuple[LedgerEntry, ...]
    paths: tuple[CreditPath, ...]
    trajectory: Trajectory | None = None

    @property
    def strongest_for(self) -> LedgerEntry | None:
        """Return the entry that raises the belief most."""
        rising = [entry for entry in self.ledger if entry.decibans > 0]
        return max(rising, key=lambda entry: entry.decibans, default=None)

    @property
    def strongest_against(self) -> LedgerEntry | None:
        """Return the entry that lowers the belief most."""
        falling = [entry for entry in self.ledger if entry.decibans < 0]
        return min(falling, key=lambda entry: entry.decibans, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomFinding:
    """An underperformance: how severe it is observed to be, how believed.

    Attributes:
        severity: 0 to 1, from its own evidence; None when it has no figures, so
            that it can be believed but is not counted in contributions.
    """

    node: Node
    belief: float
    severity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopFinding:
    """A feedback loop of the causal graph in this organisation.

    Attributes:
        nodes: in causal order, the first not repeated at the end.
        name: the known name of the loop, or "".
        gain: product of the strengths round it.
        lag_days: sum of the lags round it.
        turning: whether every member is believed at or above one half.
        weakest: the member least believed; the loop is as doubtful as this node.
        weakest_belief: its belief.
    """

    nodes: tuple[str, ...]
    name: str
    gain: float
    lag_days: float
    turning: bool
    weakest: str
    weakest_belief: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedEnquiry:
    """A key line of enquiry, with what its answer would be worth.

    Attributes:
        hypothesis: that the words are taken from.
        bits: expected fall in uncertainty about the drivers.
        changes_top_three: chance that the answer changes the first three drivers.
        reason: no data, weak evidence or conflict.
        shift: how far an answer is expected to move the contributions.
        also: ids of enquiries of other hypotheses that ask the same.
        unsettled: when it was asked to no avail, or "".
    """

    enquiry: Enquiry
    hypothesis: str
    node: Node
    belief: float
    bits: float
    changes_top_three: float
    reason: str
    shift: float = 0.0
    also: tuple[str, ...] = ()
    unsettled: str = ""

    @property
    def id(self) -> str:
        """What an answer names it by."""
        return f"{self.hypothesis}/{self.enquiry.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingMetric:
    """A metric that would have spoken, and why it does not."""

    metric: str
    label: str
    node: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How the figures were reached, so that they can be reached again.

    Attributes:
        strengths: "words", or "learned" from all organisations.
        quarters: that beliefs were filtered over, the last included.
        peers: "nearest", or "named" where the user gave them.
        without: evidence classes whose claims were left out, sorted.
    """

    version: str
    ontology_version: str
    engine: str
    width: int | None
    iterations: int
    residual: float
    draws: int
    seed: int
    observations: int
    hypotheses: int
    links: int
    local_claims: int
    strengths: str = "words"
    quarters: int = 1
    peers: str = "nearest"
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The whole of it.

    Attributes:
        drivers: every driver, ranked by contribution.
        unexplained: share of the observed underperformance that no driver of the
            graph accounts for; with the contributions it sums to one.
        class_shares: driver class → share, computed, never assumed.
        beliefs: node id → probability.
        themes: hypothesis id → theme, of the hypotheses that claim its links.
        answered: what answers to enquiries settled and moved.
    """

    organisation: Organisation
    as_of: date
    drivers: tuple[RankedDriver, ...]
    unexplained: float
    class_shares: Mapping[str, float]
    symptoms: tuple[SymptomFinding, ...]
    loops: tuple[LoopFinding, ...]
    enquiries: tuple[RankedEnquiry, ...]
    missing: tuple[MissingMetric, ...]
    beliefs: Mapping[str, float]
    evidence: OrganisationEvidence
    graph: CausalGraph
    feedback: tuple[CausalLink, ...]
    ontology: Ontology
    method: Method
    themes: Mapping[str, str] = field(default_factory=dict)
    answered: Answered = field(default_factory=Answered)

    @property
    def expected_metrics(self) -> int:
        """How many metrics would speak of such an organisation, seen or missing."""
        kind = self.organisation.type
        return sum(metric.speaks_of(kind) for metric in self.ontology.metrics.values())
