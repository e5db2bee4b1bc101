"""What answers settled and moved, in words that every output shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rcagraph.evidence.records import WeighedAnswer
from rcagraph.findings.answered import Accepted, Answered, Conflict, Moved
from rcagraph.findings.diagnosis import RankedEnquiry
from rcagraph.outputs.figures import decibans, long_date, percent, tenths
from rcagraph.outputs.lines import folded
from rcagraph.vocabulary.terms import Node

# Moves smaller than this are not told: a hundredth of belief or of contribution.
_TOLD = 0.01
_MOST = 10


def answer_words(said: WeighedAnswer) -> str:
    """Say who said what, what it weighs and under which id it is kept."""
    answer = said.answer
    weight = "" if answer.outcome == "unclear" else f" {decibans(said.weight)}."
    return f"{said.note}{weight} [{answer.id}]"


def worth_words(ranked: RankedEnquiry) -> str:
    """Say what an answer is expected to tell."""
    return (
        f"shifts contributions by {ranked.shift * 100:.1f} points; {ranked.bits:.3f} "
        f"bits; {percent(ranked.changes_top_three)} chance that the first three "
        "drivers change"
    )


def accepted_words(accepted: Accepted, nodes: Mapping[str, Node]) -> str:
    """Say what reviews agree on, and which reviews."""
    named = "; ".join(
        f"{answer.source}, {answer.document} ({long_date(answer.given)})"
        for answer in (each.answer for each in accepted.reviews)
    )
    found = "present" if accepted.present else "not present"
    return f"{nodes[accepted.node].label}: found {found} by {named}"


def conflict_words(conflict: Conflict, nodes: Mapping[str, Node]) -> str:
    """Name what a conflict is about, and the answers that contradict each other."""
    ids = ", ".join(each.answer.id for each in conflict.answers)
    return f"{nodes[conflict.node].label} [{ids}]"


def moved_words(moved: Moved) -> str:
    """Say how far a driver moved.

    Rank and contribution come first: they are what the ranking is by.
    """
    rank = (
        f"rank {moved.rank_before} → {moved.rank_after}"
        if moved.rank_before != moved.rank_after
        else f"rank {moved.rank_after} as before"
    )
    return (
        f"{moved.node.label}: {rank}; contribution "
        f"{tenths(moved.contribution_before)} → {tenths(moved.contribution_after)}; "
        f"belief {percent(moved.belief_before)} → {percent(moved.belief_after)}"
    )


def told_moves(answered: Answered) -> tuple[Moved, ...]:
    """Return the drivers that moved far enough to be told of, ten at most."""
    far = [
        each
        for each in answered.moved
        if abs(each.contribution_after - each.contribution_before) >= _TOLD
        or abs(each.belief_after - each.belief_before) >= _TOLD
    ]
    return tuple(far[:_MOST])


def not_accepted(answered: Answered) -> tuple[WeighedAnswer, ...]:
    """Return the answers that count one by one, not as reviews that agree."""
    accepted = {said.answer.id for theme in answered.accepted for said in theme.reviews}
    return tuple(each for each in answered.answers if each.answer.id not in accepted)


def answered_lines(answered: Answered, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Tell what was answered, settled and moved; nothing without answers."""
    if not answered.answers:
        return
    yield f"ANSWERS ({len(answered.answers)}), and what they moved together"
    for said in not_accepted(answered):
        label = nodes[said.answer.about].label
        yield from folded(f"{label}: {answer_words(said)}", indent=2)
    if answered.accepted:
        yield "  Settled by earlier reviews that agree:"
    for theme in answered.accepted:
        yield from folded(accepted_words(theme, nodes), indent=4)
    if answered.conflicts:
        yield "  Answers that contradict each other; all of them count:"
    for conflict in answered.conflicts:
        yield from folded(conflict_words(conflict, nodes), indent=4)
    yield "  Moved, without answers → with them:"
    moves = told_moves(answered)
    for each in moves:
        yield from folded(moved_words(each), indent=4)
    if not moves:
        yield "    nothing by a hundredth"
