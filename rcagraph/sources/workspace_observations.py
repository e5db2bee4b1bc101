"""What a diagnosis needs of a workspace: observations under today's codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.observations.derived import with_derived
from rcagraph.observations.succession import RolledUp, roll_up
from rcagraph.sources.bundled import examples_folder
from rcagraph.sources.organisations_csv import read_successions
from rcagraph.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from rcagraph.observations.organisation import Succession
    from rcagraph.observations.table import ObservationTable
    from rcagraph.sources.manifest import IngestedFile

_NEEDED = (
    "org_code",
    "period",
    "metric_id",
    "numerator",
    "denominator",
    "value",
    "unit",
    "sheet",
    "row",
    "sha256",
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WorkspaceObservations:
    """Observations of a workspace, and what could not be rolled up to today's codes."""

    table: ObservationTable
    unrolled: tuple[Problem, ...]


def read_workspace(folder: Path) -> ObservationTable:
    """Return the observations in force, under today's codes.

    Successions are those of the folder's own successions.csv, or the shipped ones.

    Raises:
        ObservationsError: no workspace, an empty one, or damaged.
    """
    return observations_in_force(Workspace(folder)).table


def observations_in_force(workspace: Workspace) -> WorkspaceObservations:
    """Return observations under today's codes, and what could not be rolled up.

    Raises:
        ObservationsError: the workspace is empty or damaged.
    """
    from rcagraph.observations.table import ObservationTable

    if not workspace.files:
        raise ObservationsError(
            Problem(
                file=str(workspace.folder),
                message="the workspace is empty",
                expected="files read by `rcagraph ingest`",
                code=Code.WORKSPACE_UNUSABLE,
            )
        )
    figures = workspace.figures_in_force(_NEEDED)
    figures["source"] = _sources(workspace, figures)
    rolled = rolled_up(figures, workspace.files, successions_of(workspace))
    return WorkspaceObservations(
        table=ObservationTable(rolled.frame), unrolled=rolled.problems
    )


def rolled_up(
    figures: pd.DataFrame,
    files: Iterable[IngestedFile],
    successions: Sequence[Succession],
) -> RolledUp:
    """Derive what is published only by its parts, and roll up to today's codes.

    Args:
        figures: in force, columns ``STORED`` or some with ``sha256`` and ``sheet``.
        files: of every checksum in ``figures``.
        successions: the dated table.

    Raises:
        ObservationsError: the successions cannot be used.
    """
    import pandas as pd

    figures = with_derived(figures)
    published = {each.sha256: each.publication for each in files}
    checksums = figures["sha256"].astype("category").cat
    collections = pd.Categorical([published[each] for each in checksums.categories])
    return roll_up(
        figures.drop(columns=["sha256", "sheet"]).assign(
            collection=collections.take(checksums.codes.to_numpy()),
            # Few texts for a million rows: kept once each.
            unit=figures["unit"].astype("category"),
        ),
        successions,
    )


def successions_of(workspace: Workspace) -> tuple[Succession, ...]:
    """Return the workspace's own dated succession table, or the shipped one.

    Raises:
        ObservationsError: the table cannot be used.
    """
    own = workspace.folder / "successions.csv"
    shipped = examples_folder() / "england" / "successions.csv"
    return read_successions(own if own.is_file() else shipped)


def _sources(workspace: Workspace, figures: pd.DataFrame) -> pd.Categorical[str]:
    """Return where each figure is from: publisher, product, file and sheet."""
    import pandas as pd

    codes, known = (figures["sha256"] + "\0" + figures["sheet"]).factorize()
    said = []
    for pair in known:
        sha256, _, sheet = str(pair).partition("\0")
        origin = workspace.by_checksum[sha256].origin
        said.append(f"{origin}, sheet {sheet!r}" if sheet else origin)
    return pd.Categorical(said).take(codes)
