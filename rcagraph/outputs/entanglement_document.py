"""The published shapes of loops, why, path and blockers as JSON, version 1 each.

As with ``diagnosis_document``: a field may be added under the same version; renaming
one, removing one or changing what it means makes a new version.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from rcagraph.outputs.document_types import (
    Decibans,
    NodeId,
    Number,
    Part,
    Share,
)

Level = Literal["trust", "system", "nation"]


class Trust(Part):
    """The organisation asked about."""

    code: str
    name: str


class Node(Part):
    """A node that the document names."""

    label: str
    kind: Literal["driver", "state", "symptom"]
    driver_class: Literal["operational", "strategic", "structural", "leadership"] | None
    level: Level | None
    """Where a driver can be acted on; null for other nodes."""
    belief: Share


class Document(Part):
    """What every document begins with, and the nodes that it names."""

    organisation: Trust
    as_of: date
    selection: str | None
    """What --select and --exclude chose; null: everything is here."""
    nodes: dict[str, Node]
    attribution: str


class Arc(Part):
    """A link, by its ends."""

    cause: NodeId
    effect: NodeId
    strength: Share


class Offer(Part):
    """A support offer."""

    id: str
    label: str
    level: Level
    delivered_by: str
    intensity: str
    months_low: Number | None
    """To effect; null where nothing can be said."""
    months_high: Number | None
    """null also for an open end."""
    months_are_judged: bool


class BreakPoint(Part):
    """Where a loop is cheapest to break: by an offer, or else at a link."""

    node: NodeId
    offer: Offer | None
    link: Arc | None
    level: Level | None


class Moved(Part):
    """When a member's metric first left common cause for the worse."""

    node: NodeId
    metric: str
    period: date
    rule: str


class Loop(Part):
    """A feedback loop."""

    nodes: list[NodeId]
    """In causal order; the last acts on the first."""
    name: str
    note: str
    gain: Number
    lag_days: Number
    turning: bool
    weakest: NodeId
    weakest_belief: Share
    break_at: BreakPoint
    moved: list[Moved]
    """Earliest first."""


class LoopsDocument(Document):
    """What ``rcagraph loops`` finds."""

    schema_: Literal["rcagraph/loops/1"] = Field(alias="schema")
    longest: int | None
    """Links up to which all loops are found; null: all there are."""
    turning: list[Loop]
    """The strongest gain first."""
    turning_in_all: int
    """With those that the selection leaves out."""
    still: list[Loop]
    """Known loops with a member that is not believed."""
    still_in_all: int
    unclosed: list[str]
    """Names of known loops that lack a link in this graph."""


class Neighbour(Part):
    """A node up or down the graph."""

    node: NodeId
    steps: int
    share: Share


class CommonCause(Part):
    """A believed node behind several believed direct causes."""

    node: NodeId
    through: list[NodeId]
    steps: Number


class Pair(Part):
    """Two drivers that do more together than the sum of each alone."""

    drivers: list[NodeId]
    together: Number
    apart: Number


class Evidence(Part):
    """What one piece of evidence moves the node's belief by."""

    evidence: str
    about: NodeId
    decibans: Decibans
    note: str


class WhyDocument(Document):
    """What ``rcagraph why`` finds."""

    schema_: Literal["rcagraph/why/1"] = Field(alias="schema")
    node: NodeId
    belief: Share
    prior: Share
    own: Share
    """Of its belief, put down to nothing else in the graph."""
    ledger: list[Evidence]
    """The most telling first."""
    upstream: list[Neighbour]
    """The largest share first."""
    upstream_in_all: int
    downstream: list[Neighbour]
    downstream_in_all: int
    common_causes: list[CommonCause]
    common_causes_in_all: int
    together: list[Pair]


class Path(Part):
    """A way from one node to another."""

    nodes: list[NodeId]
    share: Share
    """Of what the target is put down to."""
    gain: Number
    lag_days: Number
    weakest: Arc
    end_to_end: list[str]
    """Sources that each support every link."""
    along: list[str]
    """Sources that support some link."""
    stitched: bool
    """No source spans it."""
    feedback: bool
    contested: bool


class PathDocument(Document):
    """What ``rcagraph path`` finds."""

    schema_: Literal["rcagraph/path/1"] = Field(alias="schema")
    source: NodeId
    target: NodeId
    longest: int | None
    paths: list[Path]
    """The largest share first."""
    paths_in_all: int


class Ceiling(Part):
    """What is left when a level puts right all that it controls."""

    level: Level | None
    """null: all levels together."""
    drivers: int
    left: Share


class Holding(Part):
    """A driver beyond the level that holds the target up."""

    driver: NodeId
    fall: Number


class DriverSet(Part):
    """Drivers whose joint removal leaves so much belief in the target."""

    drivers: list[NodeId]
    left: Share
    months_low: Number | None
    months_high: Number | None


class BlockedOffer(Part):
    """An offer that believed drivers keep from working."""

    offer: Offer
    by: list[NodeId]
    prerequisites: str


class Help(Part):
    """Offers that name a driver."""

    open: list[Offer]
    blocked: list[BlockedOffer]


class BlockersDocument(Document):
    """What ``rcagraph blockers --target`` finds."""

    schema_: Literal["rcagraph/blockers/1"] = Field(alias="schema")
    target: NodeId
    belief: Share
    control: Level
    threshold: Share
    order: int
    """Sets are exact up to this size."""
    candidates: int
    """Drivers looked at as blockers and for sets."""
    ceilings: list[Ceiling]
    holding: list[Holding]
    """The largest further fall first."""
    sets: list[DriverSet]
    """Smallest first."""
    best: list[DriverSet]
    """The set of one and of two that leaves least."""
    help: dict[str, Help]
    """Driver → offers, for every driver named above."""


class MatrixDocument(Document):
    """What ``rcagraph blockers --matrix`` finds."""

    schema_: Literal["rcagraph/blocker-matrix/1"] = Field(alias="schema")
    drivers: list[NodeId]
    targets: list[NodeId]
    falls: list[list[Number]]
    """A row a driver: fall of belief in each target without it."""


class CutSetsDocument(Part):
    """What ``rcagraph blockers --fault-tree`` finds."""

    schema_: Literal["rcagraph/cut-sets/1"] = Field(alias="schema")
    name: str
    top: str
    events: int
    gates: int
    order: int
    sets: list[list[str]]
    """All of them up to that order, smallest first."""
