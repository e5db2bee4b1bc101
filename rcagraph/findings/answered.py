"""What answers settled, where they contradict each other, and what they moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rcagraph.evidence.entries import agreeing_reviews
from rcagraph.evidence.records import OrganisationEvidence, WeighedAnswer
from rcagraph.vocabulary.terms import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What earlier reviews agree on: replayed, and not examined again.

    Attributes:
        present: whether they found it, or found that it is not there.
        reviews: what each says, in the order of their days.
    """

    node: str
    present: bool
    reviews: tuple[WeighedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Answers about one node that contradict each other; all of them count.

    Attributes:
        question: the enquiry's, if all answered the same; else "".
        answers: in the order of their days.
    """

    node: str
    question: str
    answers: tuple[WeighedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A driver without and with all answers."""

    node: Node
    belief_before: float
    belief_after: float
    rank_before: int
    rank_after: int
    contribution_before: float
    contribution_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """All that answers did to one diagnosis.

    Attributes:
        answers: those that stand, in the order of their days.
        moved: every driver, the furthest in contribution first; none without answers.
    """

    answers: tuple[WeighedAnswer, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    moved: tuple[Moved, ...] = ()


def accepted_themes(evidence: OrganisationEvidence) -> tuple[Accepted, ...]:
    """Return what reviews agree on, by node."""
    found = []
    for node, entries in evidence.entries.items():
        if number := agreeing_reviews(entries):
            ids = {each.id.rpartition("/")[2] for each in entries if each.agreed}
            reviews = (each for each in evidence.answers if each.answer.id in ids)
            found.append(
                Accepted(node=node, present=number > 0, reviews=by_day(reviews))
            )
    return tuple(found)


def conflicts(evidence: OrganisationEvidence) -> tuple[Conflict, ...]:
    """Return the nodes about which answers contradict each other, by id."""
    about: dict[str, list[WeighedAnswer]] = {}
    for each in evidence.answers:
        if each.answer.outcome != "unclear":
            about.setdefault(each.answer.about, []).append(each)
    return tuple(
        Conflict(
            node=node,
            question=_one_question(answers),
            answers=by_day(answers),
        )
        for node, answers in sorted(about.items())
        if len({each.answer.outcome for each in answers}) > 1
    )


def by_day(answers: Iterable[WeighedAnswer]) -> tuple[WeighedAnswer, ...]:
    """Return answers in the order of their days."""
    return tuple(sorted(answers, key=lambda each: (each.answer.given, each.answer.id)))


def _one_question(answers: Iterable[WeighedAnswer]) -> str:
    asked = {each.question for each in answers}
    return asked.pop() if len(asked) == 1 else ""
