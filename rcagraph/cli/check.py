"""``rcagraph check``: find what is wrong with ontology, hypotheses, observations."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

_FORMATS = ("full", "concise", "json", "github")


@click.command("check")
@click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]..."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="full",
    show_default=True,
    help="How problems are printed.",
)
@click.option(
    "--shapes/--no-shapes",
    default=None,
    help="Hold the ontology against its SHACL shapes. Default: if it is checked and "
    "has no more than 1,000 terms.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def command(
    paths: tuple[Path, ...],
    form: str,
    shapes: bool | None,  # noqa: FBT001
    strict: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Check hypotheses, ontology and observations, and print every problem.

    PATH is a hypothesis file or folder (checked on top of the shipped library), an
    ontology folder, a table of observations, or a folder with several of these.
    Without PATH, everything that is shipped is checked.

    \b
    rcagraph check
    rcagraph check my-hypotheses --format concise
    rcagraph check my-hypotheses my-observations.csv --strict

    Exit codes: 0 no errors; 1 errors, or warnings with --strict; 2 wrong usage.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    import gc

    from rcagraph.library import check_files
    from rcagraph.outputs.check_json import check_json
    from rcagraph.outputs.check_text import check_concise, check_full, check_github
    from rcagraph.outputs.problems_text import Style

    gc.disable()  # a tenth of the time, for memory that the exit frees anyway
    checked = check_files(paths, shapes=shapes)
    gc.enable()
    report = checked.report
    style = Style(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    if form == "json":
        text = check_json(report)
    elif form == "github":
        text = check_github(report)
    elif form == "concise":
        text = check_concise(report, style)
    else:
        text = check_full(report, checked.excerpts, style)
    click.echo(text, nl=False)
    if report.errors or (strict and report.warnings):
        sys.exit(1)
