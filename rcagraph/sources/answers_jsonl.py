"""Files of answers: one record a line, as ``rcagraph answer`` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.answers.answer import Answer
from rcagraph.answers.book import AnswerBook
from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.model_problems import model_problems

if TYPE_CHECKING:
    from collections.abc import Collection

ANSWERS = "answers.jsonl"


def read_answers(
    path: Path | str | None, nodes: Collection[str], *, must_exist: bool = True
) -> AnswerBook:
    """Read a file of answers.

    Args:
        path: the file; None: there are no answers.
        nodes: ids that answers may be about.
        must_exist: if not, a file that is not there holds no answers.

    Raises:
        ObservationsError: it cannot be used; all lines at fault are named.
    """
    if path is None:
        return AnswerBook()
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        if not must_exist:
            return AnswerBook(place=str(path))
        message = "there is no such file of answers"
        raise _unreadable(path, message, "", "rcagraph answer writes one") from error
    except (OSError, UnicodeDecodeError) as error:
        message, found = "the file of answers cannot be read", str(error)
        raise _unreadable(path, message, found, "text in UTF-8") from error
    book = parse_answers(text, str(path))
    if problems := _unknown_nodes(book, nodes):
        raise ObservationsError(problems)
    return book


def parse_answers(text: str, file: str) -> AnswerBook:
    """Read answers from text, a JSON object on each line; empty lines are skipped.

    An answer that is there twice, as when two files were joined, counts once.

    Raises:
        ObservationsError: all lines at fault are named.
    """
    answers: dict[str, tuple[Answer, int]] = {}
    problems: list[Problem] = []
    # Not splitlines: a text may hold a separator that JSON leaves as it is.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        read = _answer(line, number, file)
        if not isinstance(read, Answer):
            problems.extend(read)
        elif (first := answers.setdefault(read.id, (read, number)))[0] != read:
            problems.append(_twice(read, file, number, first[1]))
    problems += _loose_corrections(answers, file)
    if problems:
        ordered = sorted(problems, key=lambda each: each.line or 0)
        raise ObservationsError(ordered)
    return AnswerBook(
        answers=tuple(answer for answer, _ in answers.values()),
        lines=tuple(line for _, line in answers.values()),
        place=file,
    )


def _unknown_nodes(book: AnswerBook, known: Collection[str]) -> list[Problem]:
    """Return a problem for each answer about a node that there is not."""
    return [
        Problem(
            file=book.place,
            line=line,
            message="the answer is about a node that is not in the ontology",
            found=repr(answer.about),
            expected="the id of a driver, state or symptom",
            hint=did_you_mean(answer.about, known),
            code=Code.ANSWER_UNUSABLE,
        )
        for answer, line in zip(book.answers, book.lines, strict=True)
        if answer.about not in known
    ]


def _answer(line: str, number: int, file: str) -> Answer | list[Problem]:
    from pydantic import ValidationError

    try:
        json.loads(line)
        return Answer.model_validate_json(line)
    except ValidationError as error:
        known = list(Answer.model_fields)
        code = Code.ANSWER_UNUSABLE
        return list(model_problems(error, file, lambda _: number, code, known))
    except ValueError as error:
        problem = Problem(
            file=file,
            line=number,
            message="the line is no record of an answer",
            found=f"{line[:40]!r}: {error}",
            expected="one JSON object, as rcagraph answer writes it",
            code=Code.ANSWER_UNUSABLE,
        )
        return [problem]


def _twice(answer: Answer, file: str, line: int, first: int) -> Problem:
    return Problem(
        file=file,
        line=line,
        message=f"answer {answer.id} is there twice, and says different things",
        expected=f"one of them; the first is on line {first}",
        code=Code.ANSWER_UNUSABLE,
    )


def _loose_corrections(
    answers: dict[str, tuple[Answer, int]], file: str
) -> Iterator[Problem]:
    for answer, line in answers.values():
        if answer.supersedes and answer.supersedes not in answers:
            yield Problem(
                file=file,
                line=line,
                message="the answer corrects one that is not in the file",
                found=repr(answer.supersedes),
                expected="the id of another answer of the file",
                hint=did_you_mean(answer.supersedes, answers),
                code=Code.ANSWER_UNUSABLE,
            )


def _unreadable(
    path: Path, message: str, found: str, expected: str
) -> ObservationsError:
    return ObservationsError(
        Problem(
            file=str(path),
            message=message,
            found=found,
            expected=expected,
            code=Code.UNREADABLE,
        )
    )
