"""Answers as evidence: what was said about an enquiry becomes an entry of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from rcagraph.answers.answer import Answer
from rcagraph.answers.book import AnswerBook
from rcagraph.evidence.entries import combined
from rcagraph.evidence.records import Entry, OrganisationEvidence, WeighedAnswer
from rcagraph.hypotheses.enquiries import EnquiryIndex
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.vocabulary.terms import Constants, DriverClass, Node, Ontology

# What all reviews of one node have in common as evidence.
REVIEWS = "reviews"
_MONTHS_A_QUARTER = 3
_SAYS = {
    "confirms": "confirms it",
    "refutes": "speaks against it",
    "unclear": "leaves it open",
}


def with_answers(
    evidence: Iterable[OrganisationEvidence],
    book: AnswerBook,
    index: EnquiryIndex,
    ontology: Ontology,
    *,
    until: date | None = None,
) -> tuple[OrganisationEvidence, ...]:
    """Return the evidence with what was answered about each organisation.

    An answer weighs 10 log10 of how likely it is if the node is there against if it
    is not, by the enquiry's own words, times the reliability of its source, times
    the chance that a driver of the node's class lasts from then until now (a state
    passes as an operational driver does). An answer that leaves things open weighs
    nothing and is kept. What reviews agree on is accepted, however old they are.

    Args:
        evidence: of the figures alone.
        book: all answers; every one is about a node of the ontology.
        index: the library's enquiries. For what no enquiry asks (reviews, or an
            enquiry that the library no longer has) the usual words hold.
        ontology: nodes and constants.
        until: answers given later are left out; None leaves none out.
    """
    return tuple(
        _with_answers(
            each, book.standing(each.organisation, until=until), index, ontology
        )
        for each in evidence
    )


def _with_answers(
    evidence: OrganisationEvidence,
    answers: Sequence[Answer],
    index: EnquiryIndex,
    ontology: Ontology,
) -> OrganisationEvidence:
    if not answers:
        return evidence
    constants = ontology.constants
    fades = {
        each.id: lasts(
            ontology.nodes[each.about], each.given, evidence.as_of, constants
        )
        for each in answers
    }
    weighed = tuple(_weigh(each, index, fades[each.id], constants) for each in answers)
    new = _latest_of_each_review(
        (each, _entry(each, constants.answers.accepted))
        for each in weighed
        if each.weight
    )
    entries = dict(evidence.entries)
    weights = dict(evidence.weights)
    for node in {entry.node for entry in new}:
        own = (entry for entry in new if entry.node == node)
        group = sorted([*entries.get(node, ()), *own], key=lambda each: each.id)
        entries[node] = tuple(group)
        weights[node] = combined(group, constants)
    return replace(
        evidence,
        answers=weighed,
        entries=dict(sorted(entries.items())),
        weights=dict(sorted(weights.items())),
    )


def _weigh(
    answer: Answer, index: EnquiryIndex, fade: float, constants: Constants
) -> WeighedAnswer:
    merged = index.by_id.get(answer.enquiry)
    enquiry = merged.enquiry if merged else None
    asked = merged.id if merged else answer.enquiry or answer.about
    kept = constants.answers.reliability[answer.reliability] * fade
    return WeighedAnswer(
        answer=answer,
        asked=REVIEWS if answer.kind == "review" else asked,
        question=enquiry.question if enquiry else "",
        weight=_decibans(answer, enquiry, constants) * kept,
        note=_note(answer, kept),
    )


def _decibans(answer: Answer, enquiry: Enquiry | None, constants: Constants) -> float:
    if answer.outcome == "unclear":
        return 0.0
    words = enquiry or Enquiry.model_construct()  # its defaults are the usual words
    if_true = constants.probabilities[words.if_true]
    if_false = constants.probabilities[words.if_false]
    if answer.outcome == "refutes":
        if_true, if_false = 1 - if_true, 1 - if_false
    return 10 * math.log10(if_true / if_false)


def lasts(node: Node, since: date, until: date, constants: Constants) -> float:
    """Return the chance that a node which was there is there still.

    Args:
        node: a driver persists by its class, all else as an operational driver.
        since, until: whole quarters between them count; none if they are reversed.
        constants: of the ontology.
    """
    months = 12 * (until.year - since.year) + until.month - since.month
    kind = node.driver_class or DriverClass.OPERATIONAL
    quarters = max(months, 0) // _MONTHS_A_QUARTER
    return float(constants.persistence[kind] ** quarters)


def _entry(weighed: WeighedAnswer, accepted: float) -> Entry:
    answer = weighed.answer
    review = answer.kind == "review"
    return Entry(
        id=f"answer/{answer.id}",
        node=answer.about,
        weight=weighed.weight,
        metrics=(),
        note=weighed.note,
        asked=weighed.asked,
        agreed=math.copysign(accepted, weighed.weight) if review else 0.0,
    )


def _latest_of_each_review(
    found: Iterable[tuple[WeighedAnswer, Entry]],
) -> list[Entry]:
    """Return the entries, a review's word about a node once: the last recorded."""
    kept: dict[tuple[str, ...], tuple[WeighedAnswer, Entry]] = {}
    for weighed, entry in found:
        answer = weighed.answer
        review = answer.kind == "review"
        key = (entry.node, *answer.report) if review else (entry.id,)
        other = kept.get(key)
        if other is None or _order(other[0].answer) < _order(answer):
            kept[key] = (weighed, entry)
    return [entry for _, entry in kept.values()]


def _order(answer: Answer) -> tuple[date, date, str]:
    return (answer.recorded, answer.given, answer.id)


def _note(answer: Answer, kept: float) -> str:
    """Say who said what, when, by which document; and how far it counts."""
    by = ", ".join(filter(None, (answer.source, answer.document, answer.place)))
    when = f"{answer.given.day} {answer.given:%B %Y}"
    said = f"{by} ({answer.kind}, {when}) {_SAYS[answer.outcome]}"
    told = f": {answer.note.rstrip('.')}." if answer.note else "."
    # How far a review counts hangs on whether others agree with it.
    counts = kept < 1 and answer.outcome != "unclear" and answer.kind != "review"
    return f"{said}{told}{f' Counted at {kept:.0%}.' if counts else ''}"
