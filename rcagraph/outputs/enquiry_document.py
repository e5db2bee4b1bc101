"""Enquiries and answers in the published shape of a diagnosis."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rcagraph.outputs.document_types import Decibans, NodeId, Number, Share
from rcagraph.outputs.document_types import Part as _Part


class Enquiry(_Part):
    """A key line of enquiry, the most telling first."""

    hypothesis: str
    id: str
    about: NodeId
    question: str
    ask: str
    request: str
    settles: str
    belief: Share
    bits: Number
    """Expected fall in uncertainty about the drivers."""
    changes_top_three: Share
    reason: str
    shift: Number
    """How far an answer is expected to move contributions, root mean square."""
    also: list[str]
    """``hypothesis/id`` of enquiries that ask the same."""
    unsettled: str
    """When it was asked to no avail, or empty."""


class Answer(_Part):
    """What one source said in answer to an enquiry, or of a node."""

    id: str
    about: NodeId
    enquiry: str
    """``hypothesis/id``, or empty."""
    outcome: Literal["confirms", "refutes", "unclear"]
    kind: Literal["interview", "document", "data", "review"]
    reliability: Literal["high", "moderate", "low"]
    source: str
    """A role or body."""
    document: str
    reference: str
    place: str
    note: str
    given: date
    recorded: date
    supersedes: str
    """Id of the answer that it corrects, or empty."""
    weight: Decibans


class AcceptedTheme(_Part):
    """What earlier reviews agree on, and nobody asks again."""

    about: NodeId
    present: bool
    reviews: list[str]
    """Ids of answers."""


class Conflict(_Part):
    """Answers about one node that contradict each other; all of them count."""

    about: NodeId
    answers: list[str]
    """Ids of answers."""


class Moved(_Part):
    """A driver without and with all answers."""

    id: NodeId
    belief_before: Share
    belief_after: Share
    rank_before: int
    rank_after: int
    contribution_before: Share
    contribution_after: Share


class Answered(_Part):
    """What answers settled and moved."""

    answers: list[Answer]
    """In the order of their days."""
    accepted: list[AcceptedTheme]
    conflicts: list[Conflict]
    moved: list[Moved]
    """Every driver, the furthest first; empty without answers."""
