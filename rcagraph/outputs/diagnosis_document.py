"""The published shape of a diagnosis as JSON, version 1.

These models are both what is written and what ``docs/diagnosis-schema.json``
describes. A field may be added under the same version; renaming one, removing one
or changing what it means makes a new version.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from rcagraph.outputs.document_types import (
    Decibans,
    MetricId,
    NodeId,
    Number,
    Organisation,
    Share,
)
from rcagraph.outputs.document_types import Part as _Part
from rcagraph.outputs.enquiry_document import Answered, Enquiry

SCHEMA = "rcagraph/diagnosis/1"


class Peer(_Part):
    """A trust alike in what a trust cannot change."""

    code: str
    name: str
    distance: Number


class Method(_Part):
    """How the figures were reached."""

    version: str
    ontology_version: str
    engine: str
    width: int | None
    iterations: int
    residual: Number
    draws: int
    seed: int
    observations: int
    hypotheses: int
    links: int
    local_claims: int
    strengths: Literal["words", "learned"]
    """By the experts' words, or learned from all organisations."""
    quarters: int
    """That beliefs were filtered over, the last included."""
    peers: Literal["nearest", "named"]
    """Chosen as nearest in what a trust cannot change, or named by the user."""
    without: list[str]
    """Evidence classes whose claims were left out; usually none."""


class LedgerEntry(_Part):
    """What one piece of evidence moves a driver's belief by."""

    evidence: str
    """Id of an entry of the node it is about."""
    about: NodeId
    decibans: Decibans
    note: str


class Path(_Part):
    """A way from a driver to a symptom."""

    nodes: list[NodeId]
    share: Share
    """Of the credit of all symptoms."""
    sources: int
    feedback: bool


class Trajectory(_Part):
    """A driver over the quarters."""

    course: Literal["emerging", "persistent", "receding", "absent"]
    since: date | None
    """End of the first quarter in sight; null if absent."""
    until: date | None
    """End of the last quarter in sight, if that is over."""
    first_seen: bool
    """No figure told of it before, so it may be older."""
    beliefs: list[Share]
    """At the ends of quarters."""


class Driver(_Part):
    """A candidate root cause with its standing."""

    id: NodeId
    rank: int
    rank_low: int
    """5 % point over draws of the parameters."""
    rank_high: int
    """95 % point over draws of the parameters."""
    top_three: Share
    """Probability of being among the first three."""
    belief: Share
    prior: Share
    contribution: Share
    contribution_low: Share
    contribution_high: Share
    confidence: Literal["high", "moderate", "low"]
    verdict: Literal["supported", "refuted", "unresolved"]
    reason: str
    ledger: list[LedgerEntry]
    paths: list[Path]
    trajectory: Trajectory | None
    """null without a history."""


class Symptom(_Part):
    """An underperformance."""

    id: NodeId
    belief: Share
    severity: Share | None
    """null when it has no figures of its own."""


class Loop(_Part):
    """A feedback loop."""

    nodes: list[NodeId]
    """In causal order; the last acts on the first."""
    name: str
    gain: Number
    lag_days: Number
    turning: bool
    weakest: NodeId
    weakest_belief: Share


class Missing(_Part):
    """A metric that would have spoken."""

    metric: MetricId
    label: str
    node: NodeId
    why: str


class Observation(_Part):
    """The latest fresh number that a publication states."""

    organisation: str
    metric: MetricId
    period: date
    """Last day of the month, quarter or year."""
    value: Number
    unit: str
    numerator: Number | None
    denominator: Number | None
    origin: str
    """Publication and the copy that it was read from."""
    row: int
    """Line of the observations file, the header being line 1."""
    codes_summed: int
    """How many codes of that day were added up; 1 means none."""


class Reading(_Part):
    """A metric through one lens."""

    lens: Literal["peers", "baseline", "standard"]
    z: Number | None
    """Standardised adverse distance: positive is worse."""
    weight: Decibans
    compared_with: Number | None
    lower: Number | None
    upper: Number | None
    percentile: Number | None
    slope_per_year: Number | None
    trend_p: Number | None
    pattern: str
    variation: str
    """Making Data Count's icon of the last point, in words; baseline only."""
    assurance: str
    """What process limits promise of the standard; standard only."""
    months_met: int | None
    """Figures of the last twelve months that met their standard."""
    months_judged: int | None
    slope_lower: Number | None
    slope_upper: Number | None
    """95 % interval of the slope."""
    sampling_lower: Number | None
    sampling_upper: Number | None
    """95 % limits of chance, where the number of cases is known; peers only."""
    company: str
    """Whom the figure is compared with; peers only."""
    note: str


class Metric(_Part):
    """Everything known of one metric."""

    label: str
    unit: str
    polarity: Literal["high-is-bad", "high-is-good", "context"]
    domain: str
    publication: str
    indicates: NodeId | None
    reliability: Share
    observation: Observation | None
    readings: list[Reading]
    missing: str
    """Why there is no observation, or empty."""
    quality: Share
    """Share of the reliability that the organisation's own figures deserve."""
    doubts: str
    """What is wrong with them, or empty."""


class Test(_Part):
    """The outcome of one hypothesis test."""

    hypothesis: str
    id: str
    node: NodeId
    outcome: Literal["holds", "fails", "no data"]
    weight: Decibans
    says: str
    because: str
    metrics: list[MetricId]


class Entry(_Part):
    """One piece of evidence about one node."""

    id: str
    """``metric/lens``, ``hypothesis/test`` or ``answer/id``."""
    weight: Decibans
    metrics: list[MetricId]
    note: str


class Node(_Part):
    """A driver, state or symptom of the causal graph."""

    label: str
    kind: Literal["driver", "state", "symptom"]
    driver_class: Literal["operational", "strategic", "structural", "leadership"] | None
    domain: str
    definition: str
    belief: Share | None
    """null for a driver that no link of the graph touches."""
    weight: Decibans
    """Of all its entries together."""
    evidence: list[Entry]


class Claim(_Part):
    """One hypothesis file's support for a link."""

    hypothesis: str
    source: str
    why: str
    evidence: str
    """measured, published, definitional or expert-prior."""
    contested: str
    """The case against, or empty."""
    place: str
    """``file:line`` of the claim."""
    local: bool


class Link(_Part):
    """cause → effect."""

    cause: NodeId
    effect: NodeId
    strength: Share
    lag: str
    lag_days: Number
    feedback: bool
    """Acts from the previous quarter."""
    contested: bool
    claims: list[Claim]


class DiagnosisDocument(_Part):
    """A diagnosis of one organisation at one time, with its evidence."""

    model_config = ConfigDict(title="rcagraph diagnosis")

    schema_: Literal["rcagraph/diagnosis/1"] = Field(alias="schema")
    organisation: Organisation
    as_of: date
    method: Method
    quarters: list[date]
    """Last days of the quarters of all trajectories, rising."""
    drivers: list[Driver]
    """In rank order."""
    unexplained: Share
    """Adds up to one with the contributions of all drivers."""
    class_shares: dict[str, Share]
    symptoms: list[Symptom]
    loops: list[Loop]
    enquiries: list[Enquiry]
    answered: Answered
    missing_metrics: list[Missing]
    peers: list[Peer]
    metrics: dict[str, Metric]
    tests: list[Test]
    nodes: dict[str, Node]
    links: list[Link]
    """Sorted by cause and effect, feedback links included."""
    feedback_links: list[tuple[NodeId, NodeId]]
    """(cause, effect) of the links that act from the previous quarter."""
    attribution: str
