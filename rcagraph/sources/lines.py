"""Single lines of files that are at fault, for messages that show them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

_LONGEST = 2_000
_GZIP_MARK = b"\x1f\x8b"


def read_lines(file: Path, numbers: Iterable[int]) -> Mapping[int, str]:
    """Return the lines of a text file, gzipped or not, that have these numbers.

    Bytes that are not UTF-8 become replacement characters and long lines are cut;
    what cannot be read is left out: a message without its line beats no message.

    Args:
        file: read no further than the last line asked for.
        numbers: counted from 1.
    """
    wanted = set(numbers)
    if not wanted:
        return {}
    try:
        with _open(file) as content:
            lines = islice(enumerate(_lines(content), start=1), max(wanted))
            return {number: line for number, line in lines if number in wanted}
    except (OSError, EOFError):
        return {}


def bad_byte(file: Path) -> tuple[int, int, int] | None:
    """Return line, column and value of the first byte that is not UTF-8, or None."""
    try:
        with _open(file) as content:
            whole = content.read()
        whole.decode("utf-8")
    except (OSError, EOFError):
        return None
    except UnicodeDecodeError as error:
        before = whole[: error.start].decode("utf-8")
        before = before.replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return line, column, whole[error.start]
    return None


def _open(file: Path) -> BinaryIO:
    with file.open("rb") as start:
        zipped = start.read(2) == _GZIP_MARK
    if zipped:
        return cast("BinaryIO", gzip.GzipFile(file))
    return file.open("rb")


def _lines(content: BinaryIO) -> Iterable[str]:
    """Yield lines, ended by LF, CR LF or CR, cut to a length that can be shown."""
    while raw := content.readline():
        text = raw.decode("utf-8", errors="replace").removeprefix("\ufeff")
        for line in text.rstrip("\n").removesuffix("\r").split("\r"):
            yield line[:_LONGEST]
