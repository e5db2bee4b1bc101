"""Writes results so that a failed run leaves earlier results as they were."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import OutputError, Problem


def write_atomically(path: Path, text: str | bytes) -> None:
    """Write one file, text as UTF-8, or leave it as it was.

    Args:
        path: its folder is made when absent; an earlier file is replaced.
        text: written as it is, with no translation of line ends.

    Raises:
        OutputError: the file could not be written.
    """
    write_together(path.parent, {path.name: text})


def write_together(folder: Path, texts: Mapping[str, str | bytes]) -> tuple[Path, ...]:
    """Write several files of one folder: all of them, or none.

    Every text goes to a temporary file beside its target first. Only then are
    targets replaced, and put back when a replacement fails (on Windows, a
    spreadsheet that is open elsewhere cannot be replaced).

    Args:
        folder: made when absent.
        texts: file name → text.

    Returns:
        The paths written, in the order of ``texts``.

    Raises:
        OutputError: a file could not be written; no file has changed.
    """
    target = folder
    with ExitStack() as tidy:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                target = folder / name
                fresh = _beside(target, "new")
                tidy.callback(fresh.unlink, missing_ok=True)
                fresh.write_bytes(text.encode() if isinstance(text, str) else text)
            with ExitStack() as undo:
                for name in texts:
                    target = folder / name
                    _replace(target, undo, tidy)
                undo.pop_all()
        except OSError as error:
            raise OutputError(
                Problem(
                    message="this result cannot be written; nothing has changed",
                    file=str(target),
                    found=error.strerror or str(error),
                    expected="a folder that can be written to and a file not in use",
                    code=Code.NOT_WRITTEN,
                )
            ) from error
    return tuple(folder / name for name in texts)


def _replace(target: Path, undo: ExitStack, tidy: ExitStack) -> None:
    """Put the new file in its place, and note how to take it back."""
    if target.is_dir():
        raise IsADirectoryError(None, "a folder has this name")
    if target.exists():
        earlier = _beside(target, "old")
        target.replace(earlier)
        tidy.callback(earlier.unlink, missing_ok=True)
        undo.callback(earlier.replace, target)
    else:
        undo.callback(target.unlink, missing_ok=True)
    _beside(target, "new").replace(target)


def _beside(target: Path, word: str) -> Path:
    # Not the tempfile module: its files are private to the user who writes them,
    # and reports are for sharing.
    return target.with_name(f".{target.name}.{os.getpid()}.{word}")
