"""The keys and values of a hypothesis file: pydantic's errors as problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, did_you_mean
from rcagraph.hypotheses.hypothesis import (
    Enquiry,
    Expectation,
    Hypothesis,
    Link,
    Sequel,
    Test,
)
from rcagraph.hypotheses.places import Path, Place
from rcagraph.sources.yaml_places import PlacedYaml

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_MODELS: dict[str, type[BaseModel]] = {
    "links": Link,
    "tests": Test,
    "enquiries": Enquiry,
    "expect": Expectation,
    "then": Sequel,
}
# pydantic's kinds of error → ours, and what to write instead.
_KINDS: dict[str, tuple[Code, str]] = {
    "literal_error": (Code.WORD_UNKNOWN, ""),
    "enum": (Code.WORD_UNKNOWN, ""),
    "greater_than": (Code.OUT_OF_RANGE, ""),
    "greater_than_equal": (Code.OUT_OF_RANGE, ""),
    "less_than_equal": (Code.OUT_OF_RANGE, ""),
    "string_pattern_mismatch": (
        Code.NOT_AN_ID,
        "an id of small letters, digits, - and _",
    ),
    "string_too_short": (Code.NOTHING_STATED, "some text"),
    "too_short": (Code.NOTHING_STATED, "at least one"),
    "string_type": (Code.WRONG_TYPE, "text"),
    "tuple_type": (Code.WRONG_TYPE, "a list"),
    "model_type": (Code.WRONG_TYPE, "keys and values"),
    "float_type": (Code.WRONG_TYPE, "a number"),
    "bool_type": (Code.WRONG_TYPE, "true or false"),
}
_LONGEST_SHOWN = 60


def check_fields(placed: PlacedYaml, file: str) -> Hypothesis | tuple[Problem, ...]:
    """Return the hypothesis that a document states, or all that is wrong with it."""
    from pydantic import ValidationError

    if placed.data is None:
        code, message = Code.EMPTY_FILE, "the file is empty"
        return (_problem(file, Place(1, 1), code, message, expected="a hypothesis"),)
    if not isinstance(placed.data, dict):
        code, message = Code.NOT_A_HYPOTHESIS, "the file is not a hypothesis"
        place, expected = placed.places.at(), "a mapping that begins with 'id:'"
        found = _shown(placed.data)
        return (_problem(file, place, code, message, found=found, expected=expected),)
    problems = list(_repeated_ids(placed, file))
    try:
        hypothesis = Hypothesis.model_validate(placed.data)
    except ValidationError as error:
        problems += _explain_all(error, placed, file)
    return tuple(sorted(problems, key=_by_place)) if problems else hypothesis


def _by_place(problem: Problem) -> tuple[int, int]:
    return (problem.line or 0, problem.column or 0)


def _repeated_ids(placed: PlacedYaml, file: str) -> Iterator[Problem]:
    for kind, key in (("test", "tests"), ("enquiry", "enquiries")):
        records = placed.data.get(key)
        first: dict[str, int] = {}
        for index, record in enumerate(records if isinstance(records, list) else ()):
            name = record.get("id") if isinstance(record, dict) else None
            if not isinstance(name, str):
                continue
            place = placed.places.at(key, index, "id")
            if first.setdefault(name, place.line) != place.line:
                yield _problem(
                    file,
                    place,
                    Code.ID_TWICE_IN_FILE,
                    f"{kind} id {name!r} is used twice",
                    expected=f"an id of its own; the first is on line {first[name]}",
                )


def _explain_all(
    error: ValidationError, placed: PlacedYaml, file: str
) -> Iterator[Problem]:
    """Turn pydantic's errors into problems, one for each place.

    A word-or-number field fails once for each branch; a list whose every part
    failed is also reported as too short. Neither is a second problem.
    """
    by_place: dict[Path, list[Any]] = {}
    for each in error.errors(include_url=False):
        place = tuple(part for part in each["loc"] if _is_in_document(part))
        by_place.setdefault(place, []).append(each)
    for place, errors in by_place.items():
        part_failed = any(other[: len(place)] == place != other for other in by_place)
        if errors[0]["type"] == "too_short" and part_failed:
            continue
        if place:  # the file as a whole fails only for ids used twice, told above
            yield _explain(place, errors, placed, file)


def _explain(path: Path, errors: list[Any], placed: PlacedYaml, file: str) -> Problem:
    name = ".".join(str(part) for part in path)
    kind, found = errors[0]["type"], errors[0].get("input")
    if kind == "extra_forbidden":
        return _unknown_key(path, placed, file)
    place = placed.places.at(*path)
    if kind == "missing":
        return _problem(file, place, Code.KEY_MISSING, f"{name} is missing")
    codes = [_KINDS.get(each["type"], (Code.WRONG_TYPE, ""))[0] for each in errors]
    code = codes[0]
    if isinstance(found, int | float) and not isinstance(found, bool):
        # Of the branches of a word-or-number field, the number is meant.
        code = Code.OUT_OF_RANGE if Code.OUT_OF_RANGE in codes else code
    elif not isinstance(found, str) and Code.WRONG_TYPE in codes:
        code = Code.WRONG_TYPE
    allowed = [word.strip(" '") for each in errors for word in _choices(each)]
    return _problem(
        file,
        place,
        code,
        f"{name} cannot be used",
        found=_shown(found),
        expected=", or ".join(_expected(each) for each in errors),
        hint=did_you_mean(found, allowed) if isinstance(found, str) else "",
    )


def _unknown_key(path: Path, placed: PlacedYaml, file: str) -> Problem:
    known = _model_at(path).model_fields
    return _problem(
        file,
        placed.places.key(*path),
        Code.KEY_UNKNOWN,
        f"unknown key {path[-1]!r}",
        expected=f"one of {', '.join(known)}",
        hint=did_you_mean(str(path[-1]), known),
    )


def _problem(  # noqa: PLR0913 - the parts of one message
    file: str,
    place: Place,
    code: Code,
    message: str,
    *,
    found: str = "",
    expected: str = "",
    hint: str = "",
) -> Problem:
    return Problem(
        file=file,
        line=place.line,
        column=place.column,
        message=message,
        found=found,
        expected=expected,
        hint=hint,
        code=code,
    )


def _shown(found: Any) -> str:  # noqa: ANN401 - whatever the document holds
    if found is None:
        return "nothing"
    if isinstance(found, dict | list):
        return "a list" if isinstance(found, list) else "keys and values"
    said = repr(found)
    return said if len(said) <= _LONGEST_SHOWN else said[: _LONGEST_SHOWN - 1] + "…"


def _is_in_document(part: str | int) -> bool:
    """Leave out the branch names that pydantic adds for unions."""
    return isinstance(part, int) or not part.startswith(
        ("literal[", "constrained-", "float", "function-")
    )


def _model_at(path: Path) -> type[BaseModel]:
    names = [part for part in path[:-1] if isinstance(part, str)]
    return _MODELS.get(names[-1], Hypothesis) if names else Hypothesis


def _choices(error: Any) -> list[str]:  # noqa: ANN401
    said = str(error.get("ctx", {}).get("expected", ""))
    return said.replace(" or ", ", ").split(", ") if said else []


def _expected(error: Any) -> str:  # noqa: ANN401
    plain = _KINDS.get(error["type"], (None, ""))[1]
    said = plain or str(error.get("ctx", {}).get("expected", "")) or str(error["msg"])
    said = said[0].lower() + said[1:]
    return said.removeprefix("value error, ").replace("input should be ", "")
