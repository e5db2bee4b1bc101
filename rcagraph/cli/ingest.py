"""``rcagraph ingest``: the publishers' files into a workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rcagraph.sources.ingest_report import FileReport, IngestReport

_MB = 1 << 20
_MOST_PROBLEMS = 8  # of one file, on the terminal; the log has all


@click.command("ingest")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="FILE_OR_FOLDER...",
    type=click.Path(path_type=Path),
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("workspace"),
    show_default=True,
    help="Folder that holds what was ingested; made if need be.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--quiet", is_flag=True, help="Print only what was refused.")
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add the whole report to this file.",
)
@click.option(
    "--largest-file",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    metavar="MB",
    help="Refuse larger files; unpacked they may have twice that.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    paths: tuple[Path, ...],
    workspace: Path,
    dry_run: bool,  # noqa: FBT001 - click passes flags by name
    quiet: bool,  # noqa: FBT001
    log_file: Path | None,
    largest_file: int,
) -> None:
    """Read publishers' files, and folders of them, into a workspace.

    A file is recognised by what is in it, not by its name; csv, xls, xlsx, xlsb,
    also gzipped or zipped. A revised file supersedes the earlier figures and keeps
    them; the same file a second time changes nothing. Exit code 10 says that
    something was refused; the rest was ingested all the same.

    \b
    rcagraph ingest downloads --dry-run
    rcagraph ingest downloads --workspace figures
    rcagraph diagnose RAJ --observations figures
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.sources.ingest import IngestOptions, ingest
    from rcagraph.sources.publications.unpacking import Limits

    read_at = datetime.now(tz=UTC)  # noqa: TID251 - the shell knows the time
    report = ingest(
        paths,
        workspace,
        IngestOptions(
            read_at=read_at,
            limits=Limits(
                file_bytes=largest_file * _MB, unpacked_bytes=2 * largest_file * _MB
            ),
        ),
        dry_run=dry_run,
        progress=lambda files: progress(files, "reading", len(files)),
    )
    if log_file is not None:
        _log(log_file, read_at, report)
    if not quiet:
        for line in _lines(report, dry_run=dry_run):
            click.echo(line)
    for file in report.files:
        _echo_refused(file)
    if report.refused:
        raise SystemExit(10)


def _lines(report: IngestReport, *, dry_run: bool) -> Iterator[str]:
    for file in report.files:
        yield from _file_lines(file)
    for problem in report.unrolled:
        yield f"not rolled up: {problem}"
    counts = {
        outcome: sum(file.outcome == outcome for file in report.files)
        for outcome in ("added", "unchanged", "refused")
    }
    figures = sum(file.figures for file in report.files if file.outcome == "added")
    would = "would be " if dry_run else ""
    yield (
        f"{counts['added']} {_files(counts['added'])} {would}added "
        f"({figures:,} figures), {counts['unchanged']} already there, "
        f"{counts['refused']} refused"
    )


def _file_lines(file: FileReport) -> Iterator[str]:
    yield f"{click.format_filename(file.path.name)}: {_summary(file)}"
    for warning in file.warnings:
        yield f"  look at: {warning}"


def _summary(file: FileReport) -> str:
    if file.outcome == "refused":
        return "refused"
    if file.organisations:
        about = f"{file.organisations} organisations"
    else:
        about = f"{file.first_period[:7]} to {file.last_period[:7]}"
    if file.first_period[:7] == file.last_period[:7] and not file.organisations:
        about = file.first_period[:7]
    if file.outcome == "unchanged":
        return f"{file.publication}, {about}, already there"
    if file.organisations:
        return f"{file.publication}, {about}"
    counts = ", ".join(
        f"{count:,} {what}"
        for what, count in (
            ("new", file.new),
            ("revised", file.revised),
            ("confirmed", file.confirmed),
            ("superseded", file.superseded),
        )
        if count
    )
    metrics = "metric" if len(file.metrics) == 1 else "metrics"
    return (
        f"{file.publication}, {about}, {file.figures:,} figures of "
        f"{len(file.metrics)} {metrics}: {counts}"
    )


def _echo_refused(file: FileReport) -> None:
    for problem in file.refused[:_MOST_PROBLEMS]:
        click.echo(f"refused[{problem.code}]: {problem}", err=True)
    more = len(file.refused) - _MOST_PROBLEMS
    if more > 0:
        click.echo(
            f"refused: {click.format_filename(file.path.name)}: {more} more", err=True
        )


def _log(path: Path, read_at: datetime, report: IngestReport) -> None:
    from rcagraph.diagnostics.code import Code
    from rcagraph.errors import OutputError, Problem

    stamp = read_at.isoformat(timespec="seconds")
    lines = [
        line
        for file in report.files
        for line in (
            *_file_lines(file),
            *(f"  refused: {problem}" for problem in file.refused),
        )
    ]
    try:
        with path.open("a", encoding="utf-8") as log:
            log.writelines(f"{stamp} {line}\n" for line in lines)
    except OSError as error:
        raise OutputError(
            Problem(
                file=str(path),
                message="cannot be written",
                found=str(error),
                code=Code.NOT_WRITTEN,
            )
        ) from error


def _files(count: int) -> str:
    return "file" if count == 1 else "files"
