"""``rcagraph trace``: where an observation comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.day import Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rcagraph.sources.provenance import Provenance, Statement


@click.command("trace")
@click.argument("organisation")
@click.argument("metric")
@click.argument("period", type=Day())
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("workspace"),
    show_default=True,
    help="Folder that `rcagraph ingest` wrote.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(
    organisation: str,
    metric: str,
    period: date,
    workspace: Path,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Show where an observation comes from: file, sheet, row, revisions, mergers.

    PERIOD is the last day of the period, or its month: 2025-03. Figures that a
    later edition supersedes are listed below the one in force, and the figures of
    predecessors with what they were summed to.

    \b
    rcagraph trace RAJ ae_4hr_all_pct 2019-04
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.diagnostics.code import Code
    from rcagraph.errors import ObservationsError, Problem
    from rcagraph.sources.provenance import trace
    from rcagraph.sources.workspace import Workspace

    held = Workspace(workspace)
    if not held.files:
        raise ObservationsError(
            Problem(
                file=str(workspace),
                message="no workspace, or an empty one",
                expected="a folder that `rcagraph ingest` wrote",
                code=Code.WORKSPACE_UNUSABLE,
            )
        )
    found = trace(held, organisation, metric, period)
    if as_json:
        click.echo(_json(found))
    else:
        for line in _lines(found):
            click.echo(line)


def _lines(found: Provenance) -> Iterator[str]:
    what = f"{found.organisation} {found.metric} {found.period}"
    if found.value is None:
        yield f"{what}: no observation"
    else:
        yield f"{what}: {_number(found.value)} {found.unit}{_parts(found)}"
        if found.codes_summed > 1:
            yield f"summed from {found.codes_summed} codes"
    for problem in found.problems:
        yield str(problem)
    for each in found.statements:
        yield ""
        yield _stated(each, found.metric)
        yield from _where(each)


def _stated(each: Statement, metric: str) -> str:
    status = "in force" if each.in_force else "superseded"
    who = f"{each.organisation} {each.name}".strip()
    what = "" if each.metric == metric else f"{each.metric} "
    return f"{status}: {who}: {what}{_number(each.value)} {each.unit}{_parts(each)}"


def _where(each: Statement) -> Iterator[str]:
    file = each.file
    sheet = f"sheet {each.sheet!r}, " if each.sheet else ""
    edition = f", edition {file.edition}" if file.edition else ""
    yield f"  {file.publisher}: {file.product} ({file.publication}{edition})"
    yield f"  {file.name}, {sheet}row {each.row}"
    yield f"  sha256 {file.sha256}"
    yield f"  read {file.read_at} by rcagraph {file.version}, grade {file.grade}"


def _parts(of: Provenance | Statement) -> str:
    if of.numerator is None or of.denominator is None:
        return ""
    return f" ({_number(of.numerator)} of {_number(of.denominator)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0")


def _json(found: Provenance) -> str:
    import json
    from dataclasses import asdict

    said = asdict(found)
    said["problems"] = [str(problem) for problem in found.problems]
    for statement in said["statements"]:
        for name in ("refused", "organisations", "metrics", "figures"):
            del statement["file"][name]
    return json.dumps(said, indent=2, ensure_ascii=False, default=str)
