"""From files and folders into a workspace: recognise, read, screen, commit.

Each file stands alone: one that is refused does not stop the others. All that was
accepted enters the workspace together, in one step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rcagraph._version import __version__
from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, RcagraphError
from rcagraph.sources.ingest_report import FileReport, IngestReport
from rcagraph.sources.manifest import IngestedFile
from rcagraph.sources.partitions import KEYS, no_figures, typed
from rcagraph.sources.publications.opened_file import open_file
from rcagraph.sources.publications.registry import recognise
from rcagraph.sources.publications.unpacking import DEFAULT_LIMITS, Limits
from rcagraph.sources.screening import known_trusts, screen
from rcagraph.sources.totals import compare_totals
from rcagraph.sources.workspace import Workspace, in_force, writing
from rcagraph.sources.workspace_observations import rolled_up, successions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How files are read.

    Attributes:
        read_at: the time to record, with its zone.
        limits: how large a file may be.
        readers: the publications to recognise; None: all that are known.
    """

    read_at: datetime
    limits: Limits = DEFAULT_LIMITS
    readers: Sequence[Publication] | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Accepted:
    report: FileReport
    file: IngestedFile
    frame: pd.DataFrame


def ingest(
    paths: Iterable[Path],
    workspace: Path,
    options: IngestOptions,
    *,
    dry_run: bool = False,
    progress: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> IngestReport:
    """Read files into a workspace.

    Args:
        paths: files, and folders to search for files.
        workspace: folder of the workspace; made if need be.
        options: when and how.
        dry_run: change nothing, only report what would change.
        progress: yields the files one by one, showing how far it is.

    Raises:
        ObservationsError: a path does not exist, the workspace cannot be used, or
            another ingest is writing to it. What is wrong with files is in the
            report.
    """
    files = find_files(paths, besides=workspace)
    if dry_run:
        return _ingest(files, Workspace(workspace), options, progress, write=False)
    with writing(workspace) as into:
        return _ingest(files, into, options, progress, write=True)


def find_files(
    paths: Iterable[Path], *, besides: Path | None = None
) -> tuple[Path, ...]:
    """Return the files given, and those in the folders given, sorted, each once.

    In folders, hidden files, lock files of office programs and the folder
    ``besides`` are passed over.

    Raises:
        ObservationsError: a path does not exist.
    """
    found: set[Path] = set()
    missing = []
    for path in paths:
        if path.is_dir():
            found |= {
                each
                for each in path.rglob("*")
                if each.is_file()
                and not _hidden(each.relative_to(path))
                and not (besides and each.is_relative_to(besides))
            }
        elif path.exists():
            found.add(path)
        else:
            missing.append(
                Problem(
                    file=str(path),
                    message="there is no such file",
                    code=Code.PUBLICATION_UNREADABLE,
                )
            )
    if missing:
        raise ObservationsError(missing)
    return tuple(sorted(found))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _ingest(
    files: Sequence[Path],
    into: Workspace,
    options: IngestOptions,
    progress: Callable[[Sequence[Path]], Iterable[Path]],
    *,
    write: bool,
) -> IngestReport:
    trusts = {**known_trusts(), **into.organisations()}
    accepted: dict[str, _Accepted] = {}
    reports: list[FileReport] = []
    for path in progress(files):
        one = _read_alone(path, into, accepted, options, trusts)
        if isinstance(one, _Accepted):
            accepted[one.file.sha256] = one
            reports.append(one.report)
        else:
            reports.append(one)
    if not accepted:
        return IngestReport(files=tuple(reports), written=False)
    ingested = (*into.files, *(each.file for each in accepted.values()))
    resolved, counted = _settle(into, list(accepted.values()), ingested)
    unrolled = rolled_up(resolved, ingested, successions_of(into)).problems
    if write:
        into.commit([(each.file, each.frame) for each in accepted.values()], resolved)
    return IngestReport(
        files=tuple(counted.get(each.path, each) for each in reports),
        written=write,
        unrolled=unrolled,
    )


def _read_alone(
    path: Path,
    into: Workspace,
    accepted: Mapping[str, _Accepted],
    options: IngestOptions,
    trusts: Mapping[str, str],
) -> _Accepted | FileReport:
    """Read one file; whatever happens, the next one is read as well."""
    try:
        file = open_file(path, limits=options.limits)
        if file.sha256 in into.by_checksum:
            known = into.by_checksum[file.sha256]
            return replace(_report(path, known), outcome="unchanged")
        if file.sha256 in accepted:
            same = accepted[file.sha256]
            return replace(_report(path, same.file), outcome="unchanged")
        return _read(path, file, options, trusts)
    except RcagraphError as error:
        refused = error.problems
    except Exception as error:  # noqa: BLE001 - a reader's own mistake
        refused = (
            Problem(
                file=path.name,
                message="a layout that its reader did not foresee",
                found=f"{type(error).__name__}: {error}",
                code=Code.PUBLICATION_LAYOUT,
            ),
        )
    return FileReport(path=path, outcome="refused", refused=refused)


def _read(
    path: Path, file: OpenedFile, options: IngestOptions, trusts: Mapping[str, str]
) -> _Accepted:
    publication = recognise(file, options.readers)
    register = getattr(publication, "organisations", None)
    if register is not None:
        return _accept(path, file, publication, options, organisations=register(file))
    said = publication.read(file)
    figures, problems = screen(
        file,
        publication,
        said.figures,
        read_at=options.read_at,
        organisations=trusts,
    )
    refused = (*said.problems, *problems)
    if figures.empty:
        nothing = Problem(
            file=file.name,
            message=f"{publication.product}: no figures in it",
            code=Code.PUBLICATION_LAYOUT,
        )
        raise ObservationsError([nothing, *refused])
    one = _accept(
        path,
        file,
        publication,
        options,
        figures=figures,
        edition=said.edition,
        refused=refused,
    )
    warnings = compare_totals(file.name, said)
    return replace(one, report=replace(one.report, refused=refused, warnings=warnings))


def _accept(  # noqa: PLR0913
    path: Path,
    file: OpenedFile,
    publication: Publication,
    options: IngestOptions,
    *,
    figures: pd.DataFrame | None = None,
    edition: str = "",
    refused: tuple[Problem, ...] = (),
    organisations: tuple[tuple[str, str], ...] = (),
) -> _Accepted:
    frame = no_figures() if figures is None else typed(figures)
    ingested = IngestedFile(
        publication=publication.id,
        publisher=publication.publisher,
        product=publication.product,
        grade=str(getattr(publication, "grade", "A")),
        sha256=file.sha256,
        name=file.name,
        edition=edition,
        read_at=options.read_at.isoformat(timespec="seconds"),
        version=__version__,
        figures=len(frame),
        metrics=tuple(sorted(frame["metric_id"].unique())),
        first_period=f"{frame['period'].min():%Y-%m-%d}" if len(frame) else "",
        last_period=f"{frame['period'].max():%Y-%m-%d}" if len(frame) else "",
        refused=tuple(map(str, refused)),
        organisations=organisations,
    )
    return _Accepted(report=_report(path, ingested), file=ingested, frame=frame)


def _report(path: Path, file: IngestedFile) -> FileReport:
    return FileReport(
        path=path,
        outcome="added",
        publication=file.product,
        metrics=file.metrics,
        first_period=file.first_period,
        last_period=file.last_period,
        figures=file.figures,
        organisations=len(file.organisations),
    )


def _settle(
    into: Workspace, accepted: Sequence[_Accepted], files: Sequence[IngestedFile]
) -> tuple[pd.DataFrame, dict[Path, FileReport]]:
    """Return the figures then in force, and each file's report with its counts."""
    import numpy as np
    import pandas as pd

    before = into.figures_in_force()
    stated = pd.concat(
        [each.frame.assign(sha256=each.file.sha256) for each in accepted]
    )
    resolved = in_force(pd.concat([before, stated]), files)
    keys = list(KEYS)
    compared = (
        stated[[*keys, "value", "sha256"]]
        .merge(resolved[[*keys, "value", "sha256"]], on=keys, suffixes=("", "_now"))
        .merge(before[[*keys, "value"]], on=keys, suffixes=("", "_was"), how="left")
    )
    was, now = compared["value_was"].astype("float64"), compared["value_now"]
    holds = compared["sha256"] == compared["sha256_now"]
    as_was, as_now = (
        np.isclose(compared["value"], was),
        np.isclose(compared["value"], now),
    )
    compared["new"] = holds & was.isna()
    compared["revised"] = holds & was.notna() & ~as_was
    compared["confirmed"] = (holds & as_was) | (~holds & as_now)
    compared["superseded"] = ~holds & ~as_now
    counts = compared.groupby("sha256")[["new", "revised", "confirmed", "superseded"]]
    summed = counts.sum().to_dict("index")
    return resolved, {
        each.report.path: _counted(each.report, summed[each.file.sha256])
        for each in accepted
        if each.file.figures
    }


def _counted(report: FileReport, counts: Mapping[Hashable, int]) -> FileReport:
    return replace(
        report,
        new=int(counts["new"]),
        revised=int(counts["revised"]),
        confirmed=int(counts["confirmed"]),
        superseded=int(counts["superseded"]),
    )
