"""Answering enquiries: where answers are kept, and how they are recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from rcagraph.answers.answer import (
    Answer,
    AnswerKind,
    AnswerOutcome,
    ReliabilityWord,
    new_answer,
)
from rcagraph.answers.review import corrected, review_answers
from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.graph.node_names import find_node
from rcagraph.outputs.answers_jsonl import answer_line
from rcagraph.outputs.files import locked, write_durably
from rcagraph.pipeline import Case
from rcagraph.sources.answers_jsonl import ANSWERS, parse_answers, read_answers
from rcagraph.sources.review_yaml import read_review
from rcagraph.sources.workspace import is_workspace


def default_answers(observations: Path | str | None) -> Path:
    """Return where answers are kept unless something else is said.

    In the workspace, if the figures are in one; else in the current folder.
    """
    given = None if observations is None else Path(observations)
    if given is not None and is_workspace(given):
        return given / ANSWERS
    return Path(ANSWERS)


def what_is_asked(case: Case, name: str) -> tuple[str, str]:
    """Return (node, enquiry) for the id of an enquiry; (node, "") for a node's name.

    Raises:
        UnknownNameError: there is neither.
    """
    known = case.model.enquiries.by_id
    if found := known.get(name.casefold()):
        return found.enquiry.about, found.id
    try:
        return find_node(case.model.graph, name), ""
    except UnknownNameError as error:
        raise UnknownNameError(
            Problem(
                message="unknown enquiry",
                found=repr(name),
                expected="an id that rcagraph enquiries prints, or a node's",
                hint=did_you_mean(name, known) or error.problems[0].hint,
                code=Code.ENQUIRY_UNKNOWN,
            )
        ) from error


def answer_enquiry(  # noqa: PLR0913 - the parts of an answer
    case: Case,
    code: str,
    enquiry: str,
    *,
    outcome: AnswerOutcome,
    kind: AnswerKind,
    source: str,
    given: date,
    recorded: date,
    reliability: ReliabilityWord | None = None,
    document: str = "",
    reference: str = "",
    place: str = "",
    note: str = "",
    supersedes: str = "",
) -> Answer:
    """Return an answer to an enquiry, or about a node; nothing is written.

    Args:
        code: the organisation's.
        enquiry: id of an enquiry, or of a node.
        reliability: None: what is usual for the kind.

    Raises:
        UnknownNameError: no such organisation, enquiry or node.
    """
    organisation = case.organisation(code).code
    about, name = what_is_asked(case, enquiry)
    return new_answer(
        organisation=organisation,
        about=about,
        enquiry=name,
        outcome=outcome,
        kind=kind,
        reliability=reliability or _usual(case, kind),
        source=source,
        document=document,
        reference=reference,
        place=place,
        note=note,
        given=given,
        recorded=recorded,
        supersedes=supersedes,
    )


def review_answers_of(
    case: Case, code: str, file: Path, *, recorded: date
) -> tuple[Answer, ...]:
    """Return the themes of a review file as answers; nothing is written.

    A theme that was recorded from the same report before, and now says something
    else, corrects the earlier record.

    Raises:
        ObservationsError: the file cannot be used.
        UnknownNameError: no such organisation.
    """
    organisation = case.organisation(code).code
    review = read_review(file, case.model.ontology.nodes)
    found = review_answers(
        review, organisation, usual=_usual(case, "review"), recorded=recorded
    )
    earlier = case.answers.standing(organisation)
    return tuple(corrected(each, earlier) for each in found)


def _usual(case: Case, kind: AnswerKind) -> ReliabilityWord:
    word = case.model.ontology.constants.answers.usual[kind]
    return cast("ReliabilityWord", word)  # the reader let nothing else through


def unknown_enquiries(case: Case) -> tuple[Problem, ...]:
    """Return a warning for each answer to an enquiry that the library does not have.

    Such an answer still counts for its node, by the usual words; but the enquiry may
    be asked again under another name.
    """
    known, book = case.model.enquiries.by_id, case.answers
    return tuple(
        Problem(
            file=book.place,
            line=line,
            message="the library has no such enquiry; the answer counts for its node",
            found=repr(answer.enquiry),
            hint=did_you_mean(answer.enquiry, known),
            code=Code.ENQUIRY_UNKNOWN,
            severity="warning",
        )
        for answer, line in zip(book.answers, book.lines, strict=True)
        if answer.enquiry and answer.enquiry not in known
    )


def record(
    path: Path, answers: Sequence[Answer], nodes: Collection[str]
) -> tuple[Answer, ...]:
    """Add answers to a file, all or none; what is in it stays as it is, byte for byte.

    The file is read and replaced while nobody else may write it. A kill at any
    moment leaves the old file or the new one.

    Args:
        path: made when absent.
        answers: to be added, unless the file has them already.
        nodes: ids that answers may be about.

    Returns:
        Those that were new.

    Raises:
        ObservationsError: the file as it is cannot be used.
        UnknownNameError: an answer corrects one that the file does not have, or that
            is about another organisation or node.
        OutputError: the file could not be written and is as it was.
    """
    with locked(path):
        book = read_answers(path, nodes, must_exist=False)
        fresh = tuple(each for each in answers if each.id not in book.by_id)
        for each in fresh:
            _check_correction(each, book.by_id.get(each.supersedes), list(book.by_id))
        if fresh:
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            if before and not before.endswith("\n"):
                before += "\n"
            text = before + "".join(map(answer_line, fresh))
            parse_answers(text, str(path))
            write_durably(path, text)
    return fresh


def _check_correction(
    answer: Answer, earlier: Answer | None, known: Sequence[str]
) -> None:
    if not answer.supersedes:
        return
    if earlier is None:
        raise UnknownNameError(
            Problem(
                message="the answer to be corrected is not in the file",
                found=repr(answer.supersedes),
                expected="the id of one of its answers",
                hint=did_you_mean(answer.supersedes, known),
                code=Code.ANSWER_UNKNOWN,
            )
        )
    same = (earlier.organisation, earlier.about)
    if same != (answer.organisation, answer.about):
        raise UnknownNameError(
            Problem(
                message="the answer to be corrected is about something else",
                found=f"{earlier.id}: {' '.join(same)}",
                expected=f"an answer about {answer.organisation} {answer.about}",
                code=Code.ANSWER_UNKNOWN,
            )
        )
