"""YAML with the place of every value, safe and without surprises.

PyYAML's parser gives events with marks; they are turned into plain data here by
rules close to YAML 1.2: only ``true`` and ``false`` are booleans, there are no
dates and no base-60 numbers, tags and aliases are refused, and a key that is
there twice is a problem and not a silent overwrite.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.hypotheses.places import Path, Place, Places

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_MOST_PROBLEMS = 20
# YAML's own list, less the line ends that editors do not show as such, and less the
# byte order mark anywhere but at the start.
_UNPRINTABLE = re.compile(
    "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
# The parser's words → what a person would say, and what to write instead.
_PLAINLY = {
    "mapping values are not allowed in this context": (
        "a colon where none can be",
        "quotes around text with a colon in it, or keys that line up",
    ),
    "found character that cannot start any token": (
        "text cannot begin with this character",
        "quotes around it",
    ),
    "did not find expected key": (
        "this does not line up with the keys above it",
        "the same indentation for all keys of a mapping",
    ),
    "found unexpected end of stream": (
        "a quote that is never closed",
        "another quote where the text ends",
    ),
}


@dataclass(frozen=True, slots=True)
class PlacedYaml:
    """Plain data, the place of each value by its path, and what was wrong."""

    data: Any
    places: Places
    problems: tuple[Problem, ...]

    def line_of(self, path: Path) -> int:
        """Return the line of a path, or of its nearest ancestor that exists."""
        return self.places.at(*path).line


def parse_yaml(text: str, file: str) -> PlacedYaml:
    r"""Read one YAML document; never raises for bad text, reports it instead.

    >>> placed = parse_yaml("links:\n  - cause: no\n", "a.yaml")
    >>> placed.data, placed.places.at("links", 0, "cause")
    ({'links': [{'cause': 'no'}]}, Place(line=2, column=12))
    """
    document = _Document(text.removeprefix("\ufeff"), file)
    return PlacedYaml(
        document.read(),
        Places(document.values, document.keys),
        tuple(document.problems),
    )


class _StopError(Exception):
    """Reading on would tell nothing more, or would take too long."""


class _Document:
    """One pass over the parser's events: data, places and problems."""

    def __init__(self, text: str, file: str) -> None:
        """Take the text; nothing is read yet."""
        self.text = text
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def read(self) -> Any:  # noqa: ANN401 - whatever the document holds
        """Return the data, or None where the text is not plain YAML."""
        if found := _UNPRINTABLE.search(self.text):
            self._report_character(found)
            return None
        self.loader = _LOADER(self.text)
        try:
            return self._only_document()
        except _StopError:
            return None
        except yaml.YAMLError as error:
            self.problems.append(_syntax_problem(error, self.text, self.file))
            return None

    def _only_document(self) -> Any:  # noqa: ANN401
        self.loader.get_event()  # the stream starts
        if isinstance(self.loader.get_event(), yaml.StreamEndEvent):
            return None
        data = self._value(self.loader.get_event(), ())
        self.loader.get_event()  # the document ends
        after = self.loader.get_event()
        if isinstance(after, yaml.DocumentStartEvent):
            self._report(
                after,
                Code.SEVERAL_DOCUMENTS,
                "a second document begins",
                "one hypothesis in each file",
            )
        return data

    def _value(self, event: Any, path: Path) -> Any:  # noqa: ANN401
        self.values[path] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            self._report(event, Code.YAML_ALIAS, "aliases are refused", "plain YAML")
            return None
        if event.tag is not None:
            self._report(event, Code.YAML_TAG, "tags are refused", "plain YAML")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        # Deep nesting would end in a RecursionError.
        if len(path) >= _DEEPEST:
            self._report(event, Code.TOO_DEEP, "nested too deeply", "plain YAML")
            raise _StopError
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := self.loader.get_event(), yaml.SequenceEndEvent):
            data.append(self._value(event, (*path, len(data))))
        return data

    def _mapping(self, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.loader.get_event(), yaml.MappingEndEvent):
            key = self._key(event, path)
            below = (*path, key)
            if first := self.keys.get(below):
                self._report(
                    event,
                    Code.KEY_TWICE,
                    f"key {key!r} is used twice",
                    f"it once; the first is on line {first.line}",
                )
                below = (*path, f"{key} again on line {_place(event).line}")
            self.keys[below] = _place(event)
            value = self._value(self.loader.get_event(), below)
            data.setdefault(key, value)
        return data

    def _key(self, event: yaml.Event, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.tag is None:
            return str(event.value)
        self._report(event, Code.KEY_NOT_TEXT, "this cannot be a key", "a word")
        self._value(event, (*path, "?"))
        return f"? on line {_place(event).line}"

    def _report(
        self, event: yaml.Event, code: Code, message: str, expected: str
    ) -> None:
        line, column = _place(event)
        self.problems.append(
            Problem(
                file=self.file,
                line=line,
                column=column,
                message=message,
                expected=expected,
                code=code,
            )
        )
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _StopError

    def _report_character(self, found: re.Match[str]) -> None:
        before = self.text[: found.start()]
        self.problems.append(
            Problem(
                file=self.file,
                line=before.count("\n") + 1,
                column=found.start() - before.rfind("\n"),
                message="a character that text cannot have",
                found=f"U+{ord(found.group()):04X}",
                expected="letters, digits and signs",
                code=Code.CONTROL_CHARACTER,
            )
        )


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    assert mark is not None, "only events made by hand have no mark"
    return Place(mark.line + 1, mark.column + 1)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark: Any = getattr(error, "problem_mark", None)
    begun: Any = getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    message, expected = _PLAINLY.get(said, (said, "keys and values"))
    lines = text.splitlines() or [""]
    # What is never closed is noticed at the end; people look where it begins.
    if begun and (mark is None or mark.line >= len(lines) or "end of" in said):
        mark = begun
    elif begun and begun.line != mark.line and said not in _PLAINLY:
        expected = f"the end of what begins on line {begun.line + 1}"
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column if mark and mark.line == line else 0
    code = Code.YAML_SYNTAX
    indent = lines[line][: column + 1]
    if "\t" in indent and not indent.strip():
        code, column = Code.TAB, indent.index("\t")
        message, expected = "a tab is used for indentation", "spaces"
    return Problem(
        file=file,
        line=line + 1,
        column=column + 1,
        message=f"not YAML: {message}",
        expected=expected,
        code=code,
    )


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    text = str(event.value)
    if event.style:  # quoted or folded: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    # Too large for a number is no number: infinity passes for a threshold.
    if _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
