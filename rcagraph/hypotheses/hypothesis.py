"""A hypothesis: a mechanism, what should be seen if it is true, what to ask if not.

These models are the file format: their field descriptions become the JSON Schema
that editors use, and their checks become messages with file and line.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rcagraph.vocabulary.terms import Lens

StrengthWord = Literal["weak", "moderate", "strong"]
ChanceWord = Literal["almost-certain", "likely", "even", "unlikely", "rare"]
LagWord = Literal[
    "hours", "days", "days-weeks", "weeks", "months", "1-2 years", "years"
]
EvidenceClass = Literal["measured", "published", "definitional", "expert-prior"]
Strength = StrengthWord | Annotated[float, Field(gt=0, le=1)]
Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Link(_Record):
    """A claimed cause → effect.

    An effect may be a metric: a claim about a metric is a claim about the node
    that the metric indicates.
    """

    cause: Id = Field(description="id of the driver, state or symptom that acts")
    effect: Id = Field(description="id of the state, symptom or metric acted on")
    strength: Strength = Field(
        description="how likely the cause alone brings the effect: a word or 0-1"
    )
    lag: LagWord = Field(description="time from a change in cause to one in effect")
    evidence: EvidenceClass = Field(description="what kind of support the claim has")
    source: Text = Field(description="web address; 'expert prior' if there is none")
    why: Text = Field(description="what the source shows, in one sentence")
    contested: str = Field(
        default="", description="the case against, when evidence conflicts"
    )
    feedback: bool | None = Field(
        default=None,
        description="true: acts from the previous quarter; false: never does",
    )


class Sequel(_Record):
    """What should follow a special cause of the expectation's own metric.

    Both metrics are looked at against their own baselines: the sequel has to begin
    so many months after the beginning of what it follows.
    """

    metric: Id = Field(description="id of the metric that should move afterwards")
    direction: Literal["adverse", "favourable"] = Field(
        default="adverse", description="which way it should move"
    )
    after: int = Field(
        default=0, ge=0, le=60, description="fewest months from one to the other"
    )
    within: int = Field(ge=0, le=60, description="most months from one to the other")

    @model_validator(mode="after")
    def _window_is_one(self) -> Self:
        if self.after > self.within:
            msg = f"after ({self.after}) is more than within ({self.within})"
            raise ValueError(msg)
        return self


class Expectation(_Record):
    """What one metric should show through one lens.

    ``threshold`` is in standardised adverse units (robust z for peers, standard
    deviations of earlier figures for the baseline, robust z of the gap for the
    standard): ``adverse`` holds at or above it, ``favourable`` at or below its
    negative, ``unremarkable`` when it lies between the two.
    """

    metric: Id = Field(description="id of the metric")
    lens: Lens = Field(
        strict=False, description="what it is compared with: peers, own past, standard"
    )
    direction: Literal["adverse", "favourable", "unremarkable"] = Field(
        description="where the figure should lie"
    )
    threshold: float = Field(
        default=1.0, ge=0, description="how far, in standard deviations"
    )
    then: Sequel | None = Field(
        default=None,
        description="what should follow; for a baseline, adverse or favourable",
    )

    @model_validator(mode="after")
    def _sequel_follows_a_movement(self) -> Self:
        moves = self.lens is Lens.BASELINE and self.direction != "unremarkable"
        if self.then is not None and not moves:
            msg = "then needs lens baseline and direction adverse or favourable"
            raise ValueError(msg)
        return self


class Test(_Record):
    """An observable consequence: all expectations hold, or the test fails."""

    id: Id = Field(description="name of the test, its own within the file")
    says: Text = Field(description="what is expected, in one sentence")
    bears_on: Id = Field(description="id of the node that the outcome speaks about")
    expect: tuple[Expectation, ...] = Field(
        min_length=1, strict=False, description="what has to be seen; all of it"
    )
    if_true: ChanceWord = Field(description="chance that it holds if the node is there")
    if_false: ChanceWord = Field(description="chance that it holds if it is not")

    __test__ = False  # not a test case, whatever pytest thinks of the name


class Enquiry(_Record):
    """A key line of enquiry: what to ask when the data cannot say."""

    id: Id = Field(description="name of the enquiry, its own within the file")
    about: Id = Field(description="id of the node that the answer settles")
    question: Text = Field(description="what to ask, in one sentence")
    ask: Text = Field(description="role to ask; never a person")
    request: Text = Field(description="document or figure to ask for")
    settles: Text = Field(description="what answer would confirm, what would refute")
    if_true: ChanceWord = Field(
        default="likely", description="chance of a confirming answer if it is there"
    )
    if_false: ChanceWord = Field(
        default="unlikely", description="the same if it is not there"
    )


class Hypothesis(_Record):
    """A mechanism that a clinician or finance director would recognise."""

    id: Id = Field(description="name of the hypothesis, its own within the library")
    title: Text = Field(description="the mechanism in a few words")
    theme: Id = Field(
        description="area it belongs to; shipped files have a folder each"
    )
    claim: Text = Field(description="the mechanism in two or three plain sentences")
    symptoms: tuple[Id, ...] = Field(
        min_length=1, strict=False, description="ids of the symptoms it explains"
    )
    root_causes: tuple[Id, ...] = Field(
        min_length=1, strict=False, description="ids of the drivers it begins with"
    )
    links: tuple[Link, ...] = Field(
        min_length=1, strict=False, description="causes and effects, step by step"
    )
    tests: tuple[Test, ...] = Field(
        default=(), strict=False, description="what should be seen if it is true"
    )
    enquiries: tuple[Enquiry, ...] = Field(
        default=(), strict=False, description="what to ask when figures cannot say"
    )

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for kind, records in (("test", self.tests), ("enquiry", self.enquiries)):
            seen: set[str] = set()
            for record in records:
                if record.id in seen:
                    msg = f"{kind} id {record.id!r} is used twice"
                    raise ValueError(msg)
                seen.add(record.id)
        return self
