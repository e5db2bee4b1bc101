"""A workspace: a folder with all figures that were ingested, and where from.

    manifest.jsonl              what was ingested, one line for each file
    figures/<sha256>.parquet    what that file states, under the code of the day
    in-force/<digest>.parquet   of all that, the figures that hold: revisions resolved

The manifest is the one truth: replacing it is the moment at which an ingest becomes
visible. Everything else is written before, under names that nothing refers to yet;
a killed ingest leaves such files behind, and the next one removes them. Readers take
no lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.sources.manifest import IngestedFile, from_lines, precedence, to_lines
from rcagraph.sources.partitions import (
    KEYS,
    STORED,
    no_figures,
    read_figures,
    read_statements,
    sync,
    write_figures,
)
from rcagraph.sources.publications.publication import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

MANIFEST = "manifest.jsonl"
_STAGING = ".ingesting"
_LOCK = ".lock"
_TABLES = ("organisations.csv", "successions.csv", "sources.csv")  # the user's own


class Workspace:
    """A workspace as it is now; later ingests do not change what is read from it.

    Args:
        folder: need not exist; it is then empty.

    Raises:
        ObservationsError: the folder is something else, or its manifest is damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Read the manifest."""
        self.folder = folder
        try:
            manifest = (folder / MANIFEST).read_bytes()
        except FileNotFoundError:
            manifest = b""
            _require_free(folder)
        except OSError as error:
            raise _unusable(folder, error) from error
        self._digest = _digest(manifest)
        self.files: tuple[IngestedFile, ...] = from_lines(
            manifest.decode("utf-8", errors="replace"), str(folder / MANIFEST)
        )

    @cached_property
    def by_checksum(self) -> Mapping[str, IngestedFile]:
        """Checksum → file."""
        return {each.sha256: each for each in self.files}

    def figures_in_force(
        self,
        columns: Sequence[str] = STORED,
        *,
        organisations: Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """Return the figures that hold, at most one per organisation, metric, period.

        Args:
            columns: some of ``STORED``.
            organisations: codes of the day; None: all.

        Raises:
            ObservationsError: a part of the workspace is missing or damaged.
        """
        import pandas as pd

        codes = None if organisations is None else list(organisations)
        resolved = self.folder / "in-force" / f"{self._digest}.parquet"
        if resolved.is_file():
            return read_figures(resolved, columns, codes)
        parts = [
            read_figures(self._partition(each.sha256), FIGURES, codes).assign(
                sha256=each.sha256
            )
            for each in self.files
            if each.figures
        ]
        if not parts:
            return no_figures()[list(columns)]
        return in_force(pd.concat(parts), self.files)[list(columns)]

    def statements(
        self, organisations: Sequence[str], metrics: Sequence[str], period: date
    ) -> pd.DataFrame:
        """Return everything that any file states of these, columns ``STORED``.

        Raises:
            ObservationsError: a part of the workspace is missing or damaged.
        """
        day = period.isoformat()
        paths = [
            self._partition(each.sha256)
            for each in self.files
            if set(metrics) & set(each.metrics)
            and each.first_period <= day <= each.last_period
        ]
        return read_statements(paths, organisations, metrics, period)

    def _partition(self, sha256: str) -> Path:
        return self.folder / "figures" / f"{sha256}.parquet"

    def organisations(self) -> Mapping[str, str]:
        """Return code → name of what registers, and an own organisations.csv, name.

        Raises:
            ObservationsError: organisations.csv cannot be read.
        """
        from rcagraph.sources.organisations_csv import read_organisations

        named = dict(pair for each in self.files for pair in each.organisations)
        if (self.folder / "organisations.csv").is_file():
            named |= {each.code: each.name for each in read_organisations(self.folder)}
        return named

    def commit(
        self, added: Sequence[tuple[IngestedFile, pd.DataFrame]], resolved: pd.DataFrame
    ) -> None:
        """Add files, all or none; only inside ``writing``.

        Args:
            added: files and their figures, as ``typed``.
            resolved: all figures that then hold, columns ``STORED``.

        Raises:
            ObservationsError: the folder cannot be written; it is as it was.
        """
        files = (*self.files, *(file for file, _ in added))
        manifest = to_lines(files).encode("utf-8")
        try:
            self._write(manifest, added, resolved)
        except OSError as error:
            raise _unusable(self.folder, error) from error

    def _write(
        self,
        manifest: bytes,
        added: Sequence[tuple[IngestedFile, pd.DataFrame]],
        resolved: pd.DataFrame,
    ) -> None:
        staging = self.folder / _STAGING
        staging.mkdir()
        ready: list[tuple[Path, Path]] = []
        for file, frame in added:
            if not file.figures:
                continue  # a register: its line says it all
            target = self._partition(file.sha256)
            write_figures(frame, staging / target.name)
            ready.append((staging / target.name, target))
        target = self.folder / "in-force" / f"{_digest(manifest)}.parquet"
        write_figures(resolved, staging / target.name)
        ready.append((staging / target.name, target))
        (staging / MANIFEST).write_bytes(manifest)
        sync(staging / MANIFEST)
        folders = (self.folder / "figures", self.folder / "in-force")
        for folder in folders:
            folder.mkdir(exist_ok=True)
        for written, target in ready:
            written.replace(target)
        for folder in folders:
            sync(folder)
        os.replace(staging / MANIFEST, self.folder / MANIFEST)  # noqa: PTH105
        sync(self.folder)
        staging.rmdir()

    def sweep(self) -> None:
        """Remove what the manifest does not refer to; only inside ``writing``."""
        shutil.rmtree(self.folder / _STAGING, ignore_errors=True)
        for path in (self.folder / "figures").glob("*.parquet"):
            if path.stem not in self.by_checksum:
                path.unlink()
        for path in (self.folder / "in-force").glob("*.parquet"):
            if path.stem != self._digest:
                path.unlink()


@contextmanager
def writing(folder: Path) -> Iterator[Workspace]:
    """Hold the right to write to a workspace, and give it as it then is.

    What an earlier, killed ingest left behind is removed.

    Raises:
        ObservationsError: another ingest is writing, or the folder is not usable.
    """
    from filelock import FileLock, Timeout

    Workspace(folder)  # not into a folder that is something else
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ObservationsError(
            Problem(
                file=str(folder),
                message="another ingest is writing to this workspace",
                expected="one at a time; try again when it has finished",
                code=Code.WORKSPACE_UNUSABLE,
            )
        ) from error
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        workspace = Workspace(folder)
        workspace.sweep()
        yield workspace
    finally:
        lock.release()


def is_workspace(folder: Path) -> bool:
    """Whether a folder is a workspace with something in it."""
    return (folder / MANIFEST).is_file()


def in_force(figures: pd.DataFrame, files: Iterable[IngestedFile]) -> pd.DataFrame:
    """Return, of all figures stated, those that hold: of revisions the last.

    The result depends on what is stated and not on its order.

    Args:
        figures: columns ``STORED``.
        files: of every checksum in ``figures``.
    """
    rank = figures["sha256"].map(precedence(files))
    held = (
        figures.assign(rank=rank)
        .sort_values("rank", kind="stable")
        .drop_duplicates(list(KEYS), keep="last")
    )
    return held.drop(columns="rank").sort_values([*KEYS], ignore_index=True)


def _digest(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:32]


def _require_free(folder: Path) -> None:
    """A folder full of other things is not taken for an empty workspace."""
    if folder.exists() and not folder.is_dir():
        raise ObservationsError(
            Problem(
                file=str(folder),
                message="a workspace is a folder, this is a file",
                code=Code.WORKSPACE_UNUSABLE,
            )
        )
    ours = {_STAGING, _LOCK, "figures", "in-force", *_TABLES}
    if folder.is_dir():
        others = sorted({each.name for each in folder.iterdir()} - ours)
        if others:
            raise ObservationsError(
                Problem(
                    file=str(folder),
                    message="the folder is no workspace, and not empty",
                    found=", ".join(others[:5]),
                    expected=f"a new folder, or one with {MANIFEST}",
                    code=Code.WORKSPACE_UNUSABLE,
                )
            )


def _unusable(folder: Path, error: OSError) -> ObservationsError:
    return ObservationsError(
        Problem(
            file=str(folder),
            message="the workspace cannot be used",
            found=error.strerror or str(error),
            code=Code.WORKSPACE_UNUSABLE,
        )
    )
