"""What the evidence stage says: readings, outcomes and weights, with their words.

Weights are decibans (10 * log10 of a likelihood ratio): positive speaks for the
node being present, negative against; +10 multiplies the odds by ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rcagraph.answers.answer import Answer
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import Lens


class Outcome(StrEnum):
    """How a hypothesis test came out."""

    HOLDS = "holds"
    FAILS = "fails"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A trust alike in what a trust cannot change; distance is standardised."""

    code: str
    name: str
    distance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One metric through one lens.

    Attributes:
        z: standardised adverse distance (positive is worse), or None when the
            lens cannot be used; ``note`` then says why.
        weight: decibans for the indicated node before indicators are combined,
            reliability included; 0 when ``z`` is None.
        compared_with: the peer median, baseline mean or standard, metric's unit.
        lower, upper: peer quartiles, process limits, or None.
        note: the sentence that says what was found, for people.
        pattern: baseline only: special-cause rule that fired, or "".
        variation: baseline only: what the last point says, as Making Data Count's
            icons do ("concern, high"), or "" without limits.
        assurance: standard only: what the process limits promise ("hit and miss").
        months_met, months_judged: standard only: of the figures of the last twelve
            months under a standard, how many met theirs, and how many there are.
        slope_lower, slope_upper: 95 % confidence interval of the slope.
        sampling_lower, sampling_upper: peers only: 95 % limits of what chance alone
            gives with as many cases, where the cases are known.
        company: peers only: whom the figure is compared with ("10 peers").
    """

    lens: Lens
    z: float | None
    weight: float
    compared_with: float | None
    note: str
    lower: float | None = None
    upper: float | None = None
    percentile: float | None = None
    slope_per_year: float | None = None
    trend_p: float | None = None
    pattern: str = ""
    variation: str = ""
    assurance: str = ""
    months_met: int | None = None
    months_judged: int | None = None
    slope_lower: float | None = None
    slope_upper: float | None = None
    sampling_lower: float | None = None
    sampling_upper: float | None = None
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialCause:
    """A stretch of one metric's points that its own past does not explain.

    Attributes:
        start, end: last days of its first and last period.
        adverse: whether it is a concern; False for an improvement.
        rule: the rule that its first point broke.
    """

    start: date
    end: date
    adverse: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricEvidence:
    """All that is known of one metric of one organisation at one time.

    Attributes:
        observation: the latest fresh observation, or None.
        missing: why there is none ("never published", "stale since 2024-03"), or "".
        quality: share of the metric's reliability that the organisation's own
            figures deserve, 1 if nothing is wrong with them.
        doubts: what is wrong with them, in words, or "".
        special_causes: oldest first; only for metrics that a test follows in time.
            None where there are no limits.
    """

    metric: str
    observation: Observation | None
    readings: tuple[Reading, ...]
    missing: str = ""
    quality: float = 1.0
    doubts: str = ""
    special_causes: tuple[SpecialCause, ...] | None = None

    def reading(self, lens: Lens) -> Reading | None:
        """Return the reading through a lens, or None."""
        return next((each for each in self.readings if each.lens is lens), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestEvidence:
    """The outcome of one hypothesis test, with the sentence that says why."""

    hypothesis: str
    test: str
    node: str
    outcome: Outcome
    weight: float
    says: str
    because: str
    metrics: tuple[str, ...]

    __test__ = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of evidence about one node, as it enters the inference.

    Attributes:
        id: ``metric/lens``, ``hypothesis/test`` or ``answer/id``; unique per
            organisation.
        weight: its own decibans, before combination with the node's others.
        metrics: ids of the metrics that it rests on; none for an answer.
        note: the sentence for people.
        asked: what was asked, for answers: entries that share it repeat each other.
        agreed: of a review, decibans that count where another review agrees; else 0.
    """

    id: str
    node: str
    weight: float
    metrics: tuple[str, ...]
    note: str
    asked: str = ""
    agreed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedAnswer:
    """An answer as it counts at one time.

    Attributes:
        asked: id of the enquiry whose answers it stands among; of a node where no
            enquiry of the library was answered.
        question: the enquiry's, or "".
        weight: its own decibans, reliability and age included; 0 if it is unclear.
        note: the sentence for people.
    """

    answer: Answer
    asked: str
    question: str
    weight: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEvidence:
    """Everything weighed for one organisation at one time.

    Attributes:
        entries: evidence per node id, sorted by id; nodes without any are absent.
        weights: node id → combined decibans.
        peers_named: whether the peers were given, and not chosen.
        answers: what was answered, by id; those that say something are entries too.
    """

    organisation: str
    as_of: date
    peers: tuple[Peer, ...]
    metrics: Mapping[str, MetricEvidence]
    tests: tuple[TestEvidence, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    weights: Mapping[str, float]
    peers_named: bool = False
    answers: tuple[WeighedAnswer, ...] = ()
