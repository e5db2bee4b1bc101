"""The figures of a run: which file, its table, and where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.observations.source import SourceCopy
from rcagraph.sources.bundled import examples_folder
from rcagraph.sources.observations_csv import read_observations
from rcagraph.sources.organisations_csv import read_source_copies
from rcagraph.sources.workspace import MANIFEST
from rcagraph.sources.workspace_observations import read_workspace

if TYPE_CHECKING:
    from rcagraph.observations.table import ObservationTable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figures:
    """A table of observations, and what its rows are rows of.

    Attributes:
        file: name of the file; "" for a workspace, where each observation's origin
            names the publisher's file.
        sources: that sources.csv lists; none for a workspace.
    """

    table: ObservationTable
    file: str
    sources: tuple[SourceCopy, ...]


def observations_file(given: Path | str | None) -> Path:
    """Return the file to read: a table, or the manifest of a workspace.

    Args:
        given: a file, a folder with one, or None for the shipped figures.

    Raises:
        ObservationsError: the folder has no observations.
    """
    path = examples_folder() / "england" if given is None else Path(given)
    if not path.is_dir():
        return path
    for name in (MANIFEST, "observations.csv.gz", "observations.csv"):
        if (path / name).is_file():
            return path / name
    raise ObservationsError(
        Problem(
            file=str(path),
            message="the folder has no observations",
            expected="a workspace, or observations.csv or observations.csv.gz in it",
            code=Code.NO_OBSERVATIONS,
        )
    )


def beside(file: Path, name: str) -> Path:
    """Return a table beside a file of observations, or the shipped one."""
    own = file.parent / name
    return own if own.is_file() else examples_folder() / "england" / name


def read_figures(file: Path) -> Figures:
    """Read the observations of a file, and the sources.csv beside it.

    Raises:
        ObservationsError: a file cannot be used.
    """
    if file.name == MANIFEST:
        return Figures(table=read_workspace(file.parent), file="", sources=())
    sources = read_source_copies(beside(file, "sources.csv"))
    table = read_observations(file, {each.id: each.origin for each in sources})
    return Figures(table=table, file=file.name, sources=sources)
