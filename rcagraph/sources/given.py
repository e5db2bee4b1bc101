"""Which files are meant by what a user gives."""

from __future__ import annotations

from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.sources.bundled import examples_folder
from rcagraph.sources.workspace import MANIFEST


def observations_file(given: Path) -> Path:
    """Return the table of a folder, or the manifest of a workspace, or what is given.

    Raises:
        ObservationsError: the folder has neither.
    """
    if not given.is_dir():
        return given
    for name in (MANIFEST, "observations.csv.gz", "observations.csv"):
        if (given / name).is_file():
            return given / name
    raise ObservationsError(
        Problem(
            file=str(given),
            message="the folder has no observations",
            expected="a workspace, or observations.csv or observations.csv.gz in it",
            code=Code.NO_OBSERVATIONS,
        )
    )


def beside(file: Path, name: str) -> Path:
    """Return a file of that name beside another, or else the shipped one."""
    own = file.parent / name
    return own if own.is_file() else examples_folder() / "england" / name
