"""Figures on disk: Parquet files, written whole or not at all.

The only module that knows the storage engine; another can stand behind the same few
functions.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.sources.publications.publication import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

KEYS = ("metric_id", "org_code", "period")
# Figures of many files together say which file each is from.
STORED = (*FIGURES, "sha256")

_NUMBERS = ("numerator", "denominator", "value")
_TEXTS = ("org_code", "org_name", "metric_id", "unit", "sheet")


def typed(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures in the types in which they are stored, in a fixed order."""
    import pandas as pd

    frame = figures.loc[:, list(FIGURES)].copy()
    for column in _NUMBERS:
        frame[column] = frame[column].astype("float64")
    for column in _TEXTS:
        frame[column] = frame[column].astype("str")
    frame["period"] = pd.to_datetime(frame["period"]).astype("datetime64[s]")
    frame["row"] = frame["row"].astype("int64")
    return frame.sort_values([*KEYS], ignore_index=True)


def write_figures(frame: pd.DataFrame, path: Path) -> None:
    """Write figures and see them safely on disk; ``path`` must not exist yet."""
    frame.to_parquet(path, index=False, compression="zstd")
    sync(path)


def read_figures(
    path: Path, columns: Sequence[str], organisations: Sequence[str] | None = None
) -> pd.DataFrame:
    """Read columns of stored figures, of all organisations or of some.

    Raises:
        ObservationsError: the file is missing or damaged.
    """
    filters = [("org_code", "in", organisations)] if organisations else []
    return _read(path, list(columns), filters)


def read_statements(
    paths: Iterable[Path],
    organisations: Sequence[str],
    metrics: Sequence[str],
    period: date,
) -> pd.DataFrame:
    """Return what each file states of some organisations, columns ``STORED``.

    Raises:
        ObservationsError: a file is missing or damaged.
    """
    import pandas as pd

    filters = [
        ("metric_id", "in", list(metrics)),
        ("period", "==", pd.Timestamp(period)),
        ("org_code", "in", list(organisations)),
    ]
    parts = [
        _read(path, list(FIGURES), filters).assign(sha256=path.stem) for path in paths
    ]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else no_figures()


def no_figures() -> pd.DataFrame:
    """Return an empty frame, columns ``STORED``, in the types of stored figures."""
    import pandas as pd

    return typed(pd.DataFrame(columns=list(FIGURES))).assign(
        sha256=pd.Series(dtype="str")
    )


def _read(
    path: Path, columns: list[str], filters: Sequence[tuple[str, str, object]]
) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(path, columns=columns, filters=[*filters] or None)
    except (OSError, ValueError, KeyError) as error:
        raise ObservationsError(
            Problem(
                file=path.name,
                message="a part of the workspace is missing or damaged",
                found=str(error).partition("\n")[0],
                expected="the file as ingested; ingest again into a new workspace",
                code=Code.WORKSPACE_UNUSABLE,
            )
        ) from error


def sync(path: Path) -> None:
    """See a file or a folder's list of names safely on disk."""
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be synchronised there, nor need be
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
