"""``rcagraph whatif``: what becomes of the symptoms if a driver went, or came."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.options import case_options


@click.command("whatif")
@click.argument("organisation")
@click.option(
    "--without",
    multiple=True,
    metavar="ID",
    help="Driver or state to take away; may be given again.",
)
@click.option(
    "--with",
    "present",
    multiple=True,
    metavar="ID",
    help="Driver or state to add; may be given again.",
)
@case_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    without: tuple[str, ...],
    present: tuple[str, ...],
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Say how ORGANISATION's symptoms change if drivers went, or came.

    The evidence is held: it says which mechanisms are at work now; the drivers
    named are then set, and the same mechanisms bring about what they still can.

    \b
    rcagraph whatif RAJ --without ops_discharge
    rcagraph whatif RAJ --without ops_discharge --with stg_intermediate --json
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if not (without or present):
        msg = "say what changes: --without ID, --with ID"
        raise click.UsageError(msg)
    from rcagraph.outputs.whatif_text import whatif_json, whatif_text
    from rcagraph.studies import what_if

    case = open_case(observations, library=library)
    found = what_if(case, organisation, without=without, present=present, as_of=as_of)
    click.echo(whatif_json(found) if as_json else whatif_text(found), nl=False)
