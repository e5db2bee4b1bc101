"""``rcagraph diagnose``: the main job, for one organisation or for all."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.case import by_strengths, open_case
from rcagraph.cli.options import (
    case_options,
    model_options,
    select_option,
    top_option,
)
from rcagraph.cli.peers import split_codes
from rcagraph.cli.progress import progress

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection
    from rcagraph.pipeline import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked of one diagnosis."""

    as_of: date | None
    peers: tuple[str, ...]
    selection: Selection | None
    out: Path
    top: int
    as_json: bool


@click.command("diagnose")
@click.argument("organisation", required=False)
@click.option("--all", "everyone", is_flag=True, help="Every organisation observed.")
@case_options
@select_option
@model_options
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@top_option(10, "drivers")
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str | None,
    everyone: bool,  # noqa: FBT001 - click passes flags by name
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    named: str,
    without: tuple[str, ...],
    strengths: str,
    out: Path,
    as_json: bool,  # noqa: FBT001
    top: int,
    selection: Selection | None,
) -> None:
    """Rank the drivers of ORGANISATION's underperformance (a code such as RAJ).

    Weighs every metric against peers, the organisation's own five years and the
    standard; traces symptoms to drivers; prints the ranking, the loops now
    turning and the lines of enquiry; and writes diagnosis.json, report.html and
    graph.html below the --out folder. --select and --exclude narrow what is printed
    and what the two pages show; the diagnosis and its JSON stay whole.

    \b
    rcagraph diagnose RAJ
    rcagraph diagnose RAJ --as-of 2025-03 --json
    rcagraph diagnose RAJ --peers RYR,RWE,RTG,RDU,RWF
    rcagraph diagnose RAJ --select 'class:structural,contribution>=0.01'
    rcagraph diagnose --all --out results
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if everyone == bool(organisation):
        msg = "give one organisation code, or --all"
        raise click.UsageError(msg)
    if everyone and (named or selection is not None):
        msg = "--peers, --select and --exclude go with one organisation, not with --all"
        raise click.UsageError(msg)
    case = open_case(observations, library=library, without=without)
    case = by_strengths(case, strengths, out)
    if everyone:
        _diagnose_all(case, as_of, out, top)
    else:
        assert organisation is not None
        asked = _Asked(
            as_of=as_of,
            peers=split_codes(named),
            selection=selection,
            out=out,
            top=top,
            as_json=as_json,
        )
        _diagnose_one(case, organisation, asked)


def _diagnose_one(case: Case, code: str, asked: _Asked) -> None:
    from rcagraph.findings.view import diagnosis_view
    from rcagraph.outputs.diagnosis_json import diagnosis_json
    from rcagraph.outputs.text import diagnosis_text
    from rcagraph.pipeline import diagnose, write_diagnosis

    peers = [case.organisation(each).code for each in asked.peers]
    diagnosis = diagnose(case, code, as_of=asked.as_of, peers=peers)
    view = diagnosis_view(diagnosis, asked.selection)
    written = write_diagnosis(diagnosis, asked.out, view)
    if asked.as_json:
        click.echo(diagnosis_json(diagnosis), nl=False)
    else:
        told = diagnosis_text(diagnosis, view, top=asked.top, width=_width())
        click.echo(told, nl=False)
    for path in written:
        click.echo(f"wrote {path}", err=True)


def _width() -> int:
    """Return the terminal's width, 60 to 100; 100 where nobody watches."""
    if not sys.stdout.isatty():
        return 100
    return min(max(shutil.get_terminal_size().columns, 60), 100)


def _diagnose_all(case: Case, as_of: date | None, out: Path, top: int) -> None:
    from rcagraph.outputs.files import write_atomically
    from rcagraph.outputs.ranking_csv import ranking_csv
    from rcagraph.pipeline import diagnose_all

    diagnoses = progress(
        diagnose_all(case, as_of=as_of), "diagnosing", len(case.organisations)
    )
    path = out / "ranking.csv"
    write_atomically(path, ranking_csv(diagnoses, top=top))
    click.echo(f"wrote {path}", err=True)
