"""The interview guide for programs and spreadsheets: JSON, CSV and a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rcagraph.findings.answered import Answered
from rcagraph.findings.diagnosis import RankedEnquiry
from rcagraph.findings.guide import Interview
from rcagraph.observations.organisation import Organisation
from rcagraph.outputs.answered_text import (
    accepted_words,
    answer_words,
    not_accepted,
    worth_words,
)
from rcagraph.outputs.guide_text import conflict_words, why_words
from rcagraph.outputs.pages import read_template, render_page
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.tidy_csv import Cell, tidy_csv
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.vocabulary.terms import Node

SCHEMA = "rcagraph/enquiries/1"
_COLUMNS = (
    "number", "id", "role", "ask", "question", "request", "settles", "about", "label",
    "belief", "shift", "bits", "changes_top_three", "reason", "unsettled", "also",
)  # fmt: skip


def guide_json(
    interviews: Sequence[Interview],
    trust: Organisation,
    as_of: date,
    answered: Answered,
) -> str:
    """Write the enquiries as JSON, the most telling first, each with its role."""
    found = {
        "schema": SCHEMA,
        "organisation": trust.code,
        "as_of": str(as_of),
        "enquiries": [_fields(*each) for each in _in_order(interviews)],
        "conflicts": [
            {"about": each.node, "answers": [a.answer.id for a in each.answers]}
            for each in answered.conflicts
        ],
        "accepted": [
            {
                "about": each.node,
                "present": each.present,
                "answers": [a.answer.id for a in each.reviews],
            }
            for each in answered.accepted
        ],
        "answers": [each.answer.model_dump(mode="json") for each in answered.answers],
    }
    return plain_json(found)


def guide_csv(interviews: Sequence[Interview]) -> str:
    """Write the enquiries as CSV, the most telling first, each with its role."""
    rows = [_fields(*each) for each in _in_order(interviews)]
    return tidy_csv(_COLUMNS, [[_cell(row[name]) for name in _COLUMNS] for row in rows])


def guide_html(
    interviews: Sequence[Interview],
    trust: Organisation,
    as_of: date,
    answered: Answered,
    nodes: Mapping[str, Node],
) -> str:
    """Render the guide as one page, to be printed and taken along."""
    return render_page(
        "guide.html.j2",
        style=read_template("report.css"),
        scripts=[],
        interviews=interviews,
        trust=trust,
        as_of=as_of,
        attribution=ATTRIBUTION,
        why=why_words,
        worth=worth_words,
        conflicts=[
            (conflict_words(each, nodes), [answer_words(a) for a in each.answers])
            for each in answered.conflicts
        ],
        accepted=[accepted_words(each, nodes) for each in answered.accepted],
        answers=[
            f"{nodes[each.answer.about].label}: {answer_words(each)}"
            for each in not_accepted(answered)
        ],
    )


def _in_order(
    interviews: Sequence[Interview],
) -> list[tuple[int, str, RankedEnquiry]]:
    found = [
        (number, each.role, ranked)
        for each in interviews
        for number, ranked in each.asked
    ]
    return sorted(found, key=lambda each: each[0])


def _fields(
    number: int, role: str, ranked: RankedEnquiry
) -> dict[str, Cell | list[str]]:
    asked = ranked.enquiry
    return {
        "number": number,
        "id": ranked.id,
        "role": role,
        "ask": asked.ask,
        "question": asked.question,
        "request": asked.request,
        "settles": asked.settles,
        "about": ranked.node.id,
        "label": ranked.node.label,
        "belief": ranked.belief,
        "shift": ranked.shift,
        "bits": ranked.bits,
        "changes_top_three": ranked.changes_top_three,
        "reason": ranked.reason,
        "unsettled": ranked.unsettled,
        "also": list(ranked.also),
    }


def _cell(value: Cell | list[str]) -> Cell:
    return "; ".join(value) if isinstance(value, list) else value
