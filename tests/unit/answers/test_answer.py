from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from rcagraph.answers.answer import Answer, new_answer
from rcagraph.answers.book import AnswerBook
from rcagraph.answers.review import Review, corrected, review_answers


def answer(**changes: Any) -> Answer:  # noqa: ANN401
    fields: dict[str, Any] = {
        "organisation": "RZZ",
        "about": "ops_flow",
        "enquiry": "flow/ask",
        "outcome": "confirms",
        "kind": "interview",
        "reliability": "moderate",
        "source": "chief nurse",
        "given": date(2026, 3, 1),
        "recorded": date(2026, 3, 2),
    }
    return new_answer(**fields | changes)


def review(finding: str) -> Review:
    return Review.model_validate(
        {
            "title": "A report",
            "publisher": "A body",
            "published": "2025-01-31",
            "reference": "https://example.org/report",
            "themes": [
                {"about": "ops_flow", "finding": finding, "place": "p. 4", "says": "So"}
            ],
        }
    )


def test_the_same_said_on_another_day_of_recording_is_the_same_answer() -> None:
    assert answer(recorded=date(2026, 5, 1)).id == answer().id
    assert answer(outcome="refutes").id != answer().id


def test_texts_become_single_lines() -> None:
    assert answer(note=" one\n  two ").note == "one two"


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "  "},
        {"outcome": "yes"},
        {"organisation": "not a code"},
        {"kind": "review", "document": ""},
        {"reliability": "certain"},
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        answer(**changes)


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    first = answer()
    second = answer(outcome="refutes", supersedes=first.id)
    assert AnswerBook(answers=(first, second)).standing("RZZ") == (second,)
    assert AnswerBook(answers=(second, first)).standing("RZZ") == (second,)


def test_answers_after_the_day_asked_for_do_not_count_nor_correct() -> None:
    first = answer()
    later = answer(given=date(2026, 4, 1), supersedes=first.id)
    book = AnswerBook(answers=(first, later))
    assert book.standing("RZZ", until=date(2026, 3, 31)) == (first,)
    assert book.standing("RZZ", until=date(2026, 2, 1)) == ()
    assert book.standing("RXX") == ()


def test_a_review_says_present_or_absent_of_each_theme() -> None:
    (said,) = review_answers(
        review("absent"), "RZZ", usual="high", recorded=date(2026, 3, 2)
    )
    assert (said.outcome, said.kind, said.given) == (
        "refutes",
        "review",
        date(2025, 1, 31),
    )


def test_a_theme_read_again_corrects_itself_if_it_changed() -> None:
    day = date(2026, 3, 2)
    (first,) = review_answers(review("absent"), "RZZ", usual="high", recorded=day)
    (again,) = review_answers(review("present"), "RZZ", usual="high", recorded=day)
    assert corrected(first, (first,)) == first
    changed = corrected(again, (first,))
    assert changed.supersedes == first.id
    back = corrected(first, (changed,))
    assert (back.outcome, back.supersedes) == (first.outcome, changed.id)
    assert corrected(first, (back,)) == back  # read once more: nothing new
