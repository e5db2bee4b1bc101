"""An earlier review of an organisation: its themes as answers.

The model is the file format: one report a file, written by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rcagraph.answers.answer import (
    Answer,
    AnswerOutcome,
    ReliabilityWord,
    Stated,
    new_answer,
)

_OUTCOMES: dict[str, AnswerOutcome] = {"present": "confirms", "absent": "refutes"}


def _day(said: object) -> object:
    if not isinstance(said, str):
        msg = "a day such as 2024-03-31"
        raise ValueError(msg)  # noqa: TRY004 - pydantic gathers ValueErrors
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        msg = "a day such as 2024-03-31"
        raise ValueError(msg) from error


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Theme(_Record):
    """What a report says of one node."""

    about: Stated = Field(description="id of the driver or state")
    finding: Literal["present", "absent"] = Field(description="what the report found")
    place: Stated = Field(description="page or section that says so")
    says: Stated = Field(description="what it says, in your own words")


class Review(_Record):
    """One published or internal report.

    Attributes:
        published: its day; a review speaks of the time before.
        reference: web address, or number under which it is kept.
    """

    title: Stated
    publisher: Stated = Field(description="the body; never a person's name")
    published: Annotated[date, BeforeValidator(_day)]
    reference: Stated
    reliability: ReliabilityWord | None = None
    themes: tuple[Theme, ...] = Field(min_length=1, strict=False)


def review_answers(
    review: Review, organisation: str, *, usual: ReliabilityWord, recorded: date
) -> tuple[Answer, ...]:
    """Return each theme of a review as an answer, in the order of the file.

    Args:
        review: what was read.
        organisation: code of the one that it is about.
        usual: reliability of reviews where the file states none.
        recorded: the day on which it is entered.
    """
    return tuple(
        new_answer(
            organisation=organisation,
            about=theme.about,
            outcome=_OUTCOMES[theme.finding],
            kind="review",
            reliability=review.reliability or usual,
            source=review.publisher,
            document=review.title,
            reference=review.reference,
            place=theme.place,
            note=theme.says,
            given=review.published,
            recorded=recorded,
        )
        for theme in review.themes
    )


def corrected(answer: Answer, earlier: tuple[Answer, ...]) -> Answer:
    """Return a review's theme as a correction of what stands of that review.

    Read again after a change, a theme takes the place of what was recorded from
    the same report about the same node; unchanged, it is that record.

    Args:
        answer: the theme as it is now.
        earlier: the answers that stand.
    """
    for each in earlier:
        same = each.kind == "review" and each.about == answer.about
        if not same or each.report != answer.report:
            continue
        if _said(each) == _said(answer):
            return each
        fields = answer.model_dump(exclude={"id", "format", "supersedes"})
        return new_answer(**fields, supersedes=each.id)
    return answer


def _said(answer: Answer) -> dict[str, object]:
    return answer.model_dump(exclude={"id", "recorded", "supersedes"})
