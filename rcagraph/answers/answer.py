"""An answer: what came back when an enquiry was made, and from whom.

The model is the file format: a file of answers is one such record a line.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

AnswerOutcome = Literal["confirms", "refutes", "unclear"]
AnswerKind = Literal["interview", "document", "data", "review"]
ReliabilityWord = Literal["high", "moderate", "low"]

# One line of text: what is read back must be what was written.
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
Stated = Annotated[Line, Field(min_length=1)]
AnswerId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


class Answer(BaseModel):
    """What one source said about one enquiry, or about one node.

    Nothing is ever changed: a correction is another record, which names the one
    that it supersedes.

    Attributes:
        enquiry: "hypothesis/enquiry", or "" for what a review or a person says of a
            node that was not asked about.
        outcome: whether it confirms or refutes, in the enquiry's own terms
            (``settles``), that the node is there; "unclear" weighs nothing and is
            kept.
        source: who said it, by role or body; never a person's name.
        document: what was shown, or the title of a review.
        reference: web address or number of the document.
        place: page or section of it.
        note: what was said, in the recorder's own words.
        given: the day of the answer, or of the review.
        recorded: the day on which it was written down.
        supersedes: id of the answer that this one corrects, or "".
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    id: AnswerId
    organisation: Annotated[Stated, Field(pattern=r"^[A-Z0-9]{3,6}$")]
    about: Stated
    enquiry: Line = ""
    outcome: AnswerOutcome
    kind: AnswerKind
    reliability: ReliabilityWord
    source: Stated
    document: Line = ""
    reference: Line = ""
    place: Line = ""
    note: Line = ""
    given: date
    recorded: date
    supersedes: Line = ""

    @model_validator(mode="after")
    def _review_has_a_title(self) -> Self:
        if self.kind == "review" and not self.document:
            msg = "a review needs its title as document"
            raise ValueError(msg)
        return self

    @property
    def report(self) -> tuple[str, str]:
        """What tells one review from another: publisher and title."""
        return (self.source.casefold(), self.document.casefold())


def answer_id(*said: object) -> str:
    """Return an id made of what an answer says, so that none is recorded twice.

    >>> answer_id("RAJ", "confirms") == answer_id("RAJ", "confirms")
    True
    >>> len(answer_id("RAJ", "refutes"))
    8
    """
    text = "\x1f".join(map(str, said))
    return blake2b(text.encode("utf-8"), digest_size=4).hexdigest()


def new_answer(  # noqa: PLR0913 - the fields of one record
    *,
    organisation: str,
    about: str,
    outcome: AnswerOutcome,
    kind: AnswerKind,
    reliability: ReliabilityWord,
    source: str,
    given: date,
    recorded: date,
    enquiry: str = "",
    document: str = "",
    reference: str = "",
    place: str = "",
    note: str = "",
    supersedes: str = "",
) -> Answer:
    """Return an answer with its id; the day of recording is no part of that.

    Texts become single lines. Two records that say the same have the same id.

    Raises:
        ValidationError: a field cannot be used (pydantic's, a ValueError).
    """
    source, document, reference, place, note = (
        " ".join(text.split()) for text in (source, document, reference, place, note)
    )
    said = (organisation, about, enquiry, outcome, kind, reliability, given)
    texts = (source, document, reference, place, note)
    return Answer(
        id=answer_id(*said, *texts, supersedes),
        organisation=organisation,
        about=about,
        enquiry=enquiry,
        outcome=outcome,
        kind=kind,
        reliability=reliability,
        source=source,
        document=document,
        reference=reference,
        place=place,
        note=note,
        given=given,
        recorded=recorded,
        supersedes=supersedes,
    )
