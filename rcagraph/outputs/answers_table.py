"""Answers as a table: what was said, what it weighs, and whether it stands alone."""

from __future__ import annotations

from rcagraph.findings.answered import Answered
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.table import Table, made_table


def answers_table(diagnosis: Diagnosis) -> Table:
    """Every answer that stands, in the order of their days; no rows without answers.

    Standing is *accepted* (reviews agree), *contradicted*, *open* (unclear) or
    *counts*.
    """
    nodes, answered = diagnosis.ontology.nodes, diagnosis.answered
    standing = _standing(answered)
    return made_table(
        "answers",
        [
            "id",
            "about",
            "label",
            "outcome",
            "decibans",
            "standing",
            "kind",
            "reliability",
            "source",
            "document",
            "place",
            "reference",
            "given",
            "recorded",
            "note",
            "enquiry",
            "question",
            "corrects",
        ],
        (
            (
                each.answer.id,
                each.answer.about,
                nodes[each.answer.about].label,
                each.answer.outcome,
                each.weight,
                standing.get(each.answer.id, "counts"),
                each.answer.kind,
                each.answer.reliability,
                each.answer.source,
                each.answer.document or None,
                each.answer.place or None,
                each.answer.reference or None,
                each.answer.given.isoformat(),
                each.answer.recorded.isoformat(),
                each.answer.note or None,
                each.answer.enquiry or None,
                each.question or None,
                each.answer.supersedes or None,
            )
            for each in answered.answers
        ),
        of=["about"],
    )


def _standing(answered: Answered) -> dict[str, str]:
    """Return the standing of the answers that do not simply count, by id."""
    found = {
        each.answer.id: "accepted"
        for theme in answered.accepted
        for each in theme.reviews
    }
    found |= {
        each.answer.id: "contradicted"
        for conflict in answered.conflicts
        for each in conflict.answers
    }
    unclear = (each.answer for each in answered.answers)
    return found | {one.id: "open" for one in unclear if one.outcome == "unclear"}
