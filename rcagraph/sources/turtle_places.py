"""Where in the Turtle files something stands: the reader knows only whole blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.sources.lines import bad_byte

_LARGEST_BYTES = 20_000_000
_BLOCK = re.compile(r"rcai?:([\w.-]*\w)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMMENT = re.compile(r"(^|\s)#.*$")
_CONTINUES = (";", ".", ",", "(", "[")


class TurtleFolder:
    """The lines of a folder of Turtle, read only when a problem needs them.

    Args:
        folder: holds the ``*.ttl`` files.
        shown: what people call the folder.
    """

    def __init__(self, folder: Path, shown: str) -> None:
        """Note the folder; nothing is read yet."""
        self.folder = folder
        self.shown = shown

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Name as shown to people → file."""
        return {self._name(file.name): file for file in self._files}

    def file_problems(self) -> Iterator[Problem]:
        """Yield files that the reader could not, or should not, open."""
        for file in self._files:
            shown = self._name(file.name)
            try:
                size = file.stat().st_size
                content = b"" if size > _LARGEST_BYTES else file.read_bytes()
            except OSError as error:
                said = error.strerror or str(error)
                message, code = "the file cannot be read", Code.UNREADABLE
                yield Problem(file=shown, message=message, found=said, code=code)
                continue
            if size > _LARGEST_BYTES:
                yield Problem(
                    file=shown,
                    line=1,
                    message="larger than a vocabulary can be",
                    found=f"{size:,} bytes",
                    expected=f"{_LARGEST_BYTES:,} at most",
                    code=Code.TOO_LARGE,
                )
            elif wrong := _byte_problem(file, content, shown):
                yield wrong

    def place(self, name: str) -> tuple[str, int | None]:
        """Return the file and line where a term is described."""
        return self._places.get(name, (self.shown, None))

    def sharpened(self, problem: Problem) -> Problem:
        """Return a problem with the path that people know and the exact line."""
        lines = self._lines.get(problem.file)
        if lines is None:
            return problem
        told = replace(problem, file=self._name(problem.file))
        if problem.code == Code.TURTLE_SYNTAX:
            line, column = _syntax_place(lines, problem.line)
        elif problem.line is None:
            return told
        else:
            line, column = _value_place(lines, problem.line, problem)
        return replace(told, line=line, column=column)

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob("*.ttl")))

    @cached_property
    def _lines(self) -> Mapping[str, Sequence[str]]:
        def text(file: Path) -> str:
            return file.read_text(encoding="utf-8-sig", errors="replace")

        return {file.name: text(file).split("\n") for file in self._files}

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, int]]:
        return {
            match.group(1): (self._name(file), number)
            for file, lines in self._lines.items()
            for number, line in enumerate(lines, start=1)
            if (match := _BLOCK.match(line))
        }

    def _name(self, file: str) -> str:
        return f"{self.shown}/{file}"


def _byte_problem(file: Path, content: bytes, shown: str) -> Problem | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        line, column, byte = bad_byte(file) or (1, 1, 0)
        message, code = "not UTF-8 text", Code.NOT_UTF8
        found, expected = f"byte 0x{byte:02x}", "text saved as UTF-8"
    else:
        character = _CONTROL.search(text)
        if character is None:
            return None
        before = text[: character.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message, code = "a character that text cannot have", Code.CONTROL_CHARACTER
        found = f"U+{ord(character.group()):04X}"
        expected = "letters, digits and signs"
    return Problem(
        file=shown,
        line=line,
        column=column,
        message=message,
        found=found,
        expected=expected,
        code=code,
    )


def _syntax_place(lines: Sequence[str], noticed: int | None) -> tuple[int, int]:
    """Return where a person would look, given where the parser gave up.

    A sign that is missing at the end of a line is noticed on a later one, and text
    that never ends only at the end of the file.
    """
    if noticed is None:
        for number, line in enumerate(lines, start=1):
            if '"""' not in line and line.replace('\\"', "").count('"') % 2:
                return number, line.index('"') + 1
        return max(len(lines), 1), 1
    noticed = min(noticed, len(lines))
    for number in range(noticed - 1, 0, -1):
        before = _COMMENT.sub("", lines[number - 1]).rstrip()
        if before:
            # A lone name at the margin begins a block; all else needs a sign.
            begins = len(before.split()) == 1 and not before[0].isspace()
            unfinished = not (begins or before.endswith(_CONTINUES))
            return (number, len(before)) if unfinished else (noticed, 1)
    return noticed, 1


def _value_place(lines: Sequence[str], start: int, problem: Problem) -> tuple[int, int]:
    """Return where in a block the value or property stands that a problem names."""
    block = range(start, len(lines) + 1)
    words = problem.message.partition(": ")[2].split()
    wanted = [problem.found.strip("'\"")] if problem.found else []
    wanted += words[:1]
    for word in wanted:
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        for number in block:
            line = lines[number - 1]
            if number > start and line[:1] not in {"", " ", "\t"}:
                break
            if word and (match := pattern.search(line)):
                return number, match.start() + 1
    return start, 1
