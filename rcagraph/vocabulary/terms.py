"""Records of what the ontology says: nodes, metrics, standards and constants.

The Turtle in ``ontology/`` is the source of every value here; nothing in the
package repeats a number that the ontology states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class NodeKind(StrEnum):
    """What a node of the causal graph is."""

    DRIVER = "driver"
    STATE = "state"
    SYMPTOM = "symptom"


class DriverClass(StrEnum):
    """Who can do something about a driver (seed: pilot diagnostic framework)."""

    OPERATIONAL = "operational"
    STRATEGIC = "strategic"
    STRUCTURAL = "structural"
    LEADERSHIP = "leadership"


class LevelOfControl(StrEnum):
    """The level of the health service at which something can be put right."""

    TRUST = "trust"
    SYSTEM = "system"
    NATION = "nation"


class Polarity(StrEnum):
    """Which direction of a metric is adverse."""

    HIGH_IS_BAD = "high-is-bad"
    HIGH_IS_GOOD = "high-is-good"
    CONTEXT = "context"

    @property
    def sign(self) -> int:
        """+1 where high is bad, -1 where high is good, 0 where neither is."""
        return {"high-is-bad": 1, "high-is-good": -1, "context": 0}[self.value]


class Lens(StrEnum):
    """What an observation is compared with."""

    PEERS = "peers"
    BASELINE = "baseline"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A driver, state or symptom: present or absent in an organisation.

    Attributes:
        level: where a driver can be put right, from its class; None for others.
    """

    id: str
    label: str
    kind: NodeKind
    definition: str
    domain: str = ""
    driver_class: DriverClass | None = None
    level: LevelOfControl | None = None

    def __post_init__(self) -> None:
        assert (self.driver_class is not None) == (self.kind is NodeKind.DRIVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A dated standard or planning target for a metric, in the metric's unit."""

    value: float
    name: str
    source: str
    start: date
    end: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the standard applied on that day, both ends included."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What an observation measures.

    Attributes:
        indicates: id of the node whose presence the metric shows, or None.
        reliability: 0 to 1, how directly it shows it; scales its weight.
        fresh_months: an observation older than this is stale and weighs nothing.
        comparable: False for raw counts, whose size says nothing beside peers.
        notations: official ids.
        applies_to: types of organisation, in the words of organisation files.
        annex_rows: rows of the draft framework's Annex A that ask for it, as table
            and place in the table ("3.02").
        step: smallest difference that means something, metric's unit: floor of the
            spread by which distances are standardised. 0: any difference may.
        among: whom the peers lens compares with: "peers", or "type" (everyone of
            the same type), for traits of place, on which peers are matched.
        of_driver: whether the node that it indicates is a driver.
        rolling: whether each figure covers more time than lies between two of them,
            so that neighbours share what they count and no baseline can be drawn.
    """

    id: str
    label: str
    unit: str
    polarity: Polarity
    domain: str
    publication: str
    frequency: str
    fresh_months: int
    definition: str = ""
    indicates: str | None = None
    reliability: float = 0.0
    comparable: bool = True
    standards: tuple[Standard, ...] = ()
    notations: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    annex_rows: tuple[str, ...] = ()
    step: float = 0.0
    among: str = "peers"
    of_driver: bool = False
    rolling: bool = False

    def slope(self, lens: Lens, constants: Constants) -> float:
        """Return the nats that a standard deviation weighs, before reliability."""
        times = constants.direct if self.of_driver else 1.0
        return constants.lenses[lens].slope * times

    def speaks_of(self, organisation_type: str) -> bool:
        """Whether it indicates a node and is published for such organisations."""
        published = not self.applies_to or organisation_type in self.applies_to
        return self.indicates is not None and published

    def standard_on(self, day: date) -> Standard | None:
        """Return the standard in force on a day; the latest start wins."""
        applying = [each for each in self.standards if each.in_force(day)]
        return max(applying, key=lambda each: each.start, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LensConstants:
    """Decibans of a lens: ``clip(4.34 * (slope * z - offset), +/-cap)``.

    The slope is for states and symptoms; see ``Constants.direct`` for drivers.
    """

    slope: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated, named event at which a baseline may start anew."""

    id: str
    label: str
    start: date
    end: date | None
    metrics: tuple[str, ...] = ()  # empty: every metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A feedback loop that people know by name: node ids in causal order."""

    id: str
    label: str
    nodes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportOffer:
    """Help that a programme can give to put drivers right.

    Attributes:
        addresses: ids of the drivers that it puts right.
        classes: driver classes of which it bears on every driver.
        relieves: ids of symptoms that it eases without touching a driver.
        delivered_by: who gives it; a body or team, never a person.
        level: the level that has to act on it.
        months_to_effect_low, months_to_effect_high: months until it shows, None
            where nothing can be said, or for an open end.
        months_are_prior: those months are judgement, not a source's.
        prerequisites: what has to be in place, and what to be careful of.
        blocked_by: ids of drivers that keep it from working while present.
        source: labels or addresses of the sources, joined by "; ".
    """

    id: str
    label: str
    definition: str
    addresses: tuple[str, ...]
    delivered_by: str
    intensity: str
    level: LevelOfControl
    prerequisites: str
    source: str
    classes: tuple[DriverClass, ...] = ()
    relieves: tuple[str, ...] = ()
    months_to_effect_low: float | None = None
    months_to_effect_high: float | None = None
    months_are_prior: bool = True
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConstants:
    """What answers to enquiries count for.

    Attributes:
        reliability: word → 0 to 1; scales an answer's weight.
        usual: kind of answer → word that holds where none is given.
        accepted: least that agreeing reviews weigh, decibans.
    """

    reliability: Mapping[str, float] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    accepted: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """What the words of the hypothesis files mean in numbers.

    Attributes:
        strengths: word → probability that the cause alone brings the effect.
        probabilities: word → chance that a test holds.
        lag_days: word → days from a change in the cause to one in the effect.
        priors: driver class → probability that such a driver is present.
        persistence: driver class → probability that it is still there a quarter on.
        leak: probability that a state or symptom is there without any known cause.
        concentration: evidence class → concentration of the Beta distribution
            from which strengths are drawn when ranks are given intervals.
        lenses: how a lens turns a standardised distance into decibans.
        direct: how many times more steeply a figure weighs that indicates a driver
            than one that indicates a state or symptom.
        weight_cap: largest weight of one lens, decibans.
        correlation: how far weights on one node repeat each other (0 to 1).
        repeat: what a figure still tells once a later one has taken its place (0 to
            1); successive figures of a metric repeat each other.
        confirmed, refuted: beliefs at and beyond which a verdict is given.
        answers: what answers count for.
    """

    strengths: Mapping[str, float]
    probabilities: Mapping[str, float]
    lag_days: Mapping[str, float]
    priors: Mapping[DriverClass, float]
    persistence: Mapping[DriverClass, float]
    leak: float
    concentration: Mapping[str, float]
    lenses: Mapping[Lens, LensConstants]
    direct: float
    weight_cap: float
    correlation: float
    repeat: float
    confirmed: float
    refuted: float
    answers: AnswerConstants = field(default_factory=AnswerConstants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """The whole vocabulary, read once.

    Attributes:
        nodes: id → node, in id order.
        metrics: id → metric, in id order.
        offers: in id order.
    """

    version: str
    nodes: Mapping[str, Node]
    metrics: Mapping[str, Metric]
    constants: Constants
    events: tuple[Event, ...] = ()
    loops: tuple[Loop, ...] = ()
    offers: tuple[SupportOffer, ...] = ()

    def drivers(self) -> tuple[Node, ...]:
        """Return the drivers, in id order."""
        return tuple(n for n in self.nodes.values() if n.kind is NodeKind.DRIVER)

    def indicators(self, node_id: str) -> tuple[Metric, ...]:
        """Return the metrics that indicate a node, in id order."""
        return tuple(m for m in self.metrics.values() if m.indicates == node_id)

    def offers_for(self, driver_id: str) -> tuple[SupportOffer, ...]:
        """Return what addresses a driver, by name first and then by its class."""
        named = [each for each in self.offers if driver_id in each.addresses]
        kind = self.nodes[driver_id].driver_class
        by_class = [
            each for each in self.offers if kind in each.classes and each not in named
        ]
        return (*named, *by_class)
