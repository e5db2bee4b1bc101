"""The shipped questions, and queries from files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, QueryError, UnknownNameError, did_you_mean
from rcagraph.sources.bundled import ontology_folder
from rcagraph.stores.question import Question

_ENDING = ".rq"


def read_questions() -> Mapping[str, Question]:
    """Return name → question: those about knowledge, then those about findings."""
    folder = ontology_folder() / "questions"
    found = [
        Question(
            name=file.stem,
            text=file.read_text(encoding="utf-8"),
            about_organisations=file.parent != folder,
        )
        for place in (folder, folder / "findings")
        for file in sorted(place.glob(f"*{_ENDING}"))
    ]
    return {each.name: each for each in found}


def find_question(given: str) -> Question:
    """Return a shipped question by its name, or the query of a file.

    Raises:
        UnknownNameError: no shipped question has the name.
        QueryError: the file cannot be read.
    """
    file = Path(given)
    if file.suffix == _ENDING or file.is_file():
        return Question(name=given, text=_text(file))
    known = read_questions()
    if given in known:
        return known[given]
    raise UnknownNameError(
        Problem(
            message="unknown question",
            found=repr(given),
            expected=f"a file ending in {_ENDING}, or one of the {len(known)} names "
            "that `rcagraph query --list` prints",
            hint=did_you_mean(given, known),
            code=Code.ID_UNKNOWN,
        )
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        code, message, found = Code.NOT_UTF8, "not UTF-8 text", ""
        raise _unread(file, message, found, code) from error
    except OSError as error:
        found = error.strerror or str(error)
        raise _unread(file, "cannot be read", found, Code.UNREADABLE) from error


def _unread(file: Path, message: str, found: str, code: Code) -> QueryError:
    problem = Problem(file=str(file), message=message, found=found, code=code)
    return QueryError(problem)
