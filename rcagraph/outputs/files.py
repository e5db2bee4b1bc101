"""Writes results so that a failed run leaves earlier results as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
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
            raise _not_written(target, error.strerror or str(error)) from error
    return tuple(folder / name for name in texts)


@contextmanager
def locked(path: Path, *, seconds: float = 30) -> Iterator[None]:
    """Hold the right to replace a file; others wait.

    Args:
        path: its folder is made when absent.
        seconds: how long to wait for whoever holds it.

    Raises:
        OutputError: it is held for longer, or the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        lock.acquire(timeout=seconds)
    except (OSError, Timeout) as error:
        found = "another program is writing it"
        if isinstance(error, OSError) and not isinstance(error, Timeout):
            found = error.strerror or str(error)
        raise _not_written(path, found) from error
    try:
        yield
    finally:
        lock.release()


def write_durably(path: Path, text: str) -> None:
    """Replace one file so that a kill or a power cut leaves the old or the new.

    The text is on disk before it takes the file's name; there is no moment without
    the file. Call it while holding ``locked``: what an earlier, killed call left
    behind is removed.

    Raises:
        OutputError: the file is as it was.
    """
    fresh = _beside(path, "new")
    try:
        for stale in path.parent.glob(f".{path.name}.*.new"):
            stale.unlink(missing_ok=True)
        with fresh.open("w", encoding="utf-8", newline="") as content:
            content.write(text)
            content.flush()
            os.fsync(content.fileno())
        fresh.replace(path)
        _sync_names(path.parent)
    except OSError as error:
        raise _not_written(path, error.strerror or str(error)) from error


def _sync_names(folder: Path) -> None:
    if os.name == "nt":
        return  # folders cannot be synchronised there, nor need be
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, found: str) -> OutputError:
    return OutputError(
        Problem(
            message="this result cannot be written; nothing has changed",
            file=str(path),
            found=found,
            expected="a folder that can be written to and a file not in use",
            code=Code.NOT_WRITTEN,
        )
    )


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
