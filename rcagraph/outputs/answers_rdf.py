"""Answers as RDF: who said what, which evidence it became, and what it moved.

An answer is a ground like an observation: evidence is derived from it
(``prov:wasDerivedFrom``), and so is every finding that the evidence bears on.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from rcagraph.evidence.records import OrganisationEvidence, WeighedAnswer
from rcagraph.findings.diagnosis import Diagnosis, RankedEnquiry
from rcagraph.hypotheses.library import Library
from rcagraph.outputs.answered_text import (
    accepted_words,
    conflict_words,
    moved_words,
    told_moves,
)
from rcagraph.outputs.rdf_writer import (
    DERIVED_FROM,
    DESCRIPTION,
    ENTITY,
    GENERATED_BY,
    GraphWriter,
    day_of,
    flag,
    known,
    number,
    run_graph,
    run_name,
    whole,
)
from rcagraph.vocabulary import names


def answer_quads(evidence: OrganisationEvidence, library: Library) -> frozenset[Quad]:
    """Return the answers that stand, and which evidence is derived from each.

    Args:
        evidence: of one organisation.
        library: an answer to an enquiry that it does not have points to none.
    """
    run = run_name(evidence.organisation, evidence.as_of)
    graph = run_graph(evidence.organisation, evidence.as_of, "evidence")
    writer = GraphWriter(graph)
    declared = {
        f"{each.hypothesis.id}/{enquiry.id}": known(
            f"hypothesis/{each.hypothesis.id}/enquiry/{enquiry.id}"
        )
        for each in library.hypotheses
        for enquiry in each.hypothesis.enquiries
    }
    entries = {each.id for group in evidence.entries.values() for each in group}
    for said in evidence.answers:
        here = _answer(writer, said)
        asked = declared.get(said.answer.enquiry)
        if asked is not None:
            writer.add(here, names.OF_ENQUIRY, asked)
        name = f"answer/{said.answer.id}"
        if name in entries:
            became = known(f"{run}/evidence/{name}")
            writer.add(became, DERIVED_FROM, here)
            # Its words of chance are half of what the answer weighs.
            if asked is not None:
                writer.add(became, DERIVED_FROM, asked)
    return writer.quads


def answered_quads(diagnosis: Diagnosis) -> frozenset[Quad]:
    """Return what reviews settled, which answers conflict, and what moved.

    Belief, rank and contribution without the answers stand on the finding beside
    those with them.
    """
    code, day = diagnosis.organisation.code, diagnosis.as_of
    run, answered = run_name(code, day), diagnosis.answered
    nodes = diagnosis.ontology.nodes
    writer = GraphWriter(run_graph(code, day, "diagnosis"))
    for theme in answered.accepted:
        here = known(f"{run}/accepted/{theme.node}")
        writer.typed(here, names.ACCEPTED_THEME)
        writer.add(here, names.ABOUT, known(theme.node))
        writer.add(here, names.PRESENT, flag(value=theme.present))
        writer.add(here, names.SENTENCE, accepted_words(theme, nodes))
        writer.add(here, DERIVED_FROM, *map(answer_name, theme.reviews))
    for conflict in answered.conflicts:
        here = known(f"{run}/conflict/{conflict.node}")
        writer.typed(here, names.CONFLICT)
        writer.add(here, names.ABOUT, known(conflict.node))
        writer.add(here, names.SENTENCE, conflict_words(conflict, nodes))
        writer.add(here, DERIVED_FROM, *map(answer_name, conflict.answers))
    for moved in answered.moved:
        here = known(f"{run}/finding/{moved.node.id}")
        writer.add(here, names.BELIEF_BEFORE, number(moved.belief_before))
        writer.add(here, names.RANK_BEFORE, whole(moved.rank_before))
        share = number(moved.contribution_before)
        writer.add(here, names.CONTRIBUTION_BEFORE, share)
    # All answers together moved it, and not those in its own ledger alone.
    counted = [answer_name(each) for each in answered.answers if each.weight]
    for moved in told_moves(answered):
        finding = known(f"{run}/finding/{moved.node.id}")
        here = known(f"{run}/finding/{moved.node.id}/moved")
        writer.typed(here, ENTITY)
        writer.add(here, GENERATED_BY, known(f"diagnosis/{run}"))
        writer.add(here, names.SENTENCE, moved_words(moved))
        writer.add(here, DERIVED_FROM, finding, *counted)
    for enquiry in diagnosis.enquiries:
        if enquiry.unsettled:
            _unsettled(writer, run, enquiry, answered.answers)
    return writer.quads


def answer_name(said: WeighedAnswer) -> NamedNode:
    """Return what an answer is called, in every run the same."""
    return known(f"answer/{said.answer.organisation}/{said.answer.id}")


def _answer(writer: GraphWriter, said: WeighedAnswer) -> NamedNode:
    here, answer = answer_name(said), said.answer
    writer.typed(here, names.ANSWER)
    writer.add(
        here, names.OF_ORGANISATION, known(f"organisation/{answer.organisation}")
    )
    writer.add(here, names.ABOUT, known(answer.about))
    writer.add(here, names.HAS_OUTCOME, answer.outcome)
    writer.add(here, names.ANSWER_KIND_OF, known(f"answer-{answer.kind}"))
    word = known(f"reliability-{answer.reliability}")
    writer.add(here, names.RELIABILITY_WORD_OF, word)
    for prop, text in (
        (names.SAID_BY, answer.source),
        (names.DOCUMENT, answer.document),
        (names.PLACE, answer.place),
        (names.REFERENCE, answer.reference),
        (names.CORRECTS, answer.supersedes),
        (DESCRIPTION, answer.note),
        (names.SENTENCE, said.note),
    ):
        writer.add(here, prop, text)
    writer.add(here, names.GIVEN, day_of(answer.given))
    writer.add(here, names.RECORDED, day_of(answer.recorded))
    return here


def _unsettled(
    writer: GraphWriter,
    run: str,
    ranked: RankedEnquiry,
    answers: Iterable[WeighedAnswer],
) -> None:
    """Say of an enquiry that is still open when it was asked to no avail."""
    here = known(f"{run}/enquiry/{ranked.id}")
    writer.add(here, names.SENTENCE, ranked.unsettled)
    for said in answers:
        if said.asked == ranked.id and said.answer.outcome == "unclear":
            writer.add(here, DERIVED_FROM, answer_name(said))
