"""The interview guide for programs and spreadsheets: JSON, CSV and a page."""

from __future__ import annotations

import csv
import io
import json
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
from rcagraph.outputs.document_types import six_digits
from rcagraph.outputs.guide_text import conflict_words, why_words
from rcagraph.outputs.pages import read_template, render_page
from rcagraph.vocabulary.terms import Node

SCHEMA = "rcagraph/enquiries/1"
_COLUMNS = (
    "number", "id", "role", "ask", "question", "request", "settles", "about", "label",
    "belief", "shift", "bits", "changes_top_three", "reason", "unsettled", "also",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def guide_csv(interviews: Sequence[Interview]) -> str:
    """Write the enquiries as CSV, the most telling first, each with its role."""
    text = io.StringIO()
    rows = [_fields(*each) for each in _in_order(interviews)]
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: _cell(value) for name, value in row.items()} for row in rows
    )
    return text.getvalue()


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


def _fields(number: int, role: str, ranked: RankedEnquiry) -> dict[str, object]:
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
        "belief": six_digits(ranked.belief),
        "shift": six_digits(ranked.shift),
        "bits": six_digits(ranked.bits),
        "changes_top_three": six_digits(ranked.changes_top_three),
        "reason": ranked.reason,
        "unsettled": ranked.unsettled,
        "also": list(ranked.also),
    }


def _cell(value: object) -> object:
    """Return a cell; text that a spreadsheet would calculate is quoted."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
