"""pydantic's errors as problems with a line, for small files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError

_LONGEST_SHOWN = 60
_PLAINLY = {
    "string_type": "text",
    "string_too_short": "some text",
    "string_pattern_mismatch": "one line of text; an id or code as the tool writes it",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "tuple_type": "a list",
    "too_short": "at least one",
    "date_from_datetime_parsing": "a day such as 2024-03-31",
    "date_type": "a day such as 2024-03-31",
}

# Path of a value, and whether its key is meant → line.
LineOf = Callable[[tuple[str | int, ...]], int]


def model_problems(
    error: ValidationError, file: str, line_of: LineOf, code: Code, known: list[str]
) -> Iterator[Problem]:
    """Yield a problem for each place at fault; keys of one record that lack, as one.

    Args:
        error: pydantic's.
        file: as shown to people.
        line_of: path of a value → its line.
        code: the kind of problem.
        known: keys that there are, for spelling.
    """
    seen = set()
    lacking: dict[int, list[str]] = {}
    for each in error.errors(include_url=False):
        path = each["loc"]
        if path in seen:
            continue
        seen.add(path)
        name = ".".join(map(str, path)) or "the record"
        if each["type"] == "missing":
            lacking.setdefault(line_of(path), []).append(name)
        else:
            yield _problem(each, file, line_of(path), code, name, known)
    for line, names in lacking.items():
        message = f"{', '.join(names)} missing"
        yield Problem(file=file, line=line, message=message, code=code)


def _problem(  # noqa: PLR0913, PLR0917 - the parts of one message
    error: Any,  # noqa: ANN401 - pydantic's own dictionary
    file: str,
    line: int,
    code: Code,
    name: str,
    known: list[str],
) -> Problem:
    kind, found = error["type"], error.get("input")
    if kind == "extra_forbidden":
        key = str(error["loc"][-1])
        return Problem(
            file=file,
            line=line,
            message=f"unknown key {key!r}",
            expected=f"one of {', '.join(known)}",
            hint=did_you_mean(key, known),
            code=code,
        )
    said = str(error.get("ctx", {}).get("expected", ""))
    expected = _PLAINLY.get(kind, said or str(error["msg"]))
    words = [word.strip(" '") for word in said.replace(" or ", ", ").split(",")]
    return Problem(
        file=file,
        line=line,
        message=f"{name} cannot be used",
        found=_shown(found),
        expected=expected.removeprefix("Value error, "),
        hint=did_you_mean(found, words) if said and isinstance(found, str) else "",
        code=code,
    )


def _shown(found: object) -> str:
    said = repr(found)
    return said if len(said) <= _LONGEST_SHOWN else said[: _LONGEST_SHOWN - 1] + "…"
