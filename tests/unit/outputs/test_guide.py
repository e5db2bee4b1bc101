from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from rcagraph.answers.answer import new_answer
from rcagraph.errors import UnknownNameError
from rcagraph.evidence.records import WeighedAnswer
from rcagraph.findings.answered import Accepted, Answered, Conflict, Moved
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.guide import Interview, interview_guide
from rcagraph.outputs.diagnosis_json import diagnosis_json
from rcagraph.outputs.guide_files import guide_csv, guide_html, guide_json
from rcagraph.outputs.guide_text import guide_markdown, guide_text
from rcagraph.outputs.report_html import report_html
from rcagraph.outputs.text import diagnosis_text

DAY = date(2026, 6, 30)


def guide(diagnosis: Diagnosis, role: str = "") -> tuple[Interview, ...]:
    first, second, *rest = diagnosis.enquiries
    enquiries = (
        first,
        replace(
            second,
            enquiry=second.enquiry.model_copy(
                update={"ask": "=HYPERLINK(), with the chair"}
            ),
        ),
        *rest,
    )
    return interview_guide(enquiries, role=role)


@pytest.fixture
def answered(diagnosis: Diagnosis) -> Answered:
    node = diagnosis.drivers[0].node

    def said(outcome: str, note: str) -> WeighedAnswer:
        answer = new_answer(
            organisation=diagnosis.organisation.code,
            about=node.id,
            outcome=outcome,  # type: ignore[arg-type]
            kind="interview",
            reliability="high",
            source="chief nurse",
            note=note,
            given=DAY,
            recorded=DAY,
        )
        return WeighedAnswer(
            answer=answer, asked=node.id, question="", weight=6.0, note=note
        )

    both = (said("confirms", "<b>yes</b>"), said("refutes", "no"))
    return Answered(
        answers=both,
        accepted=(Accepted(node=node.id, present=True, reviews=both),),
        conflicts=(Conflict(node=node.id, question="", answers=both),),
        moved=(
            Moved(
                node=node,
                belief_before=0.2,
                belief_after=0.6,
                rank_before=7,
                rank_after=1,
                contribution_before=0.05,
                contribution_after=0.3,
            ),
        ),
    )


def test_enquiries_are_grouped_by_the_role_asked_first(diagnosis: Diagnosis) -> None:
    found = guide(diagnosis)
    assert [each.role for each in found] == ["Director of operations", "=HYPERLINK()"]
    numbers = sorted(number for each in found for number, _ in each.asked)
    assert numbers == list(range(1, len(diagnosis.enquiries) + 1))
    assert [each.role for each in guide(diagnosis, "director")] == [
        "Director of operations"
    ]
    with pytest.raises(UnknownNameError, match="2 roles"):
        guide(diagnosis, "astronomer")


def test_every_form_has_every_enquiry_and_its_id(
    diagnosis: Diagnosis, answered: Answered
) -> None:
    found, nodes = guide(diagnosis), diagnosis.ontology.nodes
    trust = diagnosis.organisation
    texts = [
        guide_text(found, trust, DAY, answered, nodes),
        guide_markdown(found, trust, DAY, answered, nodes),
        guide_html(found, trust, DAY, answered, nodes),
        guide_csv(found),
        guide_json(found, trust, DAY, answered),
    ]
    for each in diagnosis.enquiries:
        assert all(each.id in text for text in texts)


def test_a_short_text_tells_the_best_and_how_many_there_are(
    diagnosis: Diagnosis,
) -> None:
    text = guide_text(
        guide(diagnosis),
        diagnosis.organisation,
        DAY,
        Answered(),
        diagnosis.ontology.nodes,
        top=1,
    )
    assert f"1 of {len(diagnosis.enquiries)} open enquiries" in text
    assert text.count("    id  ") == 1


def test_text_from_files_is_text_in_every_form(
    diagnosis: Diagnosis, answered: Answered
) -> None:
    found, nodes = guide(diagnosis), diagnosis.ontology.nodes
    rows = list(csv.DictReader(io.StringIO(guide_csv(found))))
    assert rows[1]["role"] == "'=HYPERLINK()"
    page = guide_html(found, diagnosis.organisation, DAY, answered, nodes)
    assert "<b>yes</b>" not in page
    assert "&lt;b&gt;yes" in page
    plain = guide_markdown(found, diagnosis.organisation, DAY, answered, nodes)
    assert r"\<b\>yes" in plain


def test_answers_stand_in_text_report_and_json(
    diagnosis: Diagnosis, answered: Answered
) -> None:
    told = replace(diagnosis, answered=answered)
    assert "rank 7 → 1" in diagnosis_text(told)
    page = report_html(told)
    assert 'id="answers"' in page
    assert "<b>yes</b>" not in page
    found = json.loads(diagnosis_json(told))["answered"]
    assert found["moved"][0]["rank_before"] == 7
    assert [each["weight"] for each in found["answers"]] == [6.0, 6.0]
    assert found["conflicts"][0]["answers"] == [each["id"] for each in found["answers"]]


def test_without_answers_nothing_is_said_of_them(diagnosis: Diagnosis) -> None:
    assert "ANSWERS" not in diagnosis_text(diagnosis)
    assert 'id="answers"' not in report_html(diagnosis)
