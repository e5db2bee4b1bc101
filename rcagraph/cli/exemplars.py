"""``rcagraph exemplars``: like organisations without a driver, or rid of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.options import case_options, top_option


@click.command("exemplars")
@click.argument("organisation")
@click.option("--driver", required=True, metavar="ID", help="What to learn about.")
@case_options
@top_option(5, "of each")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the whole list as CSV here.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    driver: str,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    out: Path | None,
) -> None:
    """Find organisations like ORGANISATION that lack a driver, or got rid of it.

    Only direct evidence makes an exemplar; who has none is counted and left out.
    For those who got rid of it: when, and what moved in their figures.

    \b
    rcagraph exemplars RAJ --driver ops_discharge
    rcagraph exemplars RAJ --driver vacancy --out whom-to-ask.csv
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.across import exemplars
    from rcagraph.outputs.exemplars_text import (
        exemplars_csv,
        exemplars_json,
        exemplars_text,
    )
    from rcagraph.outputs.files import write_atomically

    case = open_case(observations, library=library)
    found = exemplars(case, organisation, driver, as_of=as_of)
    text = exemplars_json(found) if as_json else exemplars_text(found, top=top)
    click.echo(text, nl=False)
    if out is not None:
        write_atomically(out, exemplars_csv(found))
        click.echo(f"wrote {out}", err=True)
