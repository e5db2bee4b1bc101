"""``rcagraph compare``: what differs between two organisations, or two dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.day import Day
from rcagraph.cli.options import case_options, top_option


@click.command("compare")
@click.argument("organisation")
@click.argument("other", required=False)
@click.option("--then", type=Day(), help="Compare ORGANISATION with itself back then.")
@case_options
@top_option(5, "of each")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the differences as CSV here.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    other: str | None,
    then: date | None,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    out: Path | None,
) -> None:
    """Say what differs between ORGANISATION and OTHER, or between two dates.

    Drivers, with what makes the beliefs differ, piece by piece; symptoms; metrics.
    A metric that only one side has is said, and counts as no difference.

    \b
    rcagraph compare RAJ RNN
    rcagraph compare RAJ --then 2023-03
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if bool(other) == (then is not None):
        msg = "give a second organisation, or --then"
        raise click.UsageError(msg)
    from rcagraph.across import compare
    from rcagraph.outputs.compare_tables import compare_csv, compare_json
    from rcagraph.outputs.compare_text import compare_text
    from rcagraph.outputs.files import write_atomically

    case = open_case(observations, library=library)
    found = compare(case, organisation, other or "", then=then, as_of=as_of)
    text = compare_json(found) if as_json else compare_text(found, top=top)
    click.echo(text, nl=False)
    if out is not None:
        write_atomically(out, compare_csv(found))
        click.echo(f"wrote {out}", err=True)
